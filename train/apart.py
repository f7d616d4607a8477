"""Several families, each trained in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Sequence

import typer

from bentos.settings import Family
from train.console import INTERRUPTED, REFUSED


def train(families: Sequence[Family], arguments: Sequence[str]) -> list[Family]:
    """Run `sentiment train FAMILY` for each, one after the other; returns those that failed.

    A process of its own gives its memory back, and keeps TensorFlow and torch out of each other's way.
    What it says, it says itself; raises KeyboardInterrupt where one was interrupted.
    """
    failed: list[Family] = []
    for family in families:
        command = [sys.executable, "-m", "train.cli", "train", family, *arguments]
        # S603: this interpreter, this project's command, and what the user gave to it.
        code = subprocess.run(command, check=False).returncode  # noqa: S603
        # Python ends by the signal itself where it came in the midst of an import; a shell shows both as 130.
        if code in {INTERRUPTED, -signal.SIGINT}:
            raise KeyboardInterrupt
        if code:
            failed.append(family)
            if code != REFUSED:
                typer.echo(_ended(family, code), err=True)
    return failed


def _ended(family: Family, code: int) -> str:
    how = (
        f"was killed by signal {-code}, most likely for lack of memory" if code < 0 else f"ended with {code}"
    )
    return f"Training {family} {how}; close other programs or give fewer rows with --limit."
