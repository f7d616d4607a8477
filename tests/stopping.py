"""A server that is told to stop while requests wait for it."""

import asyncio
import threading
from collections import Counter
from time import monotonic, sleep
from typing import Protocol

import httpx

COUNT = 100  # requests
_PATIENCE = 240  # seconds


class Stoppable(Protocol):
    """A server process or a container."""

    url: str

    def stop(self) -> int:
        """Ask it to stop (SIGTERM); its exit status."""
        ...


def stop_under_load(server: Stoppable) -> tuple[int, Counter[int]]:
    """Ask BERT for COUNT long tweets at once, and the server to stop when the fifth is answered.

    Returns its exit status, and how many requests were answered with which status.
    """
    statuses: list[int] = []

    async def ask() -> None:
        # As many connections as requests: none is sent over one that the server closes meanwhile.
        limits = httpx.Limits(max_connections=COUNT, max_keepalive_connections=0)
        async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=120) as client:

            async def predict(number: int) -> None:
                text = f"number {number} " + "of very many words " * 40
                answer = await client.post("/predict/", json={"text": text, "model": "bert"})
                statuses.append(answer.status_code)

            await asyncio.gather(*(predict(number) for number in range(COUNT)))

    asking = threading.Thread(target=lambda: asyncio.run(ask()))
    asking.start()
    until = monotonic() + _PATIENCE
    # The first four have a call of the model each; by the fifth answer, all the others have come in.
    while len(statuses) < 5 and monotonic() < until:
        sleep(0.01)
    assert len(statuses) < COUNT
    status = server.stop()
    asking.join(_PATIENCE)
    return status, Counter(statuses)
