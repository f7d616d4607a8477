"""Which requests are followed, and how their spans hang together."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Span, StatusCode

from bentos.telemetry import traces

TRACE, PARENT = "ab" * 16, "cd" * 8


@pytest.fixture
def ended() -> Iterator[InMemorySpanExporter]:
    """The spans that have ended, while two requests a second are followed."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traces.follow(provider.get_tracer("test"), 2)
    yield exporter
    traces.follow(None)


def followed() -> Span:
    span = traces.request("POST", "/predict", {})
    assert span is not None
    return span


def only(ended: InMemorySpanExporter) -> ReadableSpan:
    (span,) = ended.get_finished_spans()
    return span


def test_no_more_requests_are_followed_than_a_second_has(ended: InMemorySpanExporter) -> None:
    assert [traces.request("POST", "/predict", {}) is not None for _ in range(3)] == [True, True, False]
    assert ended.get_finished_spans() == ()


def test_without_telemetry_no_request_is_followed() -> None:
    assert traces.request("POST", "/predict", {}) is None


def test_the_trace_of_a_client_goes_on(ended: InMemorySpanExporter) -> None:
    given = {b"traceparent": f"00-{TRACE}-{PARENT}-01".encode()}
    span = traces.request("POST", "/predict", given)
    assert span is not None
    traces.answered(span, 200)
    assert (only(ended).context.trace_id, only(ended).parent.span_id) == (int(TRACE, 16), int(PARENT, 16))


def test_a_client_that_records_no_trace_has_none_here(ended: InMemorySpanExporter) -> None:
    assert traces.request("POST", "/predict", {b"traceparent": f"00-{TRACE}-{PARENT}-00".encode()}) is None
    assert ended.get_finished_spans() == ()


@pytest.mark.parametrize(
    "header", [b"", b"nonsense", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01", b"\xff"]
)
def test_a_header_that_says_nothing_begins_a_new_trace(ended: InMemorySpanExporter, header: bytes) -> None:
    span = traces.request("POST", "/predict", {b"traceparent": header})
    assert span is not None
    traces.answered(span, 200)
    assert only(ended).parent is None


@pytest.mark.parametrize(
    ("status", "code"), [(200, StatusCode.UNSET), (422, StatusCode.UNSET), (503, StatusCode.ERROR)]
)
def test_a_failure_of_the_service_is_an_error(
    ended: InMemorySpanExporter, status: int, code: StatusCode
) -> None:
    traces.answered(followed(), status)
    assert only(ended).status.status_code is code


def test_a_call_is_linked_to_every_request_that_it_serves(ended: InMemorySpanExporter) -> None:
    requests = [followed(), followed()]
    call = traces.call("logreg:1", 3, requests)
    assert call is not None
    call.end()
    contexts = [request.get_span_context() for request in requests]
    assert [link.context for link in only(ended).links] == contexts
    assert only(ended).parent == contexts[0]
    assert only(ended).attributes["batch.tweets"] == 3


def test_a_runner_goes_on_with_the_trace_of_the_call(ended: InMemorySpanExporter) -> None:
    request = followed()
    hop = traces.hop("predict", traces.header(request)[traces.HEADER])
    assert traces.timed(hop, sum, [1, 2]) == 3
    assert hop is not None
    traces.ended(hop, failed=False)
    model, runner = ended.get_finished_spans()
    assert runner.parent.span_id == request.get_span_context().span_id
    assert (model.name, model.parent.span_id) == ("model", runner.context.span_id)


def test_a_runner_follows_no_call_without_a_header(ended: InMemorySpanExporter) -> None:
    assert traces.hop("predict", "") is None
    assert traces.timed(None, sum, [1, 2]) == 3
    assert ended.get_finished_spans() == ()
