"""What is already scored, on disk: a part for each block, and a journal of those that are whole.

A part is written under another name, synchronised and renamed before the journal says that it is there:
whenever a run is stopped, each block either stands in the journal and is whole, or it is scored again.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from train.tables import DataError

Counts = Mapping[str, int]
_JOURNAL = "journal.jsonl"
_PART = "part-"
_LOCK = "lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have the folder of an output, which is made, to oneself; it goes where nothing is left in it.

    Raises DataError where another run has it. One that was killed has it no longer.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise DataError(
            f"Another run is writing to {folder}; wait until it has ended, or give another OUT."
        ) from error
    try:
        yield
    finally:
        if os.name == "posix":  # elsewhere releasing it deletes it
            (folder / _LOCK).unlink()
        lock.release()
        with suppress(OSError):  # its parts are kept, or another run has begun
            folder.rmdir()


class Parts:
    """The parts of one output, in a folder beside it."""

    def __init__(self, folder: Path, run: Mapping[str, object], *, force: bool) -> None:
        """Go on with the parts in the folder, which exists, where they are of this `run`, JSON-ready.

        Raises DataError where they are of another run, unless `force`, which deletes them.
        """
        self.done: dict[int, Counts] = {}
        self._folder = folder
        self._journal = folder / _JOURNAL
        self._unfinished = folder / "unfinished"
        if not self._read(run):
            if self._journal.exists() and not force:
                raise DataError(
                    f"{folder} holds what was scored with another model, other options or another file; "
                    "give --force to begin anew, or another OUT."
                )
            self._begin(run)

    def _begin(self, run: Mapping[str, object]) -> None:
        self._clear()
        self._whole(self._journal, lambda path: _write(path, json.dumps(run) + "\n"))

    def _read(self, run: Mapping[str, object]) -> bool:
        """Whether the journal is one of this run; what it says is done then."""
        if not self._journal.exists():
            return False
        first, *lines = self._journal.read_text(encoding="utf-8").splitlines(keepends=True)
        if json.loads(first) != json.loads(json.dumps(run)):
            return False
        if lines and not lines[-1].endswith("\n"):  # the machine stopped in the middle of it
            lines.pop()
            self._whole(self._journal, lambda path: _write(path, "".join([first, *lines])))
        self.done = {entry.pop("block"): entry for entry in map(json.loads, lines)}
        return True

    def add(self, number: int, write: Callable[[Path], None], counts: Counts) -> None:
        """Have a block's part written, and note it with its counts."""
        self._whole(self._part(number), write)
        with self._journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"block": number, **counts}) + "\n")
            journal.flush()
            os.fsync(journal.fileno())
        self.done[number] = counts

    def join(self, out: Path, write: Callable[[list[Path], Path], None]) -> None:
        """Have all the parts written to `out`, which is whole or not there, and delete them."""
        self._whole(out, lambda path: write([self._part(number) for number in sorted(self.done)], path))
        self._clear()

    def _clear(self) -> None:
        """Delete what was written to the folder, first the journal: parts without it count for nothing."""
        for path in (self._journal, self._unfinished, *self._folder.glob(f"{_PART}*")):
            path.unlink(missing_ok=True)

    def _part(self, number: int) -> Path:
        return self._folder / f"{_PART}{number:08}"

    def _whole(self, path: Path, write: Callable[[Path], None]) -> None:
        """Have a file written that is whole, and on the disk, from the moment at which it is there."""
        self._unfinished.unlink(missing_ok=True)
        write(self._unfinished)
        _synchronise(self._unfinished)
        self._unfinished.replace(path)
        if os.name == "posix":  # elsewhere a folder cannot be synchronised
            _synchronise(path.parent)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _synchronise(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
