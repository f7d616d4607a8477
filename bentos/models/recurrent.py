"""The LSTMs, as they are served: words to numbers, numbers through one ONNX graph."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

VOCABULARY = "vocabulary.txt"
MAX_TOKENS = 128
BATCH = 64
PADDING, UNKNOWN = 0, 1  # rows of the embedding

# Words keep their apostrophe, hashtags lose their sign; of punctuation, only what carries feeling is kept.
_TOKEN = re.compile(r"@user\b|\w+(?:['’]\w+)*|\.{2,}|…|[!?]")
_SAME = str.maketrans({"’": "'"})


def tokens(text: str) -> list[str]:
    """The first 128 words of a normalised text, in training and in serving."""
    found = (match.group().translate(_SAME) for match in _TOKEN.finditer(text))
    words = ("..." if word[0] in ".…" else word for word in found)
    return [word for word, _ in zip(words, range(MAX_TOKENS), strict=False)]


def encode(text: str, index: Mapping[str, int]) -> list[int]:
    """Between 1 and 128 rows of the embedding; a text without a word counts as one unknown word."""
    return [index.get(token, UNKNOWN) for token in tokens(text)] or [UNKNOWN]


def pad(sequences: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(n, longest) int32 rows of the embedding, padded with 0 at the end, and (n,) int32 lengths."""
    lengths = np.fromiter(map(len, sequences), np.int32, len(sequences))
    padded = np.full((len(sequences), int(lengths.max())), PADDING, np.int32)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence
    return padded, lengths


def by_length(sequences: Sequence[Sequence[int]], size: int) -> Iterable[list[int]]:
    """Positions of the sequences in batches of at most `size`, shortest first, so that little is padding."""
    order = sorted(range(len(sequences)), key=lambda position: len(sequences[position]))
    return (order[start : start + size] for start in range(0, len(order), size))


class Recurrent:
    """A bidirectional LSTM over word vectors in ONNX Runtime."""

    def __init__(self, words: Sequence[str], weights: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # One tweet is too little work to share between threads; four models share the machine.
        options.intra_op_num_threads = 1
        self._index = {word: row for row, word in enumerate(words)}
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits, Negative then Positive, of n normalised texts; (0, 2) for none."""
        sequences = [encode(text, self._index) for text in texts]
        logits = np.empty((len(sequences), 2), np.float32)
        for batch in by_length(sequences, BATCH):
            padded, lengths = pad([sequences[position] for position in batch])
            logits[batch] = self._session.run(["logits"], {"tokens": padded, "lengths": lengths})[0]
        return logits


def load(folder: Path, weights: str) -> Recurrent:
    """Load a model's folder: the graph, and `vocabulary.txt`, one word for each row of the embedding."""
    words = (folder / VOCABULARY).read_text(encoding="utf-8").split("\n")
    return Recurrent(words, folder / weights)
