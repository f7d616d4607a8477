"""`sentiment trace`: where a prediction came from, and what became of it."""

import json
from typing import Annotated

import typer

from train.arguments import AsJson
from train.console import show
from train.fitted import TrainingError
from train.flags import opened


def command(
    prediction_id: Annotated[str, typer.Argument(metavar="PREDICTION_ID", help="As the API gave it.")],
    as_json: AsJson = False,
) -> None:
    """Show the model, the MLflow run, the data, the flags and the commit behind a prediction.

    And onwards: its own flags, what reviewers said of them, and the models that learnt from them.
    """
    from bentos.records.feedback import UnknownPrediction
    from bentos.trace import record, trace

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


def _told(value: object) -> str:
    """A value in a cell of the table."""
    if isinstance(value, list):
        return "\n".join(map(_told, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(inner)}" for name, inner in value.items() if inner != "")
    return str(value)
