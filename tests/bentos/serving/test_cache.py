"""What a cache asks its runner, and what it answers."""

import asyncio
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bentos.serving.cache import LONGEST, Cache
from bentos.serving.waiting import Scored


class Lengths:
    """A runner whose probabilities tell the length of a text."""

    crowded = False

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.model = "logreg:a"
        self.champion = self.model

    async def predict(self, texts: Sequence[str]) -> Scored:
        self.asked += texts
        self.model = self.champion
        rows = np.array([[1 - len(text) / 1000, len(text) / 1000] for text in texts], dtype=np.float32)
        return Scored(self.model, rows if self.model == "logreg:a" else rows[:, ::-1])

    def knows(self, _: str) -> bool:
        return False

    async def words(self, text: str) -> list[tuple[str, float]]:
        return [(text, 1.0)]


@given(st.lists(st.lists(st.text(max_size=4), min_size=1, max_size=8), max_size=12), st.integers(1, 6))
def test_a_cache_answers_as_its_runner_does(calls: list[list[str]], size: int) -> None:
    cache, runner = Cache(Lengths(), size), Lengths()
    for texts in calls:
        answered = asyncio.run(cache.predict(texts))
        np.testing.assert_array_equal(answered.rows, asyncio.run(runner.predict(texts)).rows)


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


def test_what_a_model_before_said_is_not_answered_any_more() -> None:
    runner = Lengths()
    cache = Cache(runner)
    asyncio.run(cache.predict(["so happy"]))
    runner.model = runner.champion = "logreg:b"
    answered = asyncio.run(cache.predict(["so happy"]))
    assert answered.model == "logreg:b"
    assert runner.asked == ["so happy", "so happy"]


def test_texts_that_are_asked_together_are_answered_by_one_model() -> None:
    runner = Lengths()
    cache = Cache(runner)
    asyncio.run(cache.predict(["so happy"]))
    runner.champion = "logreg:b"
    answered, alone = (asyncio.run(cache.predict(["so happy", "never again"])) for _ in range(2))
    assert answered.model == alone.model == "logreg:b"
    np.testing.assert_array_equal(answered.rows, alone.rows)


def test_a_model_that_comes_back_knows_what_it_said() -> None:
    runner = Lengths()
    cache = Cache(runner)
    asyncio.run(cache.predict(["so happy"]))
    for champion in ("logreg:b", "logreg:a"):
        runner.champion = champion
        asyncio.run(cache.predict([f"new to {champion}"]))
    asyncio.run(cache.predict(["so happy"]))
    assert runner.asked.count("so happy") == 1
