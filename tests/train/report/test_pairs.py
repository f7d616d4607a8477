"""Every two models side by side."""

import numpy as np

from train.report.pairs import compare


def test_every_two_models_meet_once_and_the_sign_is_that_of_the_first() -> None:
    good, fair, poor = (np.arange(300) % 10 < tenths for tenths in (9, 8, 5))
    found = compare(["good", "fair", "poor"], [good, fair, poor])
    assert [(each.first, each.second) for each in found] == [
        ("good", "fair"),
        ("good", "poor"),
        ("fair", "poor"),
    ]
    assert all(each.difference.low > 0 for each in found)


def test_p_values_are_corrected_for_the_number_of_pairs() -> None:
    generator = np.random.default_rng(2)
    found = compare(["a", "b", "c"], [generator.uniform(size=200) < 0.8 for _ in range(3)])
    smallest = min(found, key=lambda each: each.test.p)
    assert smallest.p == min(1.0, 3 * smallest.test.p)


def test_one_model_is_compared_with_none() -> None:
    assert compare(["only"], [np.array([True, False])]) == []
