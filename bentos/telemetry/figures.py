"""The process's own figures at /metrics: few names and few labels, whatever is asked for."""

from functools import cache
from typing import Any

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
_TWEETS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
_WAITING = (0, *_TWEETS, 2048, 4096)
_CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)

_figures: dict[str, Any] = {}


def every() -> list[Any]:
    """The figures that this process has written."""
    return list(_figures.values())


@cache
def request_seconds(route: str, status: int) -> Any:
    """A Prometheus histogram: seconds from a request to the end of its answer."""
    return _histogram(
        "sentiment_request_seconds",
        "seconds from a request to the end of its answer",
        ("route", "status"),
        _SECONDS,
    ).labels(route, str(status))


@cache
def batch_tweets(model: str) -> Any:
    """A Prometheus histogram: tweets that a model got in one call."""
    return _histogram(
        "sentiment_batch_tweets", "tweets that a model got in one call", ("model",), _TWEETS
    ).labels(model)


@cache
def waiting_tweets(model: str) -> Any:
    """A Prometheus histogram: tweets that waited for a model, or were with it, as a call was answered."""
    return _histogram(
        "sentiment_waiting_tweets",
        "tweets that waited for a model, or were with it, as a call was answered",
        ("model",),
        _WAITING,
    ).labels(model)


@cache
def confidence(model: str, sentiment: str) -> Any:
    """A Prometheus histogram: confidence of the predictions of a model; its count is their number."""
    return _histogram(
        "sentiment_confidence",
        "confidence of the predictions of a model, by what they say",
        ("model", "sentiment"),
        _CONFIDENCES,
    ).labels(model, sentiment)


def flags() -> Any:
    """A Prometheus counter: flags that were new."""
    return _counter("sentiment_flags", "flags that were new")


def alerts() -> Any:
    """A Prometheus counter: alerts that began."""
    return _counter("sentiment_alerts", "alerts that began")


def lost_predictions() -> Any:
    """A Prometheus counter: predictions that were answered and not recorded."""
    return _counter("sentiment_lost_predictions", "predictions that were answered and not recorded")


def unlogged_predictions() -> Any:
    """A Prometheus counter: predictions that telemetry has no information of, since they came too fast."""
    return _counter("sentiment_unlogged_predictions", "predictions without an information: too many")


def unlogged_warnings() -> Any:
    """A Prometheus counter: negative predictions that have no warning, since they came too fast."""
    return _counter("sentiment_unlogged_warnings", "negative predictions without a warning: too many")


@cache
def _histogram(name: str, description: str, labels: tuple[str, ...], buckets: tuple[float, ...]) -> Any:
    # Imported this late, it finds the folder that BentoML's processes share their figures in.
    from prometheus_client import Histogram

    _figures[name] = made = Histogram(name, description, labels, buckets=buckets)
    return made


@cache
def _counter(name: str, description: str) -> Any:
    from prometheus_client import Counter

    _figures[name] = made = Counter(name, description)
    return made
