"""From reviewed flags to a pull request: retrain.yml, with the real command and a real database."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bentoml
import pytest

from bentos import store
from bentos.settings import settings
from tests.bentos import test_cascade
from tests.bentos.postgresql import Cluster
from tests.conftest import environment, own_home
from tests.train import reviewers
from tests.workflows.retraining import made
from tests.workflows.workflow import GITHUB, Runner, Walk

REAL = "import os, sys\nos.execv({0!r}, [{0!r}, *sys.argv[1:]])"
CASCADE = "sentiment cascade --data starter"


def outcome(family: str, *, promoted: bool) -> str:
    """What `sentiment retrain --json` prints."""
    tags = {"champion": f"sentiment-{family}:a", "challenger": f"sentiment-{family}:b"}
    return json.dumps({**tags, "lines": [], "promoted": promoted})


@pytest.fixture(scope="module")
def champion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The archive of a champion, and the URL of a database with reviewed flags on what it gets wrong."""
    folder = tmp_path_factory.mktemp("champion")
    cluster = Cluster()
    try:
        cluster.start()
        url = cluster.url(cluster.create())
        with own_home(folder), pytest.MonkeyPatch.context() as patch:
            patch.setenv("DATABASE_URL", url)
            settings.cache_clear()
            tag = reviewers.train(reviewers.write(folder))
            reviewers.flag()
            archive = bentoml.models.export_model(tag, str(folder))
        yield Path(archive), url
    finally:
        cluster.remove()


@pytest.fixture(scope="module")
def retrained(tmp_path_factory: pytest.TempPathFactory, champion: tuple[Path, str]) -> tuple[Runner, Walk]:
    """A runner on which the real command has retrained that champion on those flags, which was worth it."""
    archive, url = champion
    folder = tmp_path_factory.mktemp("retrained")
    runner = made(folder, "logreg", {"database": url})
    version = archive.stem.removeprefix("sentiment-logreg-")
    (folder / ".github" / "models.txt").write_text(f"retraining 42\nlogreg:{version}\n", encoding="utf-8")
    runner.recorder(
        "gh",
        "if 'list' in sys.argv:\n    print(42)\n"
        "if 'download' in sys.argv:\n    import os, shutil\n    os.makedirs('build/models')\n"
        f"    shutil.copy({str(archive)!r}, 'build/models')\n",
    )
    runner.program(".venv/bin/python", REAL.format(sys.executable))
    for name in ("sentiment", "bentoml"):
        runner.program(f".venv/bin/{name}", REAL.format(str(Path(sys.executable).with_name(name))))
    # The champion knows few tweets; flags may be as many.
    return runner, runner.walk("retrain.yml", "retrain", {"SENTIMENT_FLAG_CAP": "1"})


def test_reviewed_flags_become_a_model_to_propose(
    retrained: tuple[Runner, Walk], champion: tuple[Path, str]
) -> None:
    runner, walk = retrained
    assert walk.failed is None, walk.printed
    text = (runner.folder / "build" / "proposal" / "models.txt").read_text(encoding="utf-8")
    run, *proposed = text.splitlines()
    assert run == "retraining 1234"
    with own_home(runner.folder / "build"):
        assert proposed == [str(store.champion("logreg")).removeprefix(store.PREFIX)]
    assert proposed[0].partition(":")[2] not in champion[0].name


def test_both_models_are_kept_until_somebody_merges(
    retrained: tuple[Runner, Walk], champion: tuple[Path, str]
) -> None:
    folder = retrained[0].folder / "build" / "proposal"
    _, version = (folder / "models.txt").read_text(encoding="utf-8").splitlines()
    archives = {path.name for path in folder.glob("*.bentomodel")}
    assert archives == {champion[0].name, f"sentiment-{version.replace(':', '-')}.bentomodel"}


def test_the_report_has_the_gates_table(retrained: tuple[Runner, Walk]) -> None:
    report = (retrained[0].folder / "build" / "proposal" / "report.md").read_text(encoding="utf-8")
    assert "is promoted" in report
    assert "| flagged tweets right |" in report
    assert (retrained[0].folder / "summary").read_text(encoding="utf-8") == report


