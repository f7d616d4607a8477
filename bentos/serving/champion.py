"""The champion at a runner: loaded when it starts, and again when another model is promoted."""

import logging
from collections.abc import Callable
from pathlib import Path

from bentos import succession
from bentos.card import CardError
from bentos.periodic import Periodic
from bentos.serving.loaded import Loaded
from bentos.settings import Family
from bentos.succession import Succession

logger = logging.getLogger("bentoml.sentiment")


class Champion:
    """Loads the champion of a family, and the next beside the one that answers.

    One that does not load leaves the other answering, until something is promoted again.
    """

    def __init__(self, family: Family, first: Path) -> None:
        """`first` is the folder of the model that the server began with."""
        self._family = family
        self._succession = Succession(first)
        self._serving: Path | None = None
        self._looks: Periodic | None = None

    def load(self) -> Loaded:
        """The champion, or who stands in for it. Raises CardError where there is none that loads."""
        self._succession.changed()
        if loaded := self._next():
            return loaded
        raise CardError(f"No {self._family} model loads; train one with `sentiment train {self._family}`.")

    def follow(self, serve: Callable[[Loaded], None]) -> None:
        """From now on, load what is promoted and give it to `serve`, on a thread of its own."""

        def look() -> None:
            if self._succession.changed() and (loaded := self._next()):
                serve(loaded)
                logger.info("%s answers from now on", loaded.model)

        self._looks = Periodic("champion", look, succession.EVERY, first=succession.EVERY)
        self._looks.start()

    def close(self) -> None:
        """Look no more."""
        if self._looks:
            self._looks.close()

    def _next(self) -> Loaded | None:
        """The first model that loads, unless it is the one that answers."""
        for folder in self._succession.folders():
            if folder == self._serving:
                break
            try:
                loaded = Loaded(self._family, folder)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it, another model can answer
                logger.warning("%s does not load: %s", succession.version(folder), error)
            else:
                self._serving = folder
                return loaded
        return None
