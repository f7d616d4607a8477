"""Labelled files: CSV, TSV, JSON lines and Parquet, plain, gzipped or zipped, read record by record."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

from train.delimited import Bad, numbered_rows
from train.fitted import TrainingError

TEXT_COLUMNS = ("text", "tweet", "content", "message", "sentence")
LABEL_COLUMNS = ("label", "sentiment", "target", "polarity", "airline_sentiment")
# The official Sentiment140 layout has no header: target, id, date, flag, user, text.
OFFICIAL_COLUMNS = 6
_JSON_SUFFIXES = {".jsonl", ".ndjson", ".json"}
_DELIMITED_SUFFIXES = {".csv", ".tsv", ".txt"}


class DataError(TrainingError):
    """Data that cannot be used; the message is one sentence that says why and what to do."""


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
        # One clear sentence stands for every way in which a file can be broken.
        try:
            yield from self._records()
        except FileNotFoundError as error:
            raise DataError(f"{self.path} does not exist; check the path.") from error
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise DataError(f"{self.path} cannot be read ({error}); check the file.") from error

    def _records(self) -> Iterator[tuple[int, str, str]]:
        name = self.path.name.lower().removesuffix(".gz")
        if name.endswith(".parquet"):
            yield from self._parquet()
            return
        with self.path.open("rb") as raw:
            stream: IO[bytes] = raw
            if self.path.name.lower().endswith(".gz"):
                stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw))
            elif name.endswith(".zip"):
                name, stream = _largest_training_file(zipfile.ZipFile(raw), self.path)
            suffix = Path(name).suffix
            # Undecodable bytes come through as surrogates; `_text` reads those fields as Latin-1.
            lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
            if suffix in _JSON_SUFFIXES:
                yield from self._json_lines(lines)
            elif suffix in _DELIMITED_SUFFIXES:
                yield from self._delimited(lines)
            else:
                raise DataError(
                    f"{self.path} is of an unknown kind; give a .csv, .tsv, .jsonl or .parquet file "
                    "(.gz and .zip are unpacked)."
                )

    def _delimited(self, lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
        rows = numbered_rows(lines, self.bad)
        line, count, first = next(rows, (0, 0, []))
        if len(first) == OFFICIAL_COLUMNS and first[0].strip() in {"0", "2", "4"}:
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
                yield from self._record(line, _text(row[text_at]), row[label_at])

    def _json_lines(self, lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
        text_name = label_name = ""
        for line, content in enumerate(lines, 1):
            if not content.strip():
                continue
            try:
                record = json.loads(_text(content))
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
        plain = {name.strip().lower(): name for name in reversed(names)}
        for candidate in (wanted.strip().lower(),) if wanted else known:
            if candidate in plain:
                return plain[candidate]
        if not names:
            raise DataError(f"{self.path} is empty; give a file with labelled tweets.")
        has = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        missing = f"column “{wanted}”" if wanted else f"{role} column"
        raise DataError(
            f"{self.path} has no {missing}; its columns are {has}: name the right one with --{role}-column."
        )


def _largest_training_file(archive: zipfile.ZipFile, path: Path) -> tuple[str, IO[bytes]]:
    kinds = _JSON_SUFFIXES | _DELIMITED_SUFFIXES
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


def _text(value: str) -> str:
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape").decode("latin-1")
    return value
