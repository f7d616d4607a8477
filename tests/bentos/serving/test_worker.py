"""Who starts the processes of a server."""

import subprocess
import sys

import pytest

from bentos.serving.worker import service_name
from bentos.settings import FAMILIES
from tests.server import ROOT, Server


@pytest.fixture(scope="module")
def commands(server: Server) -> dict[str, list[str]]:
    """The command of each service's process."""
    lines = [process.cmdline() for process in server.processes()]
    return {line[line.index("--service-name") + 1]: line for line in lines if "--service-name" in line}


def test_each_service_has_a_process_that_is_started_here(commands: dict[str, list[str]]) -> None:
    assert commands.keys() == {"Gateway", *map(service_name, FAMILIES)}
    assert all("bentos.serving.worker" in line for line in commands.values())


def test_a_runner_imports_nothing_of_bentoml() -> None:
    program = (
        "import sys, bentos.serving.worker, bentos.serving.champion, bentos.serving.hop, bentos.catalogue\n"
        "sys.exit(any(name.partition('.')[0] in ('bentoml', '_bentoml_impl') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_the_log_names_the_process_that_speaks(server: Server) -> None:
    assert "[INFO] [service:LstmGlove:1] Telemetry goes to" in server.log()
