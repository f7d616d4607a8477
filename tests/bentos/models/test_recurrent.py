"""The served LSTM: any text gets an answer, and the company it keeps in a batch changes nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos import models
from bentos.models.recurrent import MAX_TOKENS, VOCABULARY, Recurrent, encode, tokens
from bentos.text import normalise
from train import graph_lstm

WORDS = ["<padding>", "<unknown>", "good", "bad", "day", "don't", "...", "!", "@user"]
DIMENSIONS, UNITS = 6, 5


@pytest.fixture(scope="module")
def lstm(tmp_path_factory: pytest.TempPathFactory) -> Recurrent:
    folder = tmp_path_factory.mktemp("lstm")
    (folder / VOCABULARY).write_text("\n".join(WORDS), encoding="utf-8")
    draw = np.random.default_rng(1)
    direction = [(DIMENSIONS, 4 * UNITS), (UNITS, 4 * UNITS), (4 * UNITS,)]
    shapes = [(len(WORDS), DIMENSIONS), *direction, *direction, (2 * UNITS, 2), (2,)]
    weights = [draw.normal(size=shape).astype(np.float32) for shape in shapes]
    graph_lstm.write(folder / "lstm.onnx", weights)
    loaded = models.load("lstm-glove", folder, "lstm.onnx")
    assert isinstance(loaded, Recurrent)
    return loaded


def test_words_keep_their_apostrophe_and_hashtags_lose_their_sign() -> None:
    assert tokens("@user i don’t like #mondays...at all!!") == [
        "@user", "i", "don't", "like", "mondays", "...", "at", "all", "!", "!",
    ]  # fmt: skip


def test_a_text_without_a_word_counts_as_one_unknown_word() -> None:
    assert encode("~ # @", {"good": 2}) == encode("unheard", {"good": 2}) == [1]


def test_only_the_first_words_of_a_long_text_are_read(lstm: Recurrent) -> None:
    read = " ".join(["good", "bad"] * (MAX_TOKENS // 2))
    assert np.array_equal(lstm.logits([read]), lstm.logits([f"{read} {'day ' * 1000}"]))


def test_no_texts_give_no_rows(lstm: Recurrent) -> None:
    logits = lstm.logits([])
    assert logits.shape == (0, 2)
    assert logits.dtype == np.float32


def test_the_order_of_words_matters(lstm: Recurrent) -> None:
    assert not np.allclose(lstm.logits(["good bad day"]), lstm.logits(["day bad good"]))


@given(st.lists(st.lists(st.sampled_from([*WORDS[2:], "unheard"]), max_size=20).map(" ".join), max_size=80))
def test_a_text_gets_the_same_logits_alone_and_among_others(lstm: Recurrent, texts: list[str]) -> None:
    alone = [lstm.logits([text])[0] for text in texts]
    assert np.allclose(lstm.logits(texts), np.reshape(alone, (-1, 2)), atol=1e-5)


@given(st.lists(st.text() | st.text(st.characters(categories=["Cs", "Co", "Cc", "Mn", "So"])), max_size=5))
def test_any_text_gets_finite_logits(lstm: Recurrent, texts: list[str]) -> None:
    for given_texts in (texts, [normalise(text) for text in texts]):
        logits = lstm.logits(given_texts)
        assert logits.shape == (len(texts), 2)
        assert np.isfinite(logits).all()
