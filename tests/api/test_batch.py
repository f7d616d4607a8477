"""Many tweets, one model."""

import httpx

from tests.server import Server


def batch(server: Server, texts: list[str], **more: str) -> httpx.Response:
    body = {"texts": texts, **more}
    return httpx.post(f"{server.url}/predict/batch/", json=body, timeout=120)


def test_each_text_has_its_answer_in_order(server: Server) -> None:
    results = batch(server, ["so happy today", "", "12", "a" * 5_001, "never again"]).json()["results"]
    assert [result["detail"] for result in results] == [
        None,
        "Le texte ne peut pas être vide.",
        "Le texte ne peut pas être un nombre.",
        "Le texte dépasse 5000 caractères ; raccourcissez-le.",
        None,
    ]
    assert [bool(result["prediction"]) for result in results] == [True, False, False, False, True]


def test_a_thousand_texts_are_answered_each_under_its_own_id(server: Server) -> None:
    results = batch(server, [f"tweet {number} makes me happy" for number in range(1_000)]).json()["results"]
    assert len({result["prediction"]["prediction_id"] for result in results}) == 1_000


def test_a_text_gets_the_same_answer_alone_and_in_a_batch(server: Server) -> None:
    texts = ["so happy today", "two hours on hold " * 20, "never again", "ok"]
    for family in ("logreg", "lstm-word2vec", "lstm-glove"):
        results = batch(server, texts, model=family).json()["results"]
        for text, result in zip(texts, results, strict=True):
            body = {"text": text, "model": family}
            alone = httpx.post(f"{server.url}/predict/", json=body, timeout=60).json()
            assert abs(alone["confidence"] - result["prediction"]["confidence"]) < 1e-4


def test_texts_that_are_all_unfit_are_still_answered_one_by_one(server: Server) -> None:
    response = batch(server, ["", "12"])
    assert response.status_code == httpx.codes.OK
    assert all(result["detail"] for result in response.json()["results"])


def test_the_sentences_of_a_batch_follow_the_language(server: Server) -> None:
    response = httpx.post(
        f"{server.url}/predict/batch/", json={"texts": [""]}, headers={"Accept-Language": "en"}
    )
    assert response.json()["results"][0]["detail"] == "The text must not be empty."
