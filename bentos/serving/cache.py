"""A runner with a memory: what many people write or retweet is scored once."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bentos.serving.runner import Runner
from bentos.serving.waiting import Scored

SIZE = 20_000  # texts; with LONGEST, some 20 MB at most
LONGEST = 280  # characters of a text that is remembered; people do not repeat longer ones


class Cache:
    """Answers of a runner, the least recently used forgotten first; only the present model's count."""

    def __init__(self, runner: Runner, size: int = SIZE) -> None:
        self._runner = runner
        self._size = size
        self._scored: OrderedDict[str, tuple[str, NDArray[np.float32]]] = OrderedDict()

    @property
    def model(self) -> str:
        """See Runner."""
        return self._runner.model

    async def predict(self, texts: Sequence[str]) -> Scored:
        """See Runner."""
        model = self._runner.model
        known = {text: row for text in texts if (row := self._recall(text, model)) is not None}
        # A text that stands twice among them is scored once.
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            scored = await self._runner.predict(new)
            for text, row in zip(new, scored.rows, strict=True):
                self._remember(text, scored.model, row)
            if known and scored.model != model:
                # Another model answers by now; what the one before said does not go with it.
                return await self._runner.predict(texts)
            model = scored.model
            known.update(zip(new, scored.rows, strict=True))
        return Scored(model, np.stack([known[text] for text in texts]))

    @property
    def crowded(self) -> bool:
        """See Runner."""
        return self._runner.crowded

    def knows(self, text: str) -> bool:
        """See Runner."""
        return self._recall(text, self._runner.model) is not None

    async def words(self, text: str) -> list[tuple[str, float]]:
        """See Runner."""
        return await self._runner.words(text)

    def _recall(self, text: str, model: str) -> NDArray[np.float32] | None:
        by, row = self._scored.get(text, (None, None))
        if by != model:
            return None
        self._scored.move_to_end(text)
        return row

    def _remember(self, text: str, model: str, row: NDArray[np.float32]) -> None:
        if len(text) > LONGEST:
            return
        # A copy: the row is a part of a whole batch's answer, which could not be let go.
        self._scored[text] = model, row.copy()
        self._scored.move_to_end(text)
        if len(self._scored) > self._size:
            self._scored.popitem(last=False)
