"""Logistic regression over TF-IDF, chosen by a grid search on the validation split."""

import io
import json
import logging
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.evaluate import metrics, temperature
from train.fitted import Options, Parameter, TrainingError
from train.rows import Split

FILE = "model.skops"
# Words with their apostrophes, hashtags, @user, and what cries: !!! ?? and an ellipsis.
WORD = r"@user|#?\w+(?:['’]\w+)*|[!?]+|\.{2,}"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can name

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Features:
    """TF-IDF of word n-grams and, where `characters` is above zero, of character n-grams within words."""

    words: int
    characters: int
    min_words: int
    sublinear: bool = True


# Candidates with the same features stand together: the features are computed once for them.
GRID: tuple[tuple[Features, tuple[float, ...]], ...] = (
    (Features(words=2, characters=0, min_words=1, sublinear=False), (2.0,)),
    (Features(words=2, characters=0, min_words=2), (2.0,)),
    (Features(words=3, characters=0, min_words=2), (4.0,)),
    (Features(words=3, characters=5, min_words=2), (1.0, 2.0, 4.0)),
)

CANDIDATES = sum(len(strengths) for _, strengths in GRID)


class Logreg:
    """A fitted scikit-learn pipeline: a union of TF-IDF vectorizers, then LogisticRegression."""

    base_encoder: str | None = None
    vectors: str | None = None

    def __init__(self, pipeline: Any, parameters: dict[str, Parameter]) -> None:
        self.pipeline = pipeline
        self.parameters = parameters

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32: half the log-odds on either side of zero."""
        if not texts:
            return np.zeros((0, 2), dtype=np.float32)
        return _logits(self.pipeline.decision_function(texts))

    def export(self, folder: Path) -> list[str]:
        """Write the pipeline with skops, without pickle; the same pipeline gives the same bytes."""
        pipeline = _without_terms(self.pipeline)
        terms = {
            name: np.frombuffer(
                "\n".join(vectorizer.get_feature_names_out()).encode("utf-8", "surrogatepass"), dtype=np.uint8
            )
            for name, vectorizer in self.pipeline["features"].transformer_list
        }
        (folder / FILE).write_bytes(_reproducible({"pipeline": pipeline, "terms": terms}))
        return [FILE]


def fit(split: Split, options: Options) -> Logreg:
    """Fit every candidate of GRID, each in a nested MLflow run, and keep the best.

    The best has the lowest validation loss at its own temperature, as it would be served: accuracy on a
    few hundred tweets is too coarse to tell neighbours apart. Raises TrainingError.
    """
    return min(_candidates(split, options), key=lambda candidate: candidate[0])[1]


def _candidates(split: Split, options: Options) -> Iterator[tuple[float, Logreg]]:
    """(validation loss, model) of each candidate."""
    import mlflow
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    experiment_id = mlflow.active_run().info.experiment_id
    numbers = count(1)
    for features, strengths in GRID:
        union = _union(features)
        try:
            matrix = union.fit_transform(split.train.texts)
        except ValueError as error:  # scikit-learn's word for a vocabulary that is empty
            raise TrainingError(
                f"The training tweets have no words to learn from ({error}); give more tweets."
            ) from error
        validation = union.transform(split.validation.texts)
        for strength in strengths:
            name = f"candidate-{next(numbers)}"
            parameters: dict[str, Parameter] = {**asdict(features), "C": strength}
            start = time.perf_counter()
            with mlflow.start_run(experiment_id=experiment_id, run_name=name, nested=True):
                classifier = LogisticRegression(C=strength, solver="newton-cg", random_state=options.seed)
                classifier.fit(matrix, split.train.labels)
                logits = _logits(classifier.decision_function(validation))
                heat = temperature(split.validation.labels, logits)
                figures = metrics(split.validation.labels, logits, heat)
                mlflow.log_params(parameters)
                mlflow.log_metrics({f"validation_{key}": value for key, value in figures.items()})
                mlflow.log_metric("training_seconds", time.perf_counter() - start)
            described = ", ".join(f"{key}={value}" for key, value in parameters.items())
            log.info(
                "logreg: %s of %d (%s): validation loss %.4f, accuracy %.4f",
                name,
                CANDIDATES,
                described,
                figures["loss"],
                figures["accuracy"],
            )
            pipeline = Pipeline([("features", union), ("classifier", classifier)])
            yield figures["loss"], Logreg(pipeline, {**parameters, "terms": matrix.shape[1]})


def _union(features: Features) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    # The tweets come normalised: lower case, and nothing that a stop list would be right to drop.
    words = TfidfVectorizer(
        lowercase=False,
        token_pattern=WORD,
        ngram_range=(1, features.words),
        min_df=features.min_words,
        sublinear_tf=features.sublinear,
    )
    parts = [("words", words)]
    if features.characters:
        characters = TfidfVectorizer(
            lowercase=False,
            analyzer="char_wb",
            ngram_range=(2, features.characters),
            min_df=3,
            sublinear_tf=features.sublinear,
        )
        parts.append(("characters", characters))
    return FeatureUnion(parts)


def _logits(odds: NDArray[np.float64]) -> NDArray[np.float32]:
    half = odds.reshape(-1, 1) / 2
    return np.hstack([-half, half]).astype(np.float32)


def _without_terms(pipeline: Any) -> Any:
    """A copy whose vectorizers have no vocabulary: skops spends a kilobyte and 50 µs on each word of it."""
    from copy import copy

    from sklearn.pipeline import FeatureUnion, Pipeline

    parts = []
    for name, vectorizer in pipeline["features"].transformer_list:
        light = copy(vectorizer)
        light.vocabulary_ = {}
        parts.append((name, light))
    return Pipeline([("features", FeatureUnion(parts)), ("classifier", pipeline["classifier"])])


def _reproducible(content: dict[str, Any]) -> bytes:
    """`skops.io.dumps` without what changes from one process to the next: memory addresses and times."""
    import skops.io

    written = zipfile.ZipFile(io.BytesIO(skops.io.dumps(content)))
    schema = json.loads(written.read("schema.json"))
    names: dict[str, str] = {}
    _forget_addresses(schema, names)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        files = {stable: written.read(name) for name, stable in names.items()}
        for name, data in {**files, "schema.json": json.dumps(schema).encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _forget_addresses(node: Any, names: dict[str, str]) -> None:
    if isinstance(node, dict):
        node.pop("__id__", None)
        if "file" in node:
            node["file"] = names.setdefault(node["file"], f"{len(names)}.npy")
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _forget_addresses(child, names)
