"""The folder of a run: the served models in every form that a contender loads, and the environment of all."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bentos import models, store
from bentos.models.bert import TOKENIZER
from bentos.settings import ROOT, Family, settings
from tests.bench import pipeline, weights
from tests.bench.peers import torch_bert
from tests.conftest import environment
from train import tracking
from train.graph_bert import FULL

FAMILIES: tuple[Family, ...] = ("bert", "logreg")
_TOLERANCE = 1e-3  # of the logits, torch's beside ONNX Runtime's, both in float32
_ENCODER, _PIPELINE = "encoder", "pipeline.joblib"


class Workplace:
    """Made once; every contender reads it and none changes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = {family: store.load(store.resolve(family)) for family in FAMILIES}
        # A server that starts empties the metrics of the store that it finds.
        (self.folder / "bentoml").mkdir()
        (self.folder / "bentoml" / "models").symlink_to(self.models["bert"].folder.parents[1])

    def fill(self, tweets: Sequence[str]) -> None:
        """Write the models, and check on some tweets that torch says what the served graph says.

        Raises SystemExit where it does not.
        """
        import joblib

        from tests.bench.peers import mlflow_models

        encoder, exported = self.folder / _ENCODER, self._exported()
        weights.write(exported, encoder)
        difference = weights.difference(exported, encoder, tweets)
        if difference > _TOLERANCE:
            raise SystemExit(f"torch's logits differ from the graph's by {difference:.4f}; train bert again.")
        linear = pipeline.read(self.models["logreg"].folder / self.models["logreg"].card.weights)
        joblib.dump(linear, self.folder / _PIPELINE)
        mlflow_models.write(linear, self.folder / "mlflow-linear", self.folder / "mlflow-encoder")

    def _exported(self) -> Path:
        """A folder with the encoder's tokenizer and float32 graph; its run keeps one that is not served."""
        import mlflow

        stored = self.models["bert"]
        if (stored.folder / FULL).exists():
            return stored.folder
        mlflow.set_tracking_uri(settings().mlflow)
        kept = f"runs:/{stored.card.lineage.run_id}/{tracking.UNSERVED}/{FULL}"
        folder = self.folder / "exported"
        try:
            mlflow.artifacts.download_artifacts(kept, dst_path=str(folder))
        except (mlflow.MlflowException, OSError) as error:
            raise SystemExit(
                f"bert's run has no float32 graph to compare with ({error}); train bert again."
            ) from None
        shutil.copy(stored.folder / TOKENIZER, folder)
        return folder

    def labels(self, family: Family, tweets: Sequence[str]) -> list[int]:
        """What the served model says in this very process."""
        stored = self.models[family]
        classifier = models.load(family, stored.folder, stored.card.weights)
        probabilities = models.predict(classifier, stored.card.calibration, tweets)
        return [int(label) for label in np.argmax(probabilities, axis=1)]

    def command(self, command: Sequence[str], port: int) -> list[str]:
        """A contender's command, its places filled in."""
        places = {
            "python": sys.executable,
            "bin": Path(sys.executable).parent,
            "work": self.folder,
            "port": port,
        }
        return [part.format(**places) for part in command]

    def environment(self, port: int) -> dict[str, str]:
        """The environment of a contender."""
        # MLflow looks for its server on PATH.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return environment(
            self.folder,
            PATH=path,
            PORT=str(port),
            PYTHONPATH=str(ROOT),
            MLFLOW_TRACKING_URI=f"sqlite:///{self.folder / 'mlflow.db'}",
            TOKENIZERS_PARALLELISM="false",
            **{
                torch_bert.FOLDER: str(self.folder / _ENCODER),
                "BENCH_PIPELINE": str(self.folder / _PIPELINE),
            },
        )
