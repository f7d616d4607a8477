"""Flags as a CSV file in parts."""

import csv
import io
from datetime import UTC, datetime

from bentos.records import exported
from bentos.records.feedback import Flag

TEXTS = ["=1+1 is late", "é, ü and “quotes”", "half of a pair: \ud800"]


def flags(count: int) -> list[Flag]:
    moment = datetime(2031, 5, 17, tzinfo=UTC)
    texts = (TEXTS[number % len(TEXTS)] for number in range(count))
    return [Flag(f"f{n}", f"p{n}", 0, "", moment, text, "bert:a1", 1, 0.75) for n, text in enumerate(texts)]


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(exported.ENCODING), newline="")))


def test_the_parts_together_are_one_file_of_every_flag() -> None:
    parts = list(exported.parts(flags(1_201)))
    rows = read(b"".join(parts))
    assert len(parts) > 1
    assert [row["id"] for row in rows] == [f"f{number}" for number in range(1_201)]


def test_the_file_opens_in_a_spreadsheet_as_text() -> None:
    rows = read(b"".join(exported.parts(flags(3))))
    assert [row["text"] for row in rows] == ["'=1+1 is late", "é, ü and “quotes”", "half of a pair: \\ud800"]


def test_without_flags_there_is_a_header() -> None:
    (only,) = exported.parts([])
    assert only.decode(exported.ENCODING).strip() == ",".join(f'"{name}"' for name in exported.COLUMNS)
