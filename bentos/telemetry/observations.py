"""Observations: what was predicted, as log records, written beside the requests."""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from threading import Event, Thread
from time import time_ns
from typing import TYPE_CHECKING, Literal

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.trace import Span, set_span_in_context

from bentos.contracts import Prediction
from bentos.masking import masked
from bentos.telemetry import figures, traces
from bentos.telemetry.allowance import Allowance

if TYPE_CHECKING:
    from opentelemetry.sdk._logs import ReadableLogRecord
    from opentelemetry.sdk._logs.export import LogRecordExporter
    from opentelemetry.sdk.resources import Resource

Text = Literal["off", "masked", "full"]

logger = logging.getLogger("bentoml.sentiment")

# The words that alerts and queries look for.
_RECEIVED = "Prédiction reçue : {label}, Sentiment : {sentiment}"
_NEGATIVE = "Sentiment négatif détecté"

_WARNINGS = 50_000  # negative predictions that wait for their warning
_INFORMATIONS = 10_000  # predictions that wait for their information
_TICK = 0.5  # seconds between two looks at them
_BATCH = 1_024  # records at most that a destination is given at once
# Records that are made in one go, and the seconds until the next: while this thread computes, requests wait.
_PORTION, _PAUSE = 32, 0.002

# Time (ns), text, family:version, label, sentiment, confidence, id, counted, span. Plain values: many
# predictions that wait as objects would be work for the garbage collector.
_Entry = tuple[int, str, str, int, str, float, str, bool, Span | None]
_Told = Callable[[_Entry], LogRecord]


class _Queue:
    """Predictions that wait for one kind of record, and how many of them a second get it."""

    def __init__(self, per_second: float, capacity: int) -> None:
        self._room = capacity if per_second else 0
        self._allowance = Allowance(per_second)
        self._entries: deque[_Entry] = deque()
        self._dropped = self._counted = 0

    def add(self, entry: _Entry) -> None:
        """Queue a prediction, or count it as dropped."""
        if len(self._entries) < self._room:
            self._entries.append(entry)
        else:
            self._dropped += 1

    def take(self, *, all_of_them: bool) -> Iterator[_Entry]:
        """What is queued, or as much of it as is allowed now."""
        while self._entries and (all_of_them or self._allowance.take()):
            yield self._entries.popleft()

    def dropped(self) -> int:
        """How many were dropped since this was asked last."""
        missing = self._dropped - self._counted
        self._counted += missing
        return missing


class Observations:
    """Two bounded queues of predictions and the thread that makes log records of them, at bounded rates.

    Warnings go first, many times faster: of a busy service, it is informations that are left out. No request
    waits; what has no room is counted in the figures `sentiment_unlogged_predictions` and
    `sentiment_unlogged_warnings`.
    """

    def __init__(self, informations: float, warnings: float, text: Text, commits: Mapping[str, str]) -> None:
        """So many `informations` and `warnings` a second are written; 0 is none.

        `text` says what is told of a tweet; `commits` maps a family:version to the commit it came from.
        """
        self._informations = _Queue(informations, _INFORMATIONS)
        self._warnings = _Queue(warnings, _WARNINGS)
        self._text = text
        self._commits = commits
        self._closing = Event()
        self._thread: Thread | None = None

    def add(self, text: str, made: Prediction, *, counted: bool = True) -> None:
        """Queue a prediction; neither waits nor raises. To be called in one thread.

        Alerts see those that are `counted`.
        """
        entry = (
            time_ns(),
            text,
            made.model,
            made.prediction,
            made.sentiment,
            made.confidence,
            made.prediction_id,
            counted,
            traces.current(),
        )
        if made.prediction == 0:
            self._warnings.add(entry)
        self._informations.add(entry)

    def start(self, resource: "Resource", exporters: Sequence["LogRecordExporter"]) -> None:
        """Start the thread, which gives the exporters their records and, at its end, shuts them down.

        It does without OpenTelemetry's logger and processor, whose records cost more than all else here.
        """
        self._thread = Thread(target=self._run, args=(resource, exporters), name="observations", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what is queued, and stop."""
        self._closing.set()
        if self._thread:
            self._thread.join()

    def _run(self, resource: "Resource", exporters: Sequence["LogRecordExporter"]) -> None:
        from opentelemetry.sdk._logs import ReadableLogRecord

        closing = False
        while not closing:
            closing = self._closing.wait(_TICK)
            for queue, told in ((self._warnings, self._warning), (self._informations, self._information)):
                made = self._made(queue, told, all_of_them=closing)
                while batch := [ReadableLogRecord(each, resource) for each in islice(made, _BATCH)]:
                    _export(batch, exporters)
            figures.unlogged_warnings().inc(self._warnings.dropped())
            figures.unlogged_predictions().inc(self._informations.dropped())
        for exporter in exporters:
            exporter.shutdown()  # type: ignore[no-untyped-call]  # OpenTelemetry leaves it untyped

    def _made(self, queue: _Queue, told: _Told, *, all_of_them: bool) -> Iterator[LogRecord]:
        entries = queue.take(all_of_them=all_of_them)
        while portion := list(islice(entries, _PORTION)):
            yield from map(told, portion)
            self._closing.wait(_PAUSE)

    def _warning(self, entry: _Entry) -> LogRecord:
        return self._record(entry, SeverityNumber.WARN, _NEGATIVE + self._words(entry[1]))

    def _information(self, entry: _Entry) -> LogRecord:
        body = _RECEIVED.format(label=entry[3], sentiment=entry[4])
        return self._record(entry, SeverityNumber.INFO, body)

    def _words(self, text: str) -> str:
        """What is told of a negative tweet's text."""
        if self._text == "off":
            return ""
        return f" : {masked(text) if self._text == 'masked' else text}"

    def _record(self, entry: _Entry, severity: SeverityNumber, body: str) -> LogRecord:
        at, _, served, label, _, confidence, prediction_id, counted, span = entry
        model, _, version = served.partition(":")
        return LogRecord(
            timestamp=at,
            context=set_span_in_context(span) if span else None,
            severity_number=severity,
            severity_text=severity.name,
            body=body,
            attributes={
                "model": model,
                "version": version,
                "label": label,
                "confidence": confidence,
                "prediction_id": prediction_id,
                "commit": self._commits.get(served, ""),
                "counted": counted,
            },
        )


def _export(records: "Sequence[ReadableLogRecord]", exporters: "Sequence[LogRecordExporter]") -> None:
    for exporter in exporters:
        try:
            exporter.export(records)
        except Exception:
            logger.exception("%d predictions could not be told", len(records))
