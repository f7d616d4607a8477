"""A container that is stopped."""

import httpx

from tests.container.conftest import Containers
from tests.stopping import COUNT, stop_under_load


def test_every_request_that_was_taken_is_answered_when_the_container_is_stopped(
    containers: Containers,
) -> None:
    container = containers(SENTIMENT_FAMILIES="logreg,bert", SENTIMENT_DEADLINE_MS="60000").start()
    assert stop_under_load(container) == (0, {httpx.codes.OK: COUNT})
