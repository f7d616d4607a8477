"""The trie of a vocabulary, built: what `bentos.models.trie` finds n-grams in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bentos.models.trie import REMIX, Hashes, Integers, Table, hashes, places

_HASHES = 1 << 32
_UNMIX = np.uint32(pow(REMIX, -1, _HASHES))


@dataclass(frozen=True)
class Built:
    """The levels of a trie, and the node of each of n terms."""

    levels: list[Table]
    terms: Integers

    @property
    def size(self) -> int:
        """How many nodes it has."""
        return sum(len(level.keys) for level in self.levels)


def trie(symbols: Integers, lengths: Integers, span: int) -> Built:
    """The trie of n terms: `symbols` of all of them one after another, `lengths` of each; one at least.

    A node that is only the beginning of terms is none of them.
    """
    starts = np.cumsum(lengths) - lengths
    nodes = np.zeros(len(lengths), dtype=np.int64)
    levels: list[Table] = []
    first = 0
    for size in range(int(lengths.max())):
        reach = np.flatnonzero(lengths > size)
        parents = nodes[reach] - first if size else 0
        keys, inverse = np.unique(parents * span + symbols[starts[reach] + size], return_inverse=True)
        first += len(levels[-1].keys) if levels else 0
        levels.append(table(keys))
        nodes[reach] = first + levels[-1].find(keys)[1][inverse]
    return Built(levels, nodes)


def table(keys: Integers) -> Table:
    """The minimal perfect hash of (n,) distinct keys, one at least; the same for the same keys.

    The fullest buckets come first, while there is room, each displaced at random until all its keys fall on
    free places; what is alone in its bucket takes the places that are left.
    """
    buckets, own, count = _apart(keys)
    order = np.argsort(buckets, kind="stable")
    sizes = np.bincount(buckets, minlength=count)
    starts = np.cumsum(sizes) - sizes
    displacements = np.zeros(count, dtype=np.uint32)
    free = np.ones(len(keys), dtype=np.bool_)
    for size in range(int(sizes.max()), 1, -1):
        alike = np.flatnonzero(sizes == size)
        displacements[alike] = _displaced(own[order[starts[alike, np.newaxis] + np.arange(size)]], free)
    alone = np.flatnonzero(sizes == 1)
    # The first hash of each place, as it is before `places` mixes it.
    wanted = (-(-np.flatnonzero(free) * _HASHES // len(keys))).astype(np.uint32) * _UNMIX
    displacements[alone] = wanted ^ own[order[starts[alone]]]
    ordered = np.empty_like(keys)
    ordered[places(own ^ displacements[buckets], len(keys))] = keys
    return Table(ordered, displacements)


def _apart(keys: Integers) -> tuple[Integers, Hashes, int]:
    """Bucket and hash of each key, so many buckets that no two keys have both in common."""
    count = max(2, 1 << len(keys).bit_length() >> 2)  # two to four keys a bucket
    while True:
        buckets, own = hashes(keys, count)
        if len(np.unique(buckets * _HASHES + own)) == len(keys):
            return buckets, own, count
        count *= 2


def _displaced(members: Hashes, free: NDArray[np.bool_]) -> Hashes:
    """The displacement of each of n buckets, (n, size) hashes, to places of their own.

    These are no longer `free` then.
    """
    generator = np.random.default_rng(0)
    displacements = np.zeros(len(members), dtype=np.uint32)
    owners = np.zeros(len(free), dtype=np.int64)
    waiting = np.arange(len(members))
    while len(waiting):
        tried = generator.integers(_HASHES, size=len(waiting), dtype=np.uint32)
        wanted = places(members[waiting] ^ tried[:, np.newaxis], len(free))
        claims = np.arange(wanted.size).reshape(wanted.shape)
        # One of those that want the same place has it; a bucket that lacks one of its places waits.
        owners[wanted] = claims
        got = (free[wanted] & (owners[wanted] == claims)).all(axis=1)
        displacements[waiting[got]] = tried[got]
        free[wanted[got]] = False
        waiting = waiting[~got]
    return displacements
