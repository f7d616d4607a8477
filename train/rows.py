"""Labelled tweets and their split."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Rows:
    """n labelled tweets: normalised texts, none twice, and labels, (n,) int8, 0 Negative, 1 Positive."""

    texts: list[str]
    labels: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.texts)

    def fingerprint(self) -> str:
        """SHA-256 of the sorted rows: the same rows in any order give the same fingerprint."""
        digest = hashlib.sha256()
        for text, label in sorted(zip(self.texts, self.labels.tolist(), strict=True)):
            digest.update(f"{label}\t{text}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


@dataclass(frozen=True)
class Split:
    """Training, validation and test rows; no text stands in two of them.

    `sources` names where the rows came from, `counts` what was read, dropped and kept.
    """

    train: Rows
    validation: Rows
    test: Rows
    sources: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
