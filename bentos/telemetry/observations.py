"""Observations: what was predicted, as log records, written beside the requests."""

from collections import deque
from collections.abc import Mapping
from threading import Event, Thread
from time import time_ns
from typing import Literal

from opentelemetry._logs import Logger, LogRecord, SeverityNumber
from opentelemetry.trace import Span, set_span_in_context

from bentos.contracts import Prediction
from bentos.masking import masked
from bentos.telemetry import figures, traces
from bentos.telemetry.allowance import Allowance

Text = Literal["off", "masked", "full"]

# The words that alerts and queries look for.
_RECEIVED = "Prédiction reçue : {label}, Sentiment : {sentiment}"
_NEGATIVE = "Sentiment négatif détecté"

_CAPACITY = 10_000  # predictions that wait
_TICK = 0.25  # seconds between two looks at them

_Entry = tuple[int, str, Prediction, bool, Span | None]


class Observations:
    """A bounded queue of predictions and the thread that makes log records of them, at a bounded rate.

    No request waits: what has no room is counted in the figure `sentiment_unlogged_predictions`.
    """

    def __init__(self, per_second: float, text: Text, commits: Mapping[str, str]) -> None:
        """`text` says what is told of a tweet; `commits` maps a family:version to the commit it came from."""
        self._per_second = per_second
        self._room = _CAPACITY if per_second else 0
        self._text = text
        self._commits = commits
        self._queue: deque[_Entry] = deque()
        self._dropped = self._counted = 0
        self._closing = Event()
        self._thread: Thread | None = None

    def add(self, text: str, made: Prediction, *, counted: bool = True) -> None:
        """Queue a prediction; neither waits nor raises. To be called in one thread.

        Alerts see those that are `counted`.
        """
        if len(self._queue) < self._room:
            self._queue.append((time_ns(), text, made, counted, traces.current()))
        else:
            self._dropped += 1

    def start(self, logger: Logger) -> None:
        """Start the thread, which writes to that logger."""
        self._thread = Thread(target=self._run, args=(logger,), name="observations", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what is queued, and stop."""
        self._closing.set()
        if self._thread:
            self._thread.join()

    def _run(self, logger: Logger) -> None:
        allowance = Allowance(self._per_second)
        while not self._closing.wait(_TICK):
            while self._queue and allowance.take():
                self._write(logger, *self._queue.popleft())
            self._count()
        while self._queue:
            self._write(logger, *self._queue.popleft())
        self._count()

    def _count(self) -> None:
        if missing := self._dropped - self._counted:
            figures.unlogged_predictions().inc(missing)
            self._counted += missing

    def _write(
        self, logger: Logger, at: int, text: str, made: Prediction, counted: bool, span: Span | None
    ) -> None:
        model, _, version = made.model.partition(":")
        attributes = {
            "model": model,
            "version": version,
            "label": made.prediction,
            "confidence": made.confidence,
            "prediction_id": made.prediction_id,
            "commit": self._commits.get(made.model, ""),
            "counted": counted,
        }
        context = set_span_in_context(span) if span else None

        def write(severity: SeverityNumber, body: str) -> None:
            logger.emit(
                LogRecord(
                    timestamp=at,
                    context=context,
                    severity_number=severity,
                    severity_text=severity.name,
                    body=body,
                    attributes=attributes,
                )
            )

        write(SeverityNumber.INFO, _RECEIVED.format(label=made.prediction, sentiment=made.sentiment))
        if made.prediction == 0:
            told = {"off": "", "masked": f" : {masked(text)}", "full": f" : {text}"}[self._text]
            write(SeverityNumber.WARN, _NEGATIVE + told)
