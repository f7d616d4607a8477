"""What an offer is judged by."""

import pytest

from tests.bench.bars import Bar
from tests.endurance import answers
from tests.endurance.answers import Answers
from tests.endurance.generator import Outcome

Row = tuple[float, float, int, bool]

GOOD: Row = (0.5, 0.6, 200, False)
REFUSED: Row = (0.5, 0.51, 503, True)


def read(*rows: Row, settling: float = 0.0) -> Answers:
    due, done, status, named = zip(*rows, strict=True)
    return answers.read(Outcome(list(due), list(done), list(status), list(named)), 10, settling)


def failed(bars: list[Bar]) -> list[str]:
    return [bar.name for bar in bars if not bar.reached]


def test_times_count_from_when_a_request_was_due() -> None:
    assert read((1.0, 1.25, 200, False)).p50 == pytest.approx(250)


def test_refusals_have_times_of_their_own() -> None:
    seen = read(GOOD, REFUSED)
    assert (seen.p50, seen.refusal_p50) == (pytest.approx(100), pytest.approx(10))


def test_good_answers_of_the_beginning_and_after_the_end_count_in_no_rate() -> None:
    rows = [(0.0, done, 200, False) for done in (1.0, 6.0, 7.0, 12.0)]
    assert read(*rows, settling=5).good == pytest.approx(2 / 5)


def test_a_steady_load_is_answered_with_200_alone() -> None:
    assert failed(answers.steady("x", read(GOOD))) == []
    assert failed(answers.steady("x", read(GOOD, REFUSED))) == ["x: answers other than 200"]


@pytest.mark.parametrize("row", [(0.5, 0.6, 503, False), (0.5, 0.6, 500, True), (0.5, 0.6, 0, False)])
def test_what_is_no_refusal_that_names_a_time_is_improper(row: Row) -> None:
    assert read(GOOD, REFUSED, row).improper == 1


def test_an_overloaded_service_does_as_much_as_at_full_load() -> None:
    seen = read(*[GOOD] * 89)
    assert failed(answers.overload("x", seen, 10, 2_000)) == ["x: good answers/s, to full load"]


def test_what_an_overloaded_service_lets_in_is_answered_within_twice_the_deadline() -> None:
    seen = read(*[(0.5, 5.0, 200, False)] * 100)
    assert failed(answers.overload("x", seen, 10, 2_000)) == ["x: p99 of those let in, to the deadline"]


def test_an_overloaded_service_that_answers_nobody_reaches_no_bar() -> None:
    assert len(failed(answers.overload("x", read((0.5, 60.0, 0, False)), 10, 2_000))) == 3
