"""`sentiment models`: what the model store holds."""

import json
from typing import Any

import typer

from bentos import store
from bentos.card import CardError
from bentos.settings import FAMILIES
from bentos.store import Stored
from train.arguments import AsJson
from train.console import cell, show


def command(as_json: AsJson = False) -> None:
    """List every model of the store, newest first in each family."""
    listed, problems = everything()
    for problem in problems:
        typer.echo(problem, err=True)
    if as_json:
        typer.echo(json.dumps(listed))
    elif listed:
        header = list(listed[0])
        show([header, *([cell(entry[name]) for name in header] for entry in listed)])
    elif not problems:
        typer.echo("The model store is empty; train a model with `sentiment train all`.", err=True)


def champions() -> tuple[list[Stored], list[str]]:
    """The served model of each family, and a sentence for each family that has none that can be used."""
    found: list[Stored] = []
    problems: list[str] = []
    for family in FAMILIES:
        try:
            found.append(store.load(store.resolve(family)))
        except CardError as error:
            problems.append(str(error))
    return found, problems


def everything() -> tuple[list[dict[str, Any]], list[str]]:
    """One JSON-ready object for each stored model, and a sentence for each that cannot be used."""
    listed: list[dict[str, Any]] = []
    problems: list[str] = []
    for family in FAMILIES:
        champion = store.champion(family)
        for tag in store.versions(family):
            try:
                model = store.load(tag)
            except CardError as error:
                problems.append(str(error))
                continue
            origin = model.card.lineage
            listed.append(
                {
                    "model": model.version,
                    "champion": tag == champion,
                    "test accuracy": round(model.card.metrics["test"]["accuracy"], 4),
                    "tweets": origin.rows["train"],
                    "weights": model.card.weights,
                    "created": origin.created,
                    "run": origin.run_id,
                    "data": origin.data_fingerprint,
                    "commit": origin.git_commit,
                }
            )
    return listed, problems
