"""`sentiment trace`: where a prediction came from, and what became of it."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bentos.card import LABELS
from train.arguments import AsJson
from train.console import show
from train.fitted import TrainingError
from train.flags import opened

if TYPE_CHECKING:
    from bentos.trace import Flagged, Trace


def command(
    prediction_id: Annotated[str, typer.Argument(metavar="PREDICTION_ID", help="As the API gave it.")],
    as_json: AsJson = False,
) -> None:
    """Show the model, the MLflow run, the data, the flags and the commit behind a prediction.

    And onwards: its own flags, what reviewers said of them, and the models that learnt from them.
    """
    from bentos.records.feedback import UnknownPrediction
    from bentos.trace import trace

    with opened() as feedback:
        try:
            found = record(trace(prediction_id, feedback))
        except UnknownPrediction as error:
            raise TrainingError(
                f"No prediction has the id {error}; it was never recorded here, or was deleted by its age."
            ) from error
    if as_json:
        typer.echo(json.dumps(found))
        return
    show([["Prediction", prediction_id], *([name, _told(value)] for name, value in found.items())])


def record(trace: "Trace") -> dict[str, Any]:
    """A trace as a JSON-ready object."""
    found: dict[str, Any] = {
        "text": trace.text,
        "predicted": LABELS[trace.prediction],
        "confidence": round(trace.confidence, 4),
        "created": trace.created.isoformat(),
        "model": trace.model,
    }
    if trace.card is None:
        found["missing"] = trace.missing
    else:
        origin, retraining = trace.card.lineage, trace.card.retraining
        found |= {
            "run": origin.run_id,
            "data": list(origin.data),
            "training data": origin.data_fingerprint,
            "test data": origin.test_fingerprint,
            "commit": origin.git_commit,
            "trained": origin.created,
        }
        if retraining:
            found |= {
                "retrained from": retraining.parent,
                "data without flags": retraining.base_fingerprint,
                "learnt from flags": list(retraining.flags),
            }
    found["its flags"] = [_flag(flag) for flag in trace.flags]
    return found


def _flag(flag: "Flagged") -> dict[str, Any]:
    return {
        "id": flag.id,
        "label": LABELS[flag.label],
        "reviews": [
            {
                "reviewer": each.reviewer,
                "verdict": each.verdict,
                "reason": each.reason,
                "created": each.created.isoformat(),
            }
            for each in flag.reviews
        ],
        "learnt by": list(flag.learnt_by),
    }


def _told(value: object) -> str:
    """A value in a cell of the table."""
    if isinstance(value, list):
        return "\n".join(map(_told, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(inner)}" for name, inner in value.items() if inner != "")
    return str(value)
