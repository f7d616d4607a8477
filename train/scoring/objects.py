"""JSON lines: an object a line, to which keys are added."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from train.delimited import Bad
from train.scoring.block import Block, Verdicts, blocks, names, text_of
from train.scoring.kinds import Unread, concatenate, write_text
from train.tables import TEXT_COLUMNS, DataError, column, legible, opened

Line = tuple[str, tuple[str, ...]]  # an object as it is written, and the names of the keys that it is given


class Objects:
    """A .jsonl file. What stands in a line stays as it is written; keys follow."""

    def __init__(self, source: Path, text_column: str | None, *, packed: bool) -> None:
        self.unread = Unread()
        self._source = source
        self._text_column = text_column
        self._packed = packed

    def blocks(self) -> Iterator[Block[list[Line]]]:
        """See Kind."""
        with opened(self._source) as file:
            size = self._source.stat().st_size
            yield from blocks(self._rows(file.lines), lambda: file.raw.tell() / size)

    def _rows(self, lines: Iterable[str]) -> Iterator[tuple[Line, str | None]]:
        text_name = ""
        for number, line in enumerate(lines, 1):
            content = line.strip()
            if not content:
                continue
            record = _object(content)
            if record is None:
                self.unread.note([Bad(number, "not a JSON object")])
                continue
            if not text_name:
                text_name = column(self._source, [*record], self._text_column, TEXT_COLUMNS, "text")
            yield (content, tuple(names(record))), text_of(record.get(text_name))
        if not text_name:
            raise DataError(f"{self._source} holds no JSON object; give one with a tweet in each line.")

    def write(self, block: Block[list[Line]], verdicts: Verdicts, part: Path) -> None:
        """See Kind."""
        lines = (
            _extended(content, dict(zip(own, cells, strict=True)))
            for (content, own), cells in zip(block.records, verdicts.cells(), strict=True)
        )
        write_text(part, "".join(lines), packed=self._packed)

    def join(self, parts: Iterable[Path], out: Path) -> None:
        """See Kind."""
        concatenate(parts, out)


def _object(content: str) -> dict[str, object] | None:
    try:
        record = json.loads(legible(content))
    except (ValueError, RecursionError):  # ValueError: broken JSON, or a number of over 4,300 digits
        return None
    return record if isinstance(record, dict) else None


def _extended(content: str, added: dict[str, object]) -> str:
    body = content[:-1].rstrip()
    return f"{body}{'' if body == '{' else ', '}{json.dumps(added)[1:]}\n"
