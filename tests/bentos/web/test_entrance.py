"""Who comes in, by address and headers: the middleware in front of an application that answers 200."""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

from bentos.settings import Settings
from bentos.web.entrance import Entrance

ADMIN = {"ADMIN_TOKEN": "the-administrators"}
KEYS = {"API_KEYS": "one,two"}
HERE, OUTSIDE, ELSEWHERE = "127.0.0.1", "192.0.2.1", "192.0.2.7"
SITE = "https://other.example"


@pytest.fixture(autouse=True)
def _only_the_settings_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ADMIN_TOKEN", "API_KEYS", "SENTIMENT_RATE_LIMIT"):
        monkeypatch.delenv(name, raising=False)


def answer(
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    *,
    sender: str = HERE,
    reached: str = HERE,
    settings: dict[str, str] | None = None,
    times: int = 1,
) -> httpx.Response:
    """The last of as many answers to the same request, from `sender` to the server's address `reached`."""
    entrance = Entrance(PlainTextResponse("in"), Settings.model_validate(settings or {}))
    sent = {"Host": f"{reached}:3000"} | (headers or {})
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": (sender, 50_000),
        "server": (reached, 3000),
    }
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    async def ask() -> None:
        for _ in range(times):
            await entrance(dict(scope), receive, send)

    asyncio.run(ask())
    start, body = messages[-2:]
    return httpx.Response(start["status"], headers=start["headers"], content=body["body"])


@pytest.mark.parametrize(
    "path", ["/predict/", "/predict", "/models/", "/ui/", "/metrics", "/feedback/export"]
)
def test_on_this_machine_everything_is_open_where_nothing_is_set(path: str) -> None:
    assert answer("GET", path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/metrics", "/metrics/", "/feedback/export", "/feedback/export/", "/monitoring"]
)
@pytest.mark.parametrize("host", ["localhost", "localhost:3000", "[::1]:3000", "127.0.0.1"])
def test_without_a_token_what_is_the_administrators_is_open_on_this_machine(path: str, host: str) -> None:
    assert answer("GET", path, {"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:3000", "127.0.0.1.example", "", "["])
def test_without_a_token_a_name_that_leads_to_this_machine_opens_nothing(host: str) -> None:
    response = answer("GET", "/metrics", {"Host": host})
    assert response.status_code == 403
    assert "ADMIN_TOKEN" in response.json()["detail"]


def test_without_a_token_a_client_behind_this_machines_proxy_does_not_see_what_is_the_administrators() -> (
    None
):
    response = answer("GET", "/feedback/export", sender=ELSEWHERE)
    assert response.status_code == 403


@pytest.mark.parametrize("path", ["/predict/", "/ui/", "/docs", "/metrics"])
def test_without_a_token_another_address_of_the_machine_answers_nobody(path: str) -> None:
    assert answer("GET", path, sender=ELSEWHERE, reached=OUTSIDE).status_code == 403


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.parametrize("settings", [{}, ADMIN | KEYS])
def test_probes_are_answered_always(path: str, settings: dict[str, str]) -> None:
    asked = answer("GET", path, sender=ELSEWHERE, reached=OUTSIDE, settings=settings)
    assert asked.status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/feedback/export", "/feedback/export/"])
@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "one"}, {"Authorization": "Bearer the-administrator"}])
def test_what_is_the_administrators_needs_the_token(path: str, headers: dict[str, str]) -> None:
    response = answer("GET", path, headers, settings=ADMIN | KEYS)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")


def test_the_token_opens_everything() -> None:
    headers = {"Authorization": "Bearer the-administrators"}
    for path in ("/metrics", "/feedback/export", "/predict/", "/ui/"):
        opened = answer("GET", path, headers, sender=ELSEWHERE, reached=OUTSIDE, settings=ADMIN | KEYS)
        assert opened.status_code == 200


@pytest.mark.parametrize(
    "path", ["/predict/", "/predict", "/compare/", "/predict/batch/", "/feedback/", "/ui/", "/new"]
)
def test_with_keys_what_is_not_open_to_all_needs_one(path: str) -> None:
    assert answer("POST", path, settings=KEYS).status_code == 401
    assert answer("POST", path, {"X-API-Key": "three"}, settings=KEYS).status_code == 401
    assert answer("POST", path, {"X-API-Key": "two"}, settings=KEYS).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/openapi.json", "/models/", "/static_content/swagger-ui.css"]
)
def test_with_keys_what_is_served_is_told_to_all(path: str) -> None:
    assert answer("GET", path, settings=KEYS).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": SITE},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8080"},
        {"Origin": SITE},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_sends_nothing(headers: dict[str, str]) -> None:
    response = answer("POST", "/feedback/", {"Host": "localhost:3000"} | headers)
    assert response.status_code == 403
    assert "un autre site" in response.json()["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://sentiment.example"},
        {"Origin": "http://localhost:3000"},
    ],
)
def test_the_own_page_and_programs_send_what_they_like(headers: dict[str, str]) -> None:
    assert answer("POST", "/feedback/", {"Host": "localhost:3000"} | headers).status_code == 200


def test_a_client_over_the_limit_gets_a_sentence_and_a_time() -> None:
    limit = {"SENTIMENT_RATE_LIMIT": "2/hour"}
    headers = {"Accept-Language": "en"}
    response = answer("POST", "/predict/", headers, settings=limit, times=3)
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 3600
    assert response.json()["detail"] == "Too many requests; try again a little later."


def test_guesses_of_a_key_are_limited_wherever_they_are_sent() -> None:
    limit = KEYS | {"SENTIMENT_RATE_LIMIT": "2/hour"}
    headers = {"Authorization": "Bearer guessed"}
    assert answer("GET", "/ui/", headers, settings=limit, times=3).status_code == 429


def test_a_key_has_a_limit_of_its_own_wherever_it_is_used() -> None:
    limit = KEYS | {"SENTIMENT_RATE_LIMIT": "2/hour"}
    assert answer("POST", "/predict/", {"X-API-Key": "one"}, settings=limit, times=2).status_code == 200
    assert answer("POST", "/predict/", {"X-API-Key": "one"}, settings=limit, times=3).status_code == 429


def test_the_files_of_the_page_and_the_probes_are_not_counted() -> None:
    limit = {"SENTIMENT_RATE_LIMIT": "2/hour"}
    for path in ("/ui/assets/index.js", "/livez"):
        assert answer("GET", path, settings=limit, times=5).status_code == 200


@pytest.mark.parametrize(("sender", "status"), [(HERE, 200), (ELSEWHERE, 429)])
def test_where_no_limit_is_set_only_other_machines_have_one(sender: str, status: int) -> None:
    assert answer("POST", "/predict/", sender=sender, settings=ADMIN, times=6_001).status_code == status


def test_the_limit_can_be_switched_off() -> None:
    off = ADMIN | {"SENTIMENT_RATE_LIMIT": "off"}
    assert answer("POST", "/predict/", sender=ELSEWHERE, settings=off, times=6_001).status_code == 200


def test_who_is_refused_gets_the_security_headers_too() -> None:
    response = answer("POST", "/predict/", settings=KEYS)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
