"""How to read a model's logits, learnt on rows that it was not trained on."""

import numpy as np
from numpy.typing import NDArray

from bentos.calibration import Calibration

_BOUNDS = (0.05, 20.0)  # of a slope: a model that is always right has none that is best


def calibrate(labels: NDArray[np.int8], logits: NDArray[np.float32]) -> Calibration:
    """The beta calibration of (n, 2) logits that gives n labels the lowest loss (Kull et al. 2017).

    The labels count a little less than fully, as Platt (1999, Probabilistic Outputs for Support Vector
    Machines) has it, which matters where they are few.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    margins = (logits[:, 1] - logits[:, 0]).astype(np.float64)
    features = np.stack([-np.logaddexp(0, -margins), np.logaddexp(0, margins), np.ones(len(margins))])
    positives = int((labels == 1).sum())
    high, low = (positives + 1) / (positives + 2), 1 / (len(labels) - positives + 2)
    targets = np.where(labels == 1, high, low)

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Mean cross-entropy in nats, and its gradient."""
        odds = values @ features
        cross_entropy = float(np.mean(np.logaddexp(0, odds) - targets * odds))
        return cross_entropy, features @ (expit(odds) - targets) / len(targets)

    found = minimize(
        loss, x0=(1.0, 1.0, 0.0), jac=True, method="L-BFGS-B", bounds=(_BOUNDS, _BOUNDS, (None, None))
    )
    positive, negative, bias = map(float, found.x)
    return Calibration(positive=positive, negative=negative, bias=bias)