def test_azure_is_left_and_no_log_shows_the_databases_address(
    retrained: tuple[Runner, Walk], champion: tuple[Path, str]
) -> None:
    runner, walk = retrained
    assert json.loads((runner.folder / "azure.json").read_text(encoding="utf-8"))["left"]
    shown = [line for line in walk.printed.splitlines() if champion[1] in line]
    assert shown == [f"::add-mask::{champion[1]}"]


def test_where_nothing_is_new_nothing_is_proposed_and_the_champion_is_kept(
    retrained: tuple[Runner, Walk], tmp_path: Path
) -> None:
    home = retrained[0].folder / "build"
    with own_home(home):
        champion = store.resolve("logreg")
    file = tmp_path / "retrained.jsonl"
    nothing = {"champion": champion, "challenger": None, "lines": [], "promoted": False}
    file.write_text(json.dumps(nothing), encoding="utf-8")
    report = script(home, "report.py", file)
    script(home, "keep.py", file, tmp_path / "proposal")
    assert "No reviewed flag is new to it." in report
    (kept,) = (tmp_path / "proposal").iterdir()
    assert kept.name == f"{champion.replace(':', '-')}.bentomodel"


def test_the_cascades_of_all_models_that_are_kept_are_kept(
    retrained: tuple[Runner, Walk], tmp_path: Path
) -> None:
    home, folder = tmp_path / "home", tmp_path / "proposal"
    shutil.copytree(retrained[0].folder / "build" / "bentoml", home / "bentoml")
    with own_home(home):
        new, old = store.versions("logreg")
        pins = (old, new, new, "sentiment-logreg:gone", "sentiment-logreg:later")
        fitted = [store.save_cascade(test_cascade.example({"logreg": pin})).tag for pin in pins]
    file = tmp_path / "retrained.jsonl"
    file.write_text(json.dumps({"champion": old, "challenger": new, "lines": [], "promoted": False}))
    script(home, "keep.py", file, folder)
    kept = {f"{tag.replace(':', '-')}.bentomodel" for tag in (old, new, fitted[0], fitted[2])}
    assert {path.name for path in folder.iterdir()} == kept


def script(home: Path, name: str, *arguments: Path) -> str:
    """What a script of the workflow prints, whose models are in `home`."""
    return subprocess.run(
        [sys.executable, GITHUB / "scripts" / name, *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def said(runner: Runner, printed: str, code: int = 0) -> Walk:
    """The walk where `sentiment retrain` prints that, and ends with that code."""
    for name in ("gh", ".venv/bin/python"):
        runner.recorder(name)
    runner.recorder(
        ".venv/bin/sentiment", f"if sys.argv[1] == 'retrain':\n    print({printed!r})\n    sys.exit({code})\n"
    )
    (runner.folder / "build" / "bentoml" / "models" / "sentiment-cascade").mkdir(parents=True)
    (runner.folder / "build" / "proposal").mkdir()
    return runner.walk("retrain.yml", "retrain", {})


def test_that_the_gate_refuses_a_model_is_no_failure(tmp_path: Path) -> None:
    runner = made(tmp_path, "all", {})
    walk = said(runner, outcome("bert", promoted=False), 3)
    assert walk.failed is None, walk.printed
    assert "sentiment retrain all --flags build/accepted.jsonl --json" in runner.calls()
    assert CASCADE not in runner.calls()


def test_a_family_that_cannot_be_retrained_is_a_failure(tmp_path: Path) -> None:
    assert said(made(tmp_path, "all", {}), "", 2).failed == "Retrain, and hold against the gate"


@pytest.mark.parametrize(("family", "again"), [("logreg", True), ("bert", True), ("lstm-glove", False)])
def test_the_cascade_is_fitted_again_for_a_new_champion_of_its_own(
    tmp_path: Path, family: str, again: bool
) -> None:
    runner = made(tmp_path, "all", {})
    printed = outcome("logreg", promoted=False) + "\n" + outcome(family, promoted=True)
    assert said(runner, printed).failed is None
    assert (CASCADE in runner.calls()) == again
