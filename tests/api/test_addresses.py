"""Where things are, and what is not there."""

import httpx
import pytest

from tests.server import Server


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/predict", {"text": "so happy"}),
        ("/compare", {"text": "so happy"}),
        ("/predict/batch", {"texts": ["so happy"]}),
        ("/feedback", {"prediction_id": "none", "label": 1}),
    ],
)
def test_a_slash_at_the_end_changes_nothing(server: Server, address: str, body: dict[str, object]) -> None:
    bare, slash = (httpx.post(f"{server.url}{address}{end}", json=body, timeout=60) for end in ("", "/"))
    assert bare.status_code == slash.status_code
    assert not bare.is_redirect


def test_the_models_are_listed_with_and_without_a_slash(server: Server) -> None:
    assert httpx.get(f"{server.url}/models").json() == httpx.get(f"{server.url}/models/").json()


@pytest.mark.parametrize("address", ["/livez", "/readyz", "/metrics", "/docs", "/openapi.json", "/ui/"])
def test_what_bentoml_and_the_page_offer_is_there(server: Server, address: str) -> None:
    assert httpx.get(f"{server.url}{address}", timeout=60).status_code == httpx.codes.OK


def test_the_page_opens_without_its_slash(server: Server) -> None:
    response = httpx.get(f"{server.url}/ui", follow_redirects=True, timeout=60)
    assert response.status_code == httpx.codes.OK
    assert response.url.path == "/ui/"


def test_the_documentation_needs_no_other_host(server: Server) -> None:
    page = httpx.get(f"{server.url}/docs").text
    assert "https://" not in page
    assert httpx.get(f"{server.url}/static_content/swagger-ui-bundle.js").status_code == httpx.codes.OK


def test_an_unknown_address_is_not_found(server: Server) -> None:
    assert httpx.get(f"{server.url}/nothing").status_code == httpx.codes.NOT_FOUND


def test_a_wrong_method_is_told_the_right_one(server: Server) -> None:
    response = httpx.get(f"{server.url}/predict/")
    assert response.status_code == httpx.codes.METHOD_NOT_ALLOWED
    assert response.headers["Allow"] == "POST"
