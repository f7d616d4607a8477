"""What is sent: no text twice, unless a workload says so."""

from itertools import islice

import pytest

from tests.bench.bodies import endless, repeating

TEXTS = ["so happy today", "never again", "thanks a lot", "two hours on hold"]


def test_the_texts_come_first_as_they_are() -> None:
    assert list(islice(endless(TEXTS), len(TEXTS))) == TEXTS


def test_no_text_comes_twice() -> None:
    many = list(islice(endless(TEXTS), 16))
    assert len(set(many)) == 16


def test_a_variation_is_as_long_as_its_text() -> None:
    assert [len(text.split()) for text in islice(endless(TEXTS), 12)] == [3, 2, 3, 4] * 3


def test_the_named_share_is_repeated() -> None:
    sent = list(islice(repeating(map(str, range(10_000)), 0.3), 10_000))
    assert 1 - len(set(sent)) / len(sent) == pytest.approx(0.3, abs=0.02)
