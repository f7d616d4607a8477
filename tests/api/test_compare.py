"""One tweet, every model."""

import httpx

from tests.server import Server


def compare(server: Server, text: str) -> httpx.Response:
    return httpx.post(f"{server.url}/compare/", json={"text": text}, timeout=60)


def test_every_served_model_answers(server: Server) -> None:
    answer = compare(server, "The driver was so kind, best delivery ever").json()
    served = httpx.get(f"{server.url}/models/").json()["served"]
    assert [one["model"] for one in answer["predictions"]] == [model["model"] for model in served]
    assert answer["failures"] == []


def test_the_answer_says_whether_the_models_agree(server: Server) -> None:
    answer = compare(server, "The driver was so kind, best delivery ever").json()
    assert answer["agree"] == (len({one["prediction"] for one in answer["predictions"]}) == 1)


def test_the_words_are_those_of_the_tweet_in_order(server: Server) -> None:
    answer = compare(server, "Best delivery EVER 😀 @shop").json()
    assert [word["word"] for word in answer["words"]] == ["Best", "delivery", "EVER", "😀", "@shop"]


def test_a_model_gives_the_same_answer_alone_and_compared(server: Server) -> None:
    text = "The driver was so kind, best delivery ever"
    for compared in compare(server, text).json()["predictions"]:
        body = {"text": text, "model": compared["model"]}
        alone = httpx.post(f"{server.url}/predict/", json=body, timeout=60).json()
        assert alone["probabilities"] == compared["probabilities"]


def test_an_empty_text_is_not_compared(server: Server) -> None:
    response = compare(server, " ")
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert response.json() == {"detail": "Le texte ne peut pas être vide."}
