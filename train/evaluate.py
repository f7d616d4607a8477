"""How good a model is: its figures, its calibration, its speed."""

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bentos.calibration import Calibration
from bentos.contracts import UNSURE
from bentos.models import Classifier
from bentos.store import Stored
from train.rows import Rows

_CHUNK = 2_048
_TIMED = 200
UNCALIBRATED = Calibration()


def metrics(
    labels: NDArray[np.int8], logits: NDArray[np.float32], calibration: Calibration = UNCALIBRATED
) -> dict[str, float]:
    """accuracy, loss (nats), auc, precision, recall, f1 of the positive label, and rows.

    Besides, the share of `unsure` answers, `accuracy_unsure` of these and `accuracy_sure` of the others.
    `labels` is (n,), `logits` (n, 2). auc is left out where only one label stands in the rows, an accuracy
    where there are no such answers.
    """
    from sklearn.metrics import log_loss, precision_recall_fscore_support, roc_auc_score

    positive = calibration.probabilities(logits)[:, 1].astype(np.float64)
    predicted = (positive > 0.5).astype(np.int8)
    precision, recall, f1, _ = precision_recall_fscore_support(
        labels, predicted, average="binary", zero_division=0.0
    )
    figures = {
        "accuracy": float(np.mean(predicted == labels)),
        "loss": float(log_loss(labels, positive, labels=[0, 1])),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "rows": float(len(labels)),
    }
    sure = np.maximum(positive, 1 - positive) >= UNSURE
    figures["unsure"] = float(np.mean(~sure))
    for name, side in (("sure", sure), ("unsure", ~sure)):
        if side.any():
            figures[f"accuracy_{name}"] = float(np.mean((predicted == labels)[side]))
    if len(np.unique(labels)) == 2:
        figures["auc"] = float(roc_auc_score(labels, positive))
    return figures


def all_logits(
    classifier: Classifier, texts: Sequence[str], say: Callable[[str], None] = lambda _: None
) -> NDArray[np.float32]:
    """(n, 2) float32 logits of n normalised texts, with a word to `say` after each chunk."""
    chunks = [np.zeros((0, 2), dtype=np.float32)]
    for start in range(0, len(texts), _CHUNK):
        chunks.append(classifier.logits(texts[start : start + _CHUNK]))
        if len(texts) > _CHUNK:
            say(f"{min(start + _CHUNK, len(texts)):,} of {len(texts):,} tweets")
    return np.concatenate(chunks)


def milliseconds_per_tweet(classifier: Classifier, texts: Sequence[str]) -> float:
    """Mean ms for a tweet on its own, over at most 200 normalised texts, after a warm-up."""
    timed = texts[:_TIMED]
    classifier.logits(timed[:1])
    start = time.perf_counter()
    for text in timed:
        classifier.logits([text])
    return (time.perf_counter() - start) * 1000 / max(1, len(timed))


def evaluate(stored: Stored, rows: Rows, say: Callable[[str], None] = lambda _: None) -> dict[str, float]:
    """The figures of a stored model on labelled rows, and its ms per tweet at batch 1."""
    from bentos.models import load

    classifier = load(stored.card.family, stored.folder, stored.card.weights)
    figures = metrics(rows.labels, all_logits(classifier, rows.texts, say), stored.card.calibration)
    return {**figures, "milliseconds_per_tweet": milliseconds_per_tweet(classifier, rows.texts)}
