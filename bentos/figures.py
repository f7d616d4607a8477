"""The process's own figures at /metrics: few names and few labels, whatever is asked for."""

from functools import cache
from typing import Any

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
_TWEETS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


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
def _histogram(name: str, description: str, labels: tuple[str, ...], buckets: tuple[float, ...]) -> Any:
    # Imported this late, it finds the folder that BentoML's processes share their figures in.
    from prometheus_client import Histogram

    return Histogram(name, description, labels, buckets=buckets)
