"""Charts as SVG."""

from xml.etree import ElementTree

import pytest

from train.bootstrap import Interval
from train.report import charts
from train.report.charts import Group, Point

_SVG = "{http://www.w3.org/2000/svg}"


def _texts(drawing: str) -> list[str]:
    root = ElementTree.fromstring(charts.standalone(drawing, ""))  # noqa: S314 - of our own making
    return [each.text or "" for each in root.iter(f"{_SVG}text")]


@pytest.mark.parametrize(("low", "high"), [(0.71, 0.83), (0.0, 0.0), (0.999, 1.0), (-0.02, 0.4)])
def test_a_scale_holds_its_values_between_round_numbers(low: float, high: float) -> None:
    groups = [Group("kind", [Interval((low + high) / 2, low, high)])]
    ticks = [float(text.rstrip("%")) / 100 for text in _texts(charts.forest(groups, "title"))[:-1]]
    assert 2 <= len(ticks) <= 9
    assert ticks[0] <= low + 0.005
    assert ticks[-1] >= high - 0.005


def test_a_name_cannot_break_a_drawing() -> None:
    points = [Point("<b>&", 1, 0.2, Interval(0.8, 0.7, 0.9)), Point("two", 2, 9, Interval(0.7, 0.6, 0.8))]
    assert "<b>&" in _texts(charts.scatter(points, "'quoted' & \"<>\"", "ms", "accuracy"))


def test_models_are_told_apart_by_shape_too() -> None:
    assert len({charts.mark(number).replace(f"m{number}", "") for number in range(1, 5)}) == 4
