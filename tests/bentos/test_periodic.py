"""A task that is run again and again."""

from threading import Event

import pytest

from bentos.periodic import Periodic


def test_rounds_follow_each_other_until_it_is_closed() -> None:
    rounds: list[int] = []
    third = Event()

    def task() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            third.set()

    periodic = Periodic("test", task, every=0.0)
    periodic.start()
    assert third.wait(60)
    periodic.close()
    assert rounds == list(range(len(rounds)))


def test_the_first_round_can_be_kept_waiting() -> None:
    rounds: list[int] = []
    periodic = Periodic("test", lambda: rounds.append(1), every=0.0, first=3600.0)
    periodic.start()
    periodic.close()
    assert rounds == []


def test_a_round_is_told_that_it_shall_end() -> None:
    told: list[bool] = []
    begun = Event()

    def task() -> None:
        begun.set()
        told.append(periodic.pause(3600.0))

    periodic = Periodic("test", task, every=3600.0)
    periodic.start()
    assert begun.wait(60)
    periodic.close()
    assert told == [True]


def test_one_that_was_never_started_can_be_closed() -> None:
    Periodic("test", lambda: None, every=1.0).close()


def test_a_round_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    second = Event()
    rounds: list[int] = []

    def task() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise RuntimeError("nobody foresaw this")
        second.set()

    periodic = Periodic("test", task, every=0.0)
    periodic.start()
    assert second.wait(60)
    periodic.close()
    assert "nobody foresaw this" in caplog.text
