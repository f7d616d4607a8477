"""Measurements: the figures of /metrics as OpenTelemetry's metrics, so that both are one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from time import time_ns

from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricsData,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from bentos.telemetry import figures
from bentos.telemetry.destinations import Destination

_Labels = tuple[tuple[str, str], ...]
_Key = tuple[str, _Labels]  # a figure's name, and the labels of one of its points


@dataclass(frozen=True)
class _Point:
    """The value of a counter, or the sum and the filled buckets of a histogram: one more than bounds."""

    total: float = 0.0
    bounds: tuple[float, ...] = ()
    buckets: tuple[int, ...] = ()

    def since(self, before: "_Point") -> "_Point":
        """What was added."""
        earlier = before.buckets or (0,) * len(self.buckets)
        added = tuple(now - then for now, then in zip(self.buckets, earlier, strict=True))
        return _Point(self.total - before.total, self.bounds, added)


class Measurements:
    """Sends what the figures of this process say, every so many seconds and at the end."""

    def __init__(self, resource: Resource, destinations: Sequence[Destination], seconds: float) -> None:
        self._resource = resource
        self._destinations = destinations
        self._seconds = seconds
        self._began = self._sent = time_ns()
        self._before: dict[tuple[str, _Labels], _Point] = {}
        self._closing = Event()
        self._thread = Thread(target=self._run, name="measurements", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Send a last time, and stop."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(self._seconds):
            self.send()
        self.send()
        for destination in self._destinations:
            destination.metrics.shutdown()

    def send(self) -> None:
        """Send what the figures say now."""
        read = _read()
        now = time_ns()
        added = {
            (name, labels): point.since(self._before.get((name, labels), _Point()))
            for (name, labels), point in read.items()
            if point != self._before.get((name, labels))
        }
        for destination in self._destinations:
            if destination.delta:
                data = self._data(added, self._sent, now, AggregationTemporality.DELTA)
            else:
                data = self._data(read, self._began, now, AggregationTemporality.CUMULATIVE)
            # Though it may be empty: after it, Azure's exporter sends what waits on disk.
            destination.metrics.export(data)
        self._before, self._sent = read, now

    def _data(
        self, points: Mapping[_Key, _Point], start: int, end: int, temporality: AggregationTemporality
    ) -> MetricsData:
        metrics = []
        for figure in figures.every():
            of_figure = [(labels, point) for (name, labels), point in points.items() if name == figure._name]
            if not of_figure:
                continue
            data: Histogram | Sum
            if of_figure[0][1].buckets:
                data = Histogram([_histogram(*each, start, end) for each in of_figure], temporality)
            else:
                numbers = [
                    NumberDataPoint(dict(labels), start, end, point.total) for labels, point in of_figure
                ]
                data = Sum(numbers, temporality, is_monotonic=True)
            metrics.append(Metric(figure._name, figure._documentation, None, data))
        scope = ScopeMetrics(InstrumentationScope("sentiment"), metrics, "")
        return MetricsData([ResourceMetrics(self._resource, [scope], "")])


def _read() -> dict[_Key, _Point]:
    """What the figures say now."""
    read = {}
    for figure in figures.every():
        samples: dict[_Labels, dict[str, float]] = {}
        for family in figure.collect():
            for sample in family.samples:
                labels = tuple((name, value) for name, value in sample.labels.items() if name != "le")
                kind = sample.name.removeprefix(figure._name)
                samples.setdefault(labels, {})[kind + sample.labels.get("le", "")] = sample.value
        for labels, values in samples.items():
            read[figure._name, labels] = _point(values)
    return read


def _point(values: Mapping[str, float]) -> _Point:
    """`_total` of a counter; `_sum` and, cumulative, `_bucket0.5` and the like of a histogram."""
    if "_total" in values:
        return _Point(values["_total"])
    upto = {
        float(kind.removeprefix("_bucket")): int(n)
        for kind, n in values.items()
        if kind.startswith("_bucket")
    }
    bounds = sorted(upto)
    within = tuple(
        upto[bound] - before for bound, before in zip(bounds, [0, *(upto[b] for b in bounds)], strict=False)
    )
    return _Point(values["_sum"], tuple(bounds[:-1]), within)


def _histogram(labels: _Labels, point: _Point, start: int, end: int) -> HistogramDataPoint:
    """As minimum and maximum the bounds of the outermost filled buckets: Prometheus keeps neither."""
    filled = [number for number, count in enumerate(point.buckets) if count]
    edges = (0.0, *point.bounds, point.bounds[-1])
    return HistogramDataPoint(
        attributes=dict(labels),
        start_time_unix_nano=start,
        time_unix_nano=end,
        count=sum(point.buckets),
        sum=point.total,
        bucket_counts=point.buckets,
        explicit_bounds=point.bounds,
        min=edges[filled[0]] if filled else 0.0,
        max=edges[filled[-1] + 1] if filled else 0.0,
    )
