"""Where the server listens."""

import socket

import pytest

from bentos.settings import Settings, SettingsError
from bentos.web import address


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


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104 - nothing listens
def test_without_a_token_the_service_listens_on_this_machine_only(host: str) -> None:
    assert address.bound(Settings(HOST=host)) == "127.0.0.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1"])
def test_an_address_of_this_machine_only_needs_no_token(host: str) -> None:
    assert address.bound(Settings(HOST=host)) == host


def test_with_a_token_the_service_listens_where_it_is_told_to() -> None:
    assert address.bound(Settings(HOST="192.0.2.7", ADMIN_TOKEN="token")) == "192.0.2.7"  # noqa: S106 - no secret


@pytest.mark.parametrize("own", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_an_address_of_this_machine_is_known(own: str) -> None:
    assert address.loopback(own)


@pytest.mark.parametrize(
    "other", ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1", "localhost.evil.example", ""]
)
def test_any_other_address_is_not_of_this_machine(other: str) -> None:
    assert not address.loopback(other)


@pytest.mark.parametrize(
    ("one", "another"),
    [("2001:db8::1", "2001:db8::ffff:2"), ("192.0.2.7", "::ffff:192.0.2.7"), ("somebody", "somebody")],
)
def test_addresses_that_one_client_can_have_are_one_client(one: str, another: str) -> None:
    assert address.client(one) == address.client(another)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("2001:db8::1", "2001:db8:0:1::1"),
        ("192.0.2.7", "192.0.2.8"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8"),
    ],
)
def test_addresses_of_two_clients_are_two(one: str, another: str) -> None:
    assert address.client(one) != address.client(another)


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
