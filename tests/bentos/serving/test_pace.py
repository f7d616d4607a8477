"""The pace of a runner: learnt from what it has answered."""

import pytest

from bentos.serving.pace import Pace


def test_the_pace_counts_no_second_twice_when_calls_overlap() -> None:
    pace = Pace()
    for call in range(1, 40):
        pace.done(sent=call - 2.0, now=float(call), tweets=64)
    assert pace.seconds == pytest.approx(1 / 64, rel=0.01)


def test_lone_tweets_say_little_of_the_pace_of_a_batch() -> None:
    pace = Pace()
    for call in range(200):
        pace.done(sent=call, now=call + 0.9, tweets=1)
    assert pace.seconds < 0.1
