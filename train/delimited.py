"""The rows of a delimited file, each with its lines."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True)
class Bad:
    """Lines that cannot be used: physical lines of a text file or rows of a Parquet file, counted from 1."""

    first: int
    reason: str
    lines: int = 1

    def __str__(self) -> str:
        where = (
            f"line {self.first}" if self.lines == 1 else f"lines {self.first}–{self.first + self.lines - 1}"
        )
        return f"{where}: {self.reason}"


def delimiter_of(header: str) -> str:
    """Comma, tab or semicolon, whichever stands most often in the first line."""
    return max(",\t;", key=header.count)


def numbered_rows(lines: Iterable[str], bad: list[Bad]) -> Iterator[tuple[int, int, list[str]]]:
    """(first line, number of lines, cells) of each row; `bad` fills with what an unclosed quote swallows."""
    iterator = iter(lines)
    header = next(iterator, "")
    delimiter = delimiter_of(header)
    taken: list[str] = []
    reader = csv.reader(_noted(chain([header], iterator), taken), delimiter=delimiter)
    while True:
        taken.clear()
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            bad.append(Bad(line, f"unclosed quote ({error})", len(taken)))
            continue
        if len(taken) > 1 and not _closed(taken, delimiter):
            bad.append(Bad(line, "unclosed quote", len(taken)))
        elif row:
            yield line, len(taken), row


def _closed(lines: list[str], delimiter: str) -> bool:
    """Whether each quote of a row of several lines is closed where a cell ends."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _noted(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line
