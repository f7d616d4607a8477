"""A trie of n-grams in flat arrays: finds every known n-gram of many texts at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint32]

# Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4): 2**64 over the golden ratio.
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
# The same for 32 bits: an odd number, so that multiplying by it can be undone.
REMIX = 0x9E3779B1
_HALF = np.uint64(32)


def mixed(keys: Integers) -> NDArray[np.uint64]:
    """(n,) hashes of (n,) keys, no two alike; the upper bits are the better ones."""
    product = keys.view(np.uint64) * MULTIPLIER
    # One product spreads keys in a row so evenly that hardly any is alone in its bucket.
    product ^= product >> _HALF
    product *= MULTIPLIER
    return product


def hashes(keys: Integers, buckets: int) -> tuple[Integers, Hashes]:
    """The bucket of each of (n,) keys, one of a power of two from 2 on, and a hash to tell its keys apart."""
    all_bits = mixed(keys)
    bits = np.uint64(buckets.bit_length() - 1)
    return (all_bits >> (64 - bits)).view(np.int64), ((all_bits << bits) >> _HALF).astype(np.uint32)


def places(own: Hashes, size: int) -> Integers:
    """The place, 0 <= place < `size`, that belongs to each of (n,) hashes, all places to as many."""
    wide = (own * np.uint32(REMIX)).astype(np.uint64)
    return ((wide * np.uint64(size)) >> _HALF).view(np.int64)


@dataclass(frozen=True)
class Table:
    """A minimal perfect hash of n distinct integers 0 <= key: each has a place 0 <= place < n of its own.

    Hash and displace (Belazzougui, Botelho and Dietzfelbinger 2009): the hashes of each bucket's keys are
    changed by its `displacements`. `keys` has the key of each place, so that others are told apart.
    """

    keys: Integers
    displacements: Hashes

    def find(self, keys: Integers) -> tuple[Integers, Integers]:
        """Which of the (n,) keys are known, as positions in rising order, and the place of each of these."""
        buckets, own = hashes(keys, len(self.displacements))
        found = places(own ^ self.displacements[buckets], len(self.keys))
        known = np.flatnonzero(self.keys[found] == keys)
        return known, found[known]


@dataclass(frozen=True)
class Occurrences:
    """The n known n-grams in a sequence of symbols: the start, the length and the node of each."""

    starts: Integers
    sizes: Integers
    nodes: Integers


class Trie:
    """The terms of a vocabulary, each a sequence of symbols 0 <= symbol < `span`.

    Each level is a table. A node's key in it is the place of its parent and its last symbol, which is exact:
    no two n-grams are ever taken for each other. Nodes are numbered level by level.
    """

    def __init__(self, levels: Sequence[Table], span: int) -> None:
        """One level at least."""
        self._levels = levels
        self._span = span
        self._first = np.cumsum([0, *(len(level.keys) for level in levels[:-1])])

    def find(self, symbols: Integers) -> Occurrences:
        """Every occurrence of every node in `symbols`, the last of which stands in no term."""
        starts, nodes = self._levels[0].find(symbols)
        found = [(starts, nodes)]
        for size, level in enumerate(self._levels[1:], start=1):
            known, longer = level.find(nodes * self._span + symbols[starts + size])
            starts, nodes = starts[known], longer
            found.append((starts, nodes))
        return Occurrences(
            starts=np.concatenate([starts for starts, _ in found]),
            sizes=np.repeat(np.arange(1, len(found) + 1), [len(starts) for starts, _ in found]),
            nodes=np.concatenate(
                [first + nodes for first, (_, nodes) in zip(self._first, found, strict=True)]
            ),
        )
