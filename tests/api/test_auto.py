"""`auto`: the cascade, as any client sees it."""

from typing import Any

import httpx
import pytest

from tests.server import Server

TEXTS = ("I love this, thank you so much", "the table", "never again, what an awful service", "so so", "ok")


@pytest.fixture(scope="module")
def known(server: Server) -> dict[str, Any]:
    """What `/models/` says."""
    answer: dict[str, Any] = httpx.get(f"{server.url}/models/", timeout=60).json()
    return answer


def predict(server: Server, text: str, model: str, language: str = "en") -> dict[str, Any]:
    response = httpx.post(
        f"{server.url}/predict/",
        json={"text": text, "model": model},
        headers={"Accept-Language": language},
        timeout=60,
    )
    assert response.status_code == httpx.codes.OK
    answer: dict[str, Any] = response.json()
    return answer


def test_the_cascade_is_that_of_the_served_models_and_shows_its_figures(known: dict[str, Any]) -> None:
    tags = {model["family"]: model["tag"] for model in known["served"]}
    cascade = known["cascade"]
    assert cascade["pins"] == {family: tags[family] for family in ("logreg", "bert")}
    assert cascade["validation"] in cascade["frontier"]
    assert {"share", "accuracy", "gap", "gap_bound", "cost"} < set(cascade["test"])
    assert known["cascade_reason"] is None


@pytest.mark.parametrize("text", TEXTS)
def test_the_threshold_decides_who_answers(server: Server, known: dict[str, Any], text: str) -> None:
    sure = predict(server, text, "logreg")["confidence"] > known["cascade"]["threshold"]
    answer = predict(server, text, "auto")
    family, route = ("logreg", "sure") if sure else ("bert", "unsure")
    assert (answer["model"].partition(":")[0], answer["route"]) == (family, route)
    assert answer["probabilities"] == pytest.approx(predict(server, text, family)["probabilities"], abs=1e-4)


@pytest.mark.parametrize(("language", "word"), [("fr", "modèle"), ("en", "model")])
def test_the_reason_is_a_sentence_in_the_readers_language(server: Server, language: str, word: str) -> None:
    reason = predict(server, TEXTS[0], "auto", language)["reason"]
    assert word in reason.split()
    assert reason.endswith(".")


def test_a_batch_takes_the_same_routes_as_each_text_alone(server: Server) -> None:
    body = {"texts": list(TEXTS), "model": "auto"}
    results = httpx.post(f"{server.url}/predict/batch/", json=body, timeout=60).json()["results"]
    assert [result["prediction"]["route"] for result in results] == [
        predict(server, text, "auto")["route"] for text in TEXTS
    ]


def test_a_comparison_says_what_auto_answers(server: Server) -> None:
    compared = httpx.post(f"{server.url}/compare/", json={"text": TEXTS[0]}, timeout=60).json()
    alone = predict(server, TEXTS[0], "auto")
    assert (compared["auto"]["model"], compared["auto"]["route"]) == (alone["model"], alone["route"])
