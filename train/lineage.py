"""Where a model comes from: the run, the data, the commit, the libraries."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata

from bentos.card import Lineage, Provenance
from bentos.commit import cloned
from train.fitted import Fitted, Options
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

# A model is made by the code that is checked out, whatever SENTIMENT_COMMIT says of the service.
commit = cloned


@dataclass(frozen=True)
class Origin:
    """What is known of a model before it is fitted."""

    run_id: str
    experiment: str
    commit: str
    fingerprints: dict[str, str]


def fingerprints(split: Split) -> dict[str, str]:
    """SHA-256 of the rows of `training`, `validation` and `test`."""
    return {context: rows.fingerprint() for context, rows in sides(split).items()}


def source_fingerprints(train: Rows) -> tuple[str, ...]:
    """SHA-256 of the training rows of each source; none where there is one source."""
    if train.origins is None:
        return ()
    return tuple(train.part(source).fingerprint() for source in range(int(train.origins.max()) + 1))


def sides(split: Split) -> dict[str, Rows]:
    """The rows of a split under the names that lineage gives them."""
    return {"training": split.train, "validation": split.validation, "test": split.test}


def describe(split: Split, fitted: Fitted, options: Options, origin: Origin) -> Lineage:
    """The lineage that a model's card keeps."""
    return Lineage(
        **provenance(split, origin).model_dump(),
        seed=options.seed,
        base_encoder=fitted.base_encoder,
        vectors=fitted.vectors,
        teacher=split.teacher,
    )


def provenance(split: Split, origin: Origin) -> Provenance:
    """Where a card comes from; what it describes is the run's artifact `model`."""
    return Provenance(
        run_id=origin.run_id,
        model_uri=f"runs:/{origin.run_id}/model",
        experiment=origin.experiment,
        data=split.sources,
        data_fingerprint=origin.fingerprints["training"],
        source_fingerprints=source_fingerprints(split.train),
        validation_fingerprint=origin.fingerprints["validation"],
        test_fingerprint=origin.fingerprints["test"],
        rows={"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        git_commit=origin.commit,
        libraries=libraries(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def libraries() -> dict[str, str]:
    """Installed versions of the libraries that make and serve a model."""
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
