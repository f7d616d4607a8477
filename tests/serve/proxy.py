"""A real HAProxy before two servers, with the configuration that the project ships."""

import os
import shutil
import subprocess
from pathlib import Path

import httpx

from bentos.settings import ROOT
from tests.server import free_port
from tests.waiting import wait_until

CONFIGURATION = ROOT / "bentos" / "serving" / "haproxy.cfg"


class Proxy:
    """HAProxy on a port of this machine."""

    def __init__(self, ports: tuple[int, int], log: Path, **environment: str) -> None:
        """Before the servers on two ports of this machine; it answers once one of them does.

        Raises FileNotFoundError.
        """
        if not shutil.which("haproxy"):
            raise FileNotFoundError("HAProxy is not installed; install the system's package haproxy.")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        replicas = {f"REPLICA_{n}": f"127.0.0.1:{port}" for n, port in enumerate(ports, 1)}
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                ["haproxy", "-db", "-f", CONFIGURATION],
                env={**os.environ, **replicas, **environment, "LISTEN": f"127.0.0.1:{self.port}"},
                stdout=output,
                stderr=output,
            )
        wait_until(self._answers)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "HAProxy has ended; is its port taken?"
        try:
            return httpx.get(f"{self.url}/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
