"""Charts as SVG in the page's colours, each with a sentence for who does not see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 1000, 100  # of a drawing's own units; the page stretches it
_GAP = 0.2  # of a bar's place
_NEXT = 1.5  # buckets within which the next mark is that of the next bucket


@dataclass(frozen=True)
class Mark:
    """A value at a place (0 to 1) along the time, and the words that the pointer shows."""

    place: float
    value: float
    words: str


@dataclass(frozen=True)
class Frame:
    """What stands around a drawing: its title, a sentence on it, the top of its scale, its two ends."""

    title: str
    summary: str
    top: str
    begin: str
    end: str


def bars(frame: Frame, marks: Sequence[Mark], highest: float, buckets: int, kind: str) -> str:
    """A bar for each mark, in a place as wide as one of so many buckets; `kind` is its class of colour."""
    width = _WIDTH / buckets
    drawn = "".join(
        f"<rect x='{mark.place * _WIDTH + width * _GAP / 2:.1f}' width='{width * (1 - _GAP):.1f}' "
        f"y='{_HEIGHT - _rise(mark, highest):.1f}' height='{_rise(mark, highest):.1f}'>"
        f"<title>{escape(mark.words)}</title></rect>"
        for mark in marks
    )
    return _figure(frame, f"<g class='{kind}'>{drawn}</g>", "")


def lines(frame: Frame, series: Sequence[tuple[str, Sequence[Mark]]], highest: float, buckets: int) -> str:
    """A line for each named series, told apart by colour and by dashes; it ends where a bucket is empty."""
    drawn, legend = "", ""
    for position, (name, marks) in enumerate(series, start=1):
        path, before = "", -1.0
        for mark in marks:
            point = f"{mark.place * _WIDTH:.1f} {_HEIGHT - _rise(mark, highest):.1f}"
            # The round end of a line of no length is a dot: a single mark is seen, too.
            path += f"L{point}" if (mark.place - before) * buckets < _NEXT else f"M{point}h0"
            before = mark.place
        drawn += f"<path class='line{position}' d='{path}'><title>{escape(name)}</title></path>"
        legend += f"<span class='key line{position}'><i></i>{escape(name)}</span>"
    return _figure(frame, drawn, f"<p class='legend'>{legend}</p>")


def _rise(mark: Mark, highest: float) -> float:
    return min(mark.value / highest, 1) * _HEIGHT if highest else 0.0


def _figure(frame: Frame, drawn: str, legend: str) -> str:
    summary = escape(frame.summary)
    return (
        f"<figure class='chart'><figcaption>{escape(frame.title)}</figcaption><p>{summary}</p>"
        f"<div class='plot'><span>{escape(frame.top)}</span>"
        f"<svg viewBox='0 0 {_WIDTH} {_HEIGHT}' preserveAspectRatio='none' role='img' "
        f"aria-label='{escape(frame.title)}: {summary}'>{drawn}</svg></div>"
        f"<p class='ends'><span>{escape(frame.begin)}</span><span>{escape(frame.end)}</span></p>{legend}"
        "</figure>"
    )
