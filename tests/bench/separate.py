"""Work in a process of its own: a module that is given a job and prints what came of it, both as JSON."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from bentos.settings import ROOT


def work(module: str, job: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the module prints of a job, by default in this environment. Raises SystemExit where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(job),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{module} failed: {done.stderr.strip()[-500:]}")
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed
