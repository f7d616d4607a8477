"""A Bento of the trained models, and a server of it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bentos.settings import ROOT
from tests.conftest import environment
from tests.server import Server


def build(home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `make bento` with the models of a home."""
    command = ["make", "--silent", "--assume-old=install", f"BIN={Path(sys.executable).parent}", "bento"]
    return subprocess.run(
        command, cwd=ROOT, env=environment(home, **env), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def bento(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Bento that was built of the trained models."""
    home = tmp_path_factory.mktemp("built")
    (home / "bentoml").mkdir()
    (home / "bentoml" / "models").symlink_to(trained_home / "bentoml" / "models")
    done = build(home)
    assert done.returncode == 0, done.stderr
    return home / "bentoml" / "bentos" / done.stdout.strip().replace(":", "/")


@pytest.fixture(scope="session")
def server(bento: Path, trained_home: Path) -> Iterator[Server]:
    """A real `bentoml serve` of the Bento."""
    running = Server(trained_home, bento=bento)
    running.start(until="page")
    yield running
    running.stop()
