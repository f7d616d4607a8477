"""The `sentiment` command."""

import json
import logging
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bentos.cascade import PAIR
from bentos.settings import FAMILIES, Family
from train import (
    alerts,
    apart,
    compare,
    drift,
    flags,
    inventory,
    promotion,
    retrain,
    review,
    score,
    tracing,
    tune,
)
from train.arguments import (
    LEARNERS,
    AsJson,
    BaseModel,
    Data,
    LabelColumn,
    Labelled,
    Limit,
    Model,
    Seed,
    Teacher,
    Test,
    TextColumn,
    Vectors,
    check_teacher,
    words,
)
from train.console import REFUSED, Sentences, figure, show
from train.fitted import Options, TrainingError
from train.report import command as report

if TYPE_CHECKING:
    from train.rows import Split

app = typer.Typer(
    cls=Sentences,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Train, measure and compare sentiment models for tweets.",
)
log = logging.getLogger("train.cli")

Choice = Literal[Family, "all"]
_FIT_ONLY = ("vectors", "base_model", "teacher", "seed")  # options of `train` that say nothing of the data


@app.command()
def train(
    context: typer.Context,
    family: Annotated[Choice, typer.Argument(help="Model family, or all four.")],
    data: Data = None,
    test: Test = None,
    limit: Limit = None,
    vectors: Vectors = None,
    base_model: BaseModel = None,
    teacher: Teacher = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    seed: Seed = 13,
    chosen: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE of a family's settings; may be repeated.", show_default=False),
    ] = None,
) -> None:
    """Train a family, or all and their cascade; what was trained is the champion then."""
    if family == "all":
        if chosen:
            raise TrainingError("Families have settings of their own; give --set with one family.")
        # What could teach the others goes first.
        first = [each for each in FAMILIES if teacher and each not in LEARNERS]
        rest = [each for each in FAMILIES if each not in first]
        failed: list[str] = [
            *apart.train(first, words(context, "teacher")),
            *apart.train(rest, words(context)),
        ]
        if not {*PAIR} & {*failed} and not apart.cascade(words(context, *_FIT_ONLY)):
            failed.append("cascade")
        if failed:
            typer.echo(f"Not trained: {', '.join(failed)}.", err=True)
            raise typer.Exit(REFUSED)
        return
    from train.recipes import chosen as settings
    from train.run import train as run
    from train.teacher import taught

    like = settings(family, chosen or ())
    check_teacher(family, teacher)
    split = _split(data, test, limit, text_column, label_column)
    if teacher:
        split = taught(split, teacher)
    options = Options(vectors=vectors, base_model=base_model, seed=seed, like=like)
    stored = run(family, split, options)
    promotion.install(stored.tag, "trained", "")
    typer.echo(stored.tag)


def _split(
    data: list[str] | None,
    test: str | None,
    limit: int | None,
    text_column: str | None,
    label_column: str | None,
) -> "Split":
    from train.data import load

    return load(
        data or ["starter"],
        test,
        limit=limit,
        text_column=text_column,
        label_column=label_column,
        on_progress=log.info,
    )


@app.command()
def cascade(
    data: Data = None,
    test: Test = None,
    limit: Limit = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    as_json: AsJson = False,
) -> None:
    """Fit the cascade of logreg and bert: show its frontier, choose its threshold, measure it, save it."""
    from train.cascade import fit, result
    from train.frontier import table

    split = _split(data, test, limit, text_column, label_column)
    stored = fit(split)
    if as_json:
        typer.echo(json.dumps({"tag": stored.tag, **stored.card.model_dump(mode="json")}))
        return
    show(table(stored.card.frontier, stored.card.validation))
    show(result(stored.card))
    typer.echo(stored.tag)


@app.command()
def evaluate(
    model: Model,
    data: Labelled,
    as_json: AsJson = False,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
) -> None:
    """Measure a stored model on a labelled file."""
    from bentos import store
    from train.data import labelled
    from train.evaluate import evaluate as measure

    stored = store.load(store.resolve(model))
    rows = labelled(data, text_column, label_column, log.info)
    log.info("Measuring %s on %s tweets", stored.version, f"{len(rows):,}")
    figures = measure(stored, rows, log.info)
    if as_json:
        typer.echo(json.dumps({"model": stored.version, "data": data, **figures}))
        return
    show([["Measure", stored.version], *([name, figure(value)] for name, value in figures.items())])


@app.command()
def fetch(
    name: Annotated[Literal["sentiment140", "glove"], typer.Argument(help="The corpus or the vectors.")],
) -> None:
    """Download the Sentiment140 corpus or the GloVe vectors; a broken download is resumed."""
    from bentos.settings import settings
    from train.fetch import fetch as download
    from train.progress import transfer

    with transfer(name) as on_bytes:
        path = download(name, settings().downloads, on_bytes)
    typer.echo(path)


app.command("compare")(compare.command)
app.command("models")(inventory.command)
app.command("drift")(drift.command)
app.command("report")(report.command)
app.command("score")(score.command)
app.command("trace")(tracing.command)
app.command("retrain")(retrain.command)
app.command("tune")(tune.command)
app.command()(promotion.promote)
app.command()(promotion.rollback)
app.command()(promotion.history)
app.add_typer(flags.app, name="feedback")
app.add_typer(alerts.app, name="alerts")
app.add_typer(review.app, name="review")


if __name__ == "__main__":
    app()
