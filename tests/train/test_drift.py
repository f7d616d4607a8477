"""`sentiment drift` on tweets with labels."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.conftest import own_home
from tests.train import tweets
from train.cli import app
from train.data import load
from train.rows import Rows


@pytest.fixture(scope="module", autouse=True)
def _trained(trained_home: Path) -> Iterator[None]:
    with own_home(trained_home):
        yield


def written(rows: Rows, folder: Path) -> str:
    """The path of a file of those rows."""
    path = folder / "tweets.jsonl"
    records = [
        {"text": text, "label": int(label)} for text, label in zip(rows.texts, rows.labels, strict=True)
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


@pytest.fixture
def fresh(tmp_path: Path) -> str:
    """A file of tweets like those that the models were validated on."""
    return written(load(["starter"]).test, tmp_path)


def drift(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["drift", "--model", "logreg", *arguments])


def said(*arguments: str) -> dict[str, Any]:
    result = drift(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_tweets_in_another_language_raise_drift(tmp_path: Path) -> None:
    late = [f"le train numéro {n} est encore en retard ce matin" for n in range(50)]
    answer = said("--data", written(Rows(late, tweets.rows(0, 50).labels), tmp_path))
    assert answer["drifted"]
    assert "other_language" in {found["trait"] for found in answer["traits"] if found["drifted"]}


def test_fresh_tweets_of_the_same_kind_do_not(fresh: str) -> None:
    assert not said("--data", fresh)["drifted"]


def test_the_estimate_stands_beside_the_accuracy(fresh: str) -> None:
    answer = said("--data", fresh)
    assert answer["estimate"]["rows"] == len(load(["starter"]).test)
    assert answer["estimate"]["low"] <= answer["estimate"]["accuracy"] <= answer["estimate"]["high"]
    assert 0.5 < answer["accuracy"] <= 1


def test_windows_are_the_same_each_time_they_are_drawn(fresh: str) -> None:
    windows = said("--data", fresh, "--windows", "20", "--size", "50")["windows"]
    assert (windows["windows"], windows["size"]) == (20, 50)
    assert windows == said("--data", fresh, "--windows", "20", "--size", "50")["windows"]


def test_a_table_shows_each_trait_and_both_accuracies(fresh: str) -> None:
    result = drift("--data", fresh, "--windows", "2", "--size", "9")
    assert result.exit_code == 0, result.stderr
    for cell in ("confidence", "other language", "Estimated accuracy", "Accuracy by the labels", "covered"):
        assert cell in result.stdout


def test_a_window_that_is_larger_than_the_file_is_refused(tmp_path: Path) -> None:
    result = drift("--data", written(tweets.rows(0, 40), tmp_path), "--windows", "2")
    assert result.exit_code == 2
    assert "has 40 tweets, a window 500; give a smaller --size" in result.stderr
