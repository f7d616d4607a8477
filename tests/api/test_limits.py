"""What is too large, in any form it may arrive."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.server import Server

ADDRESSES = ("/predict/", "/ui/gradio_api/upload")


def chunks(total: int) -> Iterator[bytes]:
    for _ in range(total // 50_000):
        yield b" " * 50_000


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_body_over_a_megabyte_is_refused(server: Server, address: str) -> None:
    response = httpx.post(f"{server.url}{address}", content=b" " * 1_000_001)
    assert response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
    assert response.json()["detail"].startswith("La requête dépasse 1000000 octets")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_body_that_does_not_say_its_size_is_refused_once_it_is_over(server: Server, address: str) -> None:
    response = httpx.post(f"{server.url}{address}", content=chunks(5_000_000))
    assert response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE


def test_a_body_that_does_not_say_its_size_is_answered_within_the_limit(server: Server) -> None:
    def body() -> Iterator[bytes]:
        yield b'{"text": '
        yield b'"so happy today"}'

    headers = {"Content-Type": "application/json"}
    response = httpx.post(f"{server.url}/predict/", content=body(), headers=headers, timeout=60)
    assert response.status_code == httpx.codes.OK


def test_headers_without_an_end_are_refused(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000)
        assert client.recv(1_000).startswith(b"HTTP/1.1 431 ")


def test_a_batch_over_the_limit_is_refused(server: Server) -> None:
    response = httpx.post(f"{server.url}/predict/batch/", json={"texts": ["so happy"] * 1_001})
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert response.json()["detail"][0]["loc"] == ["body", "texts"]
