"""Logistic regression over TF-IDF, as it is served: a sum over n-grams."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos.models import flat
from bentos.models.ngrams import Characters, Symbols, Words
from bentos.models.trie import MULTIPLIER, Integers, Trie
from bentos.text import normalise

# Texts weighed at once: the arrays of more leave the cache.
_BLOCK = 128
_SLOTS = 17  # bits of a slot's number: several times as many slots as a block has n-grams


def alike(numbers: Integers) -> NDArray[np.int32]:
    """(n,) for each of n numbers the position of one that equals it, the same for all that are equal.

    Each writes its position into the slot of its hash and reads who wrote last; those that read of another
    number try again among themselves. A sort would take twice as long.
    """
    slots = np.empty(1 << _SLOTS, dtype=np.int32)
    found = np.empty(len(numbers), dtype=np.int32)
    waiting = np.arange(len(numbers), dtype=np.int32)
    sought, hashes = numbers, numbers.view(np.uint64) * MULTIPLIER
    while len(waiting):
        own = (hashes >> np.uint64(64 - _SLOTS)).view(np.int64)
        slots[own] = waiting
        last = slots[own]
        found[waiting] = last
        others = np.flatnonzero(numbers[last] != sought)
        waiting, sought, hashes = waiting[others], sought[others], hashes[others] * MULTIPLIER
    return found


@dataclass(frozen=True)
class Weighed:
    """What each n-gram of some texts adds to their log-odds.

    An n-gram that stands in a text more than once is weighed at one of its occurrences, `first`; `same` leads
    from each occurrence to that one.
    """

    same: NDArray[np.int32]  # (occurrences,)
    first: Integers  # (n-grams,)
    counts: Integers  # (n-grams,) how often each stands in its text
    weights: NDArray[np.floating[Any]]  # (n-grams,) what it adds, but for the length of the TF-IDF row
    lengths: NDArray[np.float64]  # (texts,) that length


class Field:
    """One TF-IDF vectorizer of the model with the part of the coefficients that belongs to it."""

    def __init__(self, symbols: Symbols, part: flat.Part, sublinear: bool) -> None:
        self._symbols = symbols
        self._trie = Trie(part.levels, symbols.span)
        # Both weights of a node in one number of 64 bits: they are always read together, at random.
        self._weights = np.stack([part.idf, part.coefficients], axis=1).view(np.complex64).ravel()
        self._sublinear = sublinear
        self._bits = len(part.idf).bit_length()

    def odds(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(n,) what the n-grams of each text add to its log-odds."""
        symbols, lengths = self._symbols.of(texts)
        found = self._trie.find(symbols)
        owners = np.repeat(np.arange(len(texts)), lengths)[found.starts]
        weighed = self._weigh(owners, found.nodes, len(texts))
        return np.bincount(owners[weighed.first], weighed.weights, len(texts)) / weighed.lengths

    def shares(self, words: Sequence[str]) -> NDArray[np.float64]:
        """(n,) the share of each of n words, in a row without blanks, in the log-odds of their text."""
        symbols, _ = self._symbols.of([" ".join(words)])
        found = self._trie.find(symbols)
        weighed = self._weigh(np.zeros_like(found.nodes), found.nodes, 1)
        parts = np.zeros(len(found.nodes))
        parts[weighed.first] = weighed.weights / weighed.counts / weighed.lengths
        parts = parts[weighed.same] / found.sizes
        owners = self._symbols.owners(words)
        total = np.zeros(len(words))
        for offset in range(int(found.sizes.max(initial=0))):
            covering = found.sizes > offset
            total += np.bincount(owners[found.starts[covering] + offset], parts[covering], len(words))
        return total

    def _weigh(self, texts: Integers, nodes: Integers, n: int) -> Weighed:
        """Weigh (occurrences,) nodes, each in one of n texts."""
        same = alike((texts << self._bits) | nodes)
        counts = np.bincount(same)
        first = np.flatnonzero(counts)
        counts, own = counts[first], self._weights[nodes[first]]
        values = (1 + np.log(counts) if self._sublinear else counts) * own.real
        # TF-IDF rows have length 1; a text without a known n-gram stays at zero.
        lengths = np.sqrt(np.bincount(texts[first], values * values, n))
        lengths[lengths == 0] = 1
        return Weighed(same, first, counts, values * own.imag, lengths)


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
    """Load the model that `train.logreg` saved. Raises CardError."""
    model = flat.read(folder / weights)
    fields = [Field(Words(model.vocabulary, model.pattern), model.words, model.sublinear)]
    if model.characters:
        fields.append(Field(Characters(), model.characters, model.sublinear))
    return LogisticRegression(fields, model.intercept)
