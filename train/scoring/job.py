"""Scoring a file: what is not scored yet is, and then all of it is joined."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from bentos import text
from train.scoring.block import SIZE, Block, Verdicts, prediction
from train.scoring.kinds import Kind, kind
from train.scoring.parts import Counts, Parts, alone
from train.scoring.scorer import Choice
from train.tables import DataError, readable

Engine = Callable[[Choice, Iterable[Block[Any]]], Iterator[tuple[Block[Any], Verdicts]]]
_EVERY = 5  # seconds between two words on the progress

log = logging.getLogger("train.score")


def score(
    source: Path, out: Path, choice: Choice, engine: Engine, text_column: str | None, *, force: bool
) -> dict[str, int]:
    """Score `source` into `out`; the counts: rows, negative, positive, one for each reason, unread lines.

    What is done is kept in a folder beside `out` until all is: run again after it was stopped, it goes on
    from there. `force` replaces `out`, and parts of another run. Raises DataError and CardError.
    """
    _check(source, out, force)
    file = kind(source, out, text_column)
    with readable(source):
        run = _run(source, out, choice, text_column)
    folder = out.with_name(f"{out.name}.parts")
    with alone(folder):
        parts = Parts(folder, run, force=force)
        if parts.done:
            log.info("Going on after %s rows that are scored", f"{_rows(parts.done.values()):,}")
        _add(parts, file, choice, engine)
        log.info("Joining the parts to %s", out)
        parts.join(out, file.join)
    if file.unread.lines:
        log.info("%s: %s bad lines left out (%s)", source, f"{file.unread.lines:,}", file.unread)
    totals: Counter[str] = Counter()
    for counts in parts.done.values():
        totals.update(counts)
    return {"rows": 0, "negative": 0, "positive": 0, **totals, "unread_lines": file.unread.lines}


def _check(source: Path, out: Path, force: bool) -> None:
    if not out.parent.is_dir():
        raise DataError(f"{out.parent} is not a folder; make it first.")
    if out.is_dir():
        raise DataError(f"{out} is a folder; give a file.")
    if out.exists() and source.exists() and out.samefile(source):
        raise DataError(f"{out} is the file that is scored; give another name.")
    if out.exists() and not force:
        raise DataError(f"{out} exists; give another name, or --force to replace it.")


def _run(source: Path, out: Path, choice: Choice, text_column: str | None) -> dict[str, object]:
    """All that the parts depend on."""
    read = source.stat()
    return {
        "source": str(source.resolve()),
        "bytes": read.st_size,
        "modified": read.st_mtime_ns,
        "out": out.name,
        "models": [stored.tag for stored in choice.models],
        "threshold": choice.threshold,
        "text_column": text_column,
        "text_version": text.VERSION,
        "rows": SIZE,
    }


def _add(parts: Parts, file: Kind[Any], choice: Choice, engine: Engine) -> None:
    before, start, said = _rows(parts.done.values()), monotonic(), monotonic()
    waiting = (block for block in file.blocks() if block.number not in parts.done)
    for block, verdicts in engine(choice, waiting):
        parts.add(block.number, partial(file.write, block, verdicts), _counts(verdicts))
        if monotonic() - said > _EVERY:
            said = monotonic()
            rows = _rows(parts.done.values())
            speed = (rows - before) / (said - start)
            log.info("%s rows scored (%.0f %%), %s a second", f"{rows:,}", 100 * block.share, f"{speed:,.0f}")


def _counts(verdicts: Verdicts) -> Counts:
    counts = Counter(reason for reason in verdicts.reasons if reason is not None)
    positive = sum(prediction(value) for value in verdicts.positive if value is not None)
    return {
        "rows": len(verdicts),
        "negative": len(verdicts) - positive - counts.total(),
        "positive": positive,
        **counts,
    }


def _rows(counts: Iterable[Counts]) -> int:
    return sum(each["rows"] for each in counts)
