"""Dated tweets: a delimited file with a text and a date column, read into tweets in the order of time."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from train.delimited import Bad, numbered_rows
from train.labels import Labels
from train.tables import LABEL_COLUMNS, TEXT_COLUMNS, DataError, Table, official

DATE_COLUMNS = ("date", "created", "created_at", "time", "timestamp", "tweet_created")
PREDICTION_COLUMNS = ("prediction", *LABEL_COLUMNS)

_OFFICIAL = {"label": 0, "date": 2, "text": 5}  # the layout of Sentiment140, which has no header


@dataclass(frozen=True)
class Dated:
    """A tweet and its date; `label` is 0 Negative, 1 Positive, -1 neither, None where none was asked for."""

    date: datetime
    text: str
    label: int | None


@dataclass(frozen=True)
class Columns:
    """Names of columns; None for those that are known by their usual names."""

    text: str | None = None
    date: str | None = None
    label: str | None = None


def read(path: Path, columns: Columns, *, labelled: bool) -> tuple[list[Dated], list[Bad]]:
    """The tweets of a .csv, .tsv or .txt file, or of one in .gz, the oldest first; and what cannot be used.

    Dates are ISO 8601, as in e-mails (RFC 5322) or as on Twitter; one without a zone is in UTC. Raises
    DataError.
    """
    bad: list[Bad] = []
    with _opened(path) as lines:
        tweets = list(_tweets(path, lines, columns, labelled, bad))
    if not tweets:
        raise DataError(f"{path} has no usable row; give tweets with dates.")
    return sorted(tweets, key=lambda tweet: tweet.date), bad


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    packed = path.name.lower().endswith(".gz")
    if Path(path.name.lower().removesuffix(".gz")).suffix not in (".csv", ".tsv", ".txt"):
        raise DataError(f"{path} is of an unknown kind; give a .csv or .tsv file, or one of these in .gz.")
    try:
        with path.open("rb") as raw:
            unpacked = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw
            yield TextIOWrapper(unpacked, encoding="utf-8-sig", errors="replace", newline="")
    except FileNotFoundError as error:
        raise DataError(f"{path} does not exist; check the path.") from error
    except (OSError, EOFError) as error:
        raise DataError(f"{path} cannot be read ({error}); check the file.") from error


def _tweets(path: Path, lines: IO[str], columns: Columns, labelled: bool, bad: list[Bad]) -> Iterator[Dated]:
    rows = numbered_rows(lines, bad)
    line, count, first = next(rows, (0, 0, []))
    meaning = Labels(Table(path))
    if official(first):
        at = _OFFICIAL
        if tweet := _tweet(line, first, at, labelled, meaning, bad):
            yield tweet
    else:
        at = {
            "text": _position(path, first, columns.text, TEXT_COLUMNS, "text"),
            "date": _position(path, first, columns.date, DATE_COLUMNS, "date"),
        }
        if labelled:
            at["label"] = _position(path, first, columns.label, PREDICTION_COLUMNS, "label")
    for line, count, row in rows:
        if len(row) != len(first):
            bad.append(Bad(line, f"{len(row)} columns instead of {len(first)}", count))
        elif tweet := _tweet(line, row, at, labelled, meaning, bad):
            yield tweet


def _tweet(
    line: int, row: list[str], at: dict[str, int], labelled: bool, meaning: Labels, bad: list[Bad]
) -> Dated | None:
    date, text = _date(row[at["date"]].strip()), row[at["text"]]
    written = row[at["label"]].strip() if labelled else ""
    if date is None:
        bad.append(Bad(line, f"no date in “{row[at['date']][:40]}”"))
    elif not text.strip():
        bad.append(Bad(line, "no text"))
    elif labelled and not written:
        bad.append(Bad(line, "no label"))
    else:
        return Dated(date, text, meaning.read(line, written) if labelled else None)
    return None


def _position(path: Path, header: list[str], wanted: str | None, known: tuple[str, ...], role: str) -> int:
    plain = [name.strip().lower() for name in header]
    for candidate in (wanted.strip().lower(),) if wanted else known:
        if candidate in plain:
            return plain.index(candidate)
    missing = f"column “{wanted}”" if wanted else f"{role} column"
    raise DataError(
        f"{path} has no {missing}; its columns are {', '.join(header[:12]) or 'none'}: "
        f"name the right one with --{role}-column."
    )


def _date(written: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            date = parse(written)
        except (ValueError, IndexError, TypeError, OverflowError):
            continue
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    return None
