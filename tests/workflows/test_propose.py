"""Retrained models become a pull request: the second job of retrain.yml, in a real clone."""

import subprocess
from pathlib import Path

import pytest

from tests.workflows.retraining import made
from tests.workflows.workflow import Runner


@pytest.fixture
def proposing(tmp_path: Path) -> Runner:
    """A runner with a clone of the repository, and a proposal in it."""
    runner = made(tmp_path, "all", {})
    git(tmp_path, "init", "--quiet", "--bare", "origin")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "remote", "add", "origin", "origin")
    git(
        tmp_path,
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "first",
    )
    proposal = tmp_path / "build" / "proposal"
    proposal.mkdir(parents=True)
    (proposal / "models.txt").write_text("logreg:b2\n", encoding="utf-8")
    (proposal / "report.md").write_text("# Retraining\n", encoding="utf-8")
    runner.recorder("gh")
    return runner


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_models_are_proposed_as_a_pull_request_with_the_report(proposing: Runner) -> None:
    walk = proposing.walk("retrain.yml", "propose", {})
    assert walk.failed is None, walk.printed
    assert git(proposing.folder / "origin", "show", "retraining:.github/models.txt") == "logreg:b2\n"
    assert proposing.calls()[-1] == (
        "gh pr create --base main --head retraining --title Serve retrained models "
        "--body-file build/proposal/report.md"
    )


def test_a_newer_proposal_takes_the_place_of_the_older(proposing: Runner) -> None:
    proposing.walk("retrain.yml", "propose", {})
    git(proposing.folder, "switch", "--quiet", "main")
    git(proposing.folder, "branch", "--quiet", "-D", "retraining")
    (proposing.folder / "build" / "proposal" / "models.txt").write_text("logreg:c3\n", encoding="utf-8")
    proposing.recorder("gh", "if 'list' in sys.argv:\n    print(7)\n")
    walk = proposing.walk("retrain.yml", "propose", {})
    assert walk.failed is None, walk.printed
    assert git(proposing.folder / "origin", "show", "retraining:.github/models.txt") == "logreg:c3\n"
    assert proposing.calls()[-1] == "gh pr edit 7 --body-file build/proposal/report.md"


def test_where_nothing_is_proposed_the_older_proposal_is_closed(proposing: Runner) -> None:
    (proposing.folder / "build" / "proposal" / "models.txt").unlink()
    proposing.recorder("gh", "if 'list' in sys.argv:\n    print(7)\n")
    walk = proposing.walk("retrain.yml", "propose", {})
    assert walk.failed is None, walk.printed
    assert proposing.calls()[-1].startswith("gh pr close 7 --delete-branch")
