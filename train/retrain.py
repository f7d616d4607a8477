"""`sentiment retrain`: from reviewed flags to a better champion, or to the reason why there is none."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from bentos.settings import FAMILIES, Family
from train import apart
from train.arguments import AsJson, LabelColumn, TextColumn, words
from train.console import HELD_BACK, REFUSED, show

Choice = Annotated[Literal[Family, "all"], typer.Argument(help="Model family, or all four.")]
Data = Annotated[
    list[str] | None,
    typer.Option(help="The champion's data, where it is not where it was.", show_default=False),
]
Test = Annotated[str | None, typer.Option(help="The champion's test file, likewise.")]
Flags = Annotated[
    Path | None,
    typer.Option(help="File of `sentiment review export`, instead of the database.", show_default=False),
]
Force = Annotated[str, typer.Option(metavar="REASON", help="Promote it in any case; the reason is kept.")]


def command(
    context: typer.Context,
    family: Choice,
    data: Data = None,
    test: Test = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    flags: Flags = None,
    force: Force = "",
    as_json: AsJson = False,
) -> None:
    """Train the champion again with reviewed flags, and promote what passes the gate.

    Exit code 3 where the gate let nothing pass; where there is nothing new to learn, nothing is done.
    """
    if family == "all":
        _all(context)
        return
    from train.base import Source
    from train.challenge import challenge
    from train.gate import table

    outcome = challenge(family, Source(data or (), test, text_column, label_column), force, flags)
    if as_json:
        lines = [line.model_dump() for line in outcome.lines]
        typer.echo(json.dumps(asdict(outcome) | {"lines": lines}))
    elif outcome.challenger is None:
        typer.echo(
            f"No reviewed flag is new to {outcome.champion}, which stays the champion; "
            "review some with `sentiment review`."
        )
    else:
        show(table(outcome.lines))
        stays = f"{outcome.challenger} is refused; {outcome.champion} stays the champion."
        typer.echo(f"{outcome.challenger} is the champion now." if outcome.promoted else stays)
    if outcome.challenger and not outcome.promoted:
        raise typer.Exit(HELD_BACK)


def _all(context: typer.Context) -> None:
    codes = apart.retrain(FAMILIES, words(context))
    if failed := [family for family, code in codes.items() if code not in {0, HELD_BACK}]:
        typer.echo(f"Not retrained: {', '.join(failed)}.", err=True)
        raise typer.Exit(REFUSED)
    if HELD_BACK in codes.values():
        raise typer.Exit(HELD_BACK)
