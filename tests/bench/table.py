"""What was measured, as Markdown."""

from collections.abc import Iterable, Mapping, Sequence

from tests.bench.bars import Bar
from tests.bench.figures import Figures, Limit

_COLUMNS = (
    "Row",
    "tweets/s",
    "p50 ms",
    "p99 ms",
    "p50 alone ms",
    "CPU ms a tweet",
    "load's CPU",
    "PSS MB",
    "RSS MB",
    "ready s",
    "errors",
    "same label",
    "others' CPU",
)


def rows(figures: Mapping[str, Figures]) -> str:
    """One line a workload."""
    return _table(_COLUMNS, ((name, *_cells(row)) for name, row in figures.items()))


def _cells(row: Figures) -> tuple[str, ...]:
    return (
        f"{row.tweets_per_second:,.0f}",
        f"{row.p50:,.1f}",
        f"{row.p99:,.1f}",
        f"{row.alone:,.1f}",
        f"{row.cpu:.2f}",
        f"{row.load_cpu:.2f}",
        f"{row.pss:,.0f}",
        f"{row.rss:,.0f}",
        f"{row.ready_seconds:.1f}",
        f"{row.errors:.0f}",
        f"{row.same_labels:.0%}",
        f"{row.others:.0%}",
    )


def limit(found: Limit) -> str:
    """The models without a server."""
    return _table(
        ("No server, no load generator beside it", "tweets/s", "with reading", "alone ms"),
        (
            (
                "bert, ONNX Runtime, full sorted batches, all cores",
                f"{found.bert:,.0f}",
                f"{found.bert_read:,.0f}",
                f"{found.bert_alone:.2f}",
            ),
            (
                "logreg, the runner's classifier, one core",
                f"{found.logreg:,.0f}",
                f"{found.logreg_read:,.0f}",
                f"{found.logreg_alone:.3f}",
            ),
        ),
    )


def bars(found: Sequence[Bar]) -> str:
    """Each ratio beside its bar."""
    return _table(
        ("Ratio", "measured", "bar", "reached"),
        (
            (bar.name, _number(bar.value), f"{'≤' if bar.most else '≥'} {bar.bound:,g}", _word(bar))
            for bar in found
        ),
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _word(bar: Bar) -> str:
    return "yes" if bar.reached else "no"


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))
