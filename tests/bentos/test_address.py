"""Where the server listens."""

import socket

import pytest

from bentos import address
from bentos.settings import SettingsError


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:3000"),
        ("0.0.0.0", "http://localhost:3000"),  # noqa: S104 - nothing listens
        ("::", "http://localhost:3000"),
        ("::1", "http://[::1]:3000"),
        ("sentiment.example.org", "http://sentiment.example.org:3000"),
    ],
)
def test_the_url_of_an_address_opens_in_a_browser(host: str, url: str) -> None:
    assert address.url(host, 3000) == url


def test_a_name_is_resolved() -> None:
    assert address.resolve("localhost") == "127.0.0.1"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 100, "..", "999.1.1.1"])
def test_a_host_without_an_address_is_named(host: str) -> None:
    with pytest.raises(SettingsError, match="HOST") as caught:
        address.resolve(host)
    assert host in str(caught.value)


def test_a_port_that_somebody_uses_is_refused_and_then_free_again() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=str(port)):
            address.check_free("127.0.0.1", port)
    address.check_free("127.0.0.1", port)
