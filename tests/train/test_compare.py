"""The models side by side."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bentos.settings import FAMILIES
from tests.conftest import own_home
from train import compare, inventory
from train.cli import app


@pytest.fixture(autouse=True)
def _trained(trained_home: Path) -> Iterator[None]:
    with own_home(trained_home):
        yield


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_markdown_has_a_measure_a_line_and_a_model_a_column() -> None:
    header, rule, *body = _run("compare", "--markdown").splitlines()
    assert header == "| Measure | " + " | ".join(FAMILIES) + " |"
    assert set(rule) == set("|-:")
    assert {line.count("|") for line in body} == {len(FAMILIES) + 2}
    assert {line.split("|")[1].strip() for line in body} > {
        "Test accuracy",
        "Test loss",
        "Train accuracy",
        "Validation accuracy",
        "Size (MB)",
        "Time per tweet (ms)",
    }


def test_the_table_shows_every_model() -> None:
    table = _run("compare")
    assert all(family in table for family in FAMILIES)


def test_a_model_that_was_taught_shows_its_teacher() -> None:
    first, *others = inventory.champions()[0]
    lineage = first.card.lineage.model_copy(update={"teacher": "sentiment-bert:abc"})
    taught = replace(first, card=first.card.model_copy(update={"lineage": lineage}))
    assert compare.table([taught, *others])[-1] == ["Teacher", "bert:abc", *["–"] * len(others)]


def test_json_has_an_object_a_model() -> None:
    models = json.loads(_run("compare", "--json"))
    assert [entry["model"].partition(":")[0] for entry in models] == list(FAMILIES)
    assert all(0 < entry["metrics"]["test"]["accuracy"] <= 1 for entry in models)
    assert all(entry["milliseconds_per_tweet"] > 0 for entry in models)


def test_a_bar_in_a_cell_does_not_break_the_markdown() -> None:
    assert compare.markdown([["Data", "a|b"], ["x", "y"]]).splitlines()[0] == "| Data | a\\|b |"
