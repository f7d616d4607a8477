"""Several families, and their cascade, each made in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Sequence

import typer

from bentos.settings import Family
from train.console import HELD_BACK, INTERRUPTED, REFUSED


def train(families: Sequence[Family], arguments: Sequence[str]) -> list[Family]:
    """Run `sentiment train FAMILY` for each, one after the other; returns those that failed.

    A process of its own gives its memory back, and keeps TensorFlow and torch out of each other's way.
    What it says, it says itself; raises KeyboardInterrupt where one was interrupted.
    """
    return [family for family in families if _run(f"Training {family}", "train", family, *arguments)]


def cascade(arguments: Sequence[str]) -> bool:
    """Run `sentiment cascade` in the same way; whether it succeeded."""
    return _run("Fitting the cascade", "cascade", *arguments) == 0


def retrain(families: Sequence[Family], arguments: Sequence[str]) -> dict[Family, int]:
    """Run `sentiment retrain FAMILY` for each, in the same way; their exit codes."""
    return {family: _run(f"Retraining {family}", "retrain", family, *arguments) for family in families}


def _run(what: str, *words: str) -> int:
    # S603: this interpreter, this project's command, and what the user gave to it.
    code = subprocess.run([sys.executable, "-m", "train.cli", *words], check=False).returncode  # noqa: S603
    # Python ends by the signal itself where it came in the midst of an import; a shell shows both as 130.
    if code in {INTERRUPTED, -signal.SIGINT}:
        raise KeyboardInterrupt
    if code not in {0, REFUSED, HELD_BACK}:
        typer.echo(_ended(what, code), err=True)
    return code


def _ended(what: str, code: int) -> str:
    how = (
        f"was killed by signal {-code}, most likely for lack of memory" if code < 0 else f"ended with {code}"
    )
    return f"{what} {how}; close other programs or give fewer rows with --limit."
