"""`sentiment review`: what waits for a reviewer, and what reviewers agree on."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bentos.card import LABELS
from bentos.promotions import user
from train import verdicts
from train.arguments import AsJson, Reviewer
from train.console import show
from train.flags import counted, opened, short

if TYPE_CHECKING:
    from bentos.records.feedback import Flag

app = typer.Typer(no_args_is_help=True, help="Review what users flagged.")
app.add_typer(verdicts.app)


@app.callback()
def review() -> None:
    """Say of flags whether they are right; only what reviewers agree on is trained on."""


@app.command("list")
def waiting(reviewer: Reviewer = "", as_json: AsJson = False) -> None:
    """Show the flags that wait for you, the oldest first, with those that say nearly the same."""
    from bentos.records import exported
    from bentos.records.feedback import Flag
    from bentos.records.queue import Queue

    with opened() as feedback:
        cases = Queue(feedback).flagged(reviewer or user())
    flags = [each for case in cases for each in case.tweets if isinstance(each, Flag)]
    if as_json:
        typer.echo(json.dumps([exported.record(flag) for flag in flags]))
    elif flags:
        show([["Flag", "Tweet", "Model", "Predicted", "Flagged as", "Comment"], *map(_row, flags)])
    else:
        typer.echo("No flag waits for you.", err=True)


@app.command()
def suggest(
    most: Annotated[int, typer.Option(min=1, help="At most that many.")] = 20, as_json: AsJson = False
) -> None:
    """Show predictions that nobody flagged and a model would learn most from; `label` says what is right."""
    from dataclasses import asdict

    from bentos.records.informative import suggestions

    with opened() as feedback:
        found = suggestions(feedback, most)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found]))
    elif found:
        header = ["Prediction", "Tweet", "Model", "Predicted", "Why"]
        rows = [
            [
                each.prediction_id,
                each.text,
                each.model,
                _predicted(each.prediction, each.confidence),
                f"{each.why}: {each.kind}" if each.kind else each.why,
            ]
            for each in found
        ]
        show([header, *rows])
    else:
        typer.echo("No prediction stands out: the models agree and are sure.", err=True)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="File to write.")],
) -> None:
    """Write the tweets that reviewers agree on, with their labels, for `sentiment retrain --flags`."""
    from train import accepted

    found = accepted.stored()
    accepted.write(out, found)
    typer.echo(f"{counted(len(found))} written to {out}.")


@app.command()
def agreement(as_json: AsJson = False) -> None:
    """Show how far each two reviewers agree: Cohen's kappa, 1 for always, 0 for no more than by chance."""
    from dataclasses import asdict

    from bentos.records.agreement import agreements
    from bentos.records.reviews import Reviews

    with opened() as feedback:
        found = agreements(Reviews(feedback).standing())
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found]))
    elif found:
        header = ["Reviewers", "Flags", "Alike", "Kappa"]
        rows = [
            [
                " and ".join(each.reviewers),
                str(each.flags),
                str(each.alike),
                "–" if each.kappa is None else f"{each.kappa:.2f}",
            ]
            for each in found
        ]
        show([header, *rows])
    else:
        typer.echo("No two reviewers judged the same flag yet.", err=True)


def _row(flag: "Flag") -> list[str]:
    return [
        short(flag.id),
        flag.text,
        flag.model,
        _predicted(flag.prediction, flag.confidence),
        LABELS[flag.label],
        flag.comment,
    ]


def _predicted(prediction: int, confidence: float) -> str:
    return f"{LABELS[prediction]} {confidence:.0%}"
