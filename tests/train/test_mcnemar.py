"""McNemar's exact test."""

import numpy as np
import pytest

from train.mcnemar import compare


def _answers(both: int, first: int, second: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    one = np.repeat([True, True, False, False], (both, first, second, neither))
    other = np.repeat([True, False, True, False], (both, first, second, neither))
    return one, other


def test_the_p_value_is_that_of_the_textbook() -> None:
    # 2 * (C(10,0) + C(10,1) + C(10,2)) / 2**10
    found = compare(*_answers(40, 2, 8, 5))
    assert (found.first_only, found.second_only) == (2, 8)
    assert found.p == pytest.approx(2 * (1 + 10 + 45) / 1024)


def test_tweets_that_both_get_right_or_wrong_say_nothing() -> None:
    assert compare(*_answers(0, 5, 20, 0)).p == pytest.approx(compare(*_answers(900, 5, 20, 300)).p)


def test_models_that_never_differ_are_not_told_apart() -> None:
    assert compare(*_answers(10, 0, 0, 3)).p == 1
