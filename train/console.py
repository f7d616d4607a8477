"""How the command line speaks: results to stdout, progress and one sentence an error to stderr."""

import logging
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

from bentos.card import CardError
from bentos.settings import SettingsError
from train.fitted import TrainingError

INTERRUPTED = 130
REFUSED = 2
HELD_BACK = 3  # the gate let no challenger pass

_QUIET = {
    "BENTOML_DO_NOT_TRACK": "True",
    "GIT_PYTHON_REFRESH": "quiet",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # a server that is away is told in seconds, not minutes
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "ORT_DISABLE_TELEMETRY": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}


class Sentences(TyperGroup):
    """A group of commands whose expected failures end in one sentence on stderr and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; Ctrl-C ends in a sentence and exit code 130."""
        prepare()
        try:
            return super().invoke(ctx)
        except (TrainingError, CardError, SettingsError) as error:
            raise _end(str(error), REFUSED) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            named = f" ({error.filename})" if error.filename else ""
            raise _end(f"{error.strerror or error}{named}; check the disk and the path.", REFUSED) from error
        except KeyboardInterrupt as error:
            raise _end("Interrupted; models saved before are untouched.", INTERRUPTED) from error


def show(rows: Sequence[Sequence[str]]) -> None:
    """Print a table to stdout, the header first."""
    header, *body = rows
    table = Table(box=SIMPLE_HEAD)
    for number, title in enumerate(header):
        table.add_column(title, justify="right" if number else "left", overflow="fold")
    for row in body:
        table.add_row(*row)
    # A pipe has no width of its own; a terminal does.
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def cell(value: object) -> str:
    """A value of any kind; commits, runs and fingerprints by the twelve digits that tell them apart."""
    return re.sub(r"\b([0-9a-f]{12})[0-9a-f]{20,}", r"\1", str(value))


def figure(value: float) -> str:
    """A whole number as such, any other with four digits."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def prepare() -> None:
    """Let `train` speak on stderr, and quiet the libraries that speak of themselves."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    for name in ("alembic", "bentoml", "tensorflow", "absl"):
        logging.getLogger(name).setLevel(logging.ERROR)
    own = logging.getLogger("train")
    own.setLevel(logging.INFO)
    own.propagate = False
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M:%S"))
    own.handlers = [handler]


def _end(sentence: str, code: int) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(code)
