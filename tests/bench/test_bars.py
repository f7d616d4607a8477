"""The arithmetic of the ratios."""

from dataclasses import replace

import pytest

from tests.bench import bars
from tests.bench.bars import BERT, BERT_BATCH, LOGREG, SILENT, SKLEARN, TOLD, TORCH, Bar, Turn
from tests.bench.contenders import CONTENDERS
from tests.bench.figures import Figures, Limit, middle, percentile

ROW = Figures(
    tweets_per_second=100,
    p50=2,
    p99=3,
    alone=4,
    cpu=1,
    load_cpu=1,
    pss=1_000,
    rss=2_000,
    ready_seconds=10,
    errors=0,
    same_labels=1,
    others=0,
)
LIMIT = Limit(bert=500, bert_read=400, bert_alone=2, logreg=30_000, logreg_read=20_000, logreg_alone=0.05)


def value(found: list[Bar], name: str) -> float:
    (bar,) = (bar for bar in found if bar.name == name)
    return bar.value


def test_every_row_that_a_bar_is_made_of_is_measured() -> None:
    measured = {workload.name for contender in CONTENDERS for workload in contender.workloads}
    assert {BERT, BERT_BATCH, LOGREG, TORCH, SKLEARN, TOLD, SILENT} <= measured


def test_requests_are_divided_by_those_of_a_peer_and_of_the_limit() -> None:
    rows = {BERT: replace(ROW, tweets_per_second=400), TORCH: ROW}
    found = bars.of_turn(Turn(rows, LIMIT))
    assert value(found, "bert: requests/s, to FastAPI + torch") == pytest.approx(4)
    assert value(found, "bert: requests/s, to the limit") == pytest.approx(0.8)
    assert value(found, "bert: p50 alone, to the model's own time") == pytest.approx(2)


def test_requests_with_telemetry_are_divided_by_those_without() -> None:
    rows = {TOLD: replace(ROW, tweets_per_second=96), SILENT: ROW}
    found = bars.of_turn(Turn(rows, None))
    assert value(found, "logreg: requests/s with telemetry, to those without") == pytest.approx(0.96)


def test_the_best_peer_is_none_of_our_own_rows() -> None:
    rows = {
        BERT: ROW,
        BERT_BATCH: replace(ROW, tweets_per_second=900),
        "one bert": replace(ROW, tweets_per_second=20),
        "two bert": replace(ROW, tweets_per_second=50),
    }
    assert value(bars.of_turn(Turn(rows, None)), "bert: requests/s, to the best peer") == pytest.approx(2)


def test_a_bar_whose_figures_were_left_out_is_not_shown() -> None:
    assert bars.of_turn(Turn({TORCH: ROW}, None)) == []


def test_a_ratio_is_taken_within_each_round() -> None:
    slow, fast = (
        Turn(
            {LOGREG: replace(ROW, tweets_per_second=ours), SKLEARN: replace(ROW, tweets_per_second=theirs)},
            None,
        )
        for ours, theirs in ((10, 10), (300, 100))
    )
    ratio = value(bars.middle([slow, fast, fast]), "logreg: requests/s, to FastAPI + scikit-learn")
    assert ratio == pytest.approx(3)


@pytest.mark.parametrize(
    ("measured", "most", "reached"), [(2, False, True), (1, False, False), (3, True, False)]
)
def test_a_bar_is_reached_from_its_side(measured: float, most: bool, reached: bool) -> None:
    assert Bar("", measured, 2, most).reached is reached


def test_the_middle_of_the_turns_is_each_figures_median() -> None:
    turns = [replace(ROW, p50=p50, p99=p99) for p50, p99 in ((1, 9), (2, 7), (30, 8))]
    assert middle(turns) == replace(ROW, p50=2, p99=8)


@pytest.mark.parametrize(("percent", "expected"), [(0, 1), (50, 3), (75, 4), (100, 5)])
def test_a_percentile_splits_the_sorted_values(percent: float, expected: float) -> None:
    assert percentile([5, 1, 4, 2, 3], percent) == pytest.approx(expected)
