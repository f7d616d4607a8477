"""Telemetry of one process: traces, log records and metrics, from its start to its end."""

import logging
from threading import Thread
from typing import TYPE_CHECKING

from bentos.settings import Settings
from bentos.telemetry import traces
from bentos.telemetry.observations import Observations

if TYPE_CHECKING:
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk.trace import TracerProvider

    from bentos.telemetry.measurements import Measurements

_SCOPE = "sentiment"
_QUEUE = 8_192  # spans, and log records, that wait for a destination
_BATCH = 1_024  # of them in one request to it
_PATIENCE = 12.0  # seconds in which `close` may send the rest

logger = logging.getLogger("bentoml.sentiment")


class Telemetry:
    """What the destinations are told of this process; to be made in the process itself, never before a fork.

    The providers are not OpenTelemetry's global ones: the frameworks would add spans of their own.
    """

    def __init__(self, settings: Settings, process: str, observations: Observations | None = None) -> None:
        """`process` is the name under which it is told; metrics are told of one with `observations`."""
        self._settings = settings
        self._process = process
        self._observations = observations
        self._opening = Thread(target=self._open, name="telemetry", daemon=True)
        self._spans: TracerProvider | None = None
        self._records: LoggerProvider | None = None
        self._measurements: Measurements | None = None
        self._logs: logging.Handler | None = None

    def start(self) -> None:
        """Begin, in a thread: what the exporters import holds nobody up."""
        if not self._settings.telemetry_disabled:
            self._opening.start()

    def close(self) -> None:
        """Send what waits, and stop; what a destination does not take in time is given up, or is on disk."""
        if self._opening.ident is None:
            return
        traces.follow(None)
        ending = Thread(target=self._end, name="telemetry-end", daemon=True)
        ending.start()
        ending.join(_PATIENCE)

    def _open(self) -> None:
        from opentelemetry.sdk._logs import LoggerProvider
        from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ALWAYS_ON

        from bentos.telemetry import destinations
        from bentos.telemetry.logs import Logs

        try:
            found = destinations.of(self._settings, self._process)
        except OSError as error:
            logger.warning("There is no telemetry: %s", error)
            return
        resource = Resource.create({"service.namespace": _SCOPE, "service.name": self._process})
        # `traces` has chosen what is followed before a span is made.
        spans = TracerProvider(ALWAYS_ON, resource, shutdown_on_exit=False)
        records = LoggerProvider(resource, shutdown_on_exit=False)
        for destination in found:
            spans.add_span_processor(
                BatchSpanProcessor(destination.spans, _QUEUE, max_export_batch_size=_BATCH)
            )
            records.add_log_record_processor(
                BatchLogRecordProcessor(destination.logs, max_queue_size=_QUEUE, max_export_batch_size=_BATCH)
            )
        self._spans, self._records = spans, records
        self._logs = Logs(records.get_logger(_SCOPE))
        logger.addHandler(self._logs)
        if self._observations:
            from bentos.telemetry.measurements import Measurements

            self._observations.start(resource, [destination.predictions for destination in found])
            self._measurements = Measurements(resource, found, self._settings.metric_interval_ms / 1000)
            self._measurements.start()
        traces.follow(spans.get_tracer(_SCOPE), self._settings.traced_requests)
        logger.info("Telemetry goes to %s", " and ".join(destination.name for destination in found))

    def _end(self) -> None:
        self._opening.join()
        if self._logs:
            logger.removeHandler(self._logs)
        # Beside one another: one that a destination keeps waiting would take the time of the others.
        parts = [
            self._observations and self._observations.close,
            self._spans and self._spans.shutdown,
            self._records and self._records.shutdown,
            self._measurements and self._measurements.close,
        ]
        endings = [Thread(target=part, daemon=True) for part in parts if part]
        for ending in endings:
            ending.start()
        for ending in endings:
            ending.join()
