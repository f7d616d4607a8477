"""The served encoder: any text, alone or among others, in order."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos.calibration import Calibration
from bentos.models.bert import MAX_TOKENS, Bert, Reader, load
from tests.train import base_model, tweets

TEXTS = tweets.rows(0, 200).texts
HOSTILE = [
    "",
    " ",
    "\ud800",
    "ok \udfff\ud800",
    "\x00",
    "🤦🏽‍♀️" * 300,
    "a" * 5_000,
    "no " * 1_666,
    "\u202e\u0301",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder as the export writes it, from an untrained encoder."""
    from train import encoder, graph_bert

    folder = tmp_path_factory.mktemp("bert")
    start = encoder.load(str(base_model.make(tmp_path_factory.mktemp("base"), TEXTS)))
    graph_bert.export(start.model.eval(), folder)
    (folder / "tokenizer.json").write_text(start.tokenizer, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def full(folder: Path) -> Bert:
    return load(folder, "model.onnx")


@pytest.fixture(scope="module")
def small(folder: Path) -> Bert:
    return load(folder, "model.int8.onnx")


def test_no_text_gives_no_row(full: Bert) -> None:
    logits = full.logits([])
    assert logits.shape == (0, 2)
    assert logits.dtype == np.float32


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_gets_an_answer(small: Bert, text: str) -> None:
    logits = small.logits([text])
    assert logits.shape == (1, 2)
    assert np.isfinite(logits).all()


@given(st.lists(st.text(st.characters(), max_size=40), max_size=5))
def test_any_unicode_gets_an_answer(full: Bert, texts: list[str]) -> None:
    logits = full.logits(texts)
    assert logits.shape == (len(texts), 2)
    assert np.isfinite(logits).all()


def test_a_text_gets_the_same_answer_alone_and_among_others_in_any_order(full: Bert) -> None:
    texts = [*TEXTS, *HOSTILE]
    alone = np.concatenate([full.logits([text]) for text in texts])
    np.testing.assert_allclose(full.logits(texts), alone, atol=1e-5)
    np.testing.assert_allclose(full.logits(texts[::-1])[::-1], alone, atol=1e-5)


def test_in_8_bits_the_others_of_a_batch_move_an_answer_little(small: Bert) -> None:
    together = Calibration().probabilities(small.logits([*TEXTS, *HOSTILE]))
    alone = Calibration().probabilities(np.concatenate([small.logits([t]) for t in [*TEXTS, *HOSTILE]]))
    np.testing.assert_allclose(together, alone, atol=0.01)


def test_a_long_text_is_read_up_to_the_limit(folder: Path) -> None:
    reader = Reader((folder / "tokenizer.json").read_text(encoding="utf-8"))
    assert [len(row) for row in reader.encode(["love", "love " * 1_000])] == [3, MAX_TOKENS]
