"""Invented tweets and predictions, as traits, and the reference of them."""

import numpy as np

from bentos.monitoring.reference import Reference
from bentos.monitoring.traits import SCALES, Trait

SHARES: dict[Trait, float] = {"positive": 0.5, "emoji": 0.1, "other_language": 0.05}


def drawn(seed: int, rows: int, **other: float) -> dict[Trait, np.ndarray]:
    """The traits of so many tweets; `other` multiplies traits, or sets the share of a yes or no."""
    generator = np.random.default_rng(seed)
    length = generator.poisson(14 * other.get("length", 1), rows) + 1
    found: dict[Trait, np.ndarray] = {
        "confidence": 0.5 + generator.beta(2, 1.2, rows) / 2 * other.get("confidence", 1),
        "length": length.astype(float),
        "unknown": generator.binomial(length, 0.07 * other.get("unknown", 1)) / length,
    }
    for trait, share in SHARES.items():
        found[trait] = (generator.random(rows) < other.get(trait, share)).astype(float)
    return found


def reference(found: dict[Trait, np.ndarray], **other: object) -> Reference:
    """The reference of rows with these traits, of which the model is right on three in four."""
    rows = len(found["confidence"])
    described: dict[str, object] = {
        "rows": rows,
        "language": "en",
        "vocabulary": frozenset({"train", "late"}),
        "counts": {trait: SCALES[trait].histogram(each).tolist() for trait, each in found.items()},
        "means": {trait: float(each.mean()) for trait, each in found.items()},
        "accuracy": 0.75,
        "threshold": float(np.quantile(found["confidence"], 0.25)),
        "spread": 0.5,
    }
    return Reference.model_validate(described | other)
