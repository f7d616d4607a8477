"""A server that lets in other machines: who gets in, with which key."""

import httpx
import pytest

from tests.conftest import ADMIN_TOKEN, API_KEYS, RATE
from tests.server import Server

TWEET = {"text": "so happy today"}
REQUESTS = [
    ("/predict/", TWEET),
    ("/compare/", TWEET),
    ("/predict/batch/", {"texts": ["so happy today"]}),
    ("/feedback/", {"prediction_id": "none", "label": 1}),
]


@pytest.mark.parametrize(("address", "body"), REQUESTS)
@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "guessed"}, {"Authorization": "Bearer guessed"}])
def test_without_a_key_nothing_is_predicted_or_flagged(
    closed: Server, address: str, body: dict[str, object], headers: dict[str, str]
) -> None:
    response = httpx.post(f"{closed.url}{address}", json=body, headers=headers, timeout=60)
    assert response.status_code == httpx.codes.UNAUTHORIZED
    assert response.json()["detail"].startswith("Cette adresse demande une clé")
    assert "Bearer" in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {API_KEYS[0]}"},
        {"X-API-Key": API_KEYS[1]},
        {"Authorization": f"Bearer {ADMIN_TOKEN}"},
    ],
)
def test_a_key_predicts(closed: Server, headers: dict[str, str]) -> None:
    response = httpx.post(f"{closed.url}/predict/", json=TWEET, headers=headers, timeout=60)
    assert response.status_code == httpx.codes.OK


@pytest.mark.parametrize("address", ["/metrics", "/feedback/export", "/monitoring/"])
def test_the_administrators_addresses_open_to_the_token_alone(closed: Server, address: str) -> None:
    given = [{}, {"X-API-Key": API_KEYS[0]}, {"Authorization": f"Bearer {ADMIN_TOKEN}"}]
    url = f"{closed.url}{address}"
    assert [httpx.get(url, headers=headers, timeout=60).status_code for headers in given] == [401, 401, 200]


@pytest.mark.parametrize("address", ["/metrics", "/feedback/export", "/ui/"])
def test_a_browser_signs_in_with_the_token_as_password(closed: Server, address: str) -> None:
    response = httpx.get(f"{closed.url}{address}", auth=("anybody", ADMIN_TOKEN), timeout=60)
    assert response.status_code == httpx.codes.OK


@pytest.mark.parametrize("address", ["/ui/", "/ui/config", "/ui/gradio_api/app_id"])
def test_the_page_asks_for_a_login(closed: Server, address: str) -> None:
    response = httpx.get(f"{closed.url}{address}", headers={"Accept-Language": "en"}, timeout=60)
    assert response.status_code == httpx.codes.UNAUTHORIZED
    assert 'Basic realm="sentiment"' in response.headers["WWW-Authenticate"]
    assert "sign in" in response.json()["detail"]


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_the_probes_need_no_key(closed: Server, address: str) -> None:
    assert httpx.get(f"{closed.url}{address}", timeout=60).status_code == httpx.codes.OK


def test_another_address_of_the_machine_is_answered(closed: Server) -> None:
    assert httpx.get(f"http://127.0.0.2:{closed.port}/livez", timeout=60).status_code == httpx.codes.OK


def test_a_key_that_is_used_too_often_is_told_to_wait_and_no_other_is(closed: Server) -> None:
    other, used = ({"X-API-Key": key} for key in API_KEYS[1:])
    with httpx.Client(base_url=closed.url, timeout=60) as client:
        # The window may end in between; two are never enough for as many.
        answers = (client.get("/models/", headers=used) for _ in range(2 * RATE + 1))
        refused = next(answer for answer in answers if answer.status_code != httpx.codes.OK)
        assert client.get("/models/", headers=other).status_code == httpx.codes.OK
    assert refused.status_code == httpx.codes.TOO_MANY_REQUESTS
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
