"""`sentiment score`: what a model says of every row of a file."""

import json
import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from train.arguments import Address, AsJson, Engine, TextColumn
from train.console import show

if TYPE_CHECKING:
    from train.scoring import job

log = logging.getLogger("train.score")


def command(
    source: Annotated[Path, typer.Argument(metavar="IN", help="File of tweets.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File of the same kind to write.")],
    model: Annotated[
        str | None, typer.Option(help="FAMILY, FAMILY:VERSION or auto.  [default: the one that is served]")
    ] = None,
    text_column: TextColumn = None,
    engine: Engine = "local",
    address: Address = "auto",
    force: Annotated[bool, typer.Option(help="Replace OUT, and what another run has begun.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add to each row of a file what a model says of its tweet. After an interruption, run it again."""
    from train.scoring import job
    from train.scoring.scorer import choose

    choice = choose(model)
    log.info("Asking %s", choice.name)
    try:
        counts = job.score(source, out, choice, _engine(engine, address), text_column, force=force)
    except KeyboardInterrupt:
        log.info("What is scored is kept; the same command goes on from here.")
        raise
    if as_json:
        typer.echo(json.dumps({"model": choice.name, "out": str(out), **counts}))
        return
    names = [name.replace("_", " ").capitalize() for name in counts]
    show([["Model", *names], [choice.name, *(f"{count:,}" for count in counts.values())]])


def _engine(name: str, address: str) -> "job.Engine":
    if name == "ray":
        from train.scoring import cluster

        return partial(cluster.score, address)
    from train.scoring import processes

    return processes.score
