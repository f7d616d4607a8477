"""Log records of predictions: in the contract's words, masked, never more than there is room for."""

import pytest
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor

from bentos.serving import answers
from bentos.telemetry import figures, observations
from bentos.telemetry.observations import Observations, Text

TWEET = "so sad @bob"


def logged(text: Text = "masked", positive: float = 0.1, count: int = 1) -> list[tuple[str, str]]:
    """Severity and message of the records that so many predictions leave."""
    exporter, provider = InMemoryLogRecordExporter(), LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    watched = Observations(1_000, text, {"logreg:1": "abc"})
    for _ in range(count):
        watched.add(TWEET, answers.decide(positive, "logreg:1", 1.0))
    watched.start(provider.get_logger("test"))
    watched.close()
    records = [each.log_record for each in exporter.get_finished_logs()]
    assert all(each.attributes["commit"] == "abc" for each in records)
    return [(each.severity_text, each.body) for each in records]


@pytest.mark.parametrize(
    ("text", "told"), [("masked", " : so sad [user]"), ("off", ""), ("full", " : so sad @bob")]
)
def test_a_negative_prediction_is_told_with_as_much_of_its_text_as_is_wanted(text: Text, told: str) -> None:
    assert logged(text) == [
        ("INFO", "Prédiction reçue : 0, Sentiment : Negative"),
        ("WARN", f"Sentiment négatif détecté{told}"),
    ]


def test_nothing_is_told_of_the_text_of_a_positive_prediction() -> None:
    assert logged(positive=0.9) == [("INFO", "Prédiction reçue : 1, Sentiment : Positive")]


def test_what_has_no_room_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observations, "_CAPACITY", 2)
    before = figures.unlogged_predictions()._value.get()
    assert len(logged(positive=0.9, count=5)) == 2
    assert figures.unlogged_predictions()._value.get() == before + 3
