"""`sentiment feedback`: what users flagged, written to a file."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from bentos.records import exported
from train.fitted import TrainingError

if TYPE_CHECKING:
    from bentos.records.feedback import Feedback, Flag

app = typer.Typer(no_args_is_help=True, help="What users flagged.")

Write = Callable[[TextIO, Iterable["Flag"]], int]


@app.callback()
def feedback() -> None:
    """Read what users flagged."""


@app.command()
def export(
    out: Annotated[str, typer.Argument(metavar="OUT.csv|OUT.jsonl|-", help="- prints JSON lines.")] = "-",
) -> None:
    """Write every flag with its tweet, the oldest first.

    JSON lines hold each text as it came. In CSV, a text that a spreadsheet would take for a formula
    begins with an apostrophe.
    """
    if out == "-":
        count = write_json_lines(sys.stdout, stored())
        typer.echo(f"{counted(count)} printed.", err=True)
        return
    path = Path(out)
    write, encoding = _format(path)
    with _replaced(path, encoding) as file:
        count = write(file, stored())
    typer.echo(f"{counted(count)} written to {path}.")


def stored() -> Iterator["Flag"]:
    """The flags of the database that the settings name. Raises TrainingError, see `opened`."""
    with opened() as feedback:
        yield from feedback.flags()


@contextmanager
def opened() -> Iterator["Feedback"]:
    """The database that the settings name.

    Raises TrainingError where there is none, or, within the context, it cannot be used.
    """
    from bentos.records import database
    from bentos.records.feedback import Feedback, FeedbackUnavailable
    from bentos.settings import settings

    url = settings().database
    path = database.file(database.parse(url))
    if path and not path.exists():
        raise TrainingError(
            f"No flags were stored yet: {path} does not exist; flag a prediction, "
            "or name the database in DATABASE_URL or its folder in SENTIMENT_HOME."
        )
    feedback = Feedback(url)
    try:
        yield feedback
    except FeedbackUnavailable as error:
        raise TrainingError(f"The flags cannot be read: {error} Check DATABASE_URL.") from error
    finally:
        feedback.close()


def write_json_lines(file: TextIO, flags: Iterable["Flag"]) -> int:
    """Write one JSON object a line, in ASCII; how many."""
    count = 0
    for count, flag in enumerate(flags, start=1):  # noqa: B007 - returned
        file.write(json.dumps(exported.record(flag)) + "\n")
    return count


def write_csv(file: TextIO, flags: Iterable["Flag"]) -> int:
    """Write CSV with a header; how many rows."""
    count = 0
    for count, row in enumerate(exported.rows(flags)):  # noqa: B007 - returned
        file.write(row)
    return count


def _format(path: Path) -> tuple[Write, str]:
    """How the file is written, and its encoding; spreadsheets know UTF-8 by its byte order mark."""
    match path.suffix.lower():
        case ".csv":
            return write_csv, exported.ENCODING
        case ".jsonl":
            return write_json_lines, "ascii"
        case _:
            raise TrainingError(f"{path} cannot be written; name a file that ends in .csv or .jsonl.")


@contextmanager
def _replaced(path: Path, encoding: str) -> Iterator[TextIO]:
    """A file that takes the path's place once it is complete and on disk; after an error nothing is left."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def counted(flags: int) -> str:
    """`1 flag`, `2,000 flags`."""
    return f"{flags:,} {'flag' if flags == 1 else 'flags'}"


def short(flag_id: str) -> str:
    """So much of a flag's id as tells it from the others."""
    return flag_id[:12]
