"""What `make run` does before it serves: check that it can, make the models that are not in the store."""

import sys

import typer

from bentos import catalogue, store
from bentos.card import CardError
from bentos.cascade import PAIR
from bentos.records import database
from bentos.settings import FAMILIES, Family, SettingsError, settings
from bentos.web import address
from train import apart
from train.console import INTERRUPTED, REFUSED


def missing() -> list[Family]:
    """The families to be served for which the store has no usable model."""
    return [family for family in FAMILIES if family in settings().served and not _usable(family)]


def unpaired() -> bool:
    """Whether both models of the cascade are to be served, and no cascade was fitted for them."""
    decided = catalogue.decide(settings().served)
    return {*PAIR} <= {*decided.tags} and decided.cascade is None


def main() -> int:
    """Train what is missing on the starter corpus; the exit code is 0 as soon as one family can be served."""
    try:
        address.check_free(address.bound(settings()), settings().port)
        database.parse(settings().database)
        families = missing()
        if families:
            names = ", ".join(families)
            typer.echo(f"Training {names} on the starter corpus; this takes a few minutes.", err=True)
        else:
            typer.echo("The models are trained already.", err=True)
        failed = apart.train(families, ["--data", "starter"])
        if unpaired():
            apart.cascade(["--data", "starter"])
    except SettingsError as error:
        typer.echo(error, err=True)
        return REFUSED
    except KeyboardInterrupt:
        typer.echo("Interrupted; what was trained so far is kept.", err=True)
        return INTERRUPTED
    return REFUSED if set(failed) >= set(settings().served) else 0


def _usable(family: Family) -> bool:
    try:
        store.load(store.resolve(family))
    except CardError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
