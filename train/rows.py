"""Labelled tweets and their split."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

TEST_SHARE = 0.1
_VALIDATION_SHARE = 0.1


@dataclass(frozen=True)
class Rows:
    """n labelled tweets: normalised texts and labels, (n,) int8, 0 Negative, 1 Positive.

    None stands there twice, but reviewed tweets in training, which weigh more. `origins` (n,) holds the
    number of the source that each came from first; None where there is one source. `opinions` (n,) float32
    are the chances of Positive to learn instead of the labels; None where the labels are learnt.
    """

    texts: list[str]
    labels: NDArray[np.int8]
    origins: NDArray[np.int64] | None = None
    opinions: NDArray[np.float32] | None = None

    @classmethod
    def of(cls, labels: dict[str, int], origins: dict[str, int] | None = None) -> "Rows":
        """Rows of labels by text, and of the number of their source by text."""
        return cls(
            list(labels),
            np.fromiter(labels.values(), dtype=np.int8, count=len(labels)),
            np.array([origins[text] for text in labels]) if origins else None,
        )

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def targets(self) -> NDArray[np.float32]:
        """(n, 2) float32, rows sum to 1: the chances of Negative and Positive to learn."""
        positive = self.labels.astype(np.float32) if self.opinions is None else self.opinions
        return np.stack([1 - positive, positive], axis=1)

    def fingerprint(self) -> str:
        """SHA-256 of the sorted rows: the same rows in any order give the same fingerprint."""
        digest = hashlib.sha256()
        for text, label in sorted(zip(self.texts, self.labels.tolist(), strict=True)):
            digest.update(f"{label}\t{text}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def part(self, source: int) -> "Rows":
        """The rows that came from one source, by its number."""
        if self.origins is None:
            return self
        own = np.flatnonzero(self.origins == source)
        return Rows([self.texts[index] for index in own], self.labels[own])


@dataclass(frozen=True)
class Split:
    """Training, validation and test rows; no text stands in two of them.

    `sources` names where the rows came from, `counts` what was read, dropped and kept. `teacher` is the tag
    of the model whose opinions the training rows hold.
    """

    train: Rows
    validation: Rows
    test: Rows
    sources: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    teacher: str | None = None


def divide(rows: dict[str, int], test_share: float) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Labels by text -> training, validation (10 %) and test; the side follows from the text's hash alone."""
    train: dict[str, int] = {}
    validation: dict[str, int] = {}
    test: dict[str, int] = {}
    for text, label in rows.items():
        position = _hash(text)[0]
        if position < _VALIDATION_SHARE:
            validation[text] = label
        elif position < _VALIDATION_SHARE + test_share:
            test[text] = label
        else:
            train[text] = label
    return train, validation, test


def sample(rows: dict[str, int], size: int) -> dict[str, int]:
    """`size` rows at random; a larger sample holds every row of a smaller one."""
    # The half of the hash that did not choose the side orders the rows.
    kept = sorted(rows, key=lambda text: _hash(text)[1])[:size]
    return {text: rows[text] for text in kept}


def _hash(text: str) -> tuple[float, int]:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return int.from_bytes(digest[:8]) / 2**64, int.from_bytes(digest[8:])
