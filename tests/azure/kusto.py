"""Microsoft's Kusto language service, which runs in Node.js: what it finds in queries."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
_COLUMNS = "apptraces.json"
_PARTS = ("package.json", "package-lock.json", "analysis.cjs")

COLUMNS: dict[str, str] = json.loads((_HERE / _COLUMNS).read_text(encoding="utf-8"))
"""The type of each column of AppTraces in a Log Analytics workspace."""


@dataclass(frozen=True)
class Analysis:
    """`findings`: wrong syntax, and names and types that AppTraces does not have; `words`: the tokens."""

    findings: list[str]
    words: list[str]


def analyse(queries: Sequence[str], folder: Path) -> list[Analysis]:
    """What it says of each query to a workspace whose one table is AppTraces; `folder` is empty.

    Raises AssertionError where npm is missing, or does not reach its registry.
    """
    npm = shutil.which("npm")
    assert npm, "Install npm (on Debian: apt-get install npm): it brings the reader of Azure's queries."
    for part in _PARTS:
        shutil.copy(_HERE / part, folder)
    _run([npm, "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    asked = json.dumps({"queries": queries, "columns": COLUMNS})
    return [Analysis(**each) for each in json.loads(_run(["node", "analysis.cjs"], folder, asked))]


def _run(command: list[str], folder: Path, given: str = "") -> str:
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True)
    assert done.returncode == 0, f"`{' '.join(command)}` failed:\n{done.stderr}"
    return done.stdout
