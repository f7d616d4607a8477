"""One BentoML service with a batchable API and the torch model inside, as BentoML's own examples have it."""

import bentoml
import numpy as np
from numpy.typing import NDArray

from tests.bench.peers.torch_bert import TorchBert


@bentoml.service(name="bench_torch")
class Sentiment:
    """Scores tweets; BentoML gathers those that wait into batches."""

    def __init__(self) -> None:
        self._bert = TorchBert()

    @bentoml.api(batchable=True)
    def predict(self, texts: list[str]) -> NDArray[np.float64]:
        """The probability of Positive of each of n tweets."""
        return np.array(self._bert.positive(texts))
