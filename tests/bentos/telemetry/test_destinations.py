"""What waits for Azure while nobody answers, against a port of loopback that refuses."""

from pathlib import Path

from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import (
    InMemoryLogRecordExporter,
    LogRecordExportResult,
    SimpleLogRecordProcessor,
)

from bentos.settings import Settings
from bentos.telemetry import destinations
from tests.collector import Collector

MB = 1024 * 1024


def test_what_waits_for_azure_on_disk_stays_within_the_bound_of_all_processes(tmp_path: Path) -> None:
    collector = Collector()
    collector.stop()
    settings = Settings(APPLICATIONINSIGHTS_CONNECTION_STRING=collector.azure, SENTIMENT_HOME=tmp_path)
    processes = [destinations.of(settings, process)[0] for process in ("gateway", "logreg")]
    kept, provider = InMemoryLogRecordExporter(), LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(kept))
    for _ in range(128):
        provider.get_logger("test").emit(body="so sad " * 4_000)
    sizes = []
    for _ in range(10):
        for process in processes:
            assert process.logs.export(kept.get_finished_logs()) is LogRecordExportResult.FAILURE
            sizes.append(sum(file.stat().st_size for file in settings.telemetry.rglob("*.blob*")))
    one = sizes[0]
    assert one > 3 * MB
    assert len(sizes) * one > 60 * MB
    # It is looked at before a batch is written: the last one may lie over the bound.
    assert 50 * MB <= sizes[-1] == sizes[-2] < 50 * MB + one
    for process in processes:
        process.logs.shutdown()
