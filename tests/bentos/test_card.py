"""The card of a model, and what it says of a folder that is not as it was saved."""

from pathlib import Path

import pytest

from bentos import card as cards
from bentos.calibration import Calibration
from bentos.card import Card, CardError, Lineage
from tests.bentos.provenance import PROVENANCE


def example(folder: Path) -> Card:
    """A card of the files in a folder."""
    lineage = Lineage(**PROVENANCE.model_dump(), seed=13)
    return Card(
        family="logreg",
        weights="model.safetensors",
        calibration=Calibration(),
        parameters={"C": 1.0},
        metrics={"test": {"accuracy": 0.5}},
        training_seconds=1.0,
        milliseconds_per_tweet=0.1,
        size_bytes=7,
        lineage=lineage,
        files=cards.digests(folder),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "pictures" / "roc.png").write_bytes(b"picture")
    cards.write(example(tmp_path), tmp_path)
    return tmp_path


def test_a_card_is_read_as_it_was_written(folder: Path) -> None:
    assert cards.read(folder) == example(folder)


def test_a_card_names_every_file_but_itself(folder: Path) -> None:
    (folder / "model.yaml").write_text("BentoML's own")
    assert set(cards.digests(folder)) == {"model.safetensors", "pictures/roc.png"}


def test_a_missing_card_is_named(tmp_path: Path) -> None:
    with pytest.raises(CardError, match=r"card\.json cannot be read .*train the model again"):
        cards.read(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"family": "svm"}'])
def test_a_card_that_is_none_is_named(folder: Path, content: str) -> None:
    (folder / "card.json").write_text(content)
    with pytest.raises(CardError, match=r"card\.json is not a model card"):
        cards.read(folder)


def test_an_altered_file_is_named(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"weighty")
    with pytest.raises(CardError, match=r"model\.safetensors is not the file that was saved"):
        cards.read(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "pictures" / "roc.png").unlink()
    with pytest.raises(CardError, match=r"roc\.png is missing"):
        cards.read(folder)


def test_weights_without_a_file_are_named(folder: Path) -> None:
    cards.write(example(folder).model_copy(update={"weights": "model.onnx"}), folder)
    with pytest.raises(CardError, match=r"no file of, model\.onnx; train the model again"):
        cards.read(folder)


def test_a_model_made_with_another_cleaning_is_refused(folder: Path) -> None:
    cards.write(example(folder).model_copy(update={"text_version": "0"}), folder)
    with pytest.raises(CardError, match="text cleaning 0"):
        cards.read(folder)
