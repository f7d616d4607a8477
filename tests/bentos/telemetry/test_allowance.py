"""So much a second, and no more."""

from bentos.telemetry.allowance import Allowance


def test_what_a_second_has_is_given_at_once_and_then_no_more() -> None:
    allowance = Allowance(0.001 + 3)
    assert [allowance.take() for _ in range(5)] == [True, True, True, False, False]


def test_an_allowance_of_nothing_gives_nothing() -> None:
    assert not Allowance(0).take()


def test_of_many_as_many_are_taken_as_are_left() -> None:
    allowance = Allowance(0.001 + 3)
    assert [allowance.take(2), allowance.take(5), allowance.take(5)] == [2, 1, 0]
