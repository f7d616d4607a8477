"""`sentiment review`: what reviewers say of flags, so that a model can be trained on them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bentos.card import LABELS
from bentos.promotions import user
from train.arguments import AsJson
from train.console import show
from train.fitted import TrainingError
from train.flags import opened

if TYPE_CHECKING:
    from bentos.records.feedback import Flag
    from bentos.records.reviews import Reviews, Verdict

app = typer.Typer(no_args_is_help=True, help="Review what users flagged.")

_SHOWN = 12  # digits of an id, which tell it from the others

Ids = Annotated[list[str] | None, typer.Argument(metavar="FLAG…", help="Ids, or how they begin.")]
Everything = Annotated[bool, typer.Option("--all", help="All flags that wait for you.")]
Reviewer = Annotated[str, typer.Option("--reviewer", help="Who reviews.  [default: you]")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept.")]


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
def label(
    prediction_id: Annotated[str, typer.Argument(metavar="PREDICTION", help="As `suggest` shows it.")],
    right: Annotated[Literal["negative", "positive"], typer.Argument(help="What it is.")],
    reviewer: Reviewer = "",
    why: Why = "",
) -> None:
    """Flag a prediction with the right label, and accept the flag."""
    from bentos.records.feedback import UnknownPrediction
    from bentos.records.queue import Queue

    with opened() as feedback:
        try:
            flag_id = Queue(feedback).label(
                prediction_id, 1 if right == "positive" else 0, reviewer or user(), why
            )
        except UnknownPrediction as error:
            raise TrainingError(f"No prediction has the id {error}; `suggest` shows the ids.") from error
    typer.echo(f"{flag_id[:_SHOWN]} is flagged as {right} and accepted.")


@app.command()
def accept(flags: Ids = None, everything: Everything = False, reviewer: Reviewer = "", why: Why = "") -> None:
    """Say that the label of a flag is right."""
    _give("accept", flags, everything, reviewer, why)


@app.command()
def correct(
    flags: Ids = None, everything: Everything = False, reviewer: Reviewer = "", why: Why = ""
) -> None:
    """Say that the other label is right."""
    _give("correct", flags, everything, reviewer, why)


@app.command()
def reject(flags: Ids = None, everything: Everything = False, reviewer: Reviewer = "", why: Why = "") -> None:
    """Say that no label is right: the tweet is neutral, or no tweet to learn from."""
    _give("reject", flags, everything, reviewer, why)


@app.command()
def skip(flags: Ids = None, everything: Everything = False, reviewer: Reviewer = "", why: Why = "") -> None:
    """Leave a flag to other reviewers."""
    _give("skip", flags, everything, reviewer, why)


@app.command()
def undo(reviewer: Reviewer = "") -> None:
    """Take back your last verdict, on all flags that it was given on; the ones before it count again."""
    from bentos.records.reviews import NothingToUndo, Reviews

    with opened() as feedback:
        try:
            taken = Reviews(feedback).undo(reviewer or user())
        except NothingToUndo as error:
            raise TrainingError(f"There is no verdict of {error} to take back.") from error
    what = taken[0].flag_id[:_SHOWN] if len(taken) == 1 else f"{len(taken):,} flags"
    typer.echo(f"{taken[0].verdict} of {what} is taken back.")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="File to write.")],
) -> None:
    """Write the tweets that reviewers agree on, with their labels, for `sentiment retrain --flags`."""
    from train import accepted

    found = accepted.stored()
    accepted.write(out, found)
    typer.echo(f"{_counted(len(found))} written to {out}.")


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


def _give(verdict: "Verdict", ids: list[str] | None, everything: bool, reviewer: str, why: str) -> None:
    from bentos.records.reviews import Reviews

    if bool(ids) == everything:
        raise TrainingError("Name flags of `sentiment review list`, or give --all.")
    who = reviewer or user()
    with opened() as feedback:
        reviews = Reviews(feedback)
        if everything:
            chosen = [flag.id for flag in reviews.waiting(who)]
        else:
            chosen = [_named(reviews, beginning) for beginning in ids or []]
        reviews.give(chosen, who, verdict, why)
    typer.echo(f"{verdict}: {_counted(len(chosen))}.")


def _named(reviews: "Reviews", beginning: str) -> str:
    """The id that begins so. Raises TrainingError."""
    from bentos.records.reviews import AmbiguousFlag, UnknownFlag

    try:
        return reviews.named(beginning)
    except UnknownFlag as error:
        raise TrainingError(
            f"No flag has an id that begins with {error}; "
            "`sentiment review list` and `sentiment feedback export` show the ids."
        ) from error
    except AmbiguousFlag as error:
        raise TrainingError(
            f"Several flags have an id that begins with {error}; write more of it."
        ) from error


def _counted(flags: int) -> str:
    return f"{flags:,} {'flag' if flags == 1 else 'flags'}"


def _row(flag: "Flag") -> list[str]:
    return [
        flag.id[:_SHOWN],
        flag.text,
        flag.model,
        _predicted(flag.prediction, flag.confidence),
        LABELS[flag.label],
        flag.comment,
    ]


def _predicted(prediction: int, confidence: float) -> str:
    return f"{LABELS[prediction]} {confidence:.0%}"
