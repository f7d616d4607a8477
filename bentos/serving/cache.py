"""A runner with a memory: what many people write or retweet is scored once."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bentos.serving.remote import Runner

SIZE = 20_000  # texts; with LONGEST, some 20 MB at most
LONGEST = 280  # characters of a text that is remembered; people do not repeat longer ones


class Cache:
    """Answers of a runner, the least recently used forgotten first. The model behind it never changes."""

    def __init__(self, runner: Runner, size: int = SIZE) -> None:
        self._runner = runner
        self._size = size
        self._rows: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    async def predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Runner."""
        known = {text: row for text in texts if (row := self._recall(text)) is not None}
        # A text that stands twice among them is scored once.
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            for text, row in zip(new, await self._runner.predict(new), strict=True):
                known[text] = row
                self._remember(text, row)
        return np.stack([known[text] for text in texts])

    async def words(self, text: str) -> list[tuple[str, float]]:
        """See Runner."""
        return await self._runner.words(text)

    def _recall(self, text: str) -> NDArray[np.float32] | None:
        if (row := self._rows.get(text)) is not None:
            self._rows.move_to_end(text)
        return row

    def _remember(self, text: str, row: NDArray[np.float32]) -> None:
        if len(text) > LONGEST:
            return
        # A copy: the row is a part of a whole batch's answer, which could not be let go.
        self._rows[text] = row.copy()
        if len(self._rows) > self._size:
            self._rows.popitem(last=False)
