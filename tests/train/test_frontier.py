"""The frontier of a cascade, and the point that is chosen on it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from train.frontier import THRESHOLDS, Scored, choose, frontier, point, scored, table

COST = 0.1


def rows(count: int, seed: int, linear: float = 0.8, transformer: float = 0.85) -> Scored:
    """Invented answers of two models that are right so often; the linear one knows where it is."""
    generator = np.random.default_rng(seed)
    confidence = np.clip(generator.normal(linear, 0.15, count), 0.5, 1)
    return Scored(
        confidence, generator.uniform(size=count) < confidence, generator.uniform(size=count) < transformer
    )


invented = st.builds(rows, st.integers(1, 400), st.integers(0, 2**32 - 1))


@given(invented)
def test_a_higher_threshold_leaves_less_to_the_linear_model_and_costs_more(scored_rows: Scored) -> None:
    points = frontier(scored_rows, COST)
    assert [one.threshold for one in points] == sorted(THRESHOLDS)
    assert sorted((one.share for one in points), reverse=True) == [one.share for one in points]
    assert sorted(one.cost for one in points) == [one.cost for one in points]


@given(invented)
def test_a_threshold_of_one_is_the_transformer_alone(scored_rows: Scored) -> None:
    alone = point(scored_rows, 1.0, COST)
    assert (alone.share, alone.gap, alone.cost) == (0, 0, 1 + COST)
    assert alone.accuracy == np.mean(scored_rows.transformer)


@given(invented)
def test_the_gap_is_what_the_transformer_alone_is_better_by(scored_rows: Scored) -> None:
    for one in frontier(scored_rows, COST):
        assert one.accuracy + one.gap == pytest.approx(np.mean(scored_rows.transformer))
        assert one.gap_bound > one.gap - 0.01


@given(invented, st.floats(0, 0.05))
def test_the_chosen_point_keeps_to_the_tolerance(scored_rows: Scored, tolerance: float) -> None:
    chosen, confirmed = choose(frontier(scored_rows, COST), tolerance)
    assert (chosen.gap_bound if confirmed else chosen.gap) <= tolerance


@given(invented, st.floats(0, 0.05), st.floats(0, 0.05))
def test_a_larger_tolerance_is_never_dearer_where_both_are_confirmed(
    scored_rows: Scored, one: float, other: float
) -> None:
    points = frontier(scored_rows, COST)
    (strict, first), (lenient, second) = choose(points, min(one, other)), choose(points, max(one, other))
    if first and second:
        assert lenient.cost <= strict.cost


def test_no_threshold_below_one_that_fails_is_chosen() -> None:
    points = frontier(rows(5_000, 1), COST)
    chosen, confirmed = choose(points, 0.003)
    assert confirmed
    assert all(one.gap_bound <= 0.003 for one in points if one.threshold >= chosen.threshold)
    below = [one for one in points if one.threshold < chosen.threshold]
    assert below[-1].gap_bound > 0.003


def test_few_tweets_confirm_nothing() -> None:
    alike = Scored(np.full(500, 0.9), np.ones(500, dtype=bool), np.ones(500, dtype=bool))
    assert choose(frontier(alike, COST), 0.003)[1] is False


def test_enough_tweets_on_which_both_are_right_leave_all_to_the_linear_model() -> None:
    alike = Scored(np.full(1_000, 0.9), np.ones(1_000, dtype=bool), np.ones(1_000, dtype=bool))
    chosen, confirmed = choose(frontier(alike, COST), 0.003)
    assert (chosen.share, confirmed) == (1, True)


def test_the_bound_holds_in_99_of_100_samples() -> None:
    everything = rows(200_000, 3)
    truth = point(everything, 0.8, COST).gap
    generator = np.random.default_rng(4)
    held = 0
    for _ in range(1_000):
        drawn = generator.integers(0, 200_000, 1_000)
        sample = Scored(everything.confidence[drawn], everything.linear[drawn], everything.transformer[drawn])
        held += point(sample, 0.8, COST).gap_bound >= truth
    assert held >= 980


def test_probabilities_become_confidence_and_what_was_right() -> None:
    labels = np.array([1, 0], dtype=np.int8)
    linear = np.array([[0.2, 0.8], [0.4, 0.6]], dtype=np.float32)
    transformer = np.array([[0.9, 0.1], [0.7, 0.3]], dtype=np.float32)
    made = scored(labels, linear, transformer)
    assert made.confidence == pytest.approx([0.8, 0.6])
    assert (made.linear.tolist(), made.transformer.tolist()) == ([True, False], [False, True])


def test_the_table_has_a_threshold_a_row_and_marks_the_chosen_one() -> None:
    points = frontier(rows(300, 5), COST)
    chosen, _ = choose(points, 0.003)
    header, *body = table(points, chosen)
    assert {len(row) for row in body} == {len(header)}
    assert [row[0] for row in body if row[-1]] == [f"{chosen.threshold:.2f}"]
