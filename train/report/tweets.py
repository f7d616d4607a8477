"""The labelled tweets of a report, as they were written and as the models read them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from train.cleaning import normalised
from train.data import read


@dataclass(frozen=True)
class Tweets:
    """n labelled tweets of a file; of those with the same normalised text only the first.

    `raw` is as written, `texts` normalised, `labels` (n,) 0 Negative, 1 Positive. `counts` tells of the rows
    that were read, the neutral and the bad ones, and what was left out as duplicates and conflicts.
    """

    source: str
    raw: list[str]
    texts: list[str]
    labels: NDArray[np.int8]
    counts: dict[str, int]

    def __len__(self) -> int:
        return len(self.texts)


def load(
    source: str,
    text_column: str | None = None,
    label_column: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Tweets:
    """The tweets of one labelled file; texts that stand with both labels are left out. Raises DataError."""
    counts: Counter[str] = Counter()
    written = list(read(source, (text_column, label_column), counts, say))
    first: dict[str, tuple[str, int]] = {}
    conflicts: set[str] = set()
    for (raw, label), text in zip(written, normalised([raw for raw, _ in written], say), strict=True):
        if first.setdefault(text, (raw, label))[1] != label:
            conflicts.add(text)
    kept = {text: row for text, row in first.items() if text not in conflicts}
    counts.update(duplicates=len(written) - len(first), conflicts=len(conflicts))
    labels = np.array([label for _, label in kept.values()], dtype=np.int8)
    return Tweets(source, [raw for raw, _ in kept.values()], list(kept), labels, dict(counts))
