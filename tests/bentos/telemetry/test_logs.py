"""The service's own log in telemetry: masked, and without what an exception quotes."""

import logging
from collections.abc import Iterator

import pytest
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider

from bentos.telemetry import traces
from bentos.telemetry.logs import Logs


@pytest.fixture
def told() -> Iterator[InMemoryLogRecordExporter]:
    """What the logger `test` has told."""
    exporter, provider = InMemoryLogRecordExporter(), LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    handler = Logs(provider.get_logger("test"))
    logger = logging.getLogger("test")
    logger.addHandler(handler)
    yield exporter
    logger.removeHandler(handler)


def test_a_sentence_is_masked(told: InMemoryLogRecordExporter) -> None:
    logging.getLogger("test").warning("%s cannot be read", "@bob")
    (record,) = told.get_finished_logs()
    assert (record.log_record.body, record.log_record.severity_text) == ("[user] cannot be read", "WARN")


def test_of_an_exception_its_place_is_told_and_not_what_it_quotes(told: InMemoryLogRecordExporter) -> None:
    try:
        int("so sad")
    except ValueError:
        logging.getLogger("test").exception("It failed")
    (record,) = told.get_finished_logs()
    attributes = record.log_record.attributes
    assert attributes["exception.type"] == "ValueError"
    assert "test_logs.py" in attributes["exception.stacktrace"]
    assert "invalid literal" not in record.to_json()


def test_a_sentence_belongs_to_the_request_that_it_is_about(told: InMemoryLogRecordExporter) -> None:
    traces.follow(TracerProvider().get_tracer("test"), 1)
    span = traces.request("POST", "/predict", {})
    assert span is not None
    logging.getLogger("test").error("It failed")
    traces.answered(span, 500)
    traces.follow(None)
    (record,) = told.get_finished_logs()
    assert record.log_record.trace_id == span.get_span_context().trace_id
