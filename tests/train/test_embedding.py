"""Where an LSTM's words start from."""

import numpy as np
import pytest

from train.embedding import start
from train.vectors import Vectors, VectorsError


def test_words_outside_the_vectors_start_within_their_cloud() -> None:
    draw = np.random.default_rng(1)
    names, others = ([f"{kind}{n}" for n in range(200)] for kind in ("known", "new"))
    vectors = Vectors(names, draw.normal(3, 2, (200, 8)).astype(np.float32), "test")
    words, embedding = start([*names, *others, *others, "once"], vectors, seed=1)
    assert "once" not in words
    rows = {word: row for row, word in enumerate(words)}
    known, new = (embedding[[rows[word] for word in part]] for part in (names, others))
    assert np.allclose(known.mean(0), new.mean(0), atol=0.15)
    assert np.allclose(known.std(0), new.std(0), atol=0.15)
    assert not embedding[0].any()


def test_a_contraction_starts_where_its_plain_spelling_stands() -> None:
    vectors = Vectors(["dont", "it", "good"], np.eye(3, dtype=np.float32), "test")
    words, embedding = start(["don't it's good"], vectors, seed=1)
    assert [int(embedding[words.index(word)].argmax()) for word in ("don't", "it's", "good")] == [0, 1, 2]


def test_vectors_of_another_language_are_refused() -> None:
    vectors = Vectors(["it", "good"], np.eye(2, dtype=np.float32), "test")
    with pytest.raises(VectorsError, match="language"):
        start(["rien de commun"], vectors, seed=1)
