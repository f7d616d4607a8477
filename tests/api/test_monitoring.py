"""The figures of monitoring, over HTTP."""

import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.server import Server


def overview(server: Server, **parameters: str) -> dict[str, Any]:
    response = httpx.get(f"{server.url}/monitoring/", params=parameters, timeout=60)
    assert response.status_code == httpx.codes.OK
    made: dict[str, Any] = response.json()
    return made


def tweets(made: dict[str, Any]) -> int:
    return sum(bucket["tweets"] for bucket in made["tweets"])


@pytest.fixture(scope="module")
def compared(server: Server) -> dict[str, Any]:
    """The overview of the last hour, once it holds a comparison that was made now."""
    made = overview(server, span="hour")
    before = tweets(made)
    text = {"text": f"still nobody answers {uuid4().hex}"}
    assert httpx.post(f"{server.url}/compare/", json=text, timeout=60).status_code == httpx.codes.OK
    while tweets(made) <= before:
        time.sleep(0.5)
        made = overview(server, span="hour")
    return made


def test_a_comparison_is_one_tweet_and_a_prediction_of_each_model(compared: dict[str, Any]) -> None:
    traffic = {each["model"]: each for each in compared["traffic"]}
    assert len(traffic) == 4
    assert all(each["predictions"] >= 1 and each["median_ms"] >= 0 for each in traffic.values())
    assert len(compared["agreement"]) == 6


def test_every_served_model_is_judged_by_its_own_reference(server: Server, compared: dict[str, Any]) -> None:
    served = httpx.get(f"{server.url}/models/", timeout=60).json()["served"]
    assert [each["model"] for each in compared["models"]] == [
        model["tag"].removeprefix("sentiment-") for model in served
    ]
    assert all(each["problem"] is None and each["validation_accuracy"] > 0 for each in compared["models"])


@pytest.mark.parametrize(("span", "seconds"), [("hour", 120), ("day", 1_800), ("week", 14_400)])
def test_a_longer_span_has_wider_buckets(server: Server, span: str, seconds: int) -> None:
    assert overview(server, span=span)["bucket_seconds"] == seconds


def test_an_unknown_span_is_refused(server: Server) -> None:
    response = httpx.get(f"{server.url}/monitoring/", params={"span": "century"}, timeout=60)
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_nobody_keeps_the_figures_on_the_way(server: Server) -> None:
    assert httpx.get(f"{server.url}/monitoring", timeout=60).headers["Cache-Control"] == "no-store"
