"""What is deployed and released is built of models that reach their bars."""

import json
import subprocess
from pathlib import Path

import pytest

from bentos.settings import FAMILIES
from tests.workflows.workflow import Runner

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LOW = {family: {"accuracy": 0.01, "loss": 100} for family in FAMILIES}
HIGH = LOW | {"bert": {"accuracy": 1.01}}


@pytest.fixture
def runner(tmp_path: Path, trained_home: Path) -> Runner:
    """A runner on which the models of the tests are what training makes."""
    made = Runner(
        tmp_path,
        {
            "github.workspace": str(tmp_path),
            "github.sha": COMMIT,
            "github.token": "token",
            "github.ref_name": "v1.2.3",
            "vars.TRAINING_DATA": "",
        },
    )
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "bentoml").symlink_to(trained_home / "bentoml")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "## Unreleased\n\n- later\n\n## 1.2.3 - 2026-11-23\n\n- a door\n\n## 1.2.2\n\n- older\n",
        encoding="utf-8",
    )
    made.program(
        ".venv/bin/python", "import os, sys\nos.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    for name in ("make", "gh", "docker", "zstd", ".venv/bin/sentiment", ".venv/bin/bentoml"):
        made.recorder(name)
    bars(made, LOW)
    return made


def bars(runner: Runner, wanted: object) -> None:
    (runner.folder / ".github" / "bars.json").write_text(json.dumps(wanted), encoding="utf-8")


def test_where_no_models_were_kept_new_ones_that_reach_their_bars_become_an_image(runner: Runner) -> None:
    walk = runner.walk("deploy.yml", "build", {})
    assert walk.failed is None, walk.printed
    assert "sentiment train all --data starter" in runner.calls()
    assert f"make container IMAGE=sentiment:{COMMIT}" in runner.calls()
    assert f"docker save sentiment:{COMMIT}" in runner.calls()


def test_models_that_miss_a_bar_become_none(runner: Runner) -> None:
    bars(runner, HIGH)
    walk = runner.walk("deploy.yml", "build", {})
    assert walk.failed == "Hold the models against the bars"
    assert "at least 1.01: missed." in walk.printed
    assert not any("container" in call for call in runner.calls())


def test_a_figure_that_no_card_has_is_a_bar_that_is_missed(runner: Runner) -> None:
    bars(runner, {"logreg": {"beauty": 0.1}})
    assert runner.walk("deploy.yml", "build", {}).failed == "Hold the models against the bars"


def test_a_family_without_a_model_misses_its_bars(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "empty" / "models").mkdir(parents=True)
    walk = runner.walk("deploy.yml", "build", {"BENTOML_HOME": str(tmp_path / "empty")})
    assert walk.failed == "Hold the models against the bars"
    assert "sentiment train logreg" in walk.printed


def kept(runner: Runner, *, by: str = "42") -> None:
    """Have a merged retraining, 42, whose models are still kept by a run."""
    (runner.folder / ".github" / "models.txt").write_text(
        "retraining 42\nbert:a1\nlogreg:b2\n", encoding="utf-8"
    )
    runner.recorder(
        "gh",
        "from pathlib import Path\n"
        "if 'list' in sys.argv:\n    print(44)\n"
        f"elif sys.argv[3] != {by!r}:\n    sys.exit('no valid artifacts found to download')\n"
        "else:\n    Path('build/models').mkdir()\n    Path('build/models/bert.bentomodel').touch()\n",
    )


def test_the_models_of_a_merged_retraining_are_taken_from_it_though_there_is_a_later_one(
    runner: Runner,
) -> None:
    kept(runner)
    walk = runner.walk("deploy.yml", "build", {})
    assert walk.failed is None, walk.printed
    downloads = [call for call in runner.calls() if call.startswith("gh run download")]
    assert downloads == ["gh run download 42 --name models --dir build/models"]
    archive = runner.folder / "build" / "models" / "bert.bentomodel"
    assert f"bentoml models import {archive}" in runner.calls()
    promoted = [call.split()[2] for call in runner.calls() if call.startswith("sentiment promote")]
    assert promoted == ["bert:a1", "logreg:b2"]
    assert not any(call.startswith("sentiment train") for call in runner.calls())


def test_models_that_only_the_last_retraining_still_keeps_are_taken_from_there(runner: Runner) -> None:
    kept(runner, by="44")
    walk = runner.walk("deploy.yml", "build", {})
    assert walk.failed is None, walk.printed
    assert "The models are those of retraining 44." in walk.printed


def test_a_retraining_that_nobody_merged_changes_nothing(runner: Runner) -> None:
    kept(runner)
    (runner.folder / ".github" / "models.txt").unlink()
    assert runner.walk("deploy.yml", "build", {}).failed is None
    assert "sentiment train all --data starter" in runner.calls()


def test_merged_models_that_are_gone_are_not_replaced_by_others(runner: Runner) -> None:
    kept(runner, by="nobody")
    walk = runner.walk("deploy.yml", "build", {})
    assert walk.failed == "Take the models that were kept, or train"
    assert "are gone; delete that file" in walk.printed
    assert not any(call.startswith("sentiment") for call in runner.calls())


@pytest.fixture
def tagged(runner: Runner) -> Runner:
    """A runner with the commit of a tag, which is on main."""
    git(runner, "init", "--quiet")
    committed(runner)
    git(runner, "update-ref", "refs/remotes/origin/main", "HEAD")
    return runner


def git(runner: Runner, *words: str) -> None:
    subprocess.run(["git", *words], cwd=runner.folder, check=True)


def committed(runner: Runner) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    git(runner, *who, "commit", "--quiet", "--allow-empty", "-m", "a commit")


def test_a_tag_becomes_a_release_with_notes_the_bento_and_its_bill(tagged: Runner) -> None:
    walk = tagged.walk("release.yml", "release", {})
    assert walk.failed is None, walk.printed
    bento = tagged.folder / "build" / "sentiment-v1.2.3.bento"
    assert f"bentoml export sentiment:latest {bento}" in tagged.calls()
    assert (tagged.folder / "build" / "notes.md").read_text(encoding="utf-8") == "- a door\n"
    assert tagged.calls()[-1] == (
        "gh release create v1.2.3 --verify-tag --title v1.2.3 --notes-file build/notes.md "
        "build/sentiment-v1.2.3.bento build/sbom.json"
    )
    assert {"make bento", "make sbom"} <= set(tagged.calls())


def test_a_tag_that_is_not_on_main_releases_nothing(tagged: Runner) -> None:
    committed(tagged)
    walk = tagged.walk("release.yml", "release", {})
    assert walk.failed == "Refuse a commit that is not on main"
    assert "v1.2.3 is not on main; merge it first." in walk.printed
    assert tagged.calls() == []


@pytest.mark.parametrize(
    ("tag", "reason"),
    [("v1.2.4", "make them agree"), ("v1.2.3", "has no section 1.2.3")],
)
def test_a_tag_that_the_project_does_not_know_releases_nothing(tagged: Runner, tag: str, reason: str) -> None:
    (tagged.folder / "CHANGELOG.md").write_text("## Unreleased\n\n- later\n", encoding="utf-8")
    walk = tagged.walk("release.yml", "release", {"TAG": tag})
    assert walk.failed == "Write the notes"
    assert reason in walk.printed
    assert tagged.calls() == []
