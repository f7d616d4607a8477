"""A model behind a hop at a real socket, for the tests of what calls it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bentos.serving.frames import Frames
from bentos.serving.hop import Hop
from bentos.serving.remote import Remote
from bentos.serving.waiting import Scored


class Lengths:
    """A model whose probabilities tell the length of a text; it waits at a gate, and stumbles over "boom"."""

    def __init__(self) -> None:
        self.model = "bert:1"
        self.calls: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()

    def predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        self.gate.wait(60)
        if "boom" in texts:
            raise ValueError("boom")
        positive = np.array([len(text) / 100 for text in texts], dtype=np.float32)
        return np.stack([1 - positive, positive], axis=1)

    def words(self, text: str) -> list[tuple[str, float]]:
        self.gate.wait(60)
        return [(word, float(len(word))) for word in text.split()]


def positives(scored: Scored) -> list[float]:
    """What a model says of each tweet: the chance of Positive, four digits of it."""
    return [round(float(row[1]), 4) for row in scored.rows]


@asynccontextmanager
async def runner(model: Lengths, path: Path, hop: Hop | None = None) -> AsyncIterator[None]:
    """The model behind a hop at a socket, with an event loop of its own: a lone tweet keeps it busy."""
    started, ended = threading.Event(), threading.Event()

    hop = hop or Hop(model)

    async def serve() -> None:
        connections: list[Frames] = []

        def connection() -> Frames:
            connections.append(hop.connection())
            return connections[-1]

        async with await asyncio.get_running_loop().create_unix_server(connection, path):
            started.set()
            await asyncio.to_thread(ended.wait)
            for each in connections:
                each.close()

    running = threading.Thread(target=asyncio.run, args=(serve(),))
    running.start()
    await asyncio.to_thread(started.wait)
    try:
        yield
    finally:
        model.gate.set()
        ended.set()
        await asyncio.to_thread(running.join)


@asynccontextmanager
async def connected(
    model: Lengths, path: Path, batch: int = 64, deadline: float = 60, calls: int = 2
) -> AsyncIterator[Remote]:
    """A remote with a runner behind it."""
    remote = Remote(path.as_uri(), "bert:1", batch=batch, deadline=deadline, calls=calls)
    async with runner(model, path, Hop(model, calls)):
        yield remote
        remote.close()


async def sent(model: Lengths, calls: int) -> None:
    """Wait until the model has been called so many times."""
    while len(model.calls) < calls:
        await asyncio.sleep(0.01)


async def begun() -> None:
    """Let the tasks that were made reach what they wait for."""
    for _ in range(10):
        await asyncio.sleep(0)
