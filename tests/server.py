"""A real `bentoml serve` process for the tests."""

import random
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

import httpx
import psutil

from tests.conftest import environment

ROOT = Path(__file__).resolve().parent.parent
_START = 300  # seconds until the server must be ready, on a machine that does other things too
_STOP = 60


class Server:
    """`bentoml serve` of the repository, or of a Bento, with its models and data under `home`."""

    def __init__(self, home: Path, port: int | None = None, bento: Path | None = None, **env: str) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # On a slow machine, too, a server is ready with all its models.
        defaults = {"PORT": str(self.port), "SENTIMENT_START_SECONDS": str(_START)}
        self._environment = environment(home, **defaults | env)
        self._environment["BENTOML_HOME"] = str(_own_store(home, self.port))
        self._served = bento or ROOT
        self._log = home / f"server-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, until: Literal["alive", "ready", "page"] = "ready") -> "Server":
        """Start it and wait until it answers, until its models do, or until its page does, too."""
        bentoml = Path(sys.executable).with_name("bentoml")
        with self._log.open("ab") as log:
            before = log.tell()
            self._process = subprocess.Popen(
                [bentoml, "serve"],
                cwd=self._served,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended with {self._process.returncode}:\n{self.log()}")
            if self._is(until, before):
                return self
            time.sleep(0.2)
        self.kill()
        raise AssertionError(f"the server is not ready after {_START} s:\n{self.log()}")

    def _is(self, state: str, before: int) -> bool:
        if state == "page":
            # The page itself may need a key.
            return b"The page is at" in self._log.read_bytes()[before:]
        path = "/readyz" if state == "ready" else "/livez"
        try:
            return httpx.get(f"{self.url}{path}", timeout=10).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """Ask it to stop (SIGTERM); its exit status."""
        if self._process is None:
            raise AssertionError("the server was not started")
        self._process.terminate()
        try:
            return self._process.wait(_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server does not stop:\n{self.log()}") from None

    def kill(self) -> None:
        """Kill the server and all its processes at once (SIGKILL), unless it has ended."""
        if self._process is None:
            raise AssertionError("the server was not started")
        if self._process.poll() is not None:
            return
        for process in self.processes():
            # It may have ended by itself since the list was made.
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(_STOP)

    def processes(self) -> list[psutil.Process]:
        """All its processes; each leads a session of its own, so that no signal to a group reaches them."""
        if self._process is None:
            raise AssertionError("the server was not started")
        server = psutil.Process(self._process.pid)
        return [server, *server.children(recursive=True)]

    def log(self) -> str:
        """What the server has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")


def _own_store(home: Path, port: int) -> Path:
    """A BENTOML_HOME with the models of `home`: a server that starts empties the metrics of its own."""
    models = home / "bentoml" / "models"
    models.mkdir(parents=True, exist_ok=True)
    own = home / f"server-{port}"
    own.mkdir(exist_ok=True)
    if not (own / "models").exists():
        (own / "models").symlink_to(models)
    return own


def free_port() -> int:
    """A TCP port of loopback that nobody listens on."""
    while True:
        # None of those that the system gives to outgoing connections: before a server has started, a load
        # generator beside it could be given it.
        port = random.randrange(20_000, 32_768)  # noqa: S311 - a secret to nobody
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
