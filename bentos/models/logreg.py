"""Logistic regression over TF-IDF, as it is served: a sum over n-grams."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bentos.models.ngrams import ngrams
from bentos.models.trie import Integers
from bentos.text import normalise

# Types to be trusted beyond those of scikit-learn, NumPy and SciPy that skops itself knows: none.
TRUSTED: list[str] = []
# Texts weighed at once: the arrays of more leave the cache, and sorting them takes longer.
_BLOCK = 128


class Field:
    """One TF-IDF vectorizer of the pipeline with the part of the coefficients that belongs to it."""

    def __init__(self, vectorizer: Any, terms: str, coefficients: NDArray[np.float64]) -> None:
        """`terms` are those of the vectorizer, one a line. Raises VectorizerError."""
        self._ngrams = ngrams(vectorizer, terms)
        self._sublinear: bool = vectorizer.sublinear_tf
        trie = self._ngrams.trie
        # Beginnings of terms that are no terms themselves weigh nothing.
        self._idf = np.zeros(trie.size)
        self._idf[trie.terms] = vectorizer.idf_
        self._coefficients = np.zeros(trie.size)
        self._coefficients[trie.terms] = coefficients
        self._bits = trie.size.bit_length()

    def odds(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(n,) what the n-grams of each text add to its log-odds."""
        symbols, lengths = self._ngrams.symbols(texts)
        found = self._ngrams.trie.find(symbols)
        owners = np.repeat(np.arange(len(texts)), lengths)[found.starts]
        owners, _, _, weights = self._weigh(owners, found.nodes, len(texts))
        # NumPy's own types say integers, with weights too.
        return cast(NDArray[np.float64], np.bincount(owners, weights, len(texts)))

    def shares(self, words: Sequence[str]) -> NDArray[np.float64]:
        """(n,) the share of each of n words, in a row without blanks, in the log-odds of their text."""
        symbols, _ = self._ngrams.symbols([" ".join(words)])
        found = self._ngrams.trie.find(symbols)
        _, nodes, counts, weights = self._weigh(np.zeros_like(found.nodes), found.nodes, 1)
        place = np.searchsorted(nodes, found.nodes)
        parts = weights[place] / counts[place] / found.sizes
        # Symbol by symbol, the text is its words one after another, each without its end.
        owners = np.repeat(np.arange(len(words)), self._ngrams.symbols(words)[1] - 1)
        total = np.zeros(len(words))
        for offset in range(int(found.sizes.max(initial=0))):
            covering = found.sizes > offset
            total += np.bincount(owners[found.starts[covering] + offset], parts[covering], len(words))
        return total

    def _weigh(
        self, texts: Integers, nodes: Integers, n: int
    ) -> tuple[Integers, Integers, Integers, NDArray[np.float64]]:
        """(text, node, count, what it adds to the log-odds) of each n-gram of each of n texts, all rising."""
        # Text and node in one number: a sort brings the same together, and it is twice as fast on 32 bits.
        pairs = (texts << self._bits) | nodes
        pairs = np.sort(pairs.astype(np.int32) if n << self._bits <= 1 << 31 else pairs)
        new = np.ones(len(pairs), dtype=np.bool_)
        np.not_equal(pairs[1:], pairs[:-1], out=new[1:])
        first = np.flatnonzero(new)
        counts = np.append(first[1:], len(pairs)) - first
        pairs = pairs[first]
        texts, nodes = pairs >> self._bits, pairs & ((1 << self._bits) - 1)
        frequencies = 1 + np.log(counts) if self._sublinear else counts
        values = frequencies * self._idf[nodes]
        # TF-IDF rows have length 1; a text without a known n-gram stays at zero.
        length = np.sqrt(np.bincount(texts, values * values, n))
        length[length == 0] = 1
        return texts, nodes, counts, values * self._coefficients[nodes] / length[texts]


class LogisticRegression:
    """The linear model: log-odds = intercept + the weights of the n-grams of the text."""

    def __init__(self, fields: Sequence[Field], intercept: float) -> None:
        self._fields = fields
        self.intercept = intercept

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits, half the log-odds on either side of zero; (0, 2) for none."""
        odds = np.full(len(texts), self.intercept)
        for start in range(0, len(texts), _BLOCK):
            block = slice(start, start + _BLOCK)
            for field in self._fields:
                odds[block] += field.odds(texts[block])
        half = odds.reshape(-1, 1) / 2
        return np.hstack([-half, half]).astype(np.float32)

    def words(self, tweet: str) -> list[tuple[str, float]]:
        """(word, weight) of each word of a raw tweet, in order; weights are log-odds.

        An n-gram shares its weight between its occurrences, and each of these between its words: the
        weights and the intercept add up to the log-odds of the normalised tweet.
        """
        words = tweet.split()
        # No rule of the cleaning looks beyond a blank, so words can be cleaned one by one.
        cleaned = [(part, owner) for owner, word in enumerate(words) for part in normalise(word).split()]
        parts, owners = [part for part, _ in cleaned], [owner for _, owner in cleaned]
        shares = np.sum([field.shares(parts) for field in self._fields], axis=0)
        weights = np.bincount(np.array(owners, dtype=np.int64), shares, len(words))
        return list(zip(words, weights.tolist(), strict=True))


def load(folder: Path, weights: str) -> LogisticRegression:
    """Load a pipeline that `train.logreg` saved.

    The file holds no code: skops refuses every type that is not on its list or on TRUSTED.
    """
    with _torch_left_out():
        import skops.io

    content = skops.io.load(folder / weights, trusted=TRUSTED)
    pipeline = content["pipeline"]
    union, classifier = pipeline["features"], pipeline["classifier"]
    fields = []
    start = 0
    for name, vectorizer in union.transformer_list:
        terms = content["terms"][name].tobytes().decode("utf-8", "surrogatepass")
        end = start + len(vectorizer.idf_)
        fields.append(Field(vectorizer, terms, classifier.coef_[0, start:end]))
        start = end
    return LogisticRegression(fields, float(classifier.intercept_[0]))


class _NoTorch:
    """An entry of sys.meta_path that finds no torch."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Refuse torch, leave the rest to the others."""
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("torch is left out", name=name)


@contextmanager
def _torch_left_out() -> Iterator[None]:
    """Let nothing import torch meanwhile.

    skops goes through all of scikit-learn, a part of which imports torch where it is installed: half of the
    seconds that a server needs to load this model.
    """
    sys.meta_path.insert(0, _NoTorch)
    try:
        yield
    finally:
        sys.meta_path.remove(_NoTorch)
