"""Flags as they leave the service: a record of each, and a CSV file of all."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from bentos.records.spreadsheet import safe

if TYPE_CHECKING:
    from bentos.records.feedback import Flag

COLUMNS = (
    "text",
    "label",
    "comment",
    "created",
    "model",
    "prediction",
    "confidence",
    "prediction_id",
    "id",
)
ENCODING = "utf-8-sig"  # spreadsheets know UTF-8 by its byte order mark

_TOGETHER = 500  # rows in a part of the file


def record(flag: "Flag") -> dict[str, Any]:
    """A flag as it is exported, by column."""
    values = vars(flag) | {"created": flag.created.isoformat()}
    return {name: values[name] for name in COLUMNS}


def rows(flags: Iterable["Flag"]) -> Iterator[str]:
    """The lines of a CSV file, header first; texts are quoted, and none begins as a formula does."""
    # Quoted, since a text may hold what separates cells in another country.
    writer = csv.writer(_Returned(), quoting=csv.QUOTE_NONNUMERIC)
    yield writer.writerow(COLUMNS)
    for flag in flags:
        yield writer.writerow([_harmless(value) for value in record(flag).values()])


def parts(flags: Iterable["Flag"]) -> Iterator[bytes]:
    """The CSV file in parts; the first is never empty."""
    encoder = codecs.getincrementalencoder(ENCODING)("backslashreplace")
    lines = rows(flags)
    while part := "".join(islice(lines, _TOGETHER)):
        yield encoder.encode(part)


class _Returned:
    """A file for a csv.writer whose `writerow` then returns the line."""

    def write(self, line: str) -> str:
        return line


def _harmless(value: object) -> object:
    return safe(value) if isinstance(value, str) else value
