"""Where telemetry goes: Azure Monitor, an OpenTelemetry collector, or else a file."""

import logging
import os
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from bentos.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk._logs.export import LogRecordExporter
    from opentelemetry.sdk.metrics.export import MetricExporter
    from opentelemetry.sdk.trace.export import SpanExporter

_DISK = 50 * 1024 * 1024  # bytes that wait for Azure, those of all processes together
_AGAIN = 5  # seconds until what waits may be sent again
_TIMEOUT = 5.0  # seconds for an answer from Azure; then what it was sent waits on disk
_PATIENCE = 60.0  # seconds in which a collector that does not answer is tried again
_SILENCE = 60.0  # seconds between two sentences of an exporter that has the same to say each time

# Where the exporters say that nobody answers.
_EXPORTERS = (
    "azure.monitor.opentelemetry.exporter.export._base",
    *(
        f"opentelemetry.exporter.otlp.proto.http.{kind}"
        for kind in ("trace_exporter", "_log_exporter", "metric_exporter")
    ),
)


@dataclass(frozen=True)
class Destination:
    """Four exporters, each to be used in one thread, that of `predictions` apart from the service's own log.

    `delta` says that metrics are wanted as what was added since the last time.
    """

    name: str
    spans: "SpanExporter"
    logs: "LogRecordExporter"
    predictions: "LogRecordExporter"
    metrics: "MetricExporter"
    delta: bool = False


class _Seldom(logging.Filter):
    """Lets a line of the source speak once in a while."""

    def __init__(self) -> None:
        super().__init__()
        self._spoke: dict[int, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if monotonic() - self._spoke.get(record.lineno, -_SILENCE) < _SILENCE:
            return False
        self._spoke[record.lineno] = monotonic()
        return True


def of(settings: Settings, process: str) -> list[Destination]:
    """The destinations that the settings name, for one of the server's processes.

    Raises OSError where a file cannot be written.
    """
    for name in _EXPORTERS:
        logging.getLogger(name).addFilter(_Seldom())
    found = []
    if settings.azure:
        found.append(_azure(settings))
    if settings.otlp:
        found.append(_otlp(settings.otlp))
    return found or [_file(settings, process)]


def _azure(settings: Settings) -> Destination:
    # The exporter tells Microsoft about itself, and lets itself be configured from there.
    os.environ.setdefault("APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL", "true")
    os.environ.setdefault("APPLICATIONINSIGHTS_SDKSTATS_DISABLED", "true")
    os.environ.setdefault("APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED", "true")
    from azure.monitor.opentelemetry.exporter import (
        AzureMonitorLogExporter,
        AzureMonitorMetricExporter,
        AzureMonitorTraceExporter,
    )

    options: dict[str, Any] = {
        "connection_string": settings.azure.get_secret_value() if settings.azure else None,
        # One folder for all: what a process leaves behind, the next one that reaches Azure sends.
        "storage_directory": str(settings.telemetry / "azure"),
        "storage_max_size": _DISK,
        "storage_min_retry_interval": _AGAIN,
        # Its ten attempts take minutes, in which all that comes after would have to be kept in memory.
        "retry_total": 0,
        "timeout": _TIMEOUT,
        "read_timeout": _TIMEOUT,
    }
    return Destination(
        "Azure Monitor",
        AzureMonitorTraceExporter(**options),
        AzureMonitorLogExporter(**options),
        AzureMonitorLogExporter(**options),
        AzureMonitorMetricExporter(**options),
        delta=True,
    )


def _otlp(endpoint: str) -> Destination:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    base = endpoint.rstrip("/")
    return Destination(
        base,
        OTLPSpanExporter(f"{base}/v1/traces", timeout=_PATIENCE),
        OTLPLogExporter(f"{base}/v1/logs", timeout=_PATIENCE),
        OTLPLogExporter(f"{base}/v1/logs", timeout=_PATIENCE),
        OTLPMetricExporter(f"{base}/v1/metrics", timeout=_PATIENCE),
    )


def _file(settings: Settings, process: str) -> Destination:
    from bentos.telemetry.journal import Journal, Measures, Records, Spans

    path = settings.telemetry / f"{process}.jsonl"
    journal = Journal(path)
    return Destination(
        str(path), Spans(journal), Records(journal), Records(journal), Measures(journal), delta=True
    )
