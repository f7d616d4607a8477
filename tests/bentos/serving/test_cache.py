"""What a cache asks its runner, and what it answers."""

import asyncio
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bentos.serving.cache import LONGEST, Cache


class Lengths:
    """A runner whose probabilities tell the length of a text."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([[1 - len(text) / 1000, len(text) / 1000] for text in texts], dtype=np.float32)

    async def words(self, text: str) -> list[tuple[str, float]]:
        return [(text, 1.0)]


@given(st.lists(st.lists(st.text(max_size=4), min_size=1, max_size=8), max_size=12), st.integers(1, 6))
def test_a_cache_answers_as_its_runner_does(calls: list[list[str]], size: int) -> None:
    cache, runner = Cache(Lengths(), size), Lengths()
    for texts in calls:
        answered = asyncio.run(cache.predict(texts))
        np.testing.assert_array_equal(answered, asyncio.run(runner.predict(texts)))


def test_a_text_is_scored_once() -> None:
    runner = Lengths()
    cache = Cache(runner)
    asyncio.run(cache.predict(["so happy", "never again", "so happy"]))
    asyncio.run(cache.predict(["never again"]))
    assert runner.asked == ["so happy", "never again"]


def test_the_text_that_was_not_used_for_longest_is_forgotten() -> None:
    runner = Lengths()
    cache = Cache(runner, size=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        asyncio.run(cache.predict([text]))
    assert runner.asked == ["one", "two", "three", "two"]


def test_a_long_text_is_not_remembered() -> None:
    runner = Lengths()
    cache = Cache(runner)
    for _ in range(2):
        asyncio.run(cache.predict(["a" * (LONGEST + 1)]))
    assert len(runner.asked) == 2
