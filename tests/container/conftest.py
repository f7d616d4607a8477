"""An image of the trained models, made by `make container`, and a container of it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bentos.settings import ROOT
from tests.bentos.conftest import cluster as cluster
from tests.bentos.conftest import postgresql as postgresql
from tests.conftest import environment
from tests.container.container import STARTS, Container

IMAGE = "sentiment-tested"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how long the containers took to start: a figure, no bar."""
    for start in STARTS:
        terminalreporter.write_line(start)


@pytest.fixture(scope="session")
def engine() -> str:
    """The container engine that answers: docker or podman."""
    for name in ("docker", "podman"):
        if shutil.which(name) and subprocess.run([name, "info"], capture_output=True).returncode == 0:
            return name
    pytest.fail('No container engine answers; start Docker, or `eval "$(.ci/engine)"`.', pytrace=False)


@pytest.fixture(scope="session")
def image(engine: str, trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the image."""
    home = tmp_path_factory.mktemp("built")
    (home / "bentoml").mkdir()
    (home / "bentoml" / "models").symlink_to(trained_home / "bentoml" / "models")
    given = (f"BIN={Path(sys.executable).parent}", f"ENGINE={engine}", f"IMAGE={IMAGE}")
    command = ["make", "container", "--assume-old=install", *given]
    made = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    yield IMAGE
    subprocess.run([engine, "image", "rm", "--force", IMAGE], capture_output=True, check=True)


Containers = Callable[..., Container]


@pytest.fixture
def containers(engine: str, image: str) -> Iterator[Containers]:
    """Makes containers that are removed after the test."""
    made: list[Container] = []

    def make(*mounts: str, **env: str) -> Container:
        made.append(Container(engine, image, mounts, **env))
        return made[-1]

    yield make
    for each in made:
        each.remove()


@pytest.fixture(scope="session")
def server(engine: str, image: str) -> Iterator[Container]:
    """A running container of all the models."""
    running = Container(engine, image)
    try:
        yield running.start()
    finally:
        running.remove()
