"""What the server tells a browser with each of its answers."""

import httpx
import pytest

from tests.server import Server

ADDRESSES = ("/", "/models/", "/docs", "/ui/", "/ui/config", "/ui/nothing", "/metrics", "/livez", "/nothing")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_security_headers(server: Server, address: str) -> None:
    headers = httpx.get(f"{server.url}{address}", timeout=60).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_an_answer_of_the_api_may_load_nothing(server: Server) -> None:
    policy = httpx.get(f"{server.url}/models/", timeout=60).headers["Content-Security-Policy"]
    assert "-src 'self'" not in policy


@pytest.mark.parametrize("address", ["/models/", "/ui/config", "/ui/gradio_api/app_id", "/openapi.json"])
@pytest.mark.parametrize("host", ["localhost", "sentiment.example"])
def test_no_other_site_may_read_an_answer(server: Server, address: str, host: str) -> None:
    asked = {"Host": host, "Origin": "https://other.example"}
    headers = httpx.get(f"{server.url}{address}", headers=asked, timeout=60).headers
    assert [name for name in headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize("address", ["/predict/", "/ui/gradio_api/queue/join"])
def test_no_other_site_may_send_what_it_has_to_ask_for_first(server: Server, address: str) -> None:
    asked = {
        "Host": "sentiment.example",
        "Origin": "https://other.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    response = httpx.options(f"{server.url}{address}", headers=asked, timeout=60)
    assert not response.is_success
    assert [name for name in response.headers if name.startswith("access-control-")] == []
