"""The chunks of a batch: parts, so that no single tweet waits behind the whole."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

_AT_ONCE = 2  # of one batch: while the model has one, the next is at its door


async def answered(
    texts: Sequence[str],
    size: int,
    ask: Callable[[list[str]], Awaitable[Sequence[T]]],
    done: Callable[[Sequence[int], Sequence[T]], object] | None = None,
) -> list[T]:
    """What `ask` says of each of n texts, in order, in chunks of `size`; `ask` answers each text it is given.

    `done` is told the positions and the answers of a chunk as soon as they are there.
    """
    given: dict[int, T] = {}
    # Texts of like length go together, so that little is padded; the longest first, so that at the end no
    # core waits long for the last.
    order = sorted(range(len(texts)), key=lambda position: len(texts[position]), reverse=True)
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(positions: Sequence[int]) -> None:
        async with gate:
            answers = await ask([texts[position] for position in positions])
        given.update(zip(positions, answers, strict=True))
        if done:
            done(positions, answers)

    await asyncio.gather(*(one(order[start : start + size]) for start in range(0, len(texts), size)))
    return [given[position] for position in range(len(texts))]
