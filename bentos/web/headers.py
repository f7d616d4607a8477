"""The headers that tell a browser what an answer may do (OWASP, HTTP Security Response Headers)."""

from starlette.types import Message, Send

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ANSWER = "default-src 'none'; frame-ancestors 'none'"
_DOCUMENTATION = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Gradio writes its configuration into a script of the page and compiles templates and `js=` in the browser.
_PAGE = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)

Lines = list[tuple[bytes, bytes]]


def _lines(policy: str) -> Lines:
    headers = {**_ALWAYS, "Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_FOR_ANSWER, _FOR_DOCUMENTATION, _FOR_PAGE = map(_lines, (_ANSWER, _DOCUMENTATION, _PAGE))


def lines(path: str) -> Lines:
    """The headers of an answer, as ASGI has them: those of the page, the documentation or all else."""
    if path == "/docs":
        return _FOR_DOCUMENTATION
    return _FOR_PAGE if on_page(path) else _FOR_ANSWER


def on_page(path: str) -> bool:
    """Whether an address is the page's or below it."""
    return path == "/ui" or path.startswith("/ui/")


def secured(path: str, send: Send) -> Send:
    """What sends an answer with these headers."""
    added = lines(path)

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *added]
        await send(message)

    return sending
