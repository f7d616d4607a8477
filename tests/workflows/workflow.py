"""A job of a workflow, run here step by step as a runner of GitHub would, with other programs on its PATH."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bentos.settings import ROOT
from tests.conftest import environment

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ROLLS_BACK = "(failure() || cancelled()) && env.REVISION_NAME != ''"


def read(name: str) -> dict[str, Any]:
    """A workflow; its key `on` is True in YAML 1.1."""
    parsed: dict[str, Any] = yaml.safe_load((GITHUB / "workflows" / name).read_text(encoding="utf-8"))
    return parsed


@dataclass
class Walk:
    """What came of a job: the steps that ran by name, the first that failed, and all that was printed."""

    ran: list[str] = field(default_factory=list)
    failed: str | None = None
    printed: str = ""


@dataclass
class Runner:
    """A machine of GitHub: its folder, in which the repository lies, and what the expressions stand for."""

    folder: Path
    expressions: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programs = self.folder / "programs"
        self.programs.mkdir()
        shutil.copytree(GITHUB, self.folder / ".github")
        (self.folder / "bentos").symlink_to(ROOT / "bentos")
        (self.folder / ".venv" / "bin").mkdir(parents=True)

    def program(self, name: str, body: str) -> None:
        """Put a program of this body, in Python, on the PATH, or at its own path where the name has one."""
        path = self.folder / name if "/" in name else self.programs / name
        path.write_text(f"#!{sys.executable}\n{body}", encoding="utf-8")
        path.chmod(0o755)

    def recorder(self, name: str, then: str = "") -> None:
        """Put a program on the PATH that succeeds, and writes down how it was called."""
        self.program(
            name,
            "import json, sys\n"
            f"with open({str(self.folder / 'calls')!r}, 'a') as file:\n"
            f"    file.write(json.dumps([{name.rpartition('/')[2]!r}, *sys.argv[1:]]) + '\\n')\n{then}",
        )

    def words(self) -> list[list[str]]:
        """How the recorders were called, one after the other, in words."""
        written = self.folder / "calls"
        lines = written.read_text(encoding="utf-8").splitlines() if written.exists() else []
        return [json.loads(line) for line in lines]

    def calls(self) -> list[str]:
        """The same, each in a line."""
        return [" ".join(words) for words in self.words()]

    def walk(self, workflow: str, job: str, given: dict[str, str]) -> Walk:
        """Run the steps of a job; `given` stands over what the workflow sets."""
        described = read(workflow)["jobs"][job]
        carried = self.folder / "github_env"
        carried.touch()
        walk = Walk()
        for step in described["steps"]:
            if "run" not in step:
                continue
            later = dict(line.split("=", 1) for line in carried.read_text(encoding="utf-8").splitlines())
            if not _wanted(step.get("if"), walk, later):
                continue
            own = {**described.get("env", {}), **step.get("env", {})}
            env = {
                **environment(self.folder),
                "GITHUB_ENV": str(carried),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                "GITHUB_RUN_ID": "1234",
                "GITHUB_RUN_NUMBER": "7",
                "GITHUB_RUN_ATTEMPT": "1",
                **self.environment,
                **{key: self._evaluated(str(value)) for key, value in own.items()},
                **later,
                **given,
                "PATH": os.pathsep.join(
                    [str(self.programs), str(Path(sys.executable).parent), os.environ["PATH"]]
                ),
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.folder,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            name = step.get("name", step["run"])
            walk.ran.append(name)
            walk.printed += done.stdout
            if done.returncode and walk.failed is None:
                walk.failed = name
        return walk

    def _evaluated(self, value: str) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: self.expressions[found[1]], value)


def _wanted(condition: str | None, walk: Walk, later: dict[str, str]) -> bool:
    if condition is None:
        return walk.failed is None
    if condition != ROLLS_BACK:
        raise AssertionError(f"no runner of these tests knows the condition {condition}")
    return walk.failed is not None and bool(later.get("REVISION_NAME"))
