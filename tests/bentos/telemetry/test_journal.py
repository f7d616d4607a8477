"""The file of telemetry has a bounded size."""

from pathlib import Path

import pytest

from bentos.telemetry import journal
from bentos.telemetry.journal import Journal


def test_of_a_full_file_one_before_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_SIZE", 100)
    written = Journal(tmp_path / "telemetry" / "gateway.jsonl")
    for number in range(100):
        written.write([f'{{"number": {number}}}'])
    files = sorted((tmp_path / "telemetry").iterdir())
    assert [file.name for file in files] == ["gateway.jsonl", "gateway.jsonl.1"]
    assert sum(file.stat().st_size for file in files) <= 200
    assert files[0].read_text().endswith('{"number": 99}\n')
