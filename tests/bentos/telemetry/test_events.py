"""What the page's visitors ask for is followed as if the API had been asked."""

import asyncio
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bentos.contracts import ContractError
from bentos.telemetry import events, traces

TRACE, PARENT = "ab" * 16, "cd" * 8


@pytest.fixture
def ended() -> Iterator[InMemorySpanExporter]:
    """The spans that have ended, while one event a second is followed."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traces.follow(provider.get_tracer("test"), 1)
    yield exporter
    traces.follow(None)


def only(ended: InMemorySpanExporter) -> ReadableSpan:
    (span,) = ended.get_finished_spans()
    return span


def fail(error: BaseException) -> None:
    with events.followed("compare", {}):
        raise error


def test_what_is_asked_meanwhile_is_within_the_event(ended: InMemorySpanExporter) -> None:
    with events.followed("compare", {}):
        inner = traces.current()
    assert inner is not None
    assert only(ended).context == inner.get_span_context()
    assert traces.current() is None


def test_the_trace_of_a_proxy_goes_on(ended: InMemorySpanExporter) -> None:
    with events.followed("compare", {"traceparent": f"00-{TRACE}-{PARENT}-01"}):
        pass
    assert (only(ended).context.trace_id, only(ended).parent.span_id) == (int(TRACE, 16), int(PARENT, 16))


@pytest.mark.parametrize(
    ("error", "status"),
    [(ContractError(503, "overloaded"), 503), (ZeroDivisionError(), 500), (asyncio.CancelledError(), 499)],
)
def test_an_event_that_fails_has_the_status_of_the_api(
    ended: InMemorySpanExporter, error: BaseException, status: int
) -> None:
    with pytest.raises(type(error)):
        fail(error)
    assert only(ended).attributes["http.response.status_code"] == status


def test_an_event_that_is_one_too_many_is_not_followed(ended: InMemorySpanExporter) -> None:
    for _ in range(2):
        with events.followed("compare", {}):
            pass
    assert only(ended).name == "POST /ui/compare"
