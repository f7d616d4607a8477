"""A real server tells Azure Monitor and a collector what it does; both are of the test's own making.

The tests build on one another: one server is started, then left alone, then started again.
"""

import asyncio
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from tests.collector import Collector, eventually
from tests.endurance.visitor import Visitor
from tests.server import Server

RAW = "@bob.smith https://secret.example/x call +33 6 12 34 56 78"
NEGATIVE = f"I hate this, so sad and bad and awful {RAW}"
MASKED = "I hate this, so sad and bad and awful [user].smith [link] call [number]"
OUTAGE = 5.0  # seconds


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.stop()


@pytest.fixture(scope="module")
def told(trained_home: Path, collector: Collector) -> Iterator[Server]:
    """A server of one model that tells the collector what it does, both ways."""
    server = Server(
        trained_home,
        SENTIMENT_FAMILIES="logreg",
        APPLICATIONINSIGHTS_CONNECTION_STRING=collector.azure,
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.otlp,
        OTEL_METRIC_EXPORT_INTERVAL="500",
        OTEL_BLRP_SCHEDULE_DELAY="200",
        OTEL_BSP_SCHEDULE_DELAY="200",
    ).start()
    # The gateway's, and that of the model.
    eventually(lambda: server.log().count("Telemetry goes to") == 2)
    yield server
    server.stop()


def ask(server: Server, text: str = NEGATIVE) -> dict[str, Any]:
    """One answer, that of the negative tweet if no other is given."""
    answer: dict[str, Any] = (
        httpx.post(f"{server.url}/predict/", json={"text": text}).raise_for_status().json()
    )
    return answer


