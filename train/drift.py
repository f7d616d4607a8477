"""`sentiment drift`: whether a file's tweets look like those a model knows, and how right it is on them."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from bentos import store
from bentos.monitoring import drift, estimate, reference
from bentos.monitoring.drift import Drift
from bentos.monitoring.estimate import Estimate
from bentos.monitoring.reference import Reference
from bentos.monitoring.traits import Traits
from bentos.store import Stored
from train.arguments import AsJson, LabelColumn, Labelled, Model, TextColumn
from train.console import figure, show
from train.fitted import TrainingError
from train.rows import Rows

log = logging.getLogger("train.drift")


@dataclass(frozen=True)
class Scored:
    """n labelled tweets as a model sees them: their traits, (n,) probabilities of Positive, (n,) labels."""

    traits: Traits
    positive: NDArray[np.float32]
    labels: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def accuracy(self) -> float:
        """The share of the tweets that the model is right on."""
        return float(np.mean((self.positive > 0.5) == self.labels))

    def only(self, chosen: NDArray[np.int64]) -> "Scored":
        """Some of the tweets, by position."""
        found = {trait: values[chosen] for trait, values in self.traits.items()}
        return Scored(found, self.positive[chosen], self.labels[chosen])


@dataclass(frozen=True)
class Judgement:
    """What is said of a window without its labels, and the accuracy that the labels tell."""

    drift: Drift
    estimate: Estimate
    accuracy: float

    @property
    def error(self) -> float:
        """How far the estimate is above the accuracy."""
        return self.estimate.accuracy - self.accuracy


def command(
    model: Model,
    data: Labelled,
    as_json: AsJson = False,
    windows: Annotated[
        int | None, typer.Option(min=1, help="Judge that many random windows instead.")
    ] = None,
    size: Annotated[int, typer.Option(min=1, help="Tweets in a window.")] = 500,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
) -> None:
    """Tell drift in a file of tweets, and a model's accuracy on them estimated without their labels."""
    from train.data import labelled

    stored = store.load(store.resolve(model))
    known = reference.read(stored.folder)
    rows = labelled(data, text_column, label_column, log.info)
    if windows is not None and size > len(rows):
        raise TrainingError(f"{data} has {len(rows):,} tweets, a window {size:,}; give a smaller --size.")
    scored = score(stored, known, rows)
    judged = judge(known, scored)
    if judged.drift.drifted:
        typer.echo(
            "These tweets differ from those the model was validated on; label some to check the estimate.",
            err=True,
        )
    chances = simulate(known, scored, windows, size) if windows is not None else []
    if as_json:
        said = {"model": stored.version, "data": data, **record(judged)}
        typer.echo(json.dumps(said | ({"windows": summary(chances)} if chances else {})))
        return
    show(table(judged.drift))
    show(result(judged))
    if chances:
        header, values = zip(*summary(chances).items(), strict=True)
        show([list(header), [figure(value) for value in values]])


def score(stored: Stored, known: Reference, rows: Rows) -> Scored:
    """What a stored model says of labelled rows, and their traits."""
    from bentos.models import load
    from train.evaluate import all_logits

    log.info("Asking %s about %s tweets", stored.version, f"{len(rows):,}")
    classifier = load(stored.card.family, stored.folder, stored.card.weights)
    logits = all_logits(classifier, rows.texts, log.info)
    positive = stored.card.calibration.probabilities(logits)[:, 1]
    log.info("Describing the tweets")
    return Scored(known.traits(rows.texts, positive), positive, rows.labels)


def judge(known: Reference, window: Scored) -> Judgement:
    """Drift and accuracy of a window."""
    return Judgement(
        drift.measure(known, window.traits), estimate.estimate(known, window.positive), window.accuracy
    )


def simulate(known: Reference, scored: Scored, windows: int, size: int) -> list[Judgement]:
    """The judgements of random windows, each of distinct tweets; the same at every call."""
    generator = np.random.default_rng(13)
    return [
        judge(known, scored.only(generator.choice(len(scored), size, replace=False))) for _ in range(windows)
    ]


def summary(judged: list[Judgement]) -> Mapping[str, float]:
    """Shares of the windows: those that raise drift, those whose interval holds the accuracy."""
    errors = np.array([each.error for each in judged])
    return {
        "windows": len(judged),
        "size": judged[0].drift.rows,
        "drifted": float(np.mean([each.drift.drifted for each in judged])),
        "mean_error": float(errors.mean()),
        "mean_absolute_error": float(np.abs(errors).mean()),
        "covered": float(
            np.mean([each.estimate.low <= each.accuracy <= each.estimate.high for each in judged])
        ),
    }


def record(judged: Judgement) -> dict[str, Any]:
    """A judgement, JSON-ready."""
    findings = [asdict(finding) | {"drifted": finding.drifted} for finding in judged.drift.findings]
    return {
        "drifted": judged.drift.drifted,
        "traits": findings,
        "estimate": asdict(judged.estimate),
        "accuracy": judged.accuracy,
    }


def table(measured: Drift) -> list[list[str]]:
    """Rows of cells, the header first: a trait a row."""
    return [
        ["Trait", "Validation", "Window", "Effect", "Least effect", "p", "Drift"],
        *(
            [
                finding.trait.replace("_", " "),
                f"{finding.reference:.3f}",
                f"{finding.window:.3f}",
                f"{finding.effect:.3f}",
                f"{finding.floor:.2f}",
                f"{finding.p:.1g}",
                "yes" if finding.drifted else "no",
            ]
            for finding in measured.findings
        ),
    ]


def result(judged: Judgement) -> list[list[str]]:
    """Rows of cells, the header first: the estimate beside the accuracy."""
    said = judged.estimate
    return [
        ["Tweets", "Estimated accuracy", "Interval (95%)", "Accuracy by the labels", "Drift"],
        [
            f"{said.rows:,}",
            f"{said.accuracy:.1%}",
            f"{said.low:.1%} – {said.high:.1%}",
            f"{judged.accuracy:.1%}",
            "yes" if judged.drift.drifted else "no",
        ],
    ]
