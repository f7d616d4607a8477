"""Files of invented tweets to be scored, and what was scored, read again."""

import csv
import gzip
import io
import json
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import pyarrow
import pyarrow.parquet

from tests.train import tweets

Cells = dict[str, str]


def some(count: int) -> list[str]:
    """So many tweets, of 640 different ones."""
    return list(islice(cycle(tweets.rows(0, 640).texts), count))


def written(path: Path, texts: Sequence[str]) -> Path:
    """A file of the kind that its name says, with a number and a text in each row."""
    name = path.name.removesuffix(".gz")
    rows = [{"id": number, "text": text} for number, text in enumerate(texts)]
    if name.endswith(".parquet"):
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
        return path
    if name.endswith(".jsonl"):
        content = "".join(json.dumps(row) + "\n" for row in rows)
    else:
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter="\t" if name.endswith(".tsv") else ",")
        writer.writerows([["id", "text"], *(row.values() for row in rows)])
        content = buffer.getvalue()
    path.write_bytes(gzip.compress(content.encode()) if path.name.endswith(".gz") else content.encode())
    return path


def read(path: Path) -> list[Cells]:
    """The rows of a file that was scored, each cell as CSV writes it."""
    name = path.name.removesuffix(".gz")
    if name.endswith(".parquet"):
        return [_cells(row) for row in pyarrow.parquet.read_table(path).to_pylist()]
    content = gzip.decompress(path.read_bytes()) if path.name.endswith(".gz") else path.read_bytes()
    if name.endswith(".jsonl"):
        return [_cells(json.loads(line)) for line in content.splitlines()]
    delimiter = "\t" if name.endswith(".tsv") else ","
    return [*csv.DictReader(io.StringIO(content.decode()), delimiter=delimiter)]


def _cells(row: dict[str, object]) -> Cells:
    return {name: "" if value is None else str(value) for name, value in row.items()}
