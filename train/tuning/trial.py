"""One trial: a fit with suggested settings, measured on validation, in an MLflow run of its own."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from train import registry, tracking
from train.calibrate import calibrate
from train.evaluate import metrics
from train.rows import Rows, Split
from train.run import fit
from train.tuning import space
from train.tuning.search import ACCURACY, NOW, SETTINGS, Search

if TYPE_CHECKING:
    import optuna

# Logistic regression has no epochs to be watched: it is fitted on growing shares of the rows.
_SHARES = (0.25, 0.5)
_STEPS = 100  # of a training
_ROUNDING = 1e-6


def attempt(search: Search, seed: int) -> None:
    """Make one trial of a search, whose sampler has that seed, and write it into the study.

    Raises TrainingError.
    """
    search.study(seed).optimize(lambda trial: _loss(search, trial), n_trials=1)


def _loss(search: Search, trial: "optuna.Trial") -> float:
    import mlflow
    import optuna

    # First of all, so that a trial whose process is gone is known at whatever moment that went.
    trial.set_user_attr(registry.PROCESS, registry.process())
    settings = space.suggest(search.family, trial)
    trial.set_user_attr(SETTINGS, settings)
    tracking.experiment(search.family)
    with (
        tracking.stores(),
        mlflow.start_run(
            experiment_id=search.experiment_id,
            run_name=f"trial-{trial.number}",
            parent_run_id=search.run_id,
            tags={registry.PROCESS: registry.process()},
        ),
    ):
        mlflow.log_params(settings)
        try:
            figures = _figures(search, trial, settings)
        except optuna.TrialPruned:
            # Given up on purpose: to MLflow, no failure.
            mlflow.set_tag("pruned", "true")
        else:
            mlflow.log_metrics({f"validation_{name}": value for name, value in figures.items()})
            trial.set_user_attr(ACCURACY, figures["accuracy"])
            return figures["loss"]
    raise optuna.TrialPruned


def _figures(search: Search, trial: "optuna.Trial", settings: space.Settings) -> dict[str, float]:
    """The figures of the validation rows, calibrated, as the model would be served."""
    import optuna

    heard: set[int] = set()

    def watch(share: float, loss: float) -> None:
        # Trials are compared at the same share of their training: a learning rate falls with that, not with
        # the epochs, of which some trials have more.
        step = int(_STEPS * share + _ROUNDING)
        if step in heard:
            return
        heard.add(step)
        trial.report(loss, step)
        # What is trained with now is known to the end: the search is measured by it.
        if NOW not in trial.user_attrs and trial.should_prune():
            raise optuna.TrialPruned

    options = replace(search.options, like=settings, watch=watch, resumable=False)
    for share, split in steps(search):
        fitted = fit(search.family)(split, options)
        logits = fitted.logits(split.validation.texts)
        calibration = calibrate(split.validation.labels, logits)
        figures = metrics(split.validation.labels, logits, calibration)
        if search.family == "logreg":
            watch(share, figures["loss"])
    return figures


def steps(search: Search) -> Iterator[tuple[float, Split]]:
    """The split; for logistic regression, before it, the same with a share of the training rows, and that."""
    train = search.split.train
    if search.family == "logreg":
        order = np.random.default_rng(search.options.seed).permutation(len(train))
        for share in _SHARES:
            kept = order[: max(1, round(share * len(train)))]
            rows = Rows(
                [train.texts[index] for index in kept],
                train.labels[kept],
                None if train.origins is None else train.origins[kept],
                None if train.opinions is None else train.opinions[kept],
            )
            yield share, replace(search.split, train=rows)
    yield 1.0, search.split
