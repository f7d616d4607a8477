"""Logistic regression over TF-IDF, as it is served: a sum over dictionaries."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos.text import normalise

# Types to be trusted beyond those of scikit-learn, NumPy and SciPy that skops itself knows: none.
TRUSTED: list[str] = []

Analyzer = Callable[[str], list[str]]


class Field:
    """One TF-IDF vectorizer of the pipeline with the part of the coefficients that belongs to it."""

    def __init__(self, vectorizer: Any, terms: Iterable[str], coefficients: NDArray[np.float64]) -> None:
        self.ngrams: Analyzer = vectorizer.build_analyzer()
        self._tokens: Analyzer = vectorizer.build_tokenizer()
        self._by_character: bool = vectorizer.analyzer == "char_wb"
        self._sizes: tuple[int, int] = vectorizer.ngram_range
        self._sublinear: bool = vectorizer.sublinear_tf
        self._index = {term: index for index, term in enumerate(terms)}
        self._idf: NDArray[np.float64] = vectorizer.idf_
        self._coefficients = coefficients

    def weights(self, ngrams: Iterable[str]) -> dict[str, float]:
        """What each known n-gram of a text adds to its log-odds, all its occurrences together."""
        known = {ngram: n for ngram, n in Counter(ngrams).items() if ngram in self._index}
        indices = np.fromiter((self._index[ngram] for ngram in known), dtype=np.intp, count=len(known))
        frequencies = np.fromiter(known.values(), dtype=np.float64, count=len(known))
        if self._sublinear:
            frequencies = 1 + np.log(frequencies)
        values = frequencies * self._idf[indices]
        # TF-IDF rows have length 1; a text without a known n-gram stays at zero.
        length = float(np.sqrt(values @ values)) or 1.0
        return dict(zip(known, (values * self._coefficients[indices] / length).tolist(), strict=True))

    def occurrences(self, words: Sequence[tuple[str, int]]) -> Iterator[tuple[str, list[int]]]:
        """Each n-gram of a text of (word, owner) with the owners of the words that it covers."""
        if self._by_character:
            for word, owner in words:
                for ngram in self.ngrams(word):
                    yield ngram, [owner]
            return
        tokens = [(token, owner) for word, owner in words for token in self._tokens(word)]
        shortest, longest = self._sizes
        for size in range(shortest, longest + 1):
            for window in zip(*(islice(tokens, start, None) for start in range(size)), strict=False):
                yield " ".join(token for token, _ in window), [owner for _, owner in window]


class LogisticRegression:
    """The linear model: log-odds = intercept + the weights of the n-grams of the text."""

    def __init__(self, fields: Sequence[Field], intercept: float) -> None:
        self._fields = fields
        self.intercept = intercept

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits, half the log-odds on either side of zero; (0, 2) for none."""
        odds = [
            self.intercept + sum(sum(field.weights(field.ngrams(text)).values()) for field in self._fields)
            for text in texts
        ]
        half = np.array(odds, dtype=np.float64).reshape(-1, 1) / 2
        return np.hstack([-half, half]).astype(np.float32)

    def words(self, tweet: str) -> list[tuple[str, float]]:
        """(word, weight) of each word of a raw tweet, in order; weights are log-odds.

        An n-gram shares its weight between its occurrences, and each of these between its words: the
        weights and the intercept add up to the log-odds of the normalised tweet.
        """
        words = tweet.split()
        # No rule of the cleaning looks beyond a blank, so words can be cleaned one by one.
        cleaned = [(part, owner) for owner, word in enumerate(words) for part in normalise(word).split()]
        weights = [0.0] * len(words)
        for field in self._fields:
            occurrences = list(field.occurrences(cleaned))
            counts = Counter(ngram for ngram, _ in occurrences)
            known = field.weights(ngram for ngram, _ in occurrences)
            for ngram, owners in occurrences:
                for owner in owners:
                    weights[owner] += known.get(ngram, 0.0) / counts[ngram] / len(owners)
        return list(zip(words, weights, strict=True))


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
        terms = content["terms"][name].tobytes().decode("utf-8", "surrogatepass").split("\n")
        fields.append(Field(vectorizer, terms, classifier.coef_[0, start : start + len(terms)]))
        start += len(terms)
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
