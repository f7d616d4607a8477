"""Traces: a few requests a second are followed from the front through a runner's batch to the model.

The sampling is at the head, by rate, and parent-based: a client that says that it does not record a trace is
believed. A request that is not followed costs next to nothing here. Until `follow` is called, none is.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from opentelemetry.trace import (
    Link,
    Span,
    SpanKind,
    StatusCode,
    Tracer,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from bentos.telemetry.allowance import Allowance

HEADER = "traceparent"  # https://www.w3.org/TR/trace-context/

P = ParamSpec("P")
T = TypeVar("T")

_W3C = TraceContextTextMapPropagator()
# Not OpenTelemetry's own context: the frameworks' instrumentation would add spans of its own to it.
_current: ContextVar[Span | None] = ContextVar("span", default=None)
_tracer: Tracer | None = None
_allowance = Allowance(0)


def follow(tracer: Tracer | None, per_second: float = 0) -> None:
    """Follow so many requests a second from now on; none without a tracer."""
    global _tracer, _allowance  # the tracer of a process, as OpenTelemetry's own is
    _tracer, _allowance = tracer, Allowance(per_second)


def current() -> Span | None:
    """The span of the request that is being answered, if it is followed."""
    return _current.get()


def request(method: str, route: str, given: Mapping[bytes, bytes]) -> Span | None:
    """The span of a request that begins, if it is followed; `given` are its headers."""
    if _tracer is None:
        return None
    context = None
    if parent := given.get(HEADER.encode()):
        context = _W3C.extract({HEADER: parent.decode("latin-1")})
        known = get_current_span(context).get_span_context()
        if known.is_valid and not known.trace_flags.sampled:
            return None
    if not _allowance.take():
        return None
    attributes = {"http.request.method": method, "http.route": route}
    span = _tracer.start_span(f"{method} {route}", context, SpanKind.SERVER, attributes)
    _current.set(span)
    return span


def answered(span: Span, status: int) -> None:
    """End the span of a request that was answered with a status."""
    span.set_attribute("http.response.status_code", status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        span.set_status(StatusCode.ERROR)
    span.end()
    _current.set(None)


def call(model: str, tweets: int, requests: Sequence[Span]) -> Span | None:
    """The span of a runner's call: within the first followed request that it serves, linked to each."""
    if _tracer is None or not requests:
        return None
    return _tracer.start_span(
        f"batch {model.partition(':')[0]}",
        set_span_in_context(requests[0]),
        SpanKind.CLIENT,
        {"peer.service": model, "batch.tweets": tweets},
        [Link(each.get_span_context()) for each in requests],
    )


def header(span: Span) -> dict[str, str]:
    """The header that carries a span to another process."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier, set_span_in_context(span))
    return carrier


def hop(method: str, parent: str) -> Span | None:
    """The span of a call as its runner sees it; `parent` is the header that came with it, or empty."""
    if _tracer is None or not parent:
        return None
    return _tracer.start_span(
        f"runner {method}", _W3C.extract({HEADER: parent}), SpanKind.SERVER, {"rpc.method": method}
    )


def ended(span: Span, *, failed: bool) -> None:
    """End the span of a call."""
    if failed:
        span.set_status(StatusCode.ERROR)
    span.end()


def timed(span: Span | None, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns; the time that it takes is a span `model` within `span`."""
    if _tracer is None or span is None:
        return work(*args, **kwargs)
    inner = _tracer.start_span("model", set_span_in_context(span))
    try:
        return work(*args, **kwargs)
    finally:
        inner.end()
