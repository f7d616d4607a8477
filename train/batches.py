"""Training batches of similar length, so that little is padded."""

import numpy as np
from numpy.typing import NDArray

POOL = 50  # batches among which texts are sorted; more would make the batches less random


def bucketed(
    lengths: NDArray[np.int64], size: int, generator: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Random batches of at most `size` of n rows: indices in which each row stands exactly once."""
    order = generator.permutation(len(lengths))
    batches: list[NDArray[np.int64]] = []
    for start in range(0, len(order), POOL * size):
        pool = order[start : start + POOL * size]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[first : first + size] for first in range(0, len(pool), size)]
    return [batches[index] for index in generator.permutation(len(batches))]
