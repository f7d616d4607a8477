"""Fitting the cascade: its threshold is chosen on validation, and measured once on test."""

import logging
from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bentos import cascade as cascades
from bentos import models, store
from bentos.cascade import LINEAR, PAIR, TRANSFORMER, Cascade
from bentos.settings import Family, settings
from bentos.store import Stored, StoredCascade
from train import evaluate, lineage, tracking
from train.fitted import TrainingError
from train.frontier import Scored, choose, frontier, point, scored
from train.rows import Rows, Split

TOLERANCE = 0.003  # accuracy that may be given up to the transformer alone

log = logging.getLogger(__name__)


def fit(split: Split) -> StoredCascade:
    """Fit a cascade for the champions of its two families, and save it in the store.

    The rows must be those that both were trained with: the side of a tweet follows from its text, so
    neither has seen these validation and test rows. Raises TrainingError and CardError.
    """
    pair = {family: store.load(store.resolve(family)) for family in PAIR}
    _check(pair, split)
    import mlflow

    settings().home.mkdir(parents=True, exist_ok=True)
    experiment_id = tracking.experiment(store.CASCADE)
    commit, fingerprints = lineage.commit(), lineage.fingerprints(split)
    with tracking.stores(), mlflow.start_run(experiment_id=experiment_id) as run:
        tracking.log_data(split, fingerprints)
        origin = lineage.Origin(run.info.run_id, f"sentiment-{store.CASCADE}", commit, fingerprints)
        cascade = _fitted(pair, split, origin)
        _log(cascade)
        stored = store.save_cascade(cascade)
        tracking.tie(stored.tag)
    log.info("cascade: saved as %s", stored.tag)
    return stored


def _check(pair: Mapping[Family, Stored], split: Split) -> None:
    tested = split.test.fingerprint()
    for stored in pair.values():
        if stored.card.lineage.test_fingerprint != tested:
            raise TrainingError(
                f"{stored.version} was tested on other tweets than these, and may have been trained on them; "
                "give `sentiment cascade` the --data and --test that it was trained with."
            )


def _fitted(pair: Mapping[Family, Stored], split: Split, origin: lineage.Origin) -> Cascade:
    sides = {"validation": split.validation, "test": split.test}
    said: dict[str, dict[Family, NDArray[np.float32]]] = {side: {} for side in sides}
    classifiers = {
        family: models.load(family, stored.folder, stored.card.weights) for family, stored in pair.items()
    }
    # One right after the other: whatever else the machine does slows both.
    milliseconds = {
        family: evaluate.milliseconds_per_tweet(classifier, split.validation.texts)
        for family, classifier in classifiers.items()
    }
    for family, stored in pair.items():
        for side, rows in sides.items():
            log.info("cascade: asking %s about %s %s tweets", family, f"{len(rows):,}", side)
            say = partial(log.info, "cascade: %s: %s", family)
            logits = evaluate.all_logits(classifiers[family], rows.texts, say)
            said[side][family] = stored.card.calibration.probabilities(logits)
    linear_cost = milliseconds[LINEAR] / milliseconds[TRANSFORMER]
    judged = {side: _scored(rows, said[side]) for side, rows in sides.items()}
    points = frontier(judged["validation"], linear_cost)
    chosen, confirmed = choose(points, TOLERANCE)
    if not confirmed:
        log.info(
            "cascade: %s validation tweets are too few to confirm a loss of at most %.1f points; "
            "the threshold rests on the estimate",
            *(f"{len(split.validation):,}", TOLERANCE * 100),
        )
    return Cascade(
        pins={family: stored.tag for family, stored in pair.items()},
        threshold=chosen.threshold,
        tolerance=TOLERANCE,
        confirmed=confirmed,
        milliseconds_per_tweet=milliseconds,
        accuracy={
            side: {LINEAR: float(np.mean(rows.linear)), TRANSFORMER: float(np.mean(rows.transformer))}
            for side, rows in judged.items()
        },
        validation=chosen,
        test=point(judged["test"], chosen.threshold, linear_cost),
        frontier=points,
        lineage=lineage.provenance(split, origin),
    )


def _scored(rows: Rows, said: Mapping[Family, NDArray[np.float32]]) -> Scored:
    return scored(rows.labels, said[LINEAR], said[TRANSFORMER])


def _log(cascade: Cascade) -> None:
    """Log a card to the active run: the models and the threshold, either point's figures, the frontier."""
    import mlflow

    mlflow.log_params({"threshold": cascade.threshold, "tolerance": cascade.tolerance})
    mlflow.log_params({str(family): tag for family, tag in cascade.pins.items()})
    for side, chosen in (("validation", cascade.validation), ("test", cascade.test)):
        figures = chosen.model_dump(exclude={"threshold"})
        mlflow.log_metrics({f"{side}_{name}": value for name, value in figures.items()})
        for family, accuracy in cascade.accuracy[side].items():
            mlflow.log_metric(f"{side}_accuracy_{family}", accuracy)
    mlflow.log_metrics(
        {
            f"milliseconds_per_tweet_{family}": value
            for family, value in cascade.milliseconds_per_tweet.items()
        }
    )
    mlflow.set_tags({"git.commit": cascade.lineage.git_commit, "family": store.CASCADE})
    mlflow.log_dict(cascade.model_dump(mode="json"), f"model/{cascades.NAME}")


def result(cascade: Cascade) -> list[list[str]]:
    """Rows of cells, the header first: what the test rows say of either model and of the cascade."""
    alone, together = cascade.accuracy["test"], cascade.test
    linear_cost = cascade.milliseconds_per_tweet[LINEAR] / cascade.milliseconds_per_tweet[TRANSFORMER]
    return [
        ["Test", *PAIR, store.CASCADE],
        ["Accuracy", *(f"{alone[family]:.4f}" for family in PAIR), f"{together.accuracy:.4f}"],
        ["Cost", f"{linear_cost:.3f}", "1.000", f"{together.cost:.3f}"],
        [f"By {LINEAR}", "100.0%", "0.0%", f"{together.share:.1%}"],
    ]
