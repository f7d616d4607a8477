"""What `mlflow models serve` loads: the pipeline as its scikit-learn flavour, the encoder as its pyfunc."""

import logging
from pathlib import Path
from typing import Any

import mlflow

from tests.bench.peers.torch_bert import TorchBert


class TorchModel(mlflow.pyfunc.PythonModel):
    """The encoder in torch."""

    def load_context(self, context: Any) -> None:  # noqa: ARG002 - MLflow gives it
        """Load the model."""
        self._bert = TorchBert()

    def predict(self, context: Any, model_input: list[str]) -> list[float]:  # noqa: ARG002 - the same
        """The probability of Positive of each of n tweets."""
        return self._bert.positive(model_input)


def write(pipeline: Any, linear: Path, encoder: Path) -> None:
    """Save both models as MLflow lays them out, to be served where this process runs."""
    # It warns of pickle, which this very run writes and reads.
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    mlflow.sklearn.save_model(
        pipeline,
        linear,
        serialization_format="cloudpickle",
        pyfunc_predict_fn="predict_proba",
        pip_requirements=[],
    )
    mlflow.pyfunc.save_model(encoder, python_model=TorchModel(), pip_requirements=[])
