"""What a soak is judged by."""

from dataclasses import replace

import pytest

from tests.endurance.census import Census
from tests.endurance.soak import Visit, judge, row
from tests.endurance.visitor import LEFT, WAYS

BY_NAME = {way.name: way for way in WAYS}
GOOD = Visit(90.0, BY_NAME["predict bert"], 200, 12.0)
SEEN = [Census(moment, {"Bert": 300.0, "Gateway": 200.0}, 40, 1.5) for moment in range(0, 1_200, 15)]


def failed(visits: list[Visit], seen: list[Census], said: list[str]) -> list[str]:
    return [bar.name for bar in judge(visits, seen, said.append) if not bar.reached]


def test_expected_answers_and_steady_memory_reach_the_bars() -> None:
    left = Visit(91.0, BY_NAME["leave"], LEFT, 5.0)
    refused = Visit(92.0, BY_NAME["too much"], 413, 5.0)
    assert failed([GOOD, left, refused], SEEN, []) == []


@pytest.mark.parametrize("status", [0, 404, 500, 503])
def test_an_unexpected_answer_fails_and_is_named(status: int) -> None:
    said: list[str] = []
    assert failed([GOOD, replace(GOOD, status=status)], SEEN, said) == ["unexpected answers"]
    assert said[0] == f"1 x predict bert answered {status}"


def test_memory_that_goes_on_growing_fails_and_the_process_is_named() -> None:
    said: list[str] = []
    leaking = [replace(each, pss=each.pss | {"Gateway": 200 + each.moment / 10}) for each in SEEN]
    assert failed([GOOD], leaking, said) == ["growth of the memory of all processes"]
    assert said[0] == "Bert: 300.0 MB, +0.0%"
    assert said[1].startswith("Gateway: ")


def test_memory_that_grows_at_first_alone_is_no_growth() -> None:
    filling = [replace(each, pss={"Bert": min(500.0, 300 + each.moment)}) for each in SEEN]
    assert failed([GOOD], filling, []) == []


def test_a_row_tells_of_the_last_minute() -> None:
    seen = Census(120.0, {"Bert": 300.0}, 40, 1.5)
    told = row([replace(GOOD, moment=30.0, status=503), GOOD], seen)
    assert told == (
        "  2 min: 1 x 200; predict p50 12 ms, p99 12 ms; MB: Bert 300.0; database 1.5 MB; 40 open files"
    )
