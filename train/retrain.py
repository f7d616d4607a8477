"""`sentiment retrain`: from reviewed flags to a better champion, or to the reason why there is none."""

import json
from dataclasses import asdict
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
Force = Annotated[str, typer.Option(metavar="REASON", help="Promote it in any case; the reason is kept.")]


def command(
    context: typer.Context,
    family: Choice,
    data: Data = None,
    test: Test = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    force: Force = "",
    as_json: AsJson = False,
) -> None:
    """Train the champion again with reviewed flags, and promote what passes the gate.

    Exit code 3 where the gate let nothing pass.
    """
    if family == "all":
        _all(context)
        return
    from train.base import Source
    from train.challenge import challenge
    from train.gate import table

    outcome = challenge(family, Source(data or (), test, text_column, label_column), force)
    if as_json:
        lines = [line.model_dump() for line in outcome.lines]
        typer.echo(json.dumps(asdict(outcome) | {"lines": lines}))
    else:
        show(table(outcome.lines))
        stays = f"{outcome.challenger} is refused; {outcome.champion} stays the champion."
        typer.echo(f"{outcome.challenger} is the champion now." if outcome.promoted else stays)
    if not outcome.promoted:
        raise typer.Exit(HELD_BACK)


def _all(context: typer.Context) -> None:
    codes = apart.retrain(FAMILIES, words(context))
    if failed := [family for family, code in codes.items() if code not in {0, HELD_BACK}]:
        typer.echo(f"Not retrained: {', '.join(failed)}.", err=True)
        raise typer.Exit(REFUSED)
    if HELD_BACK in codes.values():
        raise typer.Exit(HELD_BACK)
