"""Whose secret a request carries."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bentos.web.credentials import NOBODY, Credentials, Level, username

ADMIN, FIRST, SECOND = "the administrator's", "the first client's", "schlüssel"
CREDENTIALS = Credentials(SecretStr(ADMIN), [SecretStr(FIRST), SecretStr(SECOND)])


def bearer(secret: str) -> dict[bytes, bytes]:
    return {b"authorization": b"Bearer " + secret.encode()}


def password(secret: str, user: str = "anybody") -> dict[bytes, bytes]:
    return {b"authorization": b"Basic " + base64.b64encode(f"{user}:{secret}".encode())}


def header(secret: str) -> dict[bytes, bytes]:
    return {b"x-api-key": secret.encode()}


@pytest.mark.parametrize("carried", [bearer, password, header])
@pytest.mark.parametrize(
    ("secret", "level"), [(ADMIN, Level.ADMIN), (FIRST, Level.CLIENT), (SECOND, Level.CLIENT)]
)
def test_a_secret_is_known_however_it_is_carried(carried: object, secret: str, level: Level) -> None:
    assert callable(carried)
    assert CREDENTIALS.caller(carried(secret)).level is level


def test_the_name_that_comes_with_a_password_is_nobodys_business() -> None:
    assert CREDENTIALS.caller(password(FIRST, "")) == CREDENTIALS.caller(password(FIRST, "jeanne"))


@pytest.mark.parametrize(
    ("carried", "name"),
    [(password(FIRST, "zoé"), "zoé"), (bearer(FIRST), ""), ({b"authorization": b"Basic \xff"}, ""), ({}, "")],
)
def test_who_signed_in_with_a_name_has_it(carried: dict[bytes, bytes], name: str) -> None:
    assert username(carried) == name


def test_two_keys_are_two_callers() -> None:
    assert CREDENTIALS.caller(bearer(FIRST)).key != CREDENTIALS.caller(bearer(SECOND)).key


def test_a_key_that_is_also_the_administrators_is_the_administrators() -> None:
    both = Credentials(SecretStr("same"), [SecretStr("same")])
    assert both.caller(bearer("same")).level is Level.ADMIN


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer(""),
        bearer(FIRST[:-1]),
        bearer(FIRST + " "),
        bearer(FIRST.upper()),
        password(FIRST[1:]),
        {b"authorization": FIRST.encode()},
        {b"authorization": b"Digest " + FIRST.encode()},
        {b"authorization": b"Basic not base64"},
        {b"authorization": b"Basic"},
        header(f"{FIRST},{SECOND}"),
    ],
)
def test_whoever_carries_no_known_secret_is_nobody(headers: dict[bytes, bytes]) -> None:
    assert CREDENTIALS.caller(headers) == NOBODY


def test_without_any_secret_everybody_is_nobody() -> None:
    assert Credentials(None, []).caller(bearer("")) == NOBODY


@given(st.dictionaries(st.sampled_from([b"authorization", b"x-api-key"]), st.binary()))
def test_no_header_breaks_it(headers: dict[bytes, bytes]) -> None:
    assert CREDENTIALS.caller(headers) == NOBODY
