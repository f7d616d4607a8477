"""The model that a runner begins with; how it takes the next is tested on a running server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bentos import store
from bentos.card import CardError
from bentos.serving.champion import Champion
from bentos.store import Stored
from tests.conftest import own_home


@pytest.fixture
def models(trained_home: Path, tmp_path: Path) -> Iterator[list[Stored]]:
    """Two models of one family in a store of their own; the server began with the first."""
    with own_home(trained_home):
        trained = store.load(store.resolve("logreg"))
    with own_home(tmp_path):
        yield [store.save(trained.folder, trained.card) for _ in range(2)]


def damage(stored: Stored) -> None:
    (stored.folder / stored.card.weights).write_bytes(b"weighty")


def test_a_runner_begins_with_the_champion_of_now(models: list[Stored]) -> None:
    store.promote(models[1].tag, "promoted", "")
    assert Champion("logreg", models[0].folder).load().model == models[1].version


def test_a_runner_begins_with_another_where_the_champion_is_damaged(models: list[Stored]) -> None:
    store.promote(models[1].tag, "promoted", "")
    damage(models[1])
    assert Champion("logreg", models[0].folder).load().model == models[0].version


def test_a_runner_without_any_whole_model_says_so(models: list[Stored]) -> None:
    damage(models[0])
    with pytest.raises(CardError, match="No logreg model loads"):
        Champion("logreg", models[0].folder).load()
