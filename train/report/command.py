"""`sentiment report`: the evidence on every champion, written as one page."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from train.arguments import LabelColumn, TextColumn
from train.console import REFUSED
from train.fitted import TrainingError

log = logging.getLogger("train.report")


def command(
    data: Annotated[str, typer.Option(help="Labelled file that no model was trained on.")],
    out: Annotated[Path, typer.Option(help="File to write the page to.")] = Path("report.html"),
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
) -> None:
    """Write a page of evidence on the served model of each family."""
    if not out.absolute().parent.is_dir():
        raise TrainingError(f"{out} cannot be written, for its folder is missing; make it first.")
    from train.inventory import champions
    from train.report import findings, page, tweets

    stored, problems = champions()
    for problem in problems:
        typer.echo(problem, err=True)
    if not stored:
        raise typer.Exit(REFUSED)
    found = findings.find(stored, tweets.load(data, text_column, label_column, log.info))
    out.write_text(page.render(found), encoding="utf-8")
    typer.echo(out)
