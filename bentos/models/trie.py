"""A trie of n-grams in flat arrays: finds every known n-gram of many texts at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

_EMPTY = -1
# Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4): 2**64 over the golden ratio.
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class Table:
    """A map of distinct non-negative integers to their indices: open addressing with linear probing."""

    def __init__(self, keys: Integers) -> None:
        bits = max(1, (2 * len(keys)).bit_length())  # a quarter to a half full
        self._shift = np.uint64(64 - bits)
        slots = self._slots(keys)
        order = np.argsort(slots, kind="stable")
        # Put in by rising slots, each key takes its own slot or the first one after its predecessor's.
        rank = np.arange(len(keys))
        slots = np.maximum.accumulate(slots[order] - rank) + rank
        # The end stays empty, so that no probe runs off it.
        size = max(1 << bits, int(slots[-1]) + 1 if len(slots) else 0) + 1
        self._keys = np.full(size, _EMPTY, dtype=np.int64)
        self._keys[slots] = keys[order]
        self._indices = np.zeros(size, dtype=np.int32)
        self._indices[slots] = order

    def _slots(self, keys: Integers) -> Integers:
        return ((keys.view(np.uint64) * _MULTIPLIER) >> self._shift).view(np.int64)

    def find(self, keys: Integers) -> tuple[Integers, Integers]:
        """Which of the (n,) keys are known, as positions in rising order, and the index of each of these."""
        slots = self._slots(keys)
        there = self._keys[slots]
        equal = there == keys
        pending = np.flatnonzero(~equal & (there != _EMPTY))
        while len(pending):
            slots[pending] += 1
            there = self._keys[slots[pending]]
            equal[pending] = there == keys[pending]
            pending = pending[~equal[pending] & (there != _EMPTY)]
        known = np.flatnonzero(equal)
        return known, self._indices[slots[known]].astype(np.int64)


@dataclass(frozen=True)
class Occurrences:
    """The n known n-grams in a sequence of symbols: the start, the length and the node of each."""

    starts: Integers
    sizes: Integers
    nodes: Integers


class Trie:
    """The terms of a vocabulary, each a sequence of symbols 0 <= symbol < `span`.

    A node's key is its parent and its last symbol, which is exact: no two n-grams are ever taken for each
    other. `terms` gives the node of each term; a node that is only the beginning of terms is none of them.
    """

    def __init__(self, symbols: Integers, lengths: Integers, span: int) -> None:
        """`symbols` of all (n,) terms one after another, `lengths` of each of the terms."""
        self._span = span
        starts = np.cumsum(lengths) - lengths
        self._longest = int(lengths.max(initial=0))
        self.terms = np.zeros(len(lengths), dtype=np.int64)
        levels: list[Integers] = []
        self.size = 0
        for size in range(1, self._longest + 1):
            reach = np.flatnonzero(lengths >= size)
            # Terms of this length or more stand at the node of their first size - 1 symbols by now.
            parents = self.terms[reach] + 1 if size > 1 else 0
            keys, inverse = np.unique(parents * span + symbols[starts[reach] + size - 1], return_inverse=True)
            self.terms[reach] = self.size + inverse
            self.size += len(keys)
            levels.append(keys)
        self._table = Table(np.concatenate(levels) if levels else np.zeros(0, dtype=np.int64))

    def find(self, symbols: Integers) -> Occurrences:
        """Every occurrence of every node in `symbols`, the last of which stands in no term."""
        starts, nodes = self._table.find(symbols)
        found = [(starts, nodes)]
        for size in range(2, self._longest + 1):
            known, longer = self._table.find((nodes + 1) * self._span + symbols[starts + (size - 1)])
            starts, nodes = starts[known], longer
            found.append((starts, nodes))
        return Occurrences(
            starts=np.concatenate([starts for starts, _ in found]),
            sizes=np.repeat(np.arange(1, len(found) + 1), [len(starts) for starts, _ in found]),
            nodes=np.concatenate([nodes for _, nodes in found]),
        )
