"""What the page answers while it is being built."""

import asyncio

import httpx
import pytest

from bentos.web.page import Page


def answer(method: str, path: str, language: str = "fr") -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Page())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, headers={"Accept-Language": language})

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "La page se prépare"), ("en", "The page is being prepared")],
)
def test_who_opens_the_page_reads_that_it_is_being_built(language: str, sentence: str) -> None:
    response = answer("GET", "/", language)
    assert response.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert sentence in response.text
    assert f'lang="{language}"' in response.text


def test_a_page_that_is_being_built_loads_itself_again() -> None:
    assert '<meta http-equiv="refresh" content="1">' in answer("GET", "/").text


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/config"), ("POST", "/gradio_api/queue/join"), ("POST", "/")]
)
def test_a_program_is_told_when_to_ask_the_page_again(method: str, path: str) -> None:
    response = answer(method, path)
    assert response.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert int(response.headers["Retry-After"]) > 0
    assert "La page se prépare" in response.json()["detail"]
