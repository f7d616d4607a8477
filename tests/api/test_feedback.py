"""A user says that a prediction was wrong."""

import httpx
import pytest

from tests.server import Server


@pytest.fixture
def prediction_id(server: Server) -> str:
    answer = httpx.post(f"{server.url}/predict/", json={"text": "great, another delay"}, timeout=60)
    identifier: str = answer.json()["prediction_id"]
    return identifier


def flag(server: Server, **body: object) -> httpx.Response:
    return httpx.post(f"{server.url}/feedback/", json=body, timeout=60)


def test_a_flag_is_stored_under_an_id(server: Server, prediction_id: str) -> None:
    response = flag(server, prediction_id=prediction_id, label=0, comment="irony")
    assert response.status_code == httpx.codes.CREATED
    stored = response.json()
    assert stored["id"]
    assert (stored["prediction_id"], stored["label"], stored["comment"]) == (prediction_id, 0, "irony")


def test_the_same_flag_again_is_the_same_flag(server: Server, prediction_id: str) -> None:
    first = flag(server, prediction_id=prediction_id, label=0)
    second = flag(server, prediction_id=prediction_id, label=0)
    assert second.status_code == httpx.codes.OK
    assert second.json() == first.json()


def test_a_text_that_utf8_cannot_carry_can_be_flagged(server: Server) -> None:
    body, headers = r'{"text": "so \ud83d\u0000 happy"}', {"Content-Type": "application/json"}
    made = httpx.post(f"{server.url}/predict/", content=body, headers=headers, timeout=60).json()
    assert flag(server, prediction_id=made["prediction_id"], label=0).status_code == httpx.codes.CREATED


def test_a_flag_of_an_unknown_prediction_is_refused(server: Server) -> None:
    response = flag(server, prediction_id="0" * 32, label=1)
    assert response.status_code == httpx.codes.NOT_FOUND
    assert "0" * 32 in response.json()["detail"]


@pytest.mark.parametrize(
    "wrong", [{"label": 2}, {"label": False}, {"label": "Positive"}, {"comment": "a" * 1_001}]
)
def test_a_flag_with_a_wrong_field_is_refused(
    server: Server, prediction_id: str, wrong: dict[str, object]
) -> None:
    response = flag(server, **{"prediction_id": prediction_id, "label": 1, **wrong})
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert response.json()["detail"][0]["loc"] == ["body", *wrong]


@pytest.mark.parametrize("comment", ["\x00", "a\x00b", "😀 «é»", "\u202e"])
def test_any_comment_is_stored_as_it_came(server: Server, prediction_id: str, comment: str) -> None:
    response = flag(server, prediction_id=prediction_id, label=1, comment=comment)
    assert response.status_code == httpx.codes.CREATED
    assert response.json()["comment"] == comment
