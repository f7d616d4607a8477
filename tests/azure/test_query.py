"""The alert's query on Azure: right by Microsoft's reader, and true to what the service tells."""

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.resources import Resource

from bentos.serving import answers
from bentos.settings import ROOT, Settings
from bentos.telemetry import destinations
from bentos.telemetry.observations import Observations
from tests.azure.apptraces import answer, row
from tests.azure.kusto import Analysis, analyse
from tests.collector import Collector

QUERY = (ROOT / "bentos" / "azure" / "alert.kql").read_text(encoding="utf-8")
WRONG = QUERY.replace("SeverityLevel", "Severity")
# https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule
NOT_EACH_MINUTE = {"ingestion_time", "union", "search", "take", "limit"}


@pytest.fixture(scope="module")
def analyses(tmp_path_factory: pytest.TempPathFactory) -> list[Analysis]:
    """What Microsoft's reader says of the query, and of one with a wrong column."""
    return analyse([QUERY, WRONG], tmp_path_factory.mktemp("kusto"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """The rows of AppTraces after a negative tweet, a positive one, and a comparison's other answer."""
    collector = Collector()
    settings = Settings(
        APPLICATIONINSIGHTS_CONNECTION_STRING=collector.azure,
        SENTIMENT_HOME=tmp_path_factory.mktemp("home"),
    )
    (azure,) = destinations.of(settings, "gateway")
    watched = Observations(1_000, 1_000, settings.telemetry_text, {})
    watched.add("so sad", answers.decide(0.1, "logreg:1", 1.0))
    watched.add("so glad", answers.decide(0.9, "logreg:1", 1.0))
    watched.add("so sad", answers.decide(0.2, "bert:1", 1.0), counted=False)
    watched.start(Resource.create({"service.name": "gateway"}), [azure.predictions])
    watched.close()
    yield [row(each) for each in collector.messages("")]
    collector.stop()


def test_microsofts_reader_finds_nothing_wrong(analyses: list[Analysis]) -> None:
    assert analyses[0].findings == []


def test_microsofts_reader_finds_a_column_that_the_table_does_not_have(analyses: list[Analysis]) -> None:
    assert any("'Severity'" in finding for finding in analyses[1].findings)


def test_nothing_stands_in_it_that_azure_refuses_to_run_each_minute(analyses: list[Analysis]) -> None:
    assert NOT_EACH_MINUTE.isdisjoint(word.lower() for word in analyses[0].words)


def test_of_all_that_is_told_it_finds_the_negative_tweet_that_counts(told: list[dict[str, Any]]) -> None:
    assert len(told) == 5  # each prediction is an information, each negative a warning, too
    (found,) = answer(QUERY, told)
    assert found["Message"] == "Sentiment négatif détecté : so sad"
    assert (found["Model"], found["Confidence"]) == ("logreg", 0.9)


def test_what_it_shows_leads_back_to_the_prediction(told: list[dict[str, Any]]) -> None:
    (found,) = answer(QUERY, told)
    warning = next(row for row in told if row["Message"] == found["Message"])
    assert f'"prediction_id": "{found["Prediction"]}"' in warning["Properties"]
    assert found["OperationId"] == warning["OperationId"]


def test_a_negative_below_the_confidence_does_not_count(told: list[dict[str, Any]]) -> None:
    for least, found in (("0.9", 1), ("0.91", 0)):
        assert len(answer(QUERY.replace(">= 0.5", f">= {least}"), told)) == found


@pytest.mark.parametrize(
    "other", [{"SeverityLevel": 3}, {"Message": "bert does not answer"}, {"Properties": "{}"}]
)
def test_it_finds_no_other_trace(told: list[dict[str, Any]], other: dict[str, Any]) -> None:
    assert answer(QUERY, [trace | other for trace in told]) == []
