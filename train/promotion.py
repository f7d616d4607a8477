"""`sentiment promote`, `rollback` and `history`: which model of a family is its champion."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bentos import store
from bentos.cascade import PAIR
from bentos.promotions import Kind
from bentos.settings import Family
from train.arguments import AsJson
from train.console import show
from train.fitted import TrainingError

log = logging.getLogger(__name__)

Why = Annotated[str, typer.Option("--reason", help="Why; it is kept in the history.")]


def promote(
    model: Annotated[str, typer.Argument(metavar="FAMILY:VERSION", help="A model of `sentiment models`.")],
    reason: Why = "",
) -> None:
    """Make a stored model the champion of its family; a running service answers with it within seconds."""
    install(store.resolve(model), "promoted", reason)
    typer.echo(f"{model} is the champion now.")


def rollback(
    family: Annotated[Family, typer.Argument(help="Model family.")],
    reason: Why = "",
) -> None:
    """Go back to the champion before the present one; once more, to the one before that."""
    from train import registry

    with turn(family):
        tag = store.roll_back(family, reason)
    registry.mend(family)
    _tell_of_cascade(family)
    typer.echo(f"{tag.removeprefix(store.PREFIX)} is the champion again.")


def history(
    family: Annotated[Family, typer.Argument(help="Model family.")],
    as_json: AsJson = False,
) -> None:
    """Show who promoted which model of a family, when and why."""
    promotions = [each.model_dump() for each in store.history(family)]
    if as_json:
        typer.echo(json.dumps(promotions))
    elif promotions:
        show([list(promotions[0]), *([str(value) for value in each.values()] for each in promotions)])
    else:
        typer.echo(f"No {family} model was promoted yet; the newest one is served.", err=True)


def install(tag: str, kind: Kind, reason: str, instead_of: str | None = None) -> None:
    """Promote a model, and bring both stores in step.

    `instead_of` is the champion that it was weighed against. Raises CardError, and TrainingError where
    another model is the champion by then.
    """
    from train import registry

    family = store.load(tag).card.family
    with turn(family):
        champion = store.champion(family)
        if instead_of not in {None, champion}:
            raise TrainingError(
                f"{champion} took the place of {instead_of} while {tag} was weighed against that one, so "
                f"nothing was promoted; run `sentiment retrain {family}` again."
            )
        store.promote(tag, kind, reason)
    registry.mend(family)
    if kind != "trained":
        _tell_of_cascade(family)


@contextmanager
def turn(family: Family) -> Iterator[None]:
    """The time in which this process alone reads who the champion is, and writes who follows."""
    from filelock import FileLock

    with FileLock(store.entries(family) / "promotions.lock"):
        yield


def _tell_of_cascade(family: Family) -> None:
    """Say so where `auto` has no cascade for the champions any more."""
    from bentos import catalogue

    if family in PAIR and (reason := catalogue.decide(PAIR).cascade_reason):
        log.info("%s", reason)
