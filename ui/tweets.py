"""The tweets of a batch: pasted lines or a CSV file in, texts with their line numbers out."""

import csv
import io
from pathlib import Path

from bentos.contracts import MAX_BATCH
from ui.sentences import PageError

COLUMN = "text"
_SIZE = 1_000_000  # characters a cell may hold: any cell of a file that the server takes


def read(pasted: str, file: str | None) -> list[tuple[int, str]]:
    """The line or row number (from 1) and the text of 1 to MAX_BATCH tweets; a file goes before pasted lines.

    Raises PageError.
    """
    tweets = _rows(Path(file)) if file else _lines(pasted)
    if not tweets:
        raise PageError("no_tweets")
    if len(tweets) > MAX_BATCH:
        raise PageError("too_many", count=len(tweets), limit=MAX_BATCH)
    return tweets


def _lines(pasted: str) -> list[tuple[int, str]]:
    return [(number, line) for number, line in enumerate(pasted.split("\n"), start=1) if line.strip()]


def _rows(path: Path) -> list[tuple[int, str]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes on Windows where it does not write UTF-8; every byte has a meaning there.
        text = content.decode("latin-1")
    header = text.partition("\n")[0]
    # Excel separates by semicolons where the comma is the decimal sign.
    separator = max(",;\t", key=header.count)
    csv.field_size_limit(_SIZE)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise PageError("not_csv") from error
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if "\0" in text or not names:
        raise PageError("not_csv")
    if COLUMN not in names:
        raise PageError("no_column", columns=", ".join(names)[:200])
    position = names.index(COLUMN)
    return [
        (number, row[position] if position < len(row) else "")
        for number, row in enumerate(rows[1:], start=1)
        if any(cell.strip() for cell in row)
    ]
