"""CSV and TSV, read and written row by row."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from train.delimited import Bad, delimiter_of, numbered_rows
from train.scoring.block import Block, Verdicts, blocks, names
from train.scoring.kinds import Unread, concatenate, write_text
from train.tables import OFFICIAL_COLUMNS, TEXT_COLUMNS, DataError, column, legible, official, opened

Row = list[str]


class Delimited:
    """A .csv, .tsv or .txt file; one of the official Sentiment140 layout is given a header."""

    def __init__(self, source: Path, text_column: str | None, *, packed: bool, tabs: bool) -> None:
        """Written with `tabs`, else with semicolons where the source has them, else with commas."""
        self.unread = Unread()
        self._source = source
        self._text_column = text_column
        self._packed = packed
        self._delimiter = "\t" if tabs else ","
        self._header: Row = []

    def blocks(self) -> Iterator[Block[list[Row]]]:
        """See Kind."""
        with opened(self._source) as file:
            size = self._source.stat().st_size
            yield from blocks(self._rows(file.lines), lambda: file.raw.tell() / size)

    def _rows(self, lines: Iterable[str]) -> Iterator[tuple[Row, str]]:
        bad: list[Bad] = []
        iterator = iter(lines)
        first = next(iterator, "")
        if self._delimiter != "\t" and delimiter_of(first) == ";":
            self._delimiter = ";"
        rows = numbered_rows(chain([first], iterator), bad)
        line, count, self._header = next(rows, (0, 0, []))
        if not self._header:
            raise DataError(f"{self._source} is empty; give a file of tweets with a header.")
        if official(self._header):
            rows = chain([(line, count, self._header)], rows)
            self._header = [*OFFICIAL_COLUMNS]
        at = self._header.index(column(self._source, self._header, self._text_column, TEXT_COLUMNS, "text"))
        width = len(self._header)
        for line, count, row in rows:
            if len(row) == width:
                yield row, legible(row[at])
            else:
                bad.append(Bad(line, f"{len(row)} columns instead of {width}", count))
            self.unread.note(bad)
        self.unread.note(bad)

    def write(self, block: Block[list[Row]], verdicts: Verdicts, part: Path) -> None:
        """See Kind."""
        rows = ([*row, *cells] for row, cells in zip(block.records, verdicts.cells(), strict=True))
        write_text(part, self._written(rows), packed=self._packed)

    def join(self, parts: Iterable[Path], out: Path) -> None:
        """See Kind."""
        header = [*self._header, *names(self._header)]
        write_text(out, self._written([header]), packed=self._packed)
        concatenate(parts, out)

    def _written(self, rows: Iterable[Iterable[object]]) -> str:
        text = io.StringIO()
        csv.writer(text, delimiter=self._delimiter, lineterminator="\n").writerows(rows)
        return text.getvalue()
