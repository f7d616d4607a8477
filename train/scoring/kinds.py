"""The kinds of files that are scored; what is written is of the kind that was read."""

import gzip
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol

from train.delimited import Bad
from train.scoring.block import Block, Records, Verdicts
from train.tables import DELIMITED_SUFFIXES, JSON_SUFFIXES, DataError

_NAMED = 5


@dataclass
class Unread:
    """The lines of a file that hold no row, such as one with a cell too many; they are left out."""

    lines: int = 0
    first: list[Bad] = field(default_factory=list)

    def note(self, bad: list[Bad]) -> None:
        """Count these, remember the first, and empty the list."""
        self.lines += sum(some.lines for some in bad)
        self.first += bad[: _NAMED - len(self.first)]
        bad.clear()

    def __str__(self) -> str:
        return "; ".join(map(str, self.first)) + ("; …" if self.lines > len(self.first) else "")


class Kind(Protocol, Generic[Records]):
    """Reads a file in blocks, writes each as a part, and joins the parts to a file of the same kind."""

    unread: Unread

    def blocks(self) -> Iterator[Block[Records]]:
        """The blocks of the file, the same at each reading. Raises DataError."""
        ...

    def write(self, block: Block[Records], verdicts: Verdicts, part: Path) -> None:
        """Write the rows of a block, with the cells that the verdicts add."""
        ...

    def join(self, parts: Iterable[Path], out: Path) -> None:
        """Write the parts one after another; the blocks have been read to the last."""
        ...


def kind(source: Path, out: Path, text_column: str | None) -> Kind[Any]:
    """How to read `source` and write `out`. Raises DataError where `out` is not of the same kind."""
    from train.scoring.delimited import Delimited
    from train.scoring.objects import Objects
    from train.scoring.parquet import Parquet

    suffix, packed = _suffix(source), out.name.lower().endswith(".gz")
    if suffix == ".parquet":
        if _suffix(out) != suffix or packed:
            raise _other(out, ".parquet")
        return Parquet(source, text_column)
    if suffix in JSON_SUFFIXES:
        if _suffix(out) not in JSON_SUFFIXES:
            raise _other(out, ".jsonl")
        return Objects(source, text_column, packed=packed)
    # What is of no kind at all is refused when it is opened.
    if _suffix(out) not in DELIMITED_SUFFIXES:
        raise _other(out, ".csv or .tsv")
    return Delimited(source, text_column, packed=packed, tabs=_suffix(out) == ".tsv")


def _suffix(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix


def _other(out: Path, suffix: str) -> DataError:
    return DataError(f"{out} is to be of the kind of what is scored; end its name in {suffix}.")


def write_text(path: Path, text: str, *, packed: bool) -> None:
    """Write text, bytes that were not UTF-8 as they were; `packed` as a member of a .gz file."""
    content = text.encode("utf-8", "surrogateescape")
    path.write_bytes(gzip.compress(content, mtime=0) if packed else content)


def concatenate(parts: Iterable[Path], out: Path) -> None:
    """Append files, of which those of .gz make one .gz file, to a file."""
    with out.open("ab") as joined:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, joined)
