"""The journal: telemetry as JSON lines in a file, where it goes nowhere else."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import orjson
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk._logs.export import LogRecordExporter, LogRecordExportResult
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import format_span_id, format_trace_id

_SIZE = 10_000_000  # bytes of a file; then it becomes the one before, of which one is kept


class Journal:
    """A file of a bounded size. Its functions may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where the file cannot be written."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = RotatingFileHandler(path, maxBytes=_SIZE, backupCount=1, encoding="utf-8")

    def write(self, lines: Sequence[str]) -> None:
        """Add lines."""
        # In one piece: the handler looks at the file's size, and flushes, for each.
        self._file.handle(logging.makeLogRecord({"msg": "\n".join(lines)}))


class Spans(SpanExporter):
    """Writes spans into a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See SpanExporter."""
        self._journal.write([span.to_json(indent=None) for span in spans])
        return SpanExportResult.SUCCESS


class Records(LogRecordExporter):
    """Writes log records into a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._resource: tuple[Resource, Any] | None = None

    def export(self, batch: Sequence[ReadableLogRecord]) -> LogRecordExportResult:
        """See LogRecordExporter."""
        self._journal.write([self._line(record) for record in batch])
        return LogRecordExportResult.SUCCESS

    def _line(self, readable: ReadableLogRecord) -> str:
        """A record as its own `to_json` has it, which takes three times as long."""
        if self._resource is None or self._resource[0] is not readable.resource:
            self._resource = readable.resource, orjson.Fragment(readable.resource.to_json(indent=None))
        record = readable.log_record
        return orjson.dumps(
            {
                "body": record.body,
                "severity_number": record.severity_number and record.severity_number.value,
                "severity_text": record.severity_text,
                "attributes": dict(record.attributes) if record.attributes else None,
                "dropped_attributes": readable.dropped_attributes,
                "timestamp": record.timestamp and _time(record.timestamp),
                "observed_timestamp": _time(record.observed_timestamp),
                "trace_id": f"0x{format_trace_id(record.trace_id)}" if record.trace_id is not None else "",
                "span_id": f"0x{format_span_id(record.span_id)}" if record.span_id is not None else "",
                "trace_flags": record.trace_flags,
                "resource": self._resource[1],
                "event_name": record.event_name or "",
            },
            option=orjson.OPT_UTC_Z,
        ).decode()

    def force_flush(self, timeout_millis: int = 0) -> bool:  # noqa: ARG002 - the base class asks for it
        """See LogRecordExporter."""
        return True

    def shutdown(self) -> None:
        """See LogRecordExporter."""


def _time(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)


class Measures(MetricExporter):
    """Writes metrics into a journal."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def export(
        self,
        metrics_data: MetricsData,
        timeout_millis: float = 0,  # noqa: ARG002 - the base class asks for it
        **_: Any,
    ) -> MetricExportResult:
        """See MetricExporter."""
        if any(scope.metrics for each in metrics_data.resource_metrics for scope in each.scope_metrics):
            self._journal.write([metrics_data.to_json(indent=None)])
        return MetricExportResult.SUCCESS

    def force_flush(self, timeout_millis: float = 0) -> bool:  # noqa: ARG002 - the same
        """See MetricExporter."""
        return True

    def shutdown(self, timeout_millis: float = 0, **_: Any) -> None:
        """See MetricExporter."""
