"""`sentiment review`: what a reviewer says of flags."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bentos.promotions import user
from train.arguments import Reviewer
from train.fitted import TrainingError
from train.flags import counted, opened, short

if TYPE_CHECKING:
    from bentos.records.reviews import Reviews, Verdict

app = typer.Typer()

Ids = Annotated[list[str] | None, typer.Argument(metavar="FLAG…", help="Ids, or how they begin.")]
Everything = Annotated[bool, typer.Option("--all", help="All flags that wait for you.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept.")]


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
    typer.echo(f"{short(flag_id)} is flagged as {right} and accepted.")


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
    what = short(taken[0].flag_id) if len(taken) == 1 else f"{len(taken):,} flags"
    typer.echo(f"{taken[0].verdict} of {what} is taken back.")


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
    typer.echo(f"{verdict}: {counted(len(chosen))}.")


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
