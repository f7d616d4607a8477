"""`sentiment promote`, `rollback` and `history`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bentos import store
from bentos.settings import Family
from tests.bentos import test_cascade
from tests.bentos.test_card import example
from train.cli import app

PAIR: tuple[Family, ...] = ("logreg", "bert")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def versions(tracked: Path) -> list[str]:
    """Two models of one family, the older first; no one was promoted."""
    folder = tracked / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return [store.save(folder, example(folder)).version for _ in range(2)]


def test_a_promoted_model_is_the_champion_and_the_history_says_why(versions: list[str]) -> None:
    assert run("promote", versions[0], "--reason", "the newer one fails on irony").exit_code == 0
    assert store.resolve("logreg").endswith(versions[0])
    (entry,) = json.loads(run("history", "logreg", "--json").stdout)
    assert (entry["kind"], entry["reason"]) == ("promoted", "the newer one fails on irony")
    assert "fails on irony" in run("history", "logreg").stdout


def test_a_rollback_names_the_champion_it_went_back_to(versions: list[str]) -> None:
    for version in versions:
        run("promote", version)
    done = run("rollback", "logreg")
    assert done.stdout == f"{versions[0]} is the champion again.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["rollback", "logreg"], "no earlier champion"),
        (["promote", "logreg:nowhere"], "logreg has no version nowhere"),
        (["promote", "svm"], "No svm model is in the store"),
    ],
)
@pytest.mark.usefixtures("versions")
def test_what_cannot_be_promoted_is_said_in_a_sentence(arguments: list[str], sentence: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


@pytest.mark.usefixtures("versions")
def test_a_family_without_promotions_says_which_model_is_served() -> None:
    assert "the newest one is served" in run("history", "logreg").stderr


def test_a_promotion_that_ends_the_cascade_says_how_to_fit_another(tracked: Path) -> None:
    folder = tracked / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    card = example(folder)
    tags = {family: store.save(folder, card.model_copy(update={"family": family})).tag for family in PAIR}
    store.save_cascade(test_cascade.example(tags))
    other = store.save(folder, card)
    assert "sentiment cascade" in run("promote", other.version).stderr
