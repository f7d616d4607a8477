"""What a model's validation tweets were like: the file beside its card that drift is measured against."""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError, field_serializer, model_validator

from bentos.card import CardError, Frozen
from bentos.monitoring import traits
from bentos.monitoring.traits import SCALES, Trait, Traits

NAME = "reference.json"


class Reference(Frozen):
    """`reference.json`: distributions over `rows` validation tweets, which the model was not fitted to.

    `counts` holds a histogram of each trait on its scale, `means` its mean. `vocabulary` is the most
    frequent words of the training tweets, `language` the one most validation tweets are written in.
    `accuracy` is that of the rows; a confidence of `threshold` is reached by as many of them as are
    right (see `estimate`). `spread` is the standard deviation of (right or not) - (reached or not),
    with four more rows, two of which differ (Agresti and Coull 1998): where none differs, one still may.
    """

    rows: int
    language: str
    vocabulary: frozenset[str]
    counts: dict[Trait, tuple[int, ...]]
    means: dict[Trait, float]
    accuracy: float
    threshold: float
    spread: float

    def traits(self, texts: Sequence[str], positive: NDArray[np.floating[Any]]) -> Traits:
        """The traits of n normalised texts and of their (n,) calibrated probabilities of Positive."""
        return traits.of_predictions(positive) | traits.of_texts(texts, self.vocabulary, self.language)

    @field_serializer("vocabulary")
    def _sorted(self, words: frozenset[str]) -> list[str]:
        return sorted(words)

    @model_validator(mode="after")
    def _complete(self) -> "Reference":
        wrong = [
            trait
            for trait, scale in SCALES.items()
            if len(self.counts.get(trait, ())) != scale.bins or trait not in self.means
        ]
        if wrong or self.rows < 1:
            raise ValueError(f"it does not describe {', '.join(wrong) or 'any row'}")
        return self


def summarise(
    texts: Sequence[str],
    positive: NDArray[np.floating[Any]],
    labels: NDArray[np.int8],
    vocabulary: Collection[str],
) -> Reference:
    """The reference of n normalised validation texts, one at least.

    `positive` (n,) holds the model's calibrated probabilities of Positive, `labels` (n,) 0 or 1.
    """
    known = frozenset(vocabulary)
    ((main, _),) = Counter(map(traits.language, texts)).most_common(1)
    found = traits.of_predictions(positive) | traits.of_texts(texts, known, main)
    right = found["positive"] == labels
    limit = _threshold(found["confidence"], int(right.sum()))
    reached = found["confidence"] >= limit
    return Reference(
        rows=len(texts),
        language=main,
        vocabulary=known,
        counts={trait: tuple(SCALES[trait].histogram(each).tolist()) for trait, each in found.items()},
        means={trait: float(each.mean()) for trait, each in found.items()},
        accuracy=float(right.mean()),
        threshold=limit,
        spread=float(np.sqrt((np.sum(right != reached) + 2) / (len(texts) + 4))),
    )


def _threshold(confidence: NDArray[np.float64], count: int) -> float:
    """The confidence that so many of n predictions reach; over 1 for none."""
    return float(np.sort(confidence)[-count]) if count else 2.0


def write(reference: Reference, folder: Path) -> None:
    """Write `reference.json`; the same reference gives the same bytes."""
    (folder / NAME).write_text(reference.model_dump_json() + "\n", encoding="utf-8")


def read(folder: Path) -> Reference:
    """The reference of a model's folder that the caller has checked (`bentos.card.read`).

    Raises CardError, for a model that was saved without one too.
    """
    path = folder / NAME
    try:
        return Reference.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise CardError(f"{path} is missing, so drift cannot be measured; train the model again.") from error
    except OSError as error:
        raise CardError(f"{path} cannot be read ({error.strerror}); train the model again.") from error
    except ValidationError as error:
        raise CardError(
            f"{path} is not a reference ({error.errors()[0]['msg']}); train the model again."
        ) from error
