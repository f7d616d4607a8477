"""The observer: what monitoring shows, read from the database seldom, however many look."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock

from bentos.monitoring.checkup import Checkup, check
from bentos.monitoring.monitoring import Monitoring, Report
from bentos.monitoring.overview import RULERS, Overview, Span, Traffic
from bentos.records.feedback import Feedback
from bentos.sentences import Language
from bentos.store import Stored

FRESH = timedelta(seconds=8)  # in which a report is given again
CHECKED = timedelta(minutes=5)  # in which a check-up is: it costs seconds


class Observer:
    """Reports of the last hours, and check-ups of the served models."""

    def __init__(self, served: Callable[[], Sequence[Stored]], feedback: Feedback, enough_flags: int) -> None:
        """`served` gives the models that are served by now.

        `enough_flags` flags since a model was trained recommend to train it again, 0 never do.
        """
        self._served = served
        self._monitoring = Monitoring(feedback)
        self._enough_flags = enough_flags
        self._reports: dict[Span, Report] = {}
        self._reading = asyncio.Lock()
        self._checkups: tuple[Checkup, ...] = ()
        self._checked = datetime.min.replace(tzinfo=UTC)
        self._checking = Lock()

    async def overview(self, span: Span, language: Language) -> Overview:
        """What monitoring shows of a span up to now. Raises FeedbackUnavailable."""
        # Who waits here holds no thread, and finds the report that another has made.
        async with self._reading:
            report = self._reports.get(span)
            if report is None or report.until < datetime.now(UTC) - FRESH:
                report = await asyncio.to_thread(self._report, span)
                self._reports[span] = report
            checkups = await asyncio.to_thread(self.checkups)
        return Overview(
            span=span,
            since=report.since,
            until=report.until,
            bucket_seconds=int(RULERS[span].bucket.total_seconds()),
            tweets=report.tweets,
            latencies=tuple(each for each in report.latencies if each.start),
            traffic=tuple(_traffic(report, checkup.model) for checkup in checkups),
            agreement=report.pairs,
            flagged=report.flagged,
            alerts=report.alerts,
            models=tuple(checkup.health(language) for checkup in checkups),
        )

    def checkups(self) -> tuple[Checkup, ...]:
        """A check-up of each served model, not older than some minutes. Raises FeedbackUnavailable."""
        with self._checking:
            served = self._served()
            known = [checkup.model for checkup in self._checkups]
            if self._checked < datetime.now(UTC) - CHECKED or known != [each.version for each in served]:
                self._checkups = tuple(
                    check(self._monitoring, stored, self._enough_flags) for stored in served
                )
                self._checked = datetime.now(UTC)
            return self._checkups

    def _report(self, span: Span) -> Report:
        until, ruler = datetime.now(UTC), RULERS[span]
        return self._monitoring.report(until - ruler.length, until, ruler.bucket)


def _traffic(report: Report, model: str) -> Traffic:
    buckets = [bucket for bucket in report.buckets if bucket.model == model]
    taken = next((each for each in report.latencies if each.start is None and each.model == model), None)
    return Traffic(
        model=model,
        predictions=sum(bucket.predictions for bucket in buckets),
        negative=sum(bucket.negative for bucket in buckets),
        median_ms=taken and taken.median,
        p95_ms=taken and taken.p95,
    )
