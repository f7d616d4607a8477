"""A container of the image, run as the README says."""

import shlex
import subprocess
import time
from collections.abc import Callable, Sequence

import httpx

from tests.docs.pages import Page, commands
from tests.server import free_port

_README = Page("README.md")
_START = 300  # seconds until it must be ready, on a machine that does other things too
STARTS: list[str] = []  # how long each start took, which is told and judged by nobody


class Container:
    """A container on this machine's network, and the volume that outlives it."""

    def __init__(self, engine: str, image: str, mounts: Sequence[str] = (), **env: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._engine, self._image = engine, image
        self._name = self._volume = f"sentiment-{self.port}"
        self._mounts = mounts
        # Ready with all its models on a slow machine, too; and without the user's token.
        defaults = {"PORT": str(self.port), "SENTIMENT_START_SECONDS": str(_START), "ADMIN_TOKEN": ""}
        self._environment = defaults | env

    def start(self) -> "Container":
        """Start it and wait until its page answers."""
        mounts = [word for mount in self._mounts for word in ("--volume", mount)]
        given = [word for name, value in self._environment.items() for word in ("--env", f"{name}={value}")]
        own = ["--detach", "--network", "host", "--name", self._name, *mounts, *given]
        [command] = [line for block in _README.blocks for line in commands(block) if "docker run " in line]
        # The README's volume and port may be the user's; this machine's network needs no port published.
        command = command.replace("sentiment:/data", f"{self._volume}:/data")
        _, _, *options, _ = shlex.split(command.replace("3000:3000", f"{self.port}:{self.port}"))
        if "podman" in self.call("version").stdout.lower():
            # Docker's --read-only leaves nothing but volumes to write; podman's leaves /run, /tmp and more.
            own.append("--read-only-tmpfs=false")
        began = time.monotonic()
        self.run("run", *options, *own, self._image)
        self._wait(began, self._answers)
        models = self._environment.get("SENTIMENT_FAMILIES", "all models")
        STARTS.append(
            f"{models}: /readyz answers {time.monotonic() - began:.1f} s after `{self._engine} run`"
        )
        self._wait(began, lambda: "The page is at" in self.log())
        return self

    def _wait(self, began: float, ready: Callable[[], bool]) -> None:
        while not ready():
            if self._state("{{.State.Running}}") != "true" or time.monotonic() - began > _START:
                raise AssertionError(f"the container is not ready:\n{self.log()}")
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """Ask it to stop (SIGTERM); its exit status."""
        self.run("stop", "-t", "60", self._name)
        status = int(self._state("{{.State.ExitCode}}"))
        self.run("rm", self._name)
        return status

    def kill(self) -> None:
        """Kill it at once (SIGKILL); its volume stays."""
        self.run("kill", self._name)
        self.run("rm", "--force", self._name)

    def remove(self) -> None:
        """Leave nothing of it, whether or not it runs."""
        self.call("rm", "--force", "--volumes", self._name)
        self.call("volume", "rm", self._volume)

    def inside(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it."""
        return self.call("exec", self._name, *command)

    def log(self) -> str:
        """What it has printed."""
        done = self.call("logs", self._name)
        return done.stdout + done.stderr

    def exported(self) -> str:
        """The flags that it keeps, as CSV."""
        return httpx.get(f"{self.url}/feedback/export", timeout=60).text

    def _state(self, template: str) -> str:
        return self.run("inspect", "--format", template, self._name)

    def run(self, *arguments: str) -> str:
        """What a command of the engine prints, which must succeed."""
        done = self.call(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done.stdout.strip()

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the engine."""
        return subprocess.run([self._engine, *arguments], capture_output=True, text=True, check=False)
