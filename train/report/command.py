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
    beside: Annotated[str | None, typer.Option(help="Second labelled file, to tell drift.")] = None,
    figure: Annotated[Path | None, typer.Option(help="SVG file for accuracy against time.")] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the figures as Markdown.")] = False,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
) -> None:
    """Write a page of evidence on the served model of each family, and log it to MLflow."""
    for path in (out, figure):
        if path and not path.absolute().parent.is_dir():
            raise TrainingError(f"{path} cannot be written, for its folder is missing; make it first.")
    from train.compare import markdown
    from train.inventory import champions
    from train.report import findings, logged, page, table, tweets

    stored, problems = champions()
    for problem in problems:
        typer.echo(problem, err=True)
    if not stored:
        raise typer.Exit(REFUSED)
    read = [
        tweets.load(path, text_column, label_column, log.info)
        for path in (data, *([beside] if beside else []))
    ]
    found = findings.find(stored, *read)
    out.write_text(page.render(found), encoding="utf-8")
    if figure:
        figure.write_text(page.picture(found), encoding="utf-8")
    log.info("%s is written; logging it to MLflow", out)
    logged.log(found, out)
    typer.echo(markdown(table.table(found)) if as_markdown else out)
