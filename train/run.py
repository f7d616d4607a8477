"""A training run: fit, export, compare, measure, save; MLflow sees all of it."""

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bentos import card as cards
from bentos import models, store
from bentos.card import Card, Retraining
from bentos.monitoring import reference as references
from bentos.settings import Family, settings
from bentos.store import Stored
from train import evaluate, lineage, pictures, reference, registry, tracking
from train.calibrate import calibrate
from train.fitted import Fit, Fitted, Options, TrainingError
from train.rows import Rows, Split

_FITS: dict[Family, tuple[str, str]] = {
    "logreg": ("train.logreg", "fit"),
    "lstm-word2vec": ("train.recurrent", "fit_word2vec"),
    "lstm-glove": ("train.recurrent", "fit_glove"),
    "bert": ("train.bert", "fit"),
}
TRAIN_SAMPLE = 10_000  # training rows on which train accuracy is measured
COMPARED = 1_000  # validation rows on which an export is compared with its framework
AGREEMENT = 1e-3  # largest difference in probability that the full-precision export may show
ALLOWED_LOSS = 0.003  # accuracy that the preferred weights may cost
MISTAKES = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Weights:
    """Exported weights, loaded as the service loads them, and what they say of the validation rows."""

    name: str
    classifier: models.Classifier
    logits: NDArray[np.float32]  # (n, 2)
    difference: float  # largest difference in probability from the framework


def train(family: Family, split: Split, options: Options, retraining: Retraining | None = None) -> Stored:
    """Train a family inside an MLflow run and save it in the store.

    `retraining` tells what was added to the training rows, where that is so.

    A run that fails is marked FAILED and leaves nothing in the store. Raises TrainingError, and CardError
    where the model store cannot be written.
    """
    log.info("%s: opening the run store", family)
    import mlflow

    settings().home.mkdir(parents=True, exist_ok=True)
    experiment_id = tracking.experiment(family)
    # Before the fit: the working tree may change while it runs.
    commit, fingerprints = lineage.commit(), lineage.fingerprints(split)
    with (
        tracking.stores(),
        mlflow.start_run(experiment_id=experiment_id) as run,
        tempfile.TemporaryDirectory() as temporary,
    ):
        folder = Path(temporary)
        mlflow.log_params({"data": ", ".join(split.sources)[:500], "seed": options.seed})
        if split.teacher:
            mlflow.log_param("teacher", split.teacher)
        mlflow.set_tag(registry.PROCESS, registry.process())
        tracking.log_data(split, fingerprints)
        origin = lineage.Origin(run.info.run_id, f"sentiment-{family}", commit, fingerprints)
        log.info("%s: fitting on %s tweets", family, f"{len(split.train):,}")
        start = time.perf_counter()
        fitted = fit(family)(split, options)
        seconds = time.perf_counter() - start
        log.info("%s: fitted in %.1f s; exporting", family, seconds)
        exported = export(family, folder, fitted, split.validation)
        served = choose(family, exported, split.validation)
        calibration = calibrate(split.validation.labels, served.logits)
        sides = _sides(split, options.seed)
        logits = {name: _logits(family, name, served, rows) for name, rows in sides.items()}
        logits["validation"] = served.logits
        sides["validation"] = split.validation
        _draw(family, folder, sides["test"], calibration.probabilities(logits["test"]))
        positive = calibration.probabilities(served.logits)[:, 1]
        references.write(reference.describe(split, positive, options.seed), folder)
        for weights in exported:
            if weights is not served:
                tracking.set_aside(folder / weights.name)
        card = Card(
            family=family,
            weights=served.name,
            calibration=calibration,
            parameters=fitted.parameters,
            metrics={
                name: evaluate.metrics(sides[name].labels, logits[name], calibration)
                for name in ("train", "validation", "test")
            },
            training_seconds=round(seconds, 3),
            milliseconds_per_tweet=evaluate.milliseconds_per_tweet(served.classifier, split.validation.texts),
            size_bytes=_size(folder),
            lineage=lineage.describe(split, fitted, options, origin),
            retraining=retraining,
            files=cards.digests(folder),
        )
        tracking.log_card(card, folder)
        stored = store.save(folder, card)
        tracking.tie(stored.tag)
    log.info("%s: saved as %s, test accuracy %.4f", family, stored.tag, card.metrics["test"]["accuracy"])
    return stored


