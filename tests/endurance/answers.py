"""What the answers to an offer show, beside the bars for a steady load and for three times too much."""

from collections import Counter
from dataclasses import dataclass

from tests.bench.bars import Bar
from tests.bench.figures import percentile
from tests.endurance.generator import Outcome

_REFUSALS = (429, 503)


@dataclass(frozen=True)
class Answers:
    """What came of an offer; times are ms from the moment when a request was due.

    `offered` requests were due and `good` answered 200 in a second. `improper` counts the answers that are
    neither 200 nor a refusal that names a time to try again. Status 0 is a broken connection.
    """

    offered: float
    good: float
    statuses: Counter[int]
    p50: float
    p99: float
    refusal_p50: float
    refusal_p99: float
    improper: int


def read(outcome: Outcome, seconds: float, settling: float = 0.0) -> Answers:
    """An offer of so many seconds; no rate counts what is answered in the first, `settling`, or after all."""
    rows = list(zip(outcome.due, outcome.done, outcome.status, outcome.retry_after, strict=True))
    good = [(due, done) for due, done, status, _ in rows if status == 200]
    refused = [(due, done) for due, done, status, named in rows if status in _REFUSALS and named]
    waited, turned = ([(done - due) * 1000 for due, done in part] for part in (good, refused))
    return Answers(
        offered=len(rows) / seconds,
        good=sum(settling < done <= seconds for _, done in good) / (seconds - settling),
        statuses=Counter(outcome.status),
        p50=percentile(waited, 50),
        p99=percentile(waited, 99),
        refusal_p50=percentile(turned, 50),
        refusal_p99=percentile(turned, 99),
        improper=len(rows) - len(good) - len(refused),
    )


def steady(name: str, answers: Answers) -> list[Bar]:
    """Not one answer other than 200."""
    others = answers.statuses.total() - answers.statuses[200]
    return [Bar(f"{name}: answers other than 200", others, 0, most=True)]


def overload(name: str, answers: Answers, capacity: float, deadline_ms: int) -> list[Bar]:
    """As much done as at full load (answers/s), what is let in is in time, and all else is a refusal."""
    return [
        Bar(f"{name}: good answers/s, to full load", answers.good / capacity, 0.9),
        Bar(f"{name}: p99 of those let in, to the deadline", answers.p99 / deadline_ms, 2, most=True),
        Bar(f"{name}: neither 200 nor 429 or 503 with Retry-After", answers.improper, 0, most=True),
    ]
