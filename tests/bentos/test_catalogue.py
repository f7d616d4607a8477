"""Which models a server serves."""

from pathlib import Path

import pytest

from bentos import catalogue, store
from bentos.settings import Family
from tests.bentos import test_cascade
from tests.bentos.test_card import example

PAIR: tuple[Family, ...] = ("logreg", "bert")

BENTO = """
name: sentiment
models: []
services:
- name: Logreg
  models:
  - tag: {tag}
    module: ''
- name: Gateway
  models: []
"""


@pytest.fixture
def tags(home: Path) -> list[str]:
    """Two models of one family in a store of its own, the older first."""
    folder = home / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return [store.save(folder, example(folder)).tag for _ in range(2)]


def test_a_server_serves_the_newest_model(tags: list[str], tmp_path: Path) -> None:
    assert catalogue.decide(["logreg"], tmp_path / "bento.yaml").tags == {"logreg": tags[1]}


def test_a_bento_serves_the_model_it_was_built_with(tags: list[str], tmp_path: Path) -> None:
    bento = tmp_path / "bento.yaml"
    bento.write_text(BENTO.format(tag=tags[0]), encoding="utf-8")
    decided = catalogue.decide(["logreg", "bert"], bento)
    assert decided.tags == {"logreg": tags[0]}
    assert decided.reasons == {"bert": "This Bento was built without a bert model."}


@pytest.fixture
def pair(home: Path) -> dict[str, str]:
    """The tags of a logreg and a bert model in a store of their own."""
    folder = home / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    card = example(folder)
    return {family: store.save(folder, card.model_copy(update={"family": family})).tag for family in PAIR}


def test_the_newest_cascade_of_the_served_models_is_served(pair: dict[str, str], tmp_path: Path) -> None:
    for _ in range(2):
        newest = store.save_cascade(test_cascade.example(pair))
    decided = catalogue.decide(PAIR, tmp_path / "bento.yaml")
    assert (decided.cascade, decided.cascade_reason) == (newest.tag, None)


def test_a_store_without_a_cascade_says_how_to_fit_one(pair: dict[str, str], tmp_path: Path) -> None:
    decided = catalogue.decide(PAIR, tmp_path / "bento.yaml")
    assert decided.tags == pair
    assert decided.cascade is None
    assert "sentiment cascade" in str(decided.cascade_reason)


def test_after_a_rollback_the_cascade_of_before_is_served(pair: dict[str, str], tmp_path: Path) -> None:
    before = store.save_cascade(test_cascade.example(pair))
    store.save_cascade(test_cascade.example({**pair, "bert": "sentiment-bert:later"}))
    assert catalogue.decide(PAIR, tmp_path / "bento.yaml").cascade == before.tag


@pytest.mark.parametrize("families", [PAIR, ("logreg",)])
def test_a_cascade_of_other_models_is_not_served_and_names_them(
    pair: dict[str, str], tmp_path: Path, families: tuple[Family, ...]
) -> None:
    fitted_for = {**pair, "bert": "sentiment-bert:before"}
    store.save_cascade(test_cascade.example(fitted_for))
    decided = catalogue.decide(families, tmp_path / "bento.yaml")
    assert decided.cascade is None
    assert "sentiment-bert:before" in str(decided.cascade_reason)


def test_a_bento_serves_the_cascade_it_was_built_with(pair: dict[str, str], tmp_path: Path) -> None:
    packed, _ = (store.save_cascade(test_cascade.example(pair)) for _ in range(2))
    bento = tmp_path / "bento.yaml"
    models = "".join(f"\n  - tag: {tag}" for tag in (*pair.values(), packed.tag))
    bento.write_text(f"services:\n- name: Gateway\n  models:{models}\n", encoding="utf-8")
    assert catalogue.decide(PAIR, bento).cascade == packed.tag