def of(answer: dict[str, Any], envelopes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The envelopes that are about an answer."""
    return [
        each
        for each in envelopes
        if each["data"]["baseData"]["properties"].get("prediction_id") == answer["prediction_id"]
    ]


@pytest.fixture(scope="module")
def negative(told: Server) -> dict[str, Any]:
    """The first negative answer."""
    answer = ask(told)
    assert answer["prediction"] == 0
    return answer


def test_a_negative_prediction_is_a_warning_with_its_dimensions(
    negative: dict[str, Any], collector: Collector
) -> None:
    (envelope,) = eventually(lambda: of(negative, collector.messages("Sentiment négatif détecté : ")))
    data = envelope["data"]["baseData"]
    assert data["severityLevel"] in (2, "Warning")
    assert data["message"] == f"Sentiment négatif détecté : {MASKED}"
    properties = data["properties"]
    assert f"{properties['model']}:{properties['version']}" == negative["model"]
    assert float(properties["confidence"]) == negative["confidence"]
    assert properties["commit"]


def test_every_prediction_is_an_information(negative: dict[str, Any], collector: Collector) -> None:
    (envelope,) = eventually(lambda: of(negative, collector.messages("Prédiction reçue")))
    assert envelope["data"]["baseData"]["message"] == "Prédiction reçue : 0, Sentiment : Negative"
    assert envelope["data"]["baseData"]["severityLevel"] in (1, "Information")


def test_request_batch_runner_and_model_are_one_operation(
    negative: dict[str, Any], collector: Collector
) -> None:
    (message,) = eventually(lambda: of(negative, collector.messages("Sentiment négatif")))
    operation = message["tags"]["ai.operation.id"]

    def span(name: str) -> dict[str, Any]:
        def look() -> list[dict[str, Any]]:
            return [each for each in collector.named(name) if each["tags"]["ai.operation.id"] == operation]

        (found,) = eventually(look)
        return found

    chain = [span(name) for name in ("POST /predict", "batch logreg", "runner predict", "model")]
    assert message["tags"]["ai.operation.parentId"] == chain[0]["data"]["baseData"]["id"]
    for outer, inner in pairwise(chain):
        assert inner["tags"]["ai.operation.parentId"] == outer["data"]["baseData"]["id"]
    assert chain[0]["data"]["baseData"]["id"] in chain[1]["data"]["baseData"]["properties"]["_MS.links"]


def test_a_collector_gets_the_same_trace(negative: dict[str, Any], collector: Collector) -> None:
    (message,) = eventually(lambda: of(negative, collector.messages("Sentiment négatif")))
    trace = bytes.fromhex(message["tags"]["ai.operation.id"])

    def names() -> set[str]:
        return {
            span.name
            for sent in collector.traces
            for resource in sent.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
            if span.trace_id == trace
        }

    assert eventually(lambda: len(names()) == 4 and names()) == {
        "POST /predict",
        "batch logreg",
        "runner predict",
        "model",
    }


def test_a_comparison_on_the_page_is_one_operation_with_its_batch(told: Server, collector: Collector) -> None:
    async def compare() -> int:
        async with aiohttp.ClientSession(told.url) as session:
            return await Visitor(session, iter(["never asked before, so good"])).load_page()

    eventually(lambda: "The page is at" in told.log())
    assert asyncio.run(compare()) == httpx.codes.OK
    (event,) = eventually(lambda: collector.named("POST /ui/compare"))
    operation = event["tags"]["ai.operation.id"]
    assert eventually(
        lambda: [each for each in collector.named("model") if each["tags"]["ai.operation.id"] == operation]
    )


def test_what_the_page_loads_and_polls_is_not_followed(told: Server, collector: Collector) -> None:
    httpx.get(f"{told.url}/ui/", timeout=60).raise_for_status()
    answer = ask(told)
    eventually(lambda: of(answer, collector.messages("Prédiction reçue")))
    requests = {
        each["data"]["baseData"]["name"]
        for each in list(collector.envelopes)
        if each["data"]["baseType"] == "RequestData"
    }
    assert requests <= {"POST /predict", "POST /ui/compare", "runner predict"}


def test_predictions_are_counted_by_model_and_sentiment(
    negative: dict[str, Any], collector: Collector
) -> None:
    def points() -> list[Any]:
        return [
            point
            for sent in collector.metrics
            for resource in sent.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == "sentiment_confidence"
            for point in metric.histogram.data_points
        ]

    point = eventually(points)[-1]
    assert point.count >= 1
    labels = {each.key: each.value.string_value for each in point.attributes}
    assert labels == {"model": negative["model"], "sentiment": "Negative"}


def test_nothing_is_lost_in_an_outage(told: Server, collector: Collector) -> None:
    collector.stop()
    during = ask(told)
    time.sleep(OUTAGE)
    collector.start()
    after = ask(told)
    for answer in (during, after):
        assert eventually(lambda answer=answer: of(answer, collector.messages("Sentiment négatif")))  # type: ignore[misc]
    ids = {during["prediction_id"], after["prediction_id"]}
    assert eventually(lambda: ids <= _logged(collector))


def test_what_azure_did_not_take_is_sent_after_a_restart(told: Server, collector: Collector) -> None:
    collector.stop()
    before = ask(told)
    told.stop()
    collector.start()
    told.start(until="alive")
    assert eventually(lambda: of(before, collector.messages("Sentiment négatif")))


def test_no_raw_text_has_left(told: Server, collector: Collector) -> None:  # noqa: ARG001 - all of the above
    sent = b"\n".join(collector.bodies)
    assert MASKED.encode() in sent
    for part in ("@bob", "secret.example", "34 56 78"):
        assert part.encode() not in sent


def _logged(collector: Collector) -> set[str]:
    """The ids of the predictions that OTLP's log records speak of."""
    return {
        attribute.value.string_value
        for sent in collector.logs
        for resource in sent.resource_logs
        for scope in resource.scope_logs
        for record in scope.log_records
        for attribute in record.attributes
        if attribute.key == "prediction_id"
    }


def test_no_library_of_the_server_reports_to_its_maker(server: Server) -> None:
    started = server.processes()[1:]
    wishes = {
        "BENTOML_DO_NOT_TRACK": "True",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "ORT_DISABLE_TELEMETRY": "1",
    }
    assert [process for process in started if not wishes.items() <= process.environ().items()] == []
