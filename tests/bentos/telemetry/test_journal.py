"""The file of telemetry: JSON lines, and a bounded size."""

import json
from pathlib import Path

import pytest
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import set_span_in_context

from bentos.telemetry import journal
from bentos.telemetry.journal import Journal, Records


def test_of_a_full_file_one_before_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_SIZE", 100)
    written = Journal(tmp_path / "telemetry" / "gateway.jsonl")
    for number in range(100):
        written.write([f'{{"number": {number}}}'])
    files = sorted((tmp_path / "telemetry").iterdir())
    assert [file.name for file in files] == ["gateway.jsonl", "gateway.jsonl.1"]
    assert sum(file.stat().st_size for file in files) <= 200
    assert files[0].read_text().endswith('{"number": 99}\n')


def test_a_log_record_is_written_as_opentelemetry_writes_it(tmp_path: Path) -> None:
    kept = InMemoryLogRecordExporter()
    provider = LoggerProvider(Resource.create({"service.name": "gateway"}))
    for exporter in (kept, Records(Journal(tmp_path / "gateway.jsonl"))):
        provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    logger = provider.get_logger("test")
    span = TracerProvider().get_tracer("test").start_span("POST /predict")
    logger.emit(LogRecord(body="nothing else"))
    logger.emit(
        LogRecord(
            timestamp=1_700_000_000_123_456_789,
            context=set_span_in_context(span),
            severity_number=SeverityNumber.WARN,
            severity_text="WARN",
            body="Sentiment négatif détecté",
            attributes={"label": 0, "counted": True},
        )
    )
    written = (tmp_path / "gateway.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in written] == [
        json.loads(record.to_json()) for record in kept.get_finished_logs()
    ]
