"""A batch in chunks: each text has its own answer, whatever the order in which the chunks are answered."""

import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bentos.serving import chunks


@given(st.lists(st.text(max_size=20), max_size=40), st.integers(1, 10))
def test_each_text_has_its_answer_in_order(texts: list[str], size: int) -> None:
    async def ask(chunk: list[str]) -> list[str]:
        assert 0 < len(chunk) <= size
        return [text[::-1] for text in chunk]

    assert asyncio.run(chunks.answered(texts, size, ask)) == [text[::-1] for text in texts]


def test_two_chunks_at_most_are_under_way() -> None:
    under_way, most = 0, 0

    async def ask(chunk: list[str]) -> list[str]:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return chunk

    asyncio.run(chunks.answered(["a"] * 9, 2, ask))
    assert most == 2


def test_each_chunk_is_told_with_its_positions() -> None:
    texts = ["a", "bbb", "cc"]
    told: dict[int, str] = {}

    async def ask(chunk: list[str]) -> list[str]:
        return chunk

    def done(positions: Sequence[int], answers: Sequence[str]) -> None:
        told.update(zip(positions, answers, strict=True))

    asyncio.run(chunks.answered(texts, 2, ask, done))
    assert told == dict(enumerate(texts))
