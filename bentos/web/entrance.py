"""Who comes in: each request is judged by its address and its headers before a route sees it."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette._utils import get_route_path
from starlette.types import ASGIApp, Receive, Scope, Send

from bentos.contracts import ContractError
from bentos.settings import OFF, Settings
from bentos.web import address, headers, refusals
from bentos.web.credentials import Caller, Credentials, Level, username
from bentos.web.rates import Rate

# Probes, the way to the documentation, and what is served. What is in none of these needs a key.
HEALTH = ("/livez", "/readyz", "/healthz")
_ANYONE = re.compile(r"/(docs|openapi\.json|docs\.json|schema\.json|favicon\.ico|models|static_content/.+)?")
_MONITORING = "/monitoring"
_ADMIN = ("/metrics", "/feedback/export", _MONITORING)
_ADMINISTRATOR = "sentiment.administrator"  # of a scope: whether monitoring and reviews may be shown
_NAME = "sentiment.name"  # of a scope: what the visitor of the page signed in as
_READING = ("GET", "HEAD", "OPTIONS")
_RATE_FROM_ELSEWHERE = "6000/minute"


class Entrance:
    """ASGI middleware: 401, 403 or 429 for those who do not belong, security headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._credentials = Credentials(settings.admin_token, settings.api_keys)
        limit = settings.rate_limit or _RATE_FROM_ELSEWHERE
        self._rate = None if limit == OFF else Rate(limit)
        # Behind a proxy on this machine that names no client, all clients would share one limit.
        self._limits_loopback = bool(settings.rate_limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = get_route_path(scope).rstrip("/") or "/"
        send = headers.secured(path, send)
        try:
            self._judge(scope, path, dict(scope["headers"]))
        except ContractError as error:
            await refusals.response(error, scope)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def admits(self, scope: Scope) -> bool:
        """Whether the sender of a request may come in, however often it did."""
        path = get_route_path(scope).rstrip("/") or "/"
        try:
            self._caller(scope, path, dict(scope["headers"]))
        except ContractError:
            return False
        return True

    def _judge(self, scope: Scope, path: str, given: Mapping[bytes, bytes]) -> None:
        """Raise ContractError for a request that shall go no further."""
        if path in HEALTH:
            return
        sender = _sender(scope)
        try:
            caller = self._caller(scope, path, given)
        except ContractError as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                self._count(sender, "")
            raise
        if headers.on_page(path):
            # The page is open to more people than its monitoring and its reviews are.
            scope[_ADMINISTRATOR] = (
                caller.level >= Level.ADMIN
                if self._credentials.admin
                else _is_local(scope, _MONITORING, sender, given)
            )
            scope[_NAME] = username(given)
        # A page is a hundred files; what its user does is sent, not read.
        if not (headers.on_page(path) and scope["method"] in _READING):
            self._count(sender, caller.key)

    def _caller(self, scope: Scope, path: str, given: Mapping[bytes, bytes]) -> Caller:
        """Who sends a request; raises ContractError where the address is not open to them."""
        if _is_foreign(scope["method"], given):
            raise ContractError(403, "foreign_page")
        if not self._credentials.admin and not _is_local(scope, path, _sender(scope), given):
            raise ContractError(403, "this_machine_only")
        caller = self._credentials.caller(given)
        needed = self._needed(path)
        if caller.level < needed:
            raise ContractError(401, "admin_needed" if needed is Level.ADMIN else "key_needed")
        return caller

    def _needed(self, path: str) -> Level:
        if path in _ADMIN:
            return Level.ADMIN if self._credentials.admin else Level.ANYONE
        return Level.CLIENT if self._credentials.keys and not _ANYONE.fullmatch(path) else Level.ANYONE

    def _count(self, sender: str, key: str) -> None:
        if self._rate and (self._limits_loopback or not address.loopback(sender)):
            self._rate.count(key or address.client(sender))


def administers(scope: Mapping[str, Any]) -> bool:
    """Whether a request for the page comes from the administrator, by its ASGI scope."""
    return bool(scope.get(_ADMINISTRATOR))


def visitor(scope: Mapping[str, Any]) -> str:
    """The name that the sender of a request for the page signed in with; empty where nobody did."""
    return str(scope.get(_NAME, ""))


def _sender(scope: Scope) -> str:
    return scope["client"][0] if scope["client"] else ""


def _is_foreign(method: str, given: Mapping[bytes, bytes]) -> bool:
    """Whether a browser sends this for another site's page, by the rule of Go's CrossOriginProtection.

    Browsers name the site where the connection can be trusted, and the origin of all but reading requests.
    """
    if method in _READING:
        return False
    if site := given.get(b"sec-fetch-site"):
        return site not in (b"same-origin", b"none")
    origin = given.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != given.get(b"host")


def _is_local(scope: Scope, path: str, sender: str, given: Mapping[bytes, bytes]) -> bool:
    """Whether a request came in by an address that only this machine has.

    What is the administrator's must also be sent from this machine and ask for it by its own name: any
    other is a proxy's, or one that a stranger's site gave to this address.
    """
    server = scope.get("server")
    # The command line of BentoML can make it listen anywhere; a Unix socket has no port.
    reached = not server or server[1] is None or address.loopback(server[0])
    if path not in _ADMIN:
        return reached
    name = _hostname(given.get(b"host", b""))
    return reached and address.loopback(sender) and (name == "localhost" or address.loopback(name))


def _hostname(host: bytes) -> str:
    try:
        return urlsplit("//" + host.decode("latin-1")).hostname or ""
    except ValueError:
        return ""
