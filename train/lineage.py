"""Where a model comes from: the run, the data, the commit, the libraries."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from bentos import card as cards
from bentos.card import Card, Lineage, Provenance
from bentos.settings import ROOT, Family, settings
from train.fitted import Fitted, Options, TrainingError
from train.rows import Rows, Split

_LIBRARIES = (
    "numpy",
    "scikit-learn",
    "safetensors",
    "gensim",
    "keras",
    "tensorflow-cpu",
    "tensorflow",
    "torch",
    "transformers",
    "onnx",
    "onnxruntime",
    "mlflow",
    "bentoml",
)


@dataclass(frozen=True)
class Origin:
    """What is known of a model before it is fitted."""

    run_id: str
    experiment: str
    commit: str
    fingerprints: dict[str, str]


def experiment(family: Literal[Family, "cascade"]) -> str:
    """Point MLflow at its store and make the experiment of a family or of the cascade; returns its id.

    With a database as store the artifacts stay in SENTIMENT_HOME; a tracking server keeps its own.
    Raises TrainingError where MLflow's store does not answer.
    """
    import mlflow

    where = settings()
    name = f"sentiment-{family}"
    local = not where.mlflow.startswith(("http:", "https:"))
    artifacts = (where.home / "artifacts" / name).resolve().as_uri() if local else None
    try:
        mlflow.set_tracking_uri(where.mlflow)
        if found := mlflow.get_experiment_by_name(name):
            if found.lifecycle_stage == "deleted":
                raise TrainingError(
                    f"The experiment {name} was deleted in MLflow's store at {where.mlflow}; bring it back "
                    f"with `mlflow experiments restore --experiment-id {found.experiment_id}`."
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
    for context, rows in _sides(split).items():
        fingerprint = fingerprints[context]
        source = CodeDatasetSource({"sources": list(split.sources)})
        # MLflow keeps 36 characters of a digest; the tag has them all.
        dataset: Any = MetaDataset(source, name=context, digest=fingerprint[:36])
        mlflow.log_input(dataset, context=context)
        mlflow.set_tag(f"data.{context}.sha256", fingerprint)
        mlflow.set_tag(f"data.{context}.rows", len(rows))


def fingerprints(split: Split) -> dict[str, str]:
    """SHA-256 of the rows of `training`, `validation` and `test`."""
    return {context: rows.fingerprint() for context, rows in _sides(split).items()}


def _sides(split: Split) -> dict[str, Rows]:
    return {"training": split.train, "validation": split.validation, "test": split.test}


def describe(split: Split, fitted: Fitted, options: Options, origin: Origin) -> Lineage:
    """The lineage that a model's card keeps."""
    return Lineage(
        **provenance(split, origin).model_dump(),
        seed=options.seed,
        base_encoder=fitted.base_encoder,
        vectors=fitted.vectors,
    )


def provenance(split: Split, origin: Origin) -> Provenance:
    """Where a card comes from; what it describes is the run's artifact `model`."""
    return Provenance(
        run_id=origin.run_id,
        model_uri=f"runs:/{origin.run_id}/model",
        experiment=origin.experiment,
        data=split.sources,
        data_fingerprint=origin.fingerprints["training"],
        validation_fingerprint=origin.fingerprints["validation"],
        test_fingerprint=origin.fingerprints["test"],
        rows={"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        git_commit=origin.commit,
        libraries=libraries(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


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
            "temperature": card.temperature,
        }
    )
    mlflow.set_tags({"git.commit": card.lineage.git_commit, "family": card.family})
    mlflow.log_artifacts(str(folder), "model")
    mlflow.log_dict(card.model_dump(mode="json"), f"model/{cards.NAME}")


def commit() -> str:
    """The commit of the code, with `-dirty` where tracked files differ from it; `unknown` outside git."""
    try:
        head = _git("rev-parse", "HEAD")
        return f"{head}-dirty" if _git("status", "--porcelain", "--untracked-files=no") else head
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def libraries() -> dict[str, str]:
    """Installed versions of the libraries that make and serve a model."""
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def _git(*arguments: str) -> str:
    # S603, S607: fixed arguments, and git is found on PATH as a user's own is.
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(ROOT), *arguments],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def tie(tag: str) -> None:
    """Write a saved model's tag into the active run; a model that cannot be traced back is not kept."""
    import bentoml
    import mlflow

    try:
        mlflow.set_tag("bento.tag", tag)
    except BaseException:
        bentoml.models.delete(tag)
        raise
