"""Pictures of a model's test figures: confusion matrix, ROC and calibration curves."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bentos.card import LABELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BINS = 10
_BLUE = "#2563eb"
_GREY = "#94a3b8"


def draw(folder: Path, labels: NDArray[np.int8], positive: NDArray[np.float32], title: str) -> None:
    """Write confusion.png, roc.png and calibration.png.

    `labels` is (n,), `positive` the (n,) calibrated probability of the positive label.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _confusion(folder / "confusion.png", labels, positive, title)
    _roc(folder / "roc.png", labels, positive, title)
    _calibration(folder / "calibration.png", labels, positive, title)


def _figure(title: str, x: str, y: str) -> "tuple[Figure, Axes]":
    # A Figure of its own needs neither pyplot's global state nor a display.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 4), dpi=120, layout="constrained")
    axes = figure.add_subplot(title=title, xlabel=x, ylabel=y)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _confusion(path: Path, labels: NDArray[np.int8], positive: NDArray[np.float32], title: str) -> None:
    counts = np.zeros((2, 2), dtype=int)
    np.add.at(counts, (labels, (positive > 0.5).astype(int)), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = _figure(f"{title}: confusion matrix", "predicted", "labelled")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks([0, 1], LABELS)
    axes.set_yticks([0, 1], LABELS, rotation=90, va="center")
    for row, column in np.ndindex(2, 2):
        axes.text(
            column,
            row,
            f"{counts[row, column]:,}\n{shares[row, column]:.1%}",
            ha="center",
            va="center",
            color="white" if shares[row, column] > 0.5 else "black",
        )
    figure.savefig(path)


def _roc(path: Path, labels: NDArray[np.int8], positive: NDArray[np.float32], title: str) -> None:
    from sklearn.metrics import roc_auc_score, roc_curve

    false_positive, true_positive, _ = roc_curve(labels, positive)
    area = roc_auc_score(labels, positive)
    figure, axes = _figure(f"{title}: ROC", "false positive rate", "true positive rate")
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--")
    axes.plot(false_positive, true_positive, color=_BLUE, label=f"AUC {area:.3f}")
    axes.legend(loc="lower right")
    figure.savefig(path)


def _calibration(path: Path, labels: NDArray[np.int8], positive: NDArray[np.float32], title: str) -> None:
    """Share of positive tweets against mean probability, in ten bins of equal width."""
    bins = np.minimum((positive * _BINS).astype(int), _BINS - 1)
    filled = [number for number in range(_BINS) if (bins == number).any()]
    expected = [float(positive[bins == number].mean()) for number in filled]
    observed = [float(labels[bins == number].mean()) for number in filled]
    figure, axes = _figure(f"{title}: calibration", "probability of Positive", "share labelled Positive")
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="perfect")
    axes.plot(expected, observed, color=_BLUE, marker="o", label=title)
    axes.legend(loc="upper left")
    figure.savefig(path)
