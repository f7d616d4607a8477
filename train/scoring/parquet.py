"""Parquet, read and written in batches of rows; each column keeps its type."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from train.scoring.block import SIZE, Block, Verdicts, names, text_of
from train.scoring.kinds import Unread
from train.tables import TEXT_COLUMNS, DataError, column, readable

_TYPES = (
    pyarrow.int8(),
    pyarrow.string(),
    pyarrow.float64(),
    pyarrow.float64(),
    pyarrow.string(),
    pyarrow.string(),
)


class Parquet:
    """A .parquet file."""

    def __init__(self, source: Path, text_column: str | None) -> None:
        self.unread = Unread()
        self._source = source
        self._text_column = text_column
        self._schema = pyarrow.schema([])

    def blocks(self) -> Iterator[Block[Any]]:
        """See Kind; the records of a block are an Arrow record batch."""
        with readable(self._source):
            try:
                yield from self._batches()
            except pyarrow.ArrowException as error:
                raise DataError(f"{self._source} is not a Parquet file ({error}); check the file.") from error

    def _batches(self) -> Iterator[Block[Any]]:
        with pyarrow.parquet.ParquetFile(self._source) as file:
            columns = file.schema_arrow.names
            text = column(self._source, columns, self._text_column, TEXT_COLUMNS, "text")
            self._schema = file.schema_arrow
            for name, kind in zip(names(columns), _TYPES, strict=True):
                self._schema = self._schema.append(pyarrow.field(name, kind))
            read = 0
            for number, batch in enumerate(file.iter_batches(batch_size=SIZE)):
                read += len(batch)
                texts = [text_of(value) for value in batch.column(columns.index(text)).to_pylist()]
                yield Block(number, batch, texts, read / file.metadata.num_rows)

    def write(self, block: Block[Any], verdicts: Verdicts, part: Path) -> None:
        """See Kind."""
        added = zip(*verdicts.cells(), strict=True)
        arrays = [pyarrow.array(cells, kind) for cells, kind in zip(added, _TYPES, strict=True)]
        table = pyarrow.Table.from_arrays([*block.records.columns, *arrays], schema=self._schema)
        pyarrow.parquet.write_table(table, part)

    def join(self, parts: Iterable[Path], out: Path) -> None:
        """See Kind."""
        with pyarrow.parquet.ParquetWriter(out, self._schema) as writer:
            for part in parts:
                writer.write_table(pyarrow.parquet.read_table(part))
