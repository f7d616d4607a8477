"""`sentiment tune`: a search for better settings of a family."""

import json
import logging
import shlex
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from bentos.settings import Family
from train.arguments import (
    Address,
    AsJson,
    BaseModel,
    Data,
    Engine,
    LabelColumn,
    Limit,
    Seed,
    Teacher,
    Test,
    TextColumn,
    Vectors,
    check_teacher,
    words,
)
from train.console import figure, show
from train.fitted import Options

if TYPE_CHECKING:
    from train.tuning import job

_OWN = ("trials", "jobs", "engine", "address", "as_json")  # options that `train` does not have

log = logging.getLogger("train.tune")


def command(
    context: typer.Context,
    family: Annotated[Family, typer.Argument(help="Model family.")],
    trials: Annotated[int, typer.Option(min=1, help="Trials in all, those of earlier calls included.")] = 20,
    data: Data = None,
    test: Test = None,
    limit: Limit = None,
    vectors: Vectors = None,
    base_model: BaseModel = None,
    teacher: Teacher = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    seed: Seed = 13,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Trials at once on this machine.  [default: as its cores allow]")
    ] = None,
    engine: Engine = "local",
    address: Address = "auto",
    as_json: AsJson = False,
) -> None:
    """Try settings of a family, judged on validation alone. After an interruption, run it again."""
    from train.data import load
    from train.teacher import taught
    from train.tuning import job

    check_teacher(family, teacher)
    split = load(
        data or ["starter"],
        test,
        limit=limit,
        text_column=text_column,
        label_column=label_column,
        on_progress=log.info,
    )
    if teacher:
        split = taught(split, teacher)
    options = Options(vectors=vectors, base_model=base_model, seed=seed)
    try:
        found = job.tune(family, split, options, trials, _opened(engine, address, jobs))
    except KeyboardInterrupt:
        log.info("The trials that ended are kept; the same command goes on from here.")
        raise
    # Each of them, also what training would begin with: where one is free, it may choose another.
    chosen = [word for name, value in found.settings.items() for word in ("--set", f"{name}={value}")]
    train = shlex.join(["sentiment", "train", family, *words(context, *_OWN), *chosen])
    if as_json:
        typer.echo(json.dumps({**asdict(found), "train": train}))
        return
    show(_table(found))
    ended = f"{found.trials} trials, {found.pruned} given up early, {found.killed} killed."
    same = found.settings == found.before
    typer.echo(f"{ended} {'What is trained with now is the best:' if same else 'Train with the best:'}")
    typer.echo(train)


def _opened(engine: str, address: str, jobs: int | None) -> "job.Opened":
    if engine == "ray":
        from train.tuning import cluster

        return partial(cluster.opened, address=address)
    from train.tuning import processes

    return partial(processes.opened, jobs=jobs)


def _table(found: "job.Result") -> list[list[str]]:
    before = found.before or {}
    figures = [
        ("Validation loss", found.loss_before, found.loss),
        ("Validation accuracy", found.accuracy_before, found.accuracy),
    ]
    return [
        ["Setting", "Now", "Best"],
        *([name, str(before.get(name, "–")), str(value)] for name, value in found.settings.items()),
        *([name, "–" if now is None else figure(now), figure(best)] for name, now, best in figures),
    ]
