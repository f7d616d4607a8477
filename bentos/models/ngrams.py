"""The n-grams of texts, as scikit-learn's TF-IDF vectorizer cuts them, in arrays over a whole batch."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import numpy as np

from bentos.models.trie import Integers, Trie

# What `train.logreg` asks of a vectorizer; with anything else, the n-grams or their weights would differ.
_SETTINGS = {
    "lowercase": False,
    "strip_accents": None,
    "preprocessor": None,
    "tokenizer": None,
    "stop_words": None,
    "vocabulary": None,
    "binary": False,
    "norm": "l2",
    "use_idf": True,
}
_ANALYZERS = ("word", "char_wb")
# A word is at least a letter between two blanks: scikit-learn counts longer n-grams of it otherwise.
_SHORTEST = 3
_END = "\n"  # of a text: no n-gram crosses a line break
_CHARACTERS = 0x110000


class VectorizerError(ValueError):
    """A vectorizer has settings that are not served; the message names them and says what to do."""


class NGrams(Protocol):
    """The n-grams of a fitted vectorizer."""

    trie: Trie

    def symbols(self, texts: Iterable[str]) -> tuple[Integers, Integers]:
        """(symbols,) of the texts, each text ended by a symbol of no term, and (texts,) how many each has."""
        ...


class Words:
    """Word n-grams: a symbol is the number of a word of the vocabulary."""

    def __init__(self, vectorizer: Any, terms: str) -> None:
        """`terms` are those of the vectorizer, one a line."""
        self._tokens: Callable[[str], list[str]] = vectorizer.build_tokenizer()
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        found = (numbers[match.group()] for match in re.finditer(r"[^ \n]+", terms))
        symbols = np.fromiter(found, dtype=np.int64)
        self._numbers = dict(numbers)
        self._unknown = len(numbers)
        encoded = np.frombuffer((terms + _END).encode("utf-8", "surrogatepass"), dtype=np.uint8)
        blanks, ends = (np.flatnonzero(encoded == ord(sign)) for sign in (" ", _END))
        lengths = np.diff(np.searchsorted(blanks, ends), prepend=0) + 1
        self.trie = Trie(symbols, lengths, self._unknown + 1)

    def symbols(self, texts: Iterable[str]) -> tuple[Integers, Integers]:
        """The numbers of the words of each text, then the number of no word."""
        get, unknown, tokens = self._numbers.get, self._unknown, self._tokens
        numbers: list[int] = []
        lengths: list[int] = []
        for text in texts:
            found = tokens(text)
            numbers += [get(token, unknown) for token in found]
            numbers.append(unknown)
            lengths.append(len(found) + 1)
        return np.array(numbers, dtype=np.int64), np.array(lengths, dtype=np.int64)


class Characters:
    """Character n-grams within words, which stand between blanks: a symbol is a code point."""

    def __init__(self, _: Any, terms: str) -> None:
        """`terms` are those of the vectorizer, one a line."""
        points = _code_points(terms + _END)
        breaks = np.flatnonzero(points == ord(_END))
        lengths = np.diff(breaks, prepend=-1) - 1
        self.trie = Trie(points[points != ord(_END)], lengths, _CHARACTERS)

    def symbols(self, texts: Iterable[str]) -> tuple[Integers, Integers]:
        """The code points of each text, then a line break.

        Each word keeps both blanks of its own. So an n-gram that left its word would have two blanks side by
        side, and no term has.
        """
        lines = [f" {'  '.join(words)} \n" if (words := text.split()) else _END for text in texts]
        return _code_points("".join(lines)), np.array([len(line) for line in lines], dtype=np.int64)


def ngrams(vectorizer: Any, terms: str) -> NGrams:
    """The n-grams of a vectorizer whose terms are given one a line. Raises VectorizerError."""
    wrong = [
        f"{name}={getattr(vectorizer, name)!r}"
        for name, value in _SETTINGS.items()
        if getattr(vectorizer, name) != value
    ]
    if vectorizer.analyzer not in _ANALYZERS:
        wrong.append(f"analyzer={vectorizer.analyzer!r}")
    if vectorizer.ngram_range[0] > _SHORTEST:
        wrong.append(f"ngram_range={vectorizer.ngram_range}")
    if wrong:
        raise VectorizerError(
            f"The model's vectorizer has settings that are not served ({', '.join(wrong)}); "
            "train the model again with `sentiment train logreg`."
        )
    return (Characters if vectorizer.analyzer == "char_wb" else Words)(vectorizer, terms)


def _code_points(text: str) -> Integers:
    encoded = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, dtype="<u4").astype(np.int64)
