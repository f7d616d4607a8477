"""The service's own log, as OpenTelemetry's records: each with the trace of the request that it is about."""

import logging
import traceback

from opentelemetry._logs import Logger, LogRecord, SeverityNumber
from opentelemetry.trace import set_span_in_context

from bentos.masking import masked
from bentos.telemetry import traces

_SEVERITIES = (
    (logging.CRITICAL, SeverityNumber.FATAL),
    (logging.ERROR, SeverityNumber.ERROR),
    (logging.WARNING, SeverityNumber.WARN),
    (logging.INFO, SeverityNumber.INFO),
)


class Logs(logging.Handler):
    """Hands records on. Of an exception its kind and its place are told: its message may quote a tweet."""

    def __init__(self, logger: Logger) -> None:
        super().__init__(logging.INFO)
        self._logger = logger

    def emit(self, record: logging.LogRecord) -> None:
        """See logging.Handler."""
        severity = next(number for level, number in _SEVERITIES if record.levelno >= level)
        attributes: dict[str, str | int] = {
            "code.function.name": record.funcName,
            "code.file.path": record.filename,
        }
        if record.exc_info and record.exc_info[0]:
            kind, _, place = record.exc_info
            attributes["exception.type"] = kind.__name__
            attributes["exception.stacktrace"] = "".join(traceback.format_tb(place))
        span = traces.current()
        self._logger.emit(
            LogRecord(
                timestamp=int(record.created * 1e9),
                context=set_span_in_context(span) if span else None,
                severity_number=severity,
                severity_text=severity.name,
                body=masked(record.getMessage()),
                attributes=attributes,
            )
        )
