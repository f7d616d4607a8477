"""Word vectors: trained here by Word2Vec, or read from the files that GloVe and word2vec come in."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from train.fitted import TrainingError

DIMENSIONS = 100
_MATRIX, _WORDS = "vectors.npy", "words.txt"


class VectorsError(TrainingError):
    """Word vectors cannot be had or read; the message says why and what to do."""


@dataclass(frozen=True)
class Vectors:
    """n words, each once, and their vectors, (n, dimensions) float32; `source` says where they came from."""

    words: list[str]
    matrix: NDArray[np.float32]
    source: str

    def save(self, folder: Path) -> None:
        """Write the words and the matrix into a folder from which `open_saved` takes them at once."""
        np.save(folder / _MATRIX, self.matrix)
        (folder / _WORDS).write_text("\n".join(self.words), encoding="utf-8")


def open_saved(folder: Path, source: str) -> Vectors:
    """What `Vectors.save` wrote; the matrix stays on disk until its rows are read.

    Raises VectorsError.
    """
    try:
        words = (folder / _WORDS).read_text(encoding="utf-8").split("\n")
        matrix = np.load(folder / _MATRIX, mmap_mode="r")
    except (OSError, ValueError) as error:
        raise VectorsError(f"{folder} cannot be read ({error}); delete it and fetch it again.") from error
    return Vectors(words, matrix, source)


def word2vec(sentences: Sequence[Sequence[str]], seed: int) -> Vectors:
    """Vectors of the words that stand at least twice in the sentences.

    Skip-gram with negative sampling (Mikolov et al. 2013); the same sentences and seed give the same
    vectors. Raises VectorsError where no word stands twice.
    """
    from gensim.models import Word2Vec

    try:
        model = Word2Vec(
            sentences,
            vector_size=DIMENSIONS,
            window=5,
            min_count=2,
            sg=1,
            epochs=10,
            seed=seed,
            # More than one thread, or Python's own salted hash, would change the vectors from run to run.
            workers=1,
            hashfxn=lambda word: crc32(word.encode("utf-8", "surrogatepass")),
        )
    except RuntimeError as error:
        raise VectorsError("No word stands twice in the training rows; train on more rows.") from error
    return Vectors(model.wv.index_to_key, model.wv.vectors, "word2vec trained on the training rows")


def read(path: Path) -> Vectors:
    """Vectors from a text file: a word and its numbers a line, plain or .gz, with or without the line
    `count dimensions` that word2vec writes first.

    Raises VectorsError.
    """
    try:
        with cast(BinaryIO, gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")) as file:
            words, matrix = _parse(file, path)
    except (OSError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise VectorsError(f"{path} cannot be read ({reason}); name a GloVe or word2vec file.") from error
    return Vectors(words, matrix, path.name)


def _parse(file: BinaryIO, path: Path) -> tuple[list[str], NDArray[np.float32]]:
    lines: Iterator[tuple[int, bytes]] = enumerate(file, 1)
    number, first = next(lines, (0, b""))
    head = first.split()
    if len(head) == 2 and head[0].isdigit() and head[1].isdigit():
        dimensions = int(head[1])
    else:
        dimensions = len(head) - 1
        lines = chain([(number, first)] if first else [], lines)
    rows: dict[str, NDArray[np.float32]] = {}
    for number, line in lines:
        word, *numbers = line.rstrip().rsplit(b" ", dimensions)
        try:
            row = np.array(numbers, np.float32)
        except ValueError:
            row = np.empty(0, np.float32)
        if dimensions < 1 or len(row) != dimensions or not np.isfinite(row).all():
            raise VectorsError(
                f"{path}, line {number}: a word and {max(dimensions, 1)} numbers were expected; "
                "name a GloVe or word2vec text file."
            )
        rows.setdefault(word.decode("utf-8", "replace"), row)
    if not rows:
        raise VectorsError(f"{path} holds no vectors; name a GloVe or word2vec text file.")
    return list(rows), np.stack(list(rows.values()))
