"""The succession of a family: which of its models a running server is to answer with, as they are promoted.

What is promoted stands in a file beside the models (`bentos.promotions`); a look at it costs two calls of the
system, and needs nothing of BentoML.
"""

import logging
from pathlib import Path

from bentos import card, promotions
from bentos.card import CardError
from bentos.settings import BENTO
from bentos.store import PREFIX, Stored

logger = logging.getLogger("bentoml.sentiment")

EVERY = 2.0  # seconds between two looks at a folder


class Folder:
    """A folder of the store, looked at again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, ...] | None = None

    def changed(self) -> bool:
        """Whether anything was promoted, saved or deleted since this was asked last; yes the first time."""
        before, self._seen = self._seen, (*_state(self.path), *_state(self.path / promotions.NAME))
        return before != self._seen


class Succession:
    """The models of one family that may answer, the champion first."""

    def __init__(self, first: Path, bento: Path = BENTO) -> None:
        """`first` is the folder of the model that the server began with.

        Where `bento` is a file, it was packed with this code, and no other takes its place.
        """
        self._first = first
        self._packed = bento.is_file()
        self._folder = Folder(first.parent)
        self._order = [first]

    def changed(self) -> bool:
        """See Folder."""
        return not self._packed and self._folder.changed()

    def folders(self) -> list[Path]:
        """Folders of the models, the champion's first, then those that stand in for one that does not load.

        They are those that a rollback leads through, and the server's first. While the promotions cannot be
        read, they are as they were, and the log says so.
        """
        if not self._packed:
            try:
                standing = promotions.standing(promotions.read(self._folder.path))
            except (ValueError, OSError) as error:
                logger.warning("%s is served as before: %s", self._folder.path.name, error)
            else:
                named = [self._folder.path / tag.partition(":")[2] for tag in reversed(standing)]
                self._order = [*dict.fromkeys([*named, self._first])]
        return [path for path in self._order if (path / card.NAME).is_file()]

    def present(self) -> Stored:
        """The first of them that is whole, each of its files checked. Raises CardError."""
        for folder in self.folders():
            try:
                return stored(folder)
            except CardError:
                continue
        return stored(self._first)


def stored(folder: Path) -> Stored:
    """The model of a folder in the store, each file checked against its card. Raises CardError."""
    return Stored(f"{folder.parent.name}:{folder.name}", folder, card.read(folder))


def version(folder: Path) -> str:
    """`family:version` of a model's folder in the store."""
    return f"{folder.parent.name.removeprefix(PREFIX)}:{folder.name}"


def _state(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size
