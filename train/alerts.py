"""`sentiment alerts`: which alerts the tweets of a file would have set off."""

import json
import logging
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from train.arguments import AsJson, LabelColumn, TextColumn
from train.console import show

if TYPE_CHECKING:
    from bentos.store import Stored
    from train.dated import Dated

app = typer.Typer(no_args_is_help=True, help="Alerts of many negative tweets.")
log = logging.getLogger("train.alerts")

_CHUNK = 2_048  # tweets predicted at once


@app.callback()
def alerts() -> None:
    """Try the rule of ALERT_THRESHOLD, ALERT_WINDOW, ALERT_CONFIDENCE and ALERT_QUIET."""


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="CSV or TSV with text and date, or Sentiment140's layout.")],
    model: Annotated[
        str | None, typer.Option(help="FAMILY, or FAMILY:VERSION.  [default: the default model]")
    ] = None,
    labelled: Annotated[
        bool, typer.Option("--labelled", help="Take the labels of the file; no model is asked.")
    ] = False,
    text_column: TextColumn = None,
    date_column: Annotated[str | None, typer.Option(help="Name of the column of the dates.")] = None,
    label_column: LabelColumn = None,
    as_json: AsJson = False,
) -> None:
    """Show the alerts that dated tweets would have set off."""
    from bentos.alerts.alerts import rule
    from bentos.alerts.episodes import episodes
    from bentos.settings import settings
    from train.dated import Columns, read

    labelled = labelled or label_column is not None
    if labelled and model:
        raise typer.BadParameter("labels need no model; leave one of them out.", param_hint="--model")
    stored = None if labelled else _stored(model)
    tweets, bad = read(file, Columns(text_column, date_column, label_column), labelled=labelled)
    if bad:
        log.info("%s: %s bad lines left out (%s, …)", file, f"{sum(one.lines for one in bad):,}", bad[0])
    negative = _negative(tweets, stored, settings().alert_confidence)
    times, tried = [tweet.date for tweet in negative], rule(settings())
    found = [
        {
            "began": episode.began.astimezone(UTC).isoformat(),
            "over": (episode.held + tried.quiet).astimezone(UTC).isoformat(),
            "negatives": bisect_left(times, episode.held) - bisect_left(times, episode.first),
        }
        for episode in episodes(times, tried)
    ]
    by = stored.version if stored else "labels"
    log.info("%s tweets, %s negative by %s", f"{len(tweets):,}", f"{len(negative):,}", by)
    if as_json:
        typer.echo(json.dumps({"by": by, "tweets": len(tweets), "negative": len(negative), "alerts": found}))
    elif found:
        show([[*found[0]], *([str(value) for value in one.values()] for one in found)])
    else:
        typer.echo("No alert.", err=True)


def _stored(model: str | None) -> "Stored":
    """The model of a name; without one, the one that answers when none is named, though never the cascade."""
    from bentos import store
    from bentos.settings import AUTO, settings
    from train.fitted import TrainingError
    from train.inventory import champions

    default = settings().default_model
    if model or default not in (None, AUTO):
        return store.load(store.resolve(model or str(default)))
    stored, problems = champions()
    if not stored:
        raise TrainingError(" ".join(problems))
    for problem in problems:
        typer.echo(problem, err=True)
    return max(stored, key=_accuracy)


def _accuracy(stored: "Stored") -> float:
    return stored.card.metrics.get("validation", {}).get("accuracy", 0.0)


def _negative(tweets: Sequence["Dated"], stored: "Stored | None", confidence: float) -> list["Dated"]:
    """The negatives that count, in order: by a model from a confidence on, or by their labels."""
    if stored is None:
        return [tweet for tweet in tweets if tweet.label == 0]
    from bentos import models

    classifier: Any = models.load(stored.card.family, stored.folder, stored.card.weights)
    found = []
    for start in range(0, len(tweets), _CHUNK):
        chunk = tweets[start : start + _CHUNK]
        texts = [tweet.text for tweet in chunk]
        rows = models.predict(classifier, stored.card.calibration, texts)
        found += [
            tweet
            for tweet, (negative, positive) in zip(chunk, rows.tolist(), strict=True)
            if negative >= max(positive, confidence)
        ]
        if len(tweets) > _CHUNK:
            log.info("%s of %s tweets", f"{start + len(chunk):,}", f"{len(tweets):,}")
    return found
