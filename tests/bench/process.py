"""A server under measurement: started alone, with the CPU and the memory of all its processes."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import httpx
import psutil

from bentos.settings import ROOT

_START = 300  # seconds until it must be ready
_STOP = 30
_MEGABYTE = 1e6


class Process:
    """A command that serves HTTP, and all that it starts."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = psutil.Popen(
                command,
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def wait_until_ready(self, url: str) -> float:
        """Seconds until the URL answers 200, from now.

        Raises SystemExit where it does not.
        """
        start = time.perf_counter()
        while self._process.poll() is None and time.perf_counter() < start + _START:
            with suppress(httpx.TransportError):
                if httpx.get(url, timeout=10).status_code == HTTPStatus.OK:
                    return time.perf_counter() - start
            time.sleep(0.05)
        self.stop()
        raise SystemExit(
            f"{url} is not served; see {self._log}:\n{self._log.read_text(errors='replace')[-2000:]}"
        )

    def cpu_seconds(self) -> float:
        """Seconds of CPU that its processes have used, those that ended left out."""
        seconds = 0.0
        for process in self.tree():
            with suppress(psutil.NoSuchProcess):
                used = process.cpu_times()
                seconds += used.user + used.system
        return seconds

    def memory(self) -> tuple[float, float]:
        """Megabytes of its processes: proportional set size (shared pages divided), resident set size."""
        pss = rss = 0.0
        for process in self.tree():
            with suppress(psutil.NoSuchProcess):
                used = process.memory_full_info()
                rss += used.rss
                pss += getattr(used, "pss", used.uss)  # Linux alone divides shared pages
        return pss / _MEGABYTE, rss / _MEGABYTE

    def halt(self) -> None:
        """Let none of its processes run."""
        for process in self.tree():
            process.suspend()

    def go_on(self) -> None:
        """Let them run again."""
        for process in self.tree():
            process.resume()

    def tree(self) -> list[psutil.Process]:
        """All its processes; none once it has ended."""
        with suppress(psutil.NoSuchProcess):
            return [self._process, *self._process.children(recursive=True)]
        return []

    def stop(self) -> None:
        """Stop it (SIGTERM), then kill what is left of it."""
        tree = self.tree()
        with suppress(psutil.NoSuchProcess):
            self._process.terminate()
        _, left = psutil.wait_procs(tree, _STOP)
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, _STOP)
