"""Work in a process of its own: a module is given a job and prints what came of it, both as JSON."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from bentos.settings import ROOT


def work(module: str, job: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the module prints of a job, by default in this environment. Raises SystemExit where it fails."""
    # A file, since of megabytes that end with their process a pipe has lost what it could not hold at once.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        done = subprocess.run(
            [sys.executable, "-m", module],
            input=json.dumps(job),
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{module} failed: {done.stderr.strip()[-500:]}")
        out.seek(0)
        printed: dict[str, Any] = json.load(out)
    return printed


@contextmanager
def worker(
    module: str, job: Mapping[str, Any], environment: Mapping[str, str]
) -> Iterator[Callable[[Any], dict[str, Any]]]:
    """Of a module that answers each line with one, the first, a job, once it is ready: what asks it.

    Asking raises SystemExit where it fails.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        said, heard = process.stdin, process.stdout

        def ask(question: Any) -> dict[str, Any]:
            with suppress(BrokenPipeError):  # it has failed, and says why
                said.write(json.dumps(question) + "\n")
                said.flush()
            if not (line := heard.readline()):
                errors.seek(0)
                raise SystemExit(f"{module} failed: {errors.read().strip()[-500:]}")
            answer: dict[str, Any] = json.loads(line)
            return answer

        try:
            ask(job)
            yield ask
        finally:
            process.kill()
