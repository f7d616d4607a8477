"""Word vectors: read from every form they come in, or learnt; never half of a file."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from train.vectors import VectorsError, open_saved, read, word2vec

GLOVE = "good 0.5 -1 2e-1\n. . 0 1 1\nbad -0.5 1 0\n"


@pytest.mark.parametrize("head", ["", "3 3\n"], ids=["GloVe", "word2vec"])
@pytest.mark.parametrize("suffix", [".txt", ".txt.gz"])
def test_a_text_file_is_read_with_or_without_a_first_line_of_counts(
    tmp_path: Path, head: str, suffix: str
) -> None:
    path = tmp_path / f"vectors{suffix}"
    contents = (head + GLOVE).encode()
    path.write_bytes(gzip.compress(contents) if suffix == ".txt.gz" else contents)
    vectors = read(path)
    assert vectors.words == ["good", ". .", "bad"]
    assert vectors.matrix.dtype == np.float32
    assert vectors.matrix.tolist() == [[0.5, -1, np.float32(0.2)], [0, 1, 1], [-0.5, 1, 0]]


def test_a_word_that_stands_twice_keeps_its_first_vector(tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text("good 1 2\nbad 3 4\ngood 5 6\n", encoding="utf-8")
    assert read(path).matrix.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ("", "holds no vectors"),
        ("good 1 2\nbad 1\n", "line 2: a word and 2 numbers"),
        ("good 1 2\nbad 1 two\n", "line 2: a word and 2 numbers"),
        ("good 1 2\nbad 1 nan\n", "line 2: a word and 2 numbers"),
        ("once upon a time\n", "line 1: a word and 3 numbers"),
        ("2 4\ngood 1 2 3\n", "line 2: a word and 4 numbers"),
    ],
)
def test_a_file_that_holds_no_vectors_is_named_with_its_line(
    tmp_path: Path, contents: str, sentence: str
) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text(contents, encoding="utf-8")
    with pytest.raises(VectorsError, match=sentence) as failure:
        read(path)
    assert str(path) in str(failure.value)


def test_a_compressed_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt.gz"
    path.write_bytes(gzip.compress(GLOVE.encode() * 100)[:-20])
    with pytest.raises(VectorsError, match="cannot be read"):
        read(path)


def test_saved_vectors_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text(GLOVE, encoding="utf-8")
    vectors = read(path)
    vectors.save(tmp_path)
    again = open_saved(tmp_path, "saved")
    assert again.words == vectors.words
    assert np.array_equal(again.matrix, vectors.matrix)


def test_saved_vectors_that_lack_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="delete it and fetch it again"):
        open_saved(tmp_path, "saved")


def test_word2vec_learns_the_same_vectors_from_the_same_seed() -> None:
    sentences = [["a", "good", "day"], ["a", "bad", "day"], ["once"]] * 20 + [["never", "again"]]
    first, again, other = (word2vec(sentences, seed) for seed in (1, 1, 2))
    assert first.words == again.words
    assert np.array_equal(first.matrix, again.matrix)
    assert not np.array_equal(first.matrix, other.matrix)
    assert "never" not in first.words


def test_word2vec_says_that_it_needs_more_rows() -> None:
    with pytest.raises(VectorsError, match="train on more rows"):
        word2vec([["each", "word", "once"]], seed=1)
