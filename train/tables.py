"""Labelled files: CSV, TSV, JSON lines and Parquet, plain, gzipped or zipped, read record by record."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

from train.delimited import Bad, numbered_rows
from train.fitted import TrainingError

TEXT_COLUMNS = ("text", "tweet", "content", "message", "sentence")
LABEL_COLUMNS = ("label", "sentiment", "target", "polarity", "airline_sentiment")
OFFICIAL_COLUMNS = ("target", "id", "date", "flag", "user", "text")  # of Sentiment140, which has no header
JSON_SUFFIXES = {".jsonl", ".ndjson", ".json"}
DELIMITED_SUFFIXES = {".csv", ".tsv", ".txt"}


class DataError(TrainingError):
    """Data that cannot be used; the message is one sentence that says why and what to do."""


@dataclass(frozen=True)
class Opened:
    """A file of text: the suffix of its kind, its lines, and the file itself, which tells how far one is.

    Undecodable bytes come through as surrogates; `legible` reads those fields as Latin-1.
    """

    suffix: str
    lines: IO[str]
    raw: IO[bytes]


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """A .csv, .tsv, .txt, .jsonl, .ndjson or .json file, plain, gzipped or zipped; raises DataError."""
    name = path.name.lower().removesuffix(".gz")
    with readable(path), path.open("rb") as raw:
        stream: IO[bytes] = raw
        if path.name.lower().endswith(".gz"):
            stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw))
        elif name.endswith(".zip"):
            name, stream = _largest_training_file(zipfile.ZipFile(raw), path)
        suffix = Path(name).suffix
        if suffix not in JSON_SUFFIXES | DELIMITED_SUFFIXES:
            raise DataError(
                f"{path} is of an unknown kind; give a .csv, .tsv, .jsonl or .parquet file "
                "(.gz and .zip are unpacked)."
            )
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        yield Opened(suffix, lines, raw)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Within the context, one clear DataError stands for every way in which a file can be broken."""
    try:
        yield
    except FileNotFoundError as error:
        raise DataError(f"{path} does not exist; check the path.") from error
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise DataError(f"{path} cannot be read ({error}); check the file.") from error


@dataclass
class Table:
    """The records of a file; `bad` fills as the table is read."""

    path: Path
    text_column: str | None = None
    label_column: str | None = None
    bad: list[Bad] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, str, str]]:
        """(line, text, label) of each record that has both; the label as it is written.

        Raises DataError where the file cannot be read or a column is missing.
        """
        if self.path.name.lower().endswith(".parquet"):
            with readable(self.path):
                yield from self._parquet()
            return
        with opened(self.path) as file:
            read = self._json_lines if file.suffix in JSON_SUFFIXES else self._delimited
            yield from read(file.lines)

    def _delimited(self, lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
        rows = numbered_rows(lines, self.bad)
        line, count, first = next(rows, (0, 0, []))
        if official(first):
            text_at, label_at = 5, 0
            rows = chain([(line, count, first)], rows)
        else:
            text_at = first.index(self._column(first, self.text_column, TEXT_COLUMNS, "text"))
            label_at = first.index(self._column(first, self.label_column, LABEL_COLUMNS, "label"))
        width = len(first)
        for line, count, row in rows:
            if len(row) != width:
                self.bad.append(Bad(line, f"{len(row)} columns instead of {width}", count))
            else:
                yield from self._record(line, legible(row[text_at]), row[label_at])

    def _json_lines(self, lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
        text_name = label_name = ""
        for line, content in enumerate(lines, 1):
            if not content.strip():
                continue
            try:
                record = json.loads(legible(content))
            except (ValueError, RecursionError):  # ValueError: broken JSON, or a number of over 4,300 digits
                record = None
            if not isinstance(record, dict):
                self.bad.append(Bad(line, "not a JSON object"))
                continue
            if not text_name:
                text_name = self._column(list(record), self.text_column, TEXT_COLUMNS, "text")
                label_name = self._column(list(record), self.label_column, LABEL_COLUMNS, "label")
            yield from self._record(line, record.get(text_name), record.get(label_name))

    def _parquet(self) -> Iterator[tuple[int, str, str]]:
        import pyarrow
        import pyarrow.parquet

        try:
            with pyarrow.parquet.ParquetFile(self.path) as file:
                names = file.schema_arrow.names
                text_name = self._column(names, self.text_column, TEXT_COLUMNS, "text")
                label_name = self._column(names, self.label_column, LABEL_COLUMNS, "label")
                line = 0
                for batch in file.iter_batches(columns=[text_name, label_name]):
                    columns = batch.to_pydict()
                    for text, label in zip(columns[text_name], columns[label_name], strict=True):
                        line += 1
                        yield from self._record(line, text, label)
        except pyarrow.ArrowException as error:
            raise DataError(f"{self.path} is not a Parquet file ({error}); check the file.") from error

    def _record(self, line: int, text: Any, label: Any) -> Iterator[tuple[int, str, str]]:
        if not isinstance(text, str) or not text.strip():
            self.bad.append(Bad(line, "no text"))
        elif label is None or not str(label).strip():
            self.bad.append(Bad(line, "no label"))
        else:
            yield line, text, str(label).strip()

    def _column(self, names: list[str], wanted: str | None, known: tuple[str, ...], role: str) -> str:
        if not names:
            raise DataError(f"{self.path} is empty; give a file with labelled tweets.")
        return column(self.path, names, wanted, known, role)


def column(path: Path, names: list[str], wanted: str | None, known: tuple[str, ...], role: str) -> str:
    """The first of the names that is `wanted` or, without it, `known`, in either case; raises DataError."""
    plain = {name.strip().lower(): name for name in reversed(names)}
    for candidate in (wanted.strip().lower(),) if wanted else known:
        if candidate in plain:
            return plain[candidate]
    has = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    missing = f"column “{wanted}”" if wanted else f"{role} column"
    raise DataError(
        f"{path} has no {missing}; its columns are {has}: name the right one with --{role}-column."
    )


def official(row: list[str]) -> bool:
    """Whether the first row of a file is one of the official Sentiment140 layout, which has no header."""
    return len(row) == len(OFFICIAL_COLUMNS) and row[0].strip() in {"0", "2", "4"}


def _largest_training_file(archive: zipfile.ZipFile, path: Path) -> tuple[str, IO[bytes]]:
    kinds = JSON_SUFFIXES | DELIMITED_SUFFIXES
    members = [info for info in archive.infolist() if Path(info.filename.lower()).suffix in kinds]
    if not members:
        raise DataError(f"{path} holds no .csv, .tsv or .jsonl file; check the archive.")
    # The authors' archive of Sentiment140 holds a small test file beside the training file.
    member = max(members, key=lambda info: info.file_size)
    try:
        return member.filename.lower(), archive.open(member)
    except (RuntimeError, NotImplementedError) as error:
        raise DataError(
            f"{path} cannot be unpacked ({error}); give an archive without a password, zipped the usual way."
        ) from error


def legible(value: str) -> str:
    """A cell of an opened file, read as Latin-1 where it was not UTF-8."""
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape").decode("latin-1")
    return value
