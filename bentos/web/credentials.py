"""Who a request comes from, by the secret that it carries."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from pydantic import SecretStr


class Level(IntEnum):
    """What a caller may do; each level includes those before it."""

    ANYONE = 0
    CLIENT = 1
    ADMIN = 2


class Caller(NamedTuple):
    """A level, and the name of the key that gives it; empty where none does."""

    level: Level
    key: str


NOBODY = Caller(Level.ANYONE, "")

# Programs send a token (RFC 6750); a browser asks its user for a name and a password (RFC 7617). Each is a
# header of its own: Chromium reads one challenge a header.
CHALLENGES = ('Bearer realm="sentiment"', 'Basic realm="sentiment", charset="UTF-8"')


class Credentials:
    """The secrets that the service knows: the administrator's token and the clients' keys."""

    def __init__(self, admin: SecretStr | None, keys: Sequence[SecretStr]) -> None:
        self.admin = admin is not None
        self.keys = bool(keys)
        known = [(_digest(key), Caller(Level.CLIENT, f"key {n}")) for n, key in enumerate(keys, start=1)]
        self._known = known + ([(_digest(admin), Caller(Level.ADMIN, "admin"))] if admin else [])

    def caller(self, headers: Mapping[bytes, bytes]) -> Caller:
        """Whose secret a request's headers carry; NOBODY where they carry none that is known.

        It stands in `Authorization`, as a bearer token or as the password of any user, or in `X-API-Key`.
        """
        given = _given(headers) if self._known else None
        if given is None:
            return NOBODY
        digest = hashlib.sha256(given).digest()
        # All are compared, each in constant time: how long it takes tells nothing about any of them.
        matching = [caller for known, caller in self._known if hmac.compare_digest(digest, known)]
        return max(matching, default=NOBODY)


def username(headers: Mapping[bytes, bytes]) -> str:
    """The name that somebody signed in with (RFC 7617); empty where nobody did.

    It is what they call themselves: the secret beside it is what lets them in.
    """
    scheme, _, value = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"basic":
        return ""
    return _pair(value)[0].decode("utf-8", "replace")


def _digest(secret: SecretStr) -> bytes:
    return hashlib.sha256(secret.get_secret_value().encode()).digest()


def _given(headers: Mapping[bytes, bytes]) -> bytes | None:
    scheme, _, value = headers.get(b"authorization", b"").partition(b" ")
    match scheme.lower():
        case b"bearer":
            return value
        case b"basic":
            return _pair(value)[1]
    return headers.get(b"x-api-key")


def _pair(encoded: bytes) -> tuple[bytes, bytes | None]:
    """The name and the password; none where they cannot be read."""
    try:
        name, _, password = base64.b64decode(encoded, validate=True).partition(b":")
    except binascii.Error:
        return b"", None
    return name, password
