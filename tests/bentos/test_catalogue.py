"""Which models a server serves."""

from pathlib import Path

import pytest

from bentos import catalogue, store
from tests.bentos.test_card import example

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
    (folder / "model.skops").write_bytes(b"weights")
    return [store.save(folder, example(folder)).tag for _ in range(2)]


def test_a_server_serves_the_newest_model(tags: list[str], tmp_path: Path) -> None:
    assert catalogue.decide(["logreg"], tmp_path / "bento.yaml").tags == {"logreg": tags[1]}


def test_a_bento_serves_the_model_it_was_built_with(tags: list[str], tmp_path: Path) -> None:
    bento = tmp_path / "bento.yaml"
    bento.write_text(BENTO.format(tag=tags[0]), encoding="utf-8")
    decided = catalogue.decide(["logreg", "bert"], bento)
    assert decided.tags == {"logreg": tags[0]}
    assert decided.reasons == {"bert": "This Bento was built without a bert model."}
