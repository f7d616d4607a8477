"""A teller: the queues of what one destination is to be told of predictions, and the thread that tells it."""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from threading import Event, Thread
from typing import TYPE_CHECKING, Literal, Self

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.trace import Span, set_span_in_context

from bentos.masking import masked
from bentos.telemetry import figures
from bentos.telemetry.allowance import Allowance

if TYPE_CHECKING:
    from opentelemetry.sdk._logs import ReadableLogRecord
    from opentelemetry.sdk._logs.export import LogRecordExporter
    from opentelemetry.sdk.resources import Resource

Text = Literal["off", "masked", "full"]
# Time (ns), text, family:version, label, sentiment, confidence, id, counted, span. Plain values: many
# predictions that wait as objects would be work for the garbage collector.
Entry = tuple[int, str, str, int, str, float, str, bool, Span | None]

# The words that alerts and queries look for.
_RECEIVED = "Prédiction reçue : {label}, Sentiment : {sentiment}"
_NEGATIVE = "Sentiment négatif détecté"

_WARNINGS = 50_000  # negative predictions that wait for their warning
_INFORMATIONS = 10_000  # predictions that wait for their information
_TICK = 0.5  # seconds between two looks at them
_BATCH = 1_024  # records at most that a destination is given at once
# Records that are made in one go, and the seconds until the next: while this thread computes, requests wait.
_PORTION, _PAUSE = 128, 0.002

logger = logging.getLogger("bentoml.sentiment")


class _Queue:
    """Predictions that wait for one kind of record, and how many of them a second get it."""

    def __init__(self, per_second: float, capacity: int) -> None:
        self._room = capacity if per_second else 0
        self._allowance = Allowance(per_second)
        self.entries: deque[Entry] = deque()
        self._dropped = self._counted = 0

    def add(self, entry: Entry) -> None:
        """Queue a prediction, or count it as dropped."""
        if len(self.entries) < self._room:
            self.entries.append(entry)
        else:
            self._dropped += 1

    def take(self, *, all_of_them: bool) -> Iterator[Entry]:
        """What is queued now, or as much of it as is allowed now.

        What is allowed meanwhile is for the next time: else it would be taken one by one, for ever.
        """
        waiting = len(self.entries)
        for _ in range(waiting if all_of_them else self._allowance.take(waiting)):
            yield self.entries.popleft()

    def dropped(self) -> int:
        """How many were dropped since this was asked last."""
        missing = self._dropped - self._counted
        self._counted += missing
        return missing


class Teller:
    """Two bounded queues, and their thread once it is started. Warnings go first."""

    def __init__(self, informations: float, warnings: float, text: Text, commits: Mapping[str, str]) -> None:
        """See Observations."""
        self._informations = _Queue(informations, _INFORMATIONS)
        self._warnings = _Queue(warnings, _WARNINGS)
        self._rates = informations, warnings
        self._text = text
        self._commits = commits
        self._closing = Event()
        self._thread: Thread | None = None

    def twin(self) -> Self:
        """One that is to tell another destination the same."""
        twin = type(self)(*self._rates, self._text, self._commits)
        twin._informations.entries = self._informations.entries.copy()
        twin._warnings.entries = self._warnings.entries.copy()
        return twin

    def add(self, entry: Entry) -> None:
        """Queue a prediction for its records, or count what has no room."""
        if entry[3] == 0:
            self._warnings.add(entry)
        self._informations.add(entry)

    def start(self, resource: "Resource", exporter: "LogRecordExporter") -> None:
        """Start the thread, which gives the exporter its records and, at its end, shuts it down.

        It does without OpenTelemetry's logger and processor, whose records cost more than all else here.
        """
        self._thread = Thread(target=self._run, args=(resource, exporter), name="observations", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Have what is queued written, and the thread end."""
        self._closing.set()

    def join(self) -> None:
        """Wait for the thread's end."""
        if self._thread:
            self._thread.join()

    def _run(self, resource: "Resource", exporter: "LogRecordExporter") -> None:
        from opentelemetry.sdk._logs import ReadableLogRecord

        closing = False
        while not closing:
            closing = self._closing.wait(_TICK)
            for queue, told in ((self._warnings, self._warning), (self._informations, self._information)):
                made = self._made(queue.take(all_of_them=closing), told)
                while batch := [ReadableLogRecord(each, resource) for each in islice(made, _BATCH)]:
                    _export(batch, exporter)
            figures.unlogged_warnings().inc(self._warnings.dropped())
            figures.unlogged_predictions().inc(self._informations.dropped())
        exporter.shutdown()  # type: ignore[no-untyped-call]  # OpenTelemetry leaves it untyped

    def _made(self, entries: Iterator[Entry], told: Callable[[Entry], LogRecord]) -> Iterator[LogRecord]:
        while portion := list(islice(entries, _PORTION)):
            yield from map(told, portion)
            self._closing.wait(_PAUSE)

    def _warning(self, entry: Entry) -> LogRecord:
        return self._record(entry, SeverityNumber.WARN, _NEGATIVE + self._words(entry[1]))

    def _information(self, entry: Entry) -> LogRecord:
        body = _RECEIVED.format(label=entry[3], sentiment=entry[4])
        return self._record(entry, SeverityNumber.INFO, body)

    def _words(self, text: str) -> str:
        """What is told of a negative tweet's text."""
        if self._text == "off":
            return ""
        return f" : {masked(text) if self._text == 'masked' else text}"

    def _record(self, entry: Entry, severity: SeverityNumber, body: str) -> LogRecord:
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


def _export(records: "list[ReadableLogRecord]", exporter: "LogRecordExporter") -> None:
    try:
        exporter.export(records)
    except Exception:
        logger.exception("%d predictions could not be told", len(records))
