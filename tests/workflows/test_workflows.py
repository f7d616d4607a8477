"""The workflows are what GitHub reads, and give nobody more than is needed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bentos.settings import FAMILIES
from tests.workflows.workflow import GITHUB, WORKFLOWS, read

PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40}")
SCRIPTS = sorted((GITHUB / "scripts").iterdir())
JOBS = [(path.name, name, job) for path in WORKFLOWS for name, job in read(path.name)["jobs"].items()]
STEPS = [(path, step) for path, _, job in JOBS for step in job.get("steps", [])]
# What a job may do beyond reading the repository.
MAY = {
    ("deploy.yml", "build"): {"actions": "read"},
    ("deploy.yml", "staging"): {"id-token": "write"},
    ("deploy.yml", "production"): {"id-token": "write"},
    ("rollout.yml", "rollout"): {"id-token": "write"},
    ("release.yml", "release"): {"contents": "write", "actions": "read"},
    ("retrain.yml", "retrain"): {"actions": "read", "id-token": "write"},
    ("retrain.yml", "propose"): {"contents": "write", "pull-requests": "write"},
}
OURS = {path.name for path in WORKFLOWS} & {
    "ci.yml",
    "deploy.yml",
    "rollout.yml",
    "release.yml",
    "retrain.yml",
}


def run(program: str, *arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    command = (Path(sys.executable).with_name(program), *arguments)
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def test_githubs_schema_holds_for_every_workflow() -> None:
    done = run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)
    assert done.returncode == 0, done.stdout


def test_githubs_schema_holds_for_dependabot() -> None:
    done = run("check-jsonschema", "--builtin-schema", "vendor.dependabot", GITHUB / "dependabot.yml")
    assert done.returncode == 0, done.stdout


def test_githubs_schema_finds_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("on: push\njobs:\n  one:\n    runs_on: ubuntu-24.04\n", encoding="utf-8")
    assert run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", wrong).returncode == 1


def test_every_action_is_pinned_by_its_commit() -> None:
    used = [step["uses"] for _, step in STEPS if "uses" in step]
    used += [job["uses"] for _, _, job in JOBS if "uses" in job]
    loose = [each for each in used if not PINNED.fullmatch(each) and not each.startswith("./")]
    assert loose == []


def test_a_workflow_that_is_called_is_there() -> None:
    called = [job["uses"] for _, _, job in JOBS if "uses" in job]
    assert [each for each in called if not (GITHUB.parent / each).is_file()] == []


@pytest.mark.parametrize(("name", "job"), [(name, job) for name, job, _ in JOBS if name in OURS])
def test_a_job_may_do_what_it_needs_and_nothing_else(name: str, job: str) -> None:
    described = read(name)
    granted = described["jobs"][job].get("permissions", described.get("permissions"))
    assert granted == {"contents": "read"} | MAY.get((name, job), {})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_secret_of_github_is_used(path: Path) -> None:
    """Azure lets in whom GitHub vouches for: there is no password to steal."""
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_no_job_that_builds_can_reach_azure() -> None:
    logins = {
        (name, job)
        for name, job, described in JOBS
        for step in described.get("steps", [])
        if step.get("uses", "").startswith("azure/login@")
    }
    assert logins == {("rollout.yml", "rollout"), ("retrain.yml", "retrain")}


def test_azure_is_told_who_asks_and_no_password() -> None:
    for login in [step for _, step in STEPS if step.get("uses", "").startswith("azure/login@")]:
        assert set(login["with"]) == {"client-id", "tenant-id", "subscription-id"}


@pytest.mark.parametrize("name", ["rollout.yml", "retrain.yml", "release.yml"])
def test_two_runs_do_not_get_in_each_others_way(name: str) -> None:
    described = read(name)
    held = [described] if "concurrency" in described else described["jobs"].values()
    assert [each["concurrency"]["cancel-in-progress"] for each in held] == [False]


def test_each_commit_on_main_is_checked_to_its_end() -> None:
    """A run that waits in a group is cancelled by the next; what is called holds its own group, too."""
    deploy = read("deploy.yml")
    assert deploy[True]["push"] == {"branches": ["main"]}
    assert "concurrency" not in deploy
    assert deploy["jobs"]["check"] == {
        "permissions": {"contents": "read"},
        "uses": "./.github/workflows/ci.yml",
    }
    group = read("ci.yml")["concurrency"]["group"]
    assert group.endswith("-${{ github.event.pull_request.number || github.run_id }}")


def test_a_check_requires_the_advisories() -> None:
    (audit,) = [step for step in read("ci.yml")["jobs"]["check"]["steps"] if step.get("run") == "make audit"]
    assert audit["env"] == {"ADVISORIES": "required"}


@pytest.mark.parametrize(("name", "job"), [("deploy.yml", "build"), ("retrain.yml", "retrain")])
def test_only_main_is_deployed_and_retrained(name: str, job: str) -> None:
    assert read(name)["jobs"][job]["if"] == "vars.AZURE_TENANT_ID != '' && github.ref == 'refs/heads/main'"


def test_production_comes_after_staging_after_the_tests() -> None:
    jobs = read("deploy.yml")["jobs"]
    assert [jobs[each]["needs"] for each in ("build", "staging", "production")] == [
        "check",
        "build",
        "staging",
    ]
    assert jobs["production"]["with"] == {"environment": "production", "parameters": "prod"}
    assert read("rollout.yml")["jobs"]["rollout"]["environment"] == "${{ inputs.environment }}"


def test_no_expression_stands_in_a_script() -> None:
    """Whoever names a branch would write the script."""
    assert [step["run"] for _, step in STEPS if "${{" in step.get("run", "")] == []


def test_shellcheck_finds_nothing() -> None:
    scripts = [path for path in SCRIPTS if path.suffix == ".sh"]
    assert run("shellcheck", *scripts, GITHUB.parent / ".ci" / "run").stdout == ""
    for path, step in STEPS:
        if "run" in step:
            checked = run("shellcheck", "--shell=bash", "-", given=step["run"])
            assert checked.stdout == "", path


def test_every_script_is_used_and_can_be_run() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    unused = [path.name for path in SCRIPTS if path.suffix and f"scripts/{path.name}" not in texts]
    assert unused == []
    assert [path.name for path in SCRIPTS if path.suffix == ".sh" and not path.stat().st_mode & 0o111] == []


def test_the_bars_name_every_family() -> None:
    assert set(json.loads((GITHUB / "bars.json").read_text(encoding="utf-8"))) == set(FAMILIES)
