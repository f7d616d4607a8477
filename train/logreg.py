"""Logistic regression over TF-IDF, chosen by a grid search on the validation split."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import NonNegativeFloat, PositiveFloat
from pydantic.dataclasses import dataclass

from bentos.models import flat
from train.calibrate import calibrate
from train.evaluate import metrics
from train.features import Features, check, log_count_ratios, union
from train.fitted import Options, Parameter, TrainingError, adapted
from train.linear import linear
from train.rows import Rows, Split

FILE = "model.safetensors"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Penalty:
    """How the coefficients are held back: `C` is the inverse strength of the L2 penalty.

    Before the fit each term is weighed by |log-count ratio| ** naive_bayes (Wang and Manning 2012, Baselines
    and Bigrams): terms that stand with both labels alike are left less room. 0 weighs all alike.
    """

    naive_bayes: NonNegativeFloat
    C: PositiveFloat


Grid = tuple[tuple[Features, tuple[Penalty, ...]], ...]  # what each set of features is tried with

# Few tweets need every term that they have; of many, those that stand in several tweets tell as much, in a
# third of the time.
FEW: Grid = (
    (Features(words=2, sublinear=False), (Penalty(0.0, 2.0),)),
    (Features(words=2), (Penalty(0.5, 2.0),)),
    (Features(words=2, characters=6), (Penalty(0.5, 1.0), Penalty(0.5, 2.0), Penalty(0.5, 4.0))),
)
MANY: Grid = (
    (
        Features(words=3, least_words=2, shortest=3, characters=5, least_characters=5),
        (Penalty(0.5, 1.0), Penalty(0.5, 2.0), Penalty(0.5, 4.0), Penalty(1.0, 2.0)),
    ),
)
FEW_ROWS = 20_000


def grid(rows: int) -> Grid:
    """What is tried on so many training rows."""
    return FEW if rows < FEW_ROWS else MANY


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
        """Write the flat arrays that are served; the same pipeline gives the same bytes."""
        flat.write(linear(self.pipeline), folder / FILE)
        return [FILE]


def fit(split: Split, options: Options) -> Logreg:
    """Fit every candidate of the grid, with what `options.like` has for all of them; keep the best.

    Where there are several, each has a nested MLflow run. The best has the lowest validation loss once it
    is calibrated, as it would be served: accuracy on a few hundred tweets is too coarse to tell neighbours
    apart. Raises TrainingError.
    """
    return min(_candidates(split, options), key=lambda candidate: candidate[0])[1]


def _candidates(split: Split, options: Options) -> Iterator[tuple[float, Logreg]]:
    """(validation loss, model) of each candidate."""
    from scipy.sparse import diags, hstack
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    numbers = count(1)
    sources = _sources(split.train)
    tried = chosen(grid(len(split.train)), options.like)
    candidates = sum(len(penalties) for _, penalties in tried)
    for features, penalties in tried:
        vectorizers = union(features)
        try:
            matrix = vectorizers.fit_transform(split.train.texts)
            check(vectorizers)
        except ValueError as error:  # scikit-learn, too, says so of a vocabulary that is empty
            raise TrainingError(
                f"The training tweets have no words to learn from ({error}); give more tweets."
            ) from error
        told = log_count_ratios(matrix, split.train.labels)
        validation = vectorizers.transform(split.validation.texts)
        for penalty in penalties:
            name = f"candidate-{next(numbers)}"
            parameters: dict[str, Parameter] = {**asdict(features), **asdict(penalty)}
            start = time.perf_counter()
            ratios = told**penalty.naive_bayes
            # The dual problem has a variable a tweet, not a term: a third of the time.
            classifier = LogisticRegression(
                C=penalty.C,
                solver="liblinear",
                dual=True,
                tol=0.01,
                max_iter=1_000,
                random_state=options.seed,
            )
            weighed = hstack([matrix @ diags(ratios), sources], format="csr")
            classifier.fit(weighed, split.train.labels)
            _settle(classifier, sources)
            # The ratios go into the coefficients: what is served is a linear model over plain TF-IDF.
            classifier.coef_ *= ratios
            logits = _logits(classifier.decision_function(validation))
            calibration = calibrate(split.validation.labels, logits)
            figures = metrics(split.validation.labels, logits, calibration)
            if candidates > 1:
                _log(name, parameters, figures, time.perf_counter() - start)
            described = ", ".join(f"{key}={value}" for key, value in parameters.items())
            log.info(
                "logreg: %s of %d (%s): validation loss %.4f, accuracy %.4f",
                name,
                candidates,
                described,
                figures["loss"],
                figures["accuracy"],
            )
            pipeline = Pipeline([("features", vectorizers), ("classifier", classifier)])
            yield figures["loss"], Logreg(pipeline, {**parameters, "terms": matrix.shape[1]})


def chosen(tried: Grid, like: Mapping[str, Parameter] | None) -> Grid:
    """The candidates of a grid with these parameters in place of their own, each once.

    Raises TrainingError where one of them cannot be.
    """
    found: dict[Features, dict[Penalty, None]] = {}
    for features, penalties in tried:
        own = found.setdefault(adapted(features, like), {})
        own.update({adapted(penalty, like): None for penalty in penalties})
    return tuple((features, tuple(penalties)) for features, penalties in found.items())


def _log(name: str, parameters: dict[str, Parameter], figures: dict[str, float], seconds: float) -> None:
    """Keep a candidate as a run within the active one."""
    import mlflow

    experiment_id = mlflow.active_run().info.experiment_id
    with mlflow.start_run(experiment_id=experiment_id, run_name=name, nested=True):
        mlflow.log_params(parameters)
        mlflow.log_metrics({f"validation_{key}": value for key, value in figures.items()})
        mlflow.log_metric("training_seconds", seconds)


def _sources(train: Rows) -> Any:
    """(rows, sources) sparse, which source each row came from; no column where there is one source."""
    from scipy.sparse import csr_matrix

    if train.origins is None:
        return csr_matrix((len(train), 0))
    return csr_matrix((np.ones(len(train)), (np.arange(len(train)), train.origins)))


def _settle(classifier: Any, sources: Any) -> None:
    """Give a classifier one intercept, the mean of those of its sources, whose columns come last.

    With an intercept of its own, a source that is mostly positive does not make all its words so.
    """
    terms = classifier.coef_.shape[1] - sources.shape[1]
    classifier.intercept_ += classifier.coef_[:, terms:] @ np.asarray(sources.mean(axis=0)).ravel()
    classifier.coef_ = classifier.coef_[:, :terms]
    classifier.n_features_in_ = terms


def _logits(odds: NDArray[np.float64]) -> NDArray[np.float32]:
    half = odds.reshape(-1, 1) / 2
    return np.hstack([-half, half]).astype(np.float32)
