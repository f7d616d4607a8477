"""From a model's logits to probabilities that mean what they say."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, NonNegativeFloat

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Calibration(BaseModel):
    """Beta calibration (Kull, Silva Filho and Flach 2017, Beta Calibration).

    With p, the softmax's probability of Positive, the calibrated log-odds are
    positive * ln p - negative * ln(1 - p) + bias. Where both are 1 / T and the bias is none, that is about a
    temperature of T; as it is by default, it is the softmax itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    positive: NonNegativeFloat = 1.0
    negative: NonNegativeFloat = 1.0
    bias: float = 0.0

    def probabilities(self, logits: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Calibrated probabilities of (n, 2) logits: (n, 2) float32, rows sum to 1."""
        import numpy as np

        margins = logits[:, 1].astype(np.float64) - logits[:, 0]
        odds = self.odds(margins)
        # Each from its own side: 1 - p would lose what float64 does not hold.
        return np.stack([_sigmoid(-odds), _sigmoid(odds)], axis=1).astype(np.float32)

    def odds(self, margins: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """(n,) calibrated log-odds of Positive of n differences between the logits."""
        import numpy as np

        calibrated: NDArray[np.float64] = (
            self.negative * np.logaddexp(0, margins) - self.positive * np.logaddexp(0, -margins) + self.bias
        )
        return calibrated


def _sigmoid(odds: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    found: NDArray[np.float64] = np.exp(-np.logaddexp(0, -odds))
    return found
