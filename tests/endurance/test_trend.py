"""Growth, read off a line."""

import pytest

from tests.endurance.trend import growth

MOMENTS = [float(moment) for moment in range(100, 200)]


def test_what_stays_does_not_grow() -> None:
    assert growth(MOMENTS, [7.0] * 100) == pytest.approx(0)


def test_growth_is_a_share_of_the_first_value() -> None:
    assert growth(MOMENTS, [50 + (moment - 100) * 10 / 99 for moment in MOMENTS]) == pytest.approx(0.2)


def test_a_value_out_of_line_is_no_growth() -> None:
    assert growth(MOMENTS, [7.0] * 90 + [700.0] * 10) == pytest.approx(0)
