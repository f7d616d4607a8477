"""How a container is asked whether it is ready."""

import subprocess
import sys

from bentos.settings import ROOT
from tests.server import Server, free_port

PROBE = ROOT / "bentos" / "container" / "probe.py"


def probe(port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-S", PROBE], env={"PORT": str(port)}, capture_output=True, text=True, check=False
    )


def test_a_server_that_is_ready_passes(server: Server) -> None:
    assert probe(server.port).returncode == 0


def test_where_no_server_listens_it_fails_with_a_sentence() -> None:
    done = probe(free_port())
    assert done.returncode == 1
    assert done.stderr.startswith("The server does not answer: ")
