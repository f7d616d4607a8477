"""Charts as SVG in the page's colours: models are told apart by colour and by the shape of their marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from markupsafe import Markup

from train.bootstrap import Interval
from train.report.calibration import Bin

_WIDTH, _HEIGHT = 640, 320
_LEFT, _TOP, _RIGHT, _BOTTOM = 56, 24, 56, 44  # margins of a chart
_SIDE = 220  # of a small square chart
_FOREST = 960
_NAMES = 230  # width of a forest's names
_ROW = 13  # height of one model in a forest
_PAD = 12
_SHAPES = (
    "<circle cx='{x:.1f}' cy='{y:.1f}' r='4.4'/>",
    "<rect x='{x:.1f}' y='{y:.1f}' width='8' height='8' transform='translate(-4 -4)'/>",
    "<path d='M{x:.1f} {y:.1f}m0 -5.2l5 9h-10z'/>",
    "<path d='M{x:.1f} {y:.1f}m0 -6l5.4 6l-5.4 6l-5.4 -6z'/>",
)


@dataclass(frozen=True)
class Point:
    """A model in a scatter chart: where it stands, and the number that gives it colour and shape."""

    name: str
    number: int
    x: float
    y: Interval


@dataclass(frozen=True)
class Group:
    """A name in a forest, and an interval for each model, in their order."""

    name: str
    intervals: Sequence[Interval]


def mark(number: int) -> Markup:
    """The mark of a model, for a legend or a heading."""
    return _svg(14, 14, f"<g class='m{number}'>{_shape(number, 7, 7)}</g>", "", "mark")


def reliability(bins: Sequence[Bin], number: int, title: str) -> Markup:
    """Share labelled Positive against mean probability, the marks as large as their bins are full."""
    left, top, size = 34, 8, _SIDE - 46
    most = max((each.rows for each in bins), default=1)

    def at(expected: float, observed: float) -> tuple[float, float]:
        return left + expected * size, top + (1 - observed) * size

    drawn = f"<path class='grid' d='M{left} {top}h{size}v{size}h-{size}z'/>"
    drawn += f"<path class='ideal' d='M{left} {top + size}L{left + size} {top}'/>"
    for end in (0, 0.5, 1):
        x, y = at(end, end)
        drawn += _text(x, top + size + 16, f"{end:g}", "middle") + _text(left - 6, y + 4, f"{end:g}", "end")
    corners = [at(each.expected, each.observed) for each in bins]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    drawn += f"<g class='m{number}'><path class='line' d='M{path}'/>"
    for each, (x, y) in zip(bins, corners, strict=True):
        words = f"{each.rows:,} tweets: said {each.expected:.2f}, are {each.observed:.2f}"
        radius = 2 + 4 * (each.rows / most) ** 0.5
        drawn += f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{radius:.1f}'><title>{words}</title></circle>"
    return _svg(_SIDE, _SIDE - 8, drawn + "</g>", title)


def forest(groups: Sequence[Group], title: str, percent: bool = True, zero: bool = False) -> Markup:
    """Intervals under each other: a group has a row for each model; `zero` draws a line there."""
    ends = [end for group in groups for each in group.intervals for end in (each.low, each.high)]
    ends += [0.0] if zero else []
    ticks = _ticks(min(ends, default=0.0), max(ends, default=1.0))
    left, width = _NAMES, _FOREST - _NAMES - 24

    def place(value: float) -> float:
        return left + (value - ticks[0]) / (ticks[-1] - ticks[0]) * width

    height = sum(len(group.intervals) * _ROW + _PAD for group in groups)
    drawn = ""
    for tick in ticks:
        kind = "zero" if zero and abs(tick) < 1e-9 else "grid"
        drawn += f"<path class='{kind}' d='M{place(tick):.1f} 0v{height}'/>"
        words = f"{tick:.0%}" if percent else f"{tick:+.3g}" if tick else "0"
        drawn += _text(place(tick), height + 16, words, "middle")
    y = _PAD / 2
    for group in groups:
        drawn += _text(left - 12, y + len(group.intervals) * _ROW / 2 + 4, group.name, "end")
        for number, each in enumerate(group.intervals, 1):
            y += _ROW / 2
            words = f"{each.value:.3f} ({each.low:.3f} to {each.high:.3f})"
            drawn += (
                f"<g class='m{number}'><title>{words}</title>"
                f"<path class='bar' d='M{place(each.low):.1f} {y:.1f}H{place(each.high):.1f}'/>"
                f"{_shape(number, place(each.value), y)}</g>"
            )
            y += _ROW / 2
        y += _PAD
    return _svg(_FOREST, height + 24, drawn, title)


def scatter(points: Sequence[Point], title: str, x_label: str, y_label: str) -> Markup:
    """Shares with their intervals against a positive quantity on a logarithmic axis."""
    low = floor(log10(min(point.x for point in points)))
    high = max(low + 1, ceil(log10(max(point.x for point in points))))
    ticks = _ticks(min(point.y.low for point in points), max(point.y.high for point in points))
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def across(value: float) -> float:
        return _LEFT + (log10(value) - low) / (high - low) * width

    def up(value: float) -> float:
        return _TOP + height - (value - ticks[0]) / (ticks[-1] - ticks[0]) * height

    drawn = ""
    for power in range(low, high + 1):
        x = across(10.0**power)
        drawn += f"<path class='grid' d='M{x:.1f} {_TOP}v{height}'/>"
        drawn += _text(x, _TOP + height + 16, f"{10.0**power:g}", "middle")
    for tick in ticks:
        drawn += f"<path class='grid' d='M{_LEFT} {up(tick):.1f}h{width}'/>"
        drawn += _text(_LEFT - 8, up(tick) + 4, f"{tick:.3g}", "end")
    drawn += _text(_LEFT + width / 2, _HEIGHT - 6, x_label, "middle")
    drawn += _text(
        _LEFT - 44, _TOP + height / 2, y_label, "middle", f"rotate(-90 {_LEFT - 44} {_TOP + height / 2})"
    )
    for position, point in enumerate(sorted(points, key=lambda each: each.x)):
        x, above, below = across(point.x), up(point.y.high), up(point.y.low)
        # Neighbours have their names at opposite ends, so that these do not meet.
        name = _text(max(x, _LEFT + 44), below + 14 if position % 2 else above - 6, point.name, "middle")
        drawn += (
            f"<g class='m{point.number}'><path class='bar' d='M{x:.1f} {above:.1f}V{below:.1f}'/>"
            f"{_shape(point.number, x, up(point.y.value))}</g>{name}"
        )
    return _svg(_WIDTH, _HEIGHT, drawn, title)


def standalone(drawing: Markup, style: str) -> str:
    """A chart as a file of its own, given the page's style sheet."""
    opened = str(drawing).replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' ", 1)
    return opened.replace(">", f"><style>{style}</style><rect class='paper' width='100%' height='100%'/>", 1)


def _ticks(low: float, high: float) -> list[float]:
    """Four to ten round numbers around a range."""
    span = max(high - low, 1e-6)
    step = 10.0 ** floor(log10(span / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= 7)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(step * number, 10) for number in range(first, max(last, first + 1) + 1)]


def _shape(number: int, x: float, y: float) -> str:
    return _SHAPES[(number - 1) % len(_SHAPES)].format(x=x, y=y)


def _text(x: float, y: float, words: str, anchor: str, transform: str = "") -> str:
    turned = f" transform='{transform}'" if transform else ""
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}'{turned}>{escape(words)}</text>"


def _svg(width: float, height: float, drawn: str, title: str, kind: str = "chart") -> Markup:
    label = f"role='img' aria-label='{escape(title)}'" if title else "aria-hidden='true'"
    return Markup(  # noqa: S704 - names are escaped where they are drawn, the rest is numbers
        f"<svg class='{kind}' width='{width:g}' viewBox='0 0 {width:g} {height:g}' {label}>{drawn}</svg>"
    )
