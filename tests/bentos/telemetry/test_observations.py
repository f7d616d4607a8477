"""Log records of predictions: in the contract's words, masked, never more than there is room for."""

import pytest
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import (
    BatchLogRecordProcessor,
    InMemoryLogRecordExporter,
    SimpleLogRecordProcessor,
)

from bentos.serving import answers
from bentos.telemetry import figures, observations
from bentos.telemetry.observations import Observations, Text

TWEET = "so sad @bob"
MUCH = 1_000.0  # records a second


def logged(
    text: Text = "masked",
    positive: float = 0.1,
    count: int = 1,
    informations: float = MUCH,
    warnings: float = MUCH,
) -> list[tuple[str, str]]:
    """Severity and message of the records that so many predictions leave."""
    exporter, provider = InMemoryLogRecordExporter(), LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    watched = Observations(informations, warnings, text, {"logreg:1": "abc"})
    for _ in range(count):
        watched.add(TWEET, answers.decide(positive, "logreg:1", 1.0))
    watched.start(provider.get_logger("test"), provider.force_flush)
    watched.close()
    records = [each.log_record for each in exporter.get_finished_logs()]
    assert all(each.attributes["commit"] == "abc" for each in records)
    return [(each.severity_text, each.body) for each in records]


@pytest.mark.parametrize(
    ("text", "told"), [("masked", " : so sad [user]"), ("off", ""), ("full", " : so sad @bob")]
)
def test_a_negative_prediction_is_told_with_as_much_of_its_text_as_is_wanted(text: Text, told: str) -> None:
    assert logged(text) == [
        ("WARN", f"Sentiment négatif détecté{told}"),
        ("INFO", "Prédiction reçue : 0, Sentiment : Negative"),
    ]


def test_nothing_is_told_of_the_text_of_a_positive_prediction() -> None:
    assert logged(positive=0.9) == [("INFO", "Prédiction reçue : 1, Sentiment : Positive")]


def test_what_has_no_room_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observations, "_INFORMATIONS", 2)
    before = figures.unlogged_predictions()._value.get()
    assert len(logged(positive=0.9, count=5)) == 2
    assert figures.unlogged_predictions()._value.get() == before + 3


def test_each_negative_prediction_is_a_warning_where_informations_have_no_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(observations, "_INFORMATIONS", 2)
    severities = [severity for severity, _ in logged(count=500)]
    assert severities == ["WARN"] * 500 + ["INFO"] * 2


def test_a_warning_without_room_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observations, "_WARNINGS", 2)
    before = figures.unlogged_warnings()._value.get()
    assert len(logged(count=5, informations=0)) == 2
    assert figures.unlogged_warnings()._value.get() == before + 3


def test_a_destination_with_little_room_gets_every_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observations, "_FLUSH", 8)
    exporter, provider = InMemoryLogRecordExporter(), LoggerProvider()
    # It sends in a minute, unless it is told to.
    processor = BatchLogRecordProcessor(exporter, 60_000, max_export_batch_size=16, max_queue_size=16)
    provider.add_log_record_processor(processor)
    watched = Observations(0, MUCH, "off", {})
    for _ in range(100):
        watched.add(TWEET, answers.decide(0.1, "logreg:1", 1.0))
    watched.start(provider.get_logger("test"), provider.force_flush)
    watched.close()
    provider.shutdown()
    assert len(exporter.get_finished_logs()) == 100
