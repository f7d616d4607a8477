"""One way to fit logistic regression: terms and a penalty, measured in an MLflow run of its own."""

import logging
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import NonNegativeFloat, PositiveFloat
from pydantic.dataclasses import dataclass as checked

from train import terms
from train.calibrate import calibrate
from train.evaluate import metrics
from train.features import Features, check, log_count_ratios
from train.fitted import Parameter, TrainingError
from train.rows import Rows, Split

# Of more tweets than these, the penalties are told apart on a sample of so many.
SEARCHED = 200_000
_BLOCK = 10_000_000  # values of a matrix that are weighed at a time

log = logging.getLogger(__name__)


@checked(frozen=True)
class Penalty:
    """How the coefficients are held back: `C` is the inverse strength of the L2 penalty.

    Before the fit each term is weighed by |log-count ratio| ** naive_bayes (Wang and Manning 2012, Baselines
    and Bigrams): terms that stand with both labels alike are left less room. 0 weighs all alike.
    """

    naive_bayes: NonNegativeFloat
    C: PositiveFloat


@dataclass(frozen=True)
class Candidate:
    """A fitted pipeline, and its validation loss once it is calibrated."""

    penalty: Penalty
    loss: float
    pipeline: Any
    parameters: dict[str, Parameter]


@dataclass(frozen=True)
class Problem:
    """What coefficients are fitted to, and judged by.

    `matrix` (n, terms) is the TF-IDF of the training tweets, `sources` (n, sources) which source each came
    from, `labels` (n,), `opinions` (n,) or None as in Rows; `told` (terms,) are the log-count
    ratios; `validation` (m, terms) and `validation_labels` (m,). The matrices are sparse.
    """

    features: Features
    vectorizers: Any
    matrix: Any
    sources: Any
    labels: NDArray[np.int8]
    opinions: NDArray[np.float32] | None
    told: NDArray[np.float32]
    validation: Any
    validation_labels: NDArray[np.int8]

    @classmethod
    def of(cls, features: Features, split: Split) -> "Problem":
        """That of all training tweets. Raises TrainingError where they have no words."""
        train, validation = split.train, split.validation
        try:
            vectorizers, matrix, seen = terms.fit(features, train.texts, validation.texts)
            check(vectorizers)
        except ValueError as error:  # scikit-learn, too, says so of a vocabulary that is empty
            raise TrainingError(
                f"The training tweets have no words to learn from ({error}); give more tweets."
            ) from error
        told = log_count_ratios(matrix, train.labels)
        return cls(
            features,
            vectorizers,
            matrix,
            _sources(train),
            train.labels,
            train.opinions,
            told,
            seen,
            validation.labels,
        )

    @property
    def large(self) -> bool:
        """Whether there are more tweets than SEARCHED."""
        return len(self.labels) > SEARCHED

    def sample(self, seed: int) -> "Problem":
        """That of SEARCHED of the tweets, at random."""
        chosen = np.sort(np.random.default_rng(seed).permutation(len(self.labels))[:SEARCHED])
        return replace(
            self,
            matrix=self.matrix[chosen],
            sources=self.sources[chosen],
            labels=self.labels[chosen],
            opinions=None if self.opinions is None else self.opinions[chosen],
        )

    def candidate(
        self, penalty: Penalty, name: str, seed: int, *, nested: bool = True, last: bool = False
    ) -> Candidate:
        """Fit and measure; `nested` ones have a run of that name within the active one.

        The `last` one weighs the matrix in place: a large one is never there twice, unless opinions are
        learnt, and of no use afterwards.
        """
        from sklearn.pipeline import Pipeline

        parameters: dict[str, Parameter] = {**asdict(self.features), **asdict(penalty)}
        start = time.perf_counter()
        classifier = self._solve(penalty, seed, last)
        logits = halves(classifier.decision_function(self.validation))
        calibration = calibrate(self.validation_labels, logits)
        figures = metrics(self.validation_labels, logits, calibration)
        if nested:
            self._log(name, parameters, figures, time.perf_counter() - start)
        described = ", ".join(f"{key}={value}" for key, value in parameters.items())
        log.info(
            "logreg: %s, %s tweets (%s): validation loss %.4f, accuracy %.4f",
            *(
                name or "the one candidate",
                f"{len(self.labels):,}",
                described,
                figures["loss"],
                figures["accuracy"],
            ),
        )
        pipeline = Pipeline([("features", self.vectorizers), ("classifier", classifier)])
        return Candidate(penalty, figures["loss"], pipeline, parameters | {"terms": self.matrix.shape[1]})

    def _log(
        self, name: str, parameters: dict[str, Parameter], figures: dict[str, float], seconds: float
    ) -> None:
        import mlflow

        experiment_id = mlflow.active_run().info.experiment_id
        with mlflow.start_run(experiment_id=experiment_id, run_name=name, nested=True):
            mlflow.log_params(parameters)
            mlflow.log_metrics({f"validation_{key}": value for key, value in figures.items()})
            mlflow.log_metrics({"rows": len(self.labels), "training_seconds": seconds})

    def _solve(self, penalty: Penalty, seed: int, last: bool) -> Any:
        """A LogisticRegression over plain TF-IDF: the ratios go into its coefficients."""
        from scipy.sparse import csr_matrix, hstack, vstack
        from sklearn.linear_model import LogisticRegression

        ratios = self.told**penalty.naive_bayes
        values, indices = self.matrix.data if last else self.matrix.data.copy(), self.matrix.indices
        for start in range(0, len(values), _BLOCK):
            values[start : start + _BLOCK] *= ratios[indices[start : start + _BLOCK]]
        weighed = csr_matrix((values, indices, self.matrix.indptr), self.matrix.shape)
        if self.sources.shape[1]:
            weighed = hstack([weighed, self.sources], format="csr", dtype=np.float32)
        # The dual problem has a variable a tweet, not a term: a third of the time. But it is solved on a copy
        # of the matrix twice as large, which stochastic average gradients (Schmidt et al. 2017) do without.
        way: dict[str, Any] = {"solver": "sag"} if self.large else {"solver": "liblinear", "dual": True}
        classifier = LogisticRegression(C=penalty.C, tol=0.01, max_iter=1_000, random_state=seed, **way)
        if self.opinions is None:
            classifier.fit(weighed, self.labels)
        else:
            # scikit-learn learns labels alone: each tweet is there with both, as heavy as each is likely.
            labels = np.repeat(np.array([0, 1], np.int8), len(self.opinions))
            classifier.fit(
                vstack([weighed, weighed], format="csr"),
                labels,
                sample_weight=np.concatenate([1 - self.opinions, self.opinions]),
            )
        _settle(classifier, self.sources)
        classifier.coef_ = classifier.coef_.astype(np.float64) * ratios
        return classifier


def halves(odds: NDArray[np.float64]) -> NDArray[np.float32]:
    """(n,) log-odds as (n, 2) float32 logits: half of them on either side of zero."""
    half = odds.reshape(-1, 1) / 2
    return np.hstack([-half, half]).astype(np.float32)


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
    ends = classifier.coef_.shape[1] - sources.shape[1]
    classifier.intercept_ += classifier.coef_[:, ends:] @ np.asarray(sources.mean(axis=0)).ravel()
    classifier.coef_ = classifier.coef_[:, :ends]
    classifier.n_features_in_ = ends
