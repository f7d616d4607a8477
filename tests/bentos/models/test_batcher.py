"""Texts that wait for a core: batches of like length across calls, every answer to its own call."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bentos.models.batcher import BATCH_TOKENS, CALL_TOKENS, Batcher, batches
from bentos.models.bert import MAX_TOKENS

LENGTHS = st.lists(st.integers(1, MAX_TOKENS), max_size=300)


class Sums:
    """Scores a text by the sum of its ids, keeps the batches, and waits at a gate."""

    def __init__(self) -> None:
        self.batches: list[list[Sequence[int]]] = []
        self.alone = 0
        self.gate = threading.Event()
        self.gate.set()

    def all_cores(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        self.alone += 1
        return self.one_core(ids)

    def one_core(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        self.batches.append(list(ids))
        self.gate.wait()
        if any(0 in row for row in ids):
            raise ValueError("boom")
        return np.array([[-sum(row), sum(row)] for row in ids], np.float32)

    def batcher(self, cores: int = 1) -> Batcher:
        return Batcher(self.all_cores, self.one_core, cores)


@pytest.fixture
def sums() -> Sums:
    return Sums()


Ask = Callable[[list[list[int]]], "Future[NDArray[np.float32]]"]


@contextmanager
def busy(sums: Sums) -> Iterator[Ask]:
    """A batcher whose one core is held until the block ends; what is asked meanwhile waits."""
    batcher = sums.batcher()
    sums.gate.clear()
    with ThreadPoolExecutor(4) as pool:

        def ask(ids: list[list[int]]) -> "Future[NDArray[np.float32]]":
            before = batcher.waiting
            call = pool.submit(batcher.logits, ids)
            while batcher.waiting == before:
                sleep(0.001)
            return call

        pool.submit(batcher.logits, [[9]])
        while not sums.batches:
            sleep(0.001)
        try:
            yield ask
        finally:
            sums.gate.set()


@given(LENGTHS)
def test_every_text_stands_in_one_batch_of_bounded_size(lengths: list[int]) -> None:
    made = list(batches(lengths))
    assert sorted(index for batch in made for index in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[i] for i in batch) <= BATCH_TOKENS for batch in made)


@given(LENGTHS)
def test_the_padding_costs_less_than_the_batches_that_it_saves(lengths: list[int]) -> None:
    made = list(batches(lengths))
    padded = sum(len(batch) * max(lengths[i] for i in batch) for batch in made)
    assert padded - sum(lengths) <= CALL_TOKENS * (len(lengths) - len(made))


@given(st.lists(LENGTHS, max_size=6), st.integers(1, 3))
def test_calls_at_once_each_get_their_own_answers_in_order(calls: list[list[int]], cores: int) -> None:
    batcher = Sums().batcher(cores)
    asked = [[[1 + place] * length for place, length in enumerate(lengths)] for lengths in calls]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(batcher.logits, asked))
    for ids, logits in zip(asked, answers, strict=True):
        assert logits.shape == (len(ids), 2)
        np.testing.assert_allclose(logits[:, 1], [sum(row) for row in ids])


def test_a_text_that_nothing_is_beside_has_all_cores(sums: Sums) -> None:
    batcher = sums.batcher(cores=2)
    for _ in range(3):
        batcher.logits([[1, 2, 3]])
    assert sums.alone == 3


def test_texts_of_several_calls_share_a_batch_where_they_are_alike_in_length(sums: Sums) -> None:
    with busy(sums) as ask:
        for text in ([1] * 5, [2] * 40, [3] * 5):
            ask([text])
    assert sums.batches[1:] == [[[1] * 5, [3] * 5], [[2] * 40]]


def test_the_text_that_waited_longest_is_in_the_next_batch_whatever_its_length(sums: Sums) -> None:
    with busy(sums) as ask:
        ask([[1] * 90])
        ask([[2] * 5] * 30)
    assert sums.batches[1] == [[1] * 90]


def test_a_batch_that_fails_fails_those_who_wait_for_it_and_nobody_else(sums: Sums) -> None:
    with busy(sums) as ask:
        bad = ask([[0, 1], [5] * 50])
        good = ask([[7] * 20])
    with pytest.raises(ValueError, match="boom"):
        bad.result()
    assert good.result()[0, 1] == 140


def test_after_a_batch_that_failed_the_next_is_scored(sums: Sums) -> None:
    batcher = sums.batcher()
    for ids in ([[0]], [[0], [1]]):
        with pytest.raises(ValueError, match="boom"):
            batcher.logits(ids)
    assert batcher.logits([[1, 1], [2, 2]])[:, 1].tolist() == [2, 4]
