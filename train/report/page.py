"""The page of a report: one HTML file that asks no other server for anything."""

from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bentos.card import LABELS
from train.bootstrap import COVERAGE, RESAMPLES, Interval
from train.report import charts, figures
from train.report import runs as training
from train.report.answers import BATCH
from train.report.behaviour import TOLERANCE
from train.report.bias import GAPS
from train.report.charts import Group, Point
from train.report.findings import Findings

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("templates")
# Each is a template of that name.
_SECTIONS = {
    "metrics": "How good",
    "calibration": "How sure",
    "slices": "On which tweets",
    "errors": "What is wrong",
    "bias": "Who is meant",
    "behaviour": "What must hold",
    "quality": "What the data are like",
    "cost": "What it costs",
    "runs": "What differs between runs",
}
_COUNTS = {
    "read": "Rows read",
    "neutral": "Neutral, left out",
    "bad": "Lines that cannot be read",
    "duplicates": "Duplicates, left out",
    "conflicts": "Texts with both labels, left out",
}


def render(findings: Findings) -> str:
    """The page as HTML."""
    return (
        environment()
        .get_template("page.html")
        .render(
            found=findings,
            source=PurePath(findings.tweets.source).name,
            made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            sections=list(_SECTIONS.items()),
            charts=charts,
            labels=LABELS,
            names=figures.NAMES,
            coverage=COVERAGE,
            resamples=RESAMPLES,
            batch=BATCH,
            counts=_COUNTS,
            runs=training.records(findings.runs),
            older_runs=findings.older_runs,
            basename=lambda source: PurePath(source).name,
            tolerance=TOLERANCE,
            gaps=GAPS,
            shifts=[Group(each.group, each.shifts) for each in findings.bias.shifts],
            cost=cost(findings),
            slices=[Group(f"{each.name} · {each.rows:,}", each.accuracies) for each in findings.slices],
        )
    )


def environment() -> "Environment":
    """The templates, with the filters that they use."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"percent": percent, "within": within, "number": number, "p": probability}
    return made


def cost(findings: Findings) -> Markup:
    """The picture of accuracy against time per tweet."""
    points = [
        Point(each.name, number, each.answers.alone, each.figures["accuracy"])
        for number, each in enumerate(findings.models, 1)
    ]
    title = "Accuracy of each model against its time per tweet"
    return charts.scatter(points, title, "ms per tweet, alone", "accuracy")


def picture(findings: Findings) -> str:
    """The picture of accuracy against time per tweet, as an SVG file."""
    return charts.standalone(cost(findings), (_TEMPLATES / "style.css").read_text(encoding="utf-8"))


def percent(share: float | None, digits: int = 1) -> str:
    """A share as percent; a dash for none."""
    return "–" if share is None else f"{share:.{digits}%}"


def within(interval: Interval, digits: int = 3) -> str:
    """A figure with its interval in brackets."""
    return f"{interval.value:.{digits}f} [{interval.low:.{digits}f}, {interval.high:.{digits}f}]"


def number(value: Any, digits: int = 0) -> str:
    """A number with separated thousands."""
    return f"{value:,.{digits}f}"


def probability(p: float) -> str:
    """A p-value, as small as it is worth telling."""
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"
