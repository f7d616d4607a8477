"""Whether the runners answer: waited for when the server starts, asked for ever after."""

import asyncio
import logging
from collections.abc import Sequence
from time import monotonic

from bentos.serving.remote import Remote

_STEP = 0.1  # seconds between two looks at runners that are being started
_LATE_STEP = 1.0  # seconds between two looks at runners that should be there

logger = logging.getLogger("bentoml.sentiment")


class Readiness:
    """Looks after the runners of a server; each of its functions is for one event loop."""

    def __init__(self, remotes: Sequence[Remote], patience: float) -> None:
        """After `patience` seconds the models that answer are served without the others."""
        self._remotes = remotes
        self._patience = patience
        self._begun = False

    async def ready(self) -> bool:
        """Once the runners have answered or had their time, ready as long as one answers."""
        return self._begun and any(await self._answering())

    async def begin(self) -> None:
        """Wait for the runners; calls to those that had their time are refused until they answer."""
        deadline = monotonic() + self._patience
        while not all(answering := await self._answering()):
            # A model may never load; the others shall not wait for it for ever.
            if any(answering) and monotonic() > deadline:
                break
            await asyncio.sleep(_STEP)
        self._begun = True
        for remote, answers in zip(self._remotes, answering, strict=True):
            if not answers:
                remote.give_up()
                logger.warning("%s does not answer; the other models are served without it", remote.model)

    async def follow(self) -> None:
        """Look after each runner from now on: one that hangs or is gone is given up until it answers."""
        await asyncio.gather(*(self._follow(remote) for remote in self._remotes))

    async def _follow(self, remote: Remote) -> None:
        while True:
            await remote.look()
            await asyncio.sleep(_LATE_STEP)

    async def _answering(self) -> list[bool]:
        return await asyncio.gather(*(remote.ready() for remote in self._remotes))
