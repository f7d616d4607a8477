"""What survives a container that is killed."""

import httpx

from tests.bentos.databases import Postgresql
from tests.container.conftest import Containers
from tests.container.container import Container
from tests.serve.test_flags_survive import Patience, flag

FLAGS = 50


def killed_after_flags(container: Container) -> list[str]:
    """The ids of flags that it confirmed before it was killed."""
    container.start()
    with httpx.Client(base_url=container.url, timeout=60) as client:
        confirmed = [flag(client, f"flag {number}", Patience(600))[0] for number in range(FLAGS)]
    container.kill()
    return confirmed


def kept(container: Container, confirmed: list[str]) -> list[str]:
    """Which of them a container has when it is started again."""
    exported = container.start().exported()
    return [identifier for identifier in confirmed if identifier in exported]


def test_the_volume_keeps_every_confirmed_flag(containers: Containers) -> None:
    container = containers(SENTIMENT_FAMILIES="logreg")
    confirmed = killed_after_flags(container)
    assert kept(container, confirmed) == confirmed


def test_postgresql_keeps_every_confirmed_flag_for_a_container_with_a_new_volume(
    containers: Containers, postgresql: Postgresql
) -> None:
    folder = postgresql.cluster.admit_others()
    database = {"SENTIMENT_FAMILIES": "logreg", "DATABASE_URL": postgresql.url}
    confirmed = killed_after_flags(containers(f"{folder}:{folder}", **database))
    assert kept(containers(f"{folder}:{folder}", **database), confirmed) == confirmed