def fit(family: Family) -> Fit:
    """The family's `fit`."""
    module, name = _FITS[family]
    return cast(Fit, getattr(import_module(module), name))


def export(family: Family, folder: Path, fitted: Fitted, validation: Rows) -> list[Weights]:
    """Every exported weights file, the preferred one first, compared with the framework.

    Raises TrainingError where the full-precision file, the last, does not agree.
    """
    import mlflow

    softmax = evaluate.UNCALIBRATED.probabilities
    own = softmax(fitted.logits(validation.texts[:COMPARED]))
    exported = []
    for name in fitted.export(folder):
        classifier = models.load(family, folder, name)
        logits = evaluate.all_logits(classifier, validation.texts, _say(family, name))
        difference = float(np.abs(softmax(logits[: len(own)]) - own).max(initial=0))
        log.info("%s: %s differs from the framework by at most %.1e", family, name, difference)
        mlflow.log_metric(f"export_difference.{name}", difference)
        exported.append(Weights(name, classifier, logits, difference))
    if not exported[-1].difference <= AGREEMENT:
        raise TrainingError(
            f"{family}: the exported model's probabilities differ from the trained one's by "
            f"{exported[-1].difference:.4f} (at most {AGREEMENT} is allowed), so nothing was saved; "
            "check the installed library versions against requirements.lock."
        )
    return exported


def choose(family: Family, exported: list[Weights], validation: Rows) -> Weights:
    """The preferred weights, unless they cost more accuracy on validation than ALLOWED_LOSS."""
    preferred, full = exported[0], exported[-1]
    accuracy = {
        weights.name: evaluate.metrics(validation.labels, weights.logits)["accuracy"] for weights in exported
    }
    served = preferred if accuracy[preferred.name] >= accuracy[full.name] - ALLOWED_LOSS else full
    if len(exported) > 1:
        figures = ", ".join(f"{name} {value:.4f}" for name, value in accuracy.items())
        log.info("%s: validation accuracy %s; %s is served", family, figures, served.name)
    return served


def _sides(split: Split, seed: int) -> dict[str, Rows]:
    generator = np.random.default_rng(seed)
    chosen = generator.permutation(len(split.train))[:TRAIN_SAMPLE]
    sample = Rows([split.train.texts[index] for index in chosen], split.train.labels[chosen])
    return {"train": sample, "test": split.test}


def _logits(family: Family, name: str, served: Weights, rows: Rows) -> NDArray[np.float32]:
    log.info("%s: measuring on %s %s tweets", family, f"{len(rows):,}", name)
    return evaluate.all_logits(served.classifier, rows.texts, _say(family, name))


def _say(family: Family, what: str) -> Callable[[str], None]:
    return lambda done: log.info("%s: %s: %s", family, what, done)


def _draw(family: Family, folder: Path, test: Rows, probabilities: NDArray[np.float32]) -> None:
    """The pictures into the model's folder; the most confident mistakes into the run."""
    import mlflow

    pictures.draw(folder / "pictures", test.labels, probabilities[:, 1], family)
    mlflow.log_artifacts(str(folder / "pictures"), "pictures")
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != test.labels)
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:MISTAKES]
    table = {
        "text": [test.texts[index] for index in worst],
        "label": [cards.LABELS[test.labels[index]] for index in worst],
        "predicted": [cards.LABELS[predicted[index]] for index in worst],
        "confidence": [round(float(confidence[index]), 4) for index in worst],
    }
    mlflow.log_table(table, "mistakes.json")


def _size(folder: Path) -> int:
    """Bytes of what a runner needs of a folder: no pictures, no reference."""
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and path.name != references.NAME and path.parent.name != "pictures"
    )
