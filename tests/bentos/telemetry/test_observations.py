"""Log records of predictions: in the contract's words, masked, never more than there is room for."""

from collections.abc import Sequence
from threading import Event

import pytest
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, LogRecordExportResult
from opentelemetry.sdk.resources import Resource

from bentos.serving import answers
from bentos.telemetry import figures, teller
from bentos.telemetry.observations import Observations
from bentos.telemetry.teller import Text
from tests.waiting import wait_until

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
    exporter = InMemoryLogRecordExporter()
    watched = Observations(informations, warnings, text, {"logreg:1": "abc"})
    for _ in range(count):
        watched.add(TWEET, answers.decide(positive, "logreg:1", 1.0))
    watched.start(Resource.get_empty(), [exporter])
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
    monkeypatch.setattr(teller, "_INFORMATIONS", 2)
    before = figures.unlogged_predictions()._value.get()
    assert len(logged(positive=0.9, count=5)) == 2
    assert figures.unlogged_predictions()._value.get() == before + 3


def test_each_negative_prediction_is_a_warning_where_informations_have_no_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(teller, "_INFORMATIONS", 2)
    severities = [severity for severity, _ in logged(count=500)]
    assert severities == ["WARN"] * 500 + ["INFO"] * 2


def test_a_warning_without_room_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller, "_WARNINGS", 2)
    before = figures.unlogged_warnings()._value.get()
    assert len(logged(count=5, informations=0)) == 2
    assert figures.unlogged_warnings()._value.get() == before + 3


class Small(InMemoryLogRecordExporter):
    """A destination that takes only so many records at once."""

    def export(self, batch: Sequence[ReadableLogRecord]) -> LogRecordExportResult:
        if len(batch) > 16:
            raise ValueError("too many at once")
        return super().export(batch)


def told_to(*exporters: InMemoryLogRecordExporter) -> list[int]:
    """How many of a hundred warnings each destination has."""
    watched = Observations(0, MUCH, "off", {})
    for _ in range(100):
        watched.add(TWEET, answers.decide(0.1, "logreg:1", 1.0))
    watched.start(Resource.get_empty(), exporters)
    watched.close()
    return [len(exporter.get_finished_logs()) for exporter in exporters]


def test_a_destination_gets_every_warning_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller, "_BATCH", 16)
    assert told_to(Small()) == [100]


def test_a_destination_that_fails_leaves_the_others_theirs(caplog: pytest.LogCaptureFixture) -> None:
    assert told_to(Small(), InMemoryLogRecordExporter()) == [0, 100]
    assert "100 predictions could not be told" in caplog.text


class Hung(InMemoryLogRecordExporter):
    """A destination that takes nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Event()

    def export(self, batch: Sequence[ReadableLogRecord]) -> LogRecordExportResult:
        self.gate.wait()
        return super().export(batch)


def test_a_destination_that_hangs_holds_up_no_other() -> None:
    hung, other = Hung(), InMemoryLogRecordExporter()
    watched = Observations(0, MUCH, "off", {})
    watched.add(TWEET, answers.decide(0.1, "logreg:1", 1.0))
    watched.start(Resource.get_empty(), [hung, other])
    wait_until(lambda: len(other.get_finished_logs()) == 1)
    assert not hung.get_finished_logs()
    hung.gate.set()
    watched.close()
    assert len(hung.get_finished_logs()) == 1
