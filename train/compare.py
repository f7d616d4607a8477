"""`sentiment compare`: the served models side by side, as a table, as Markdown or as JSON."""

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Annotated, Any

import typer

from bentos.card import Card
from bentos.store import PREFIX, Stored
from train import inventory
from train.arguments import AsJson
from train.console import REFUSED, show

_ROWS: tuple[tuple[str, str, str], ...] = (
    ("Test accuracy", "test", "accuracy"),
    ("Test loss", "test", "loss"),
    ("Test F1", "test", "f1"),
    ("Test AUC", "test", "auc"),
    ("Train accuracy", "train", "accuracy"),
    ("Train loss", "train", "loss"),
    ("Validation accuracy", "validation", "accuracy"),
    ("Validation loss", "validation", "loss"),
)


def command(
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
) -> None:
    """Show the served model of each family side by side."""
    stored, problems = inventory.champions()
    for problem in problems:
        typer.echo(problem, err=True)
    if not stored:
        raise typer.Exit(REFUSED)
    if as_json:
        typer.echo(json.dumps(records(stored)))
    elif as_markdown:
        typer.echo(markdown(table(stored)))
    else:
        show(table(stored))


def table(stored: Sequence[Stored]) -> list[list[str]]:
    """Rows of cells, the header first: a measure a row, a model a column, as the seed table has them."""
    cards = [model.card for model in stored]
    rows = [["Measure", *(card.family for card in cards)]]
    for title, side, name in _ROWS:
        rows.append([title, *(_figure(card, side, name) for card in cards)])
    rows.append(["Training time (s)", *(f"{card.training_seconds:,.1f}" for card in cards)])
    rows.append(["Size (MB)", *(f"{card.size_bytes / 1e6:,.1f}" for card in cards)])
    rows.append(["Time per tweet (ms)", *(f"{card.milliseconds_per_tweet:.2f}" for card in cards)])
    rows.append(["Training tweets", *(f"{card.lineage.rows['train']:,}" for card in cards)])
    rows.append(["Data", *("; ".join(map(_short, card.lineage.data)) for card in cards)])
    teachers = [card.lineage.teacher for card in cards]
    if any(teachers):
        rows.append(["Teacher", *(teacher.removeprefix(PREFIX) if teacher else "–" for teacher in teachers)])
    return rows


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a Markdown table."""
    header, *body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    rule = "|---|" + "---:|" * (len(rows[0]) - 1)
    return "\n".join([header, rule, *body])


def records(stored: Sequence[Stored]) -> list[dict[str, Any]]:
    """One JSON-ready object a model."""
    return [
        {
            "model": model.version,
            "weights": model.card.weights,
            "metrics": model.card.metrics,
            "training_seconds": model.card.training_seconds,
            "size_bytes": model.card.size_bytes,
            "milliseconds_per_tweet": model.card.milliseconds_per_tweet,
            "rows": model.card.lineage.rows,
            "data": model.card.lineage.data,
            "teacher": model.card.lineage.teacher,
            "data_fingerprint": model.card.lineage.data_fingerprint,
            "git_commit": model.card.lineage.git_commit,
            "run_id": model.card.lineage.run_id,
            "created": model.card.lineage.created,
        }
        for model in stored
    ]


def _short(source: str) -> str:
    """A source without its folders: `/a/b.csv` -> `b.csv`, `test: /a/b.csv` -> `test: b.csv`."""
    role, colon, path = source.rpartition(": ")
    return role + colon + PurePath(path).name


def _figure(card: Card, side: str, name: str) -> str:
    value = card.metrics[side].get(name)
    return "–" if value is None else f"{value:.3f}"
