"""One tweet, one model: what the API promises to any client."""

import json

import httpx
import pytest

from tests.server import Server

MODELS = ("logreg", "lstm-word2vec", "lstm-glove", "bert")


def predict(server: Server, **body: object) -> httpx.Response:
    # httpx would write UTF-8, which has no lone surrogates; JSON's escapes carry them.
    headers = {"Content-Type": "application/json"}
    return httpx.post(f"{server.url}/predict/", content=json.dumps(body), headers=headers, timeout=60)


def test_the_root_answers(server: Server) -> None:
    assert httpx.get(f"{server.url}/").status_code == httpx.codes.OK


def test_a_text_is_answered_with_a_label_and_its_probabilities(server: Server) -> None:
    response = predict(server, text="Thanks for the quick help, you saved my day!")
    assert response.status_code == httpx.codes.OK
    answer = response.json()
    assert answer["sentiment"] == ("Negative", "Positive")[answer["prediction"]]
    assert answer["confidence"] == max(answer["probabilities"].values())
    assert sum(answer["probabilities"].values()) == pytest.approx(1)
    assert answer["prediction_id"]


def test_a_missing_text_is_named_in_the_answer(server: Server) -> None:
    response = predict(server)
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert response.json()["detail"][0]["loc"] == ["body", "text"]


@pytest.mark.parametrize("text", ["", "  ", "\n\t\u00a0\u3000"])
def test_an_empty_text_is_refused(server: Server, text: str) -> None:
    response = predict(server, text=text)
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert response.json() == {"detail": "Le texte ne peut pas être vide."}


@pytest.mark.parametrize("text", ["12345", " 42 ", "3.14", "-5", "1 000 000", "1,5", "٣٤", "²"])
def test_a_number_is_refused(server: Server, text: str) -> None:
    response = predict(server, text=text)
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert response.json() == {"detail": "Le texte ne peut pas être un nombre."}


@pytest.mark.parametrize("text", ["10/10", "100%", "2nd", "...", "😀", "#1", ":-)"])
def test_what_only_looks_like_a_number_is_a_tweet(server: Server, text: str) -> None:
    assert predict(server, text=text).status_code == httpx.codes.OK


@pytest.mark.parametrize("body", [b"text=hello", b"{", b'{"text": "caf\xe9"}', b"[" * 100_000, b'"text"'])
def test_a_body_that_is_not_a_json_object_is_refused_in_the_same_shape(server: Server, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = httpx.post(f"{server.url}/predict/", content=body, headers=headers)
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert response.json()["detail"][0]["loc"][0] == "body"


@pytest.mark.parametrize("family", MODELS)
def test_each_family_answers_by_name(server: Server, family: str) -> None:
    response = predict(server, text="so happy today", model=family)
    assert response.status_code == httpx.codes.OK
    assert response.json()["model"].partition(":")[0] == family


def test_the_version_that_answered_can_be_asked_again(server: Server) -> None:
    version = predict(server, text="so happy today").json()["model"]
    assert predict(server, text="so happy today", model=version).json()["model"] == version


def test_an_unknown_model_is_answered_with_those_that_are_served(server: Server) -> None:
    response = predict(server, text="so happy today", model="gpt\ud800")
    assert response.status_code == httpx.codes.NOT_FOUND
    assert all(family in response.json()["detail"] for family in MODELS)


def test_the_default_model_is_the_best_on_validation(server: Server) -> None:
    served = httpx.get(f"{server.url}/models/").json()["served"]
    best = max(served, key=lambda model: model["metrics"]["validation"]["accuracy"])
    assert predict(server, text="so happy today").json()["model"] == best["model"]
    assert [model["model"] for model in served if model["default"]] == [best["model"]]


def test_a_text_over_the_limit_is_refused_with_a_sentence(server: Server) -> None:
    response = predict(server, text="a" * 5_001)
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    [wrong] = response.json()["detail"]
    assert wrong["loc"] == ["body", "text"]
    assert wrong["msg"] == "Le texte dépasse 5000 caractères ; raccourcissez-le."


def test_a_text_at_the_limit_is_answered(server: Server) -> None:
    assert predict(server, text="so happy " * 555 + "happy").status_code == httpx.codes.OK


def test_a_refusal_does_not_repeat_what_was_sent(server: Server) -> None:
    response = predict(server, text=["a" * 900_000])
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert len(response.content) < 1_000


@pytest.mark.parametrize(
    "text",
    ["\x00", "so \ud83d happy", "\udfff", "\ufdd0\ufffe", "e\u0301" * 100, "\u202eyppah", "\U0010ffff"],
)
@pytest.mark.parametrize("family", MODELS)
def test_any_unicode_is_answered(server: Server, text: str, family: str) -> None:
    assert predict(server, text=text, model=family).status_code == httpx.codes.OK
