"""What MLflow keeps of a run: its experiment, its data, its figures, and the model that it made."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from bentos import card as cards
from bentos.card import Card
from bentos.settings import Family, settings
from train import lineage
from train.fitted import TrainingError
from train.rows import Split

UNSERVED = "unserved"  # where a run keeps the weights that it made and nobody serves


def experiment(family: Literal[Family, "cascade", "report"]) -> str:
    """Point MLflow at its store and make the experiment of a family, the cascade or reports; returns its id.

    With a database as store the artifacts stay in SENTIMENT_HOME; a tracking server keeps its own.
    Raises TrainingError where MLflow's store does not answer.
    """
    import mlflow
    from filelock import FileLock

    where = settings()
    name = f"sentiment-{family}"
    local = not where.mlflow.startswith(("http:", "https:"))
    artifacts = (where.home / "artifacts" / name).resolve().as_uri() if local else None
    where.home.mkdir(parents=True, exist_ok=True)
    try:
        # Of runs that start at once, one makes the tables of a store that is new.
        with FileLock(where.home / "mlflow.lock"):
            mlflow.set_tracking_uri(where.mlflow)
            if found := mlflow.get_experiment_by_name(name):
                if found.lifecycle_stage == "deleted":
                    raise TrainingError(
                        f"The experiment {name} was deleted in MLflow's store at {where.mlflow}; bring it "
                        f"back with `mlflow experiments restore --experiment-id {found.experiment_id}`."
                    )
                return str(found.experiment_id)
            return str(mlflow.create_experiment(name, artifact_location=artifacts))
    except mlflow.MlflowException as error:
        raise TrainingError(
            f"MLflow's store at {where.mlflow} cannot be used; check MLFLOW_TRACKING_URI. "
            f"({str(error).splitlines()[0]})"
        ) from error


@contextmanager
def stores() -> Iterator[None]:
    """A run's time: a store that fails in it ends the run with a sentence. Raises TrainingError."""
    import mlflow
    from bentoml.exceptions import BentoMLException

    try:
        yield
    except mlflow.MlflowException as error:
        raise TrainingError(
            f"MLflow's store at {settings().mlflow} failed in the midst of the run "
            f"({str(error).splitlines()[0]}), so nothing was saved; check it and train again."
        ) from error
    except BentoMLException as error:
        raise TrainingError(f"BentoML's model store failed ({error}); check it and train again.") from error


def log_data(split: Split, fingerprints: dict[str, str]) -> None:
    """Log each side of the split as an input of the active run, with its fingerprint as digest.

    What was read, dropped and kept to make it becomes tags, `data.duplicates` for one.
    """
    import mlflow
    from mlflow.data.code_dataset_source import CodeDatasetSource
    from mlflow.data.meta_dataset import MetaDataset

    mlflow.set_tags({f"data.{name}": count for name, count in split.counts.items()})
    for context, rows in lineage.sides(split).items():
        fingerprint = fingerprints[context]
        source = CodeDatasetSource({"sources": list(split.sources)})
        # MLflow keeps 36 characters of a digest; the tag has them all.
        dataset: Any = MetaDataset(source, name=context, digest=fingerprint[:36])
        mlflow.log_input(dataset, context=context)
        mlflow.set_tag(f"data.{context}.sha256", fingerprint)
        mlflow.set_tag(f"data.{context}.rows", len(rows))


def set_aside(weights: Path) -> None:
    """Move weights that are not served out of the model's folder to the artifacts of the active run.

    All that stands in the folder is packed into the Bento and read by each server that starts.
    """
    import mlflow

    mlflow.log_artifact(str(weights), UNSERVED)
    weights.unlink()


def log_card(card: Card, folder: Path) -> None:
    """Log a card to the active run: parameters, figures as `test_accuracy`, and the model's folder."""
    import mlflow

    mlflow.log_params({**card.parameters, "seed": card.lineage.seed, "weights": card.weights})
    mlflow.log_metrics(
        {f"{side}_{name}": value for side, figures in card.metrics.items() for name, value in figures.items()}
    )
    mlflow.log_metrics(
        {
            "training_seconds": card.training_seconds,
            "milliseconds_per_tweet": card.milliseconds_per_tweet,
            "size_bytes": card.size_bytes,
            **{f"calibration_{name}": value for name, value in card.calibration.model_dump().items()},
        }
    )
    mlflow.set_tags({"git.commit": card.lineage.git_commit, "family": card.family})
    if card.retraining:
        mlflow.set_tags(
            {
                "retraining.parent": card.retraining.parent,
                "retraining.base.sha256": card.retraining.base_fingerprint,
                "retraining.flags": len(card.retraining.flags),
            }
        )
        mlflow.log_dict(card.retraining.model_dump(mode="json"), "retraining.json")
    mlflow.log_artifacts(str(folder), "model")
    mlflow.log_dict(card.model_dump(mode="json"), f"model/{cards.NAME}")


def tie(tag: str) -> None:
    """Write a saved model's tag into the active run; a model that cannot be traced back is not kept."""
    import bentoml
    import mlflow

    try:
        mlflow.set_tag("bento.tag", tag)
    except BaseException:
        bentoml.models.delete(tag)
        raise
