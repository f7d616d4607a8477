"""What Prometheus's figures become in OpenTelemetry."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry, Counter, Histogram

from bentos.telemetry import figures
from bentos.telemetry.destinations import Destination
from bentos.telemetry.measurements import Measurements


class Kept(MetricExporter):
    """Keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[MetricsData] = []

    def export(self, metrics_data: MetricsData, timeout_millis: float = 0, **_: object) -> MetricExportResult:  # noqa: ARG002 - the base class asks for it
        self.given.append(metrics_data)
        return MetricExportResult.SUCCESS

    def force_flush(self, timeout_millis: float = 0) -> bool:  # noqa: ARG002 - the same
        return True

    def shutdown(self, timeout_millis: float = 0, **_: object) -> None:
        """Nothing is open."""

    def points(self) -> list[tuple[str, dict[str, str], object]]:
        """Name, labels and value (a histogram's buckets) of the points that were given last."""
        (resource,) = self.given[-1].resource_metrics
        return [
            (metric.name, dict(point.attributes), getattr(point, "bucket_counts", None) or point.value)
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
        ]


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[CollectorRegistry]:
    """A registry for figures that are no other test's."""
    monkeypatch.setattr(figures, "_figures", {})
    return CollectorRegistry()


def sending(*exporters: tuple[Kept, bool]) -> Measurements:
    destinations = [
        Destination(
            "test",
            InMemorySpanExporter(),
            InMemoryLogRecordExporter(),
            InMemoryLogRecordExporter(),
            kept,
            delta,
        )
        for kept, delta in exporters
    ]
    return Measurements(Resource.get_empty(), destinations, 3600)


def test_a_histogram_keeps_its_buckets_and_its_labels(registry: CollectorRegistry) -> None:
    sizes = Histogram("sizes", "", ("model",), buckets=(1, 2), registry=registry)
    figures._figures["sizes"] = sizes
    for size in (1, 2, 2, 9):
        sizes.labels("bert").observe(size)
    kept = Kept()
    measurements = sending((kept, False))
    measurements.send()
    assert kept.points() == [("sizes", {"model": "bert"}, (1, 2, 1))]
    (point,) = kept.given[0].resource_metrics[0].scope_metrics[0].metrics[0].data.data_points
    assert (point.count, point.sum, point.explicit_bounds, point.min, point.max) == (4, 14, (1, 2), 0, 2)


def test_azure_gets_what_was_added_and_a_collector_the_whole(registry: CollectorRegistry) -> None:
    flags = Counter("flags", "", registry=registry)
    figures._figures["flags"] = flags
    whole, added = Kept(), Kept()
    measurements = sending((whole, False), (added, True))
    for count in (2, 3):
        flags.inc(count)
        measurements.send()
    assert (whole.points(), added.points()) == ([("flags", {}, 5)], [("flags", {}, 3)])


def test_what_did_not_change_is_not_added(registry: CollectorRegistry) -> None:
    figures._figures["flags"] = Counter("flags", "", registry=registry)
    added = Kept()
    measurements = sending((added, True))
    measurements.send()
    measurements.send()
    assert added.points() == []
