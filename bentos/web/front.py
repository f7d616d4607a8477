"""The first to see a request: measures it and leads it to the API, or to BentoML's own few addresses."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bentos.telemetry import figures, traces

# BentoML's middlewares cost a request three times what the API does, and keep a figure for each address
# that anybody makes up.
_BENTOML = frozenset(
    {
        "/livez",
        "/healthz",
        "/readyz",
        "/metrics",
        "/static_content/swagger-ui-bundle.js",
        "/static_content/swagger-ui.css",
        "/static_content/favicon-light-32x32.png",
    }
)
_ROUTES = frozenset(
    {"/predict", "/predict/batch", "/compare", "/feedback", "/feedback/export", "/models", "/monitoring"}
)


class Front:
    """ASGI application in front of the API and of BentoML."""

    def __init__(self) -> None:
        self._bentoml: ASGIApp | None = None
        self._api: ASGIApp | None = None

    def before(self, application: ASGIApp) -> "Front":
        """Stand before BentoML's application."""
        self._bentoml = application
        return self

    def open(self, api: ASGIApp) -> None:
        """Lead requests to the API from now on."""
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        path = scope.get("path")
        if path is None or path in _BENTOML or self._api is None:
            if self._bentoml is None:
                raise RuntimeError("no application stands behind the front")
            await self._bentoml(scope, receive, send)
        elif scope["type"] == "http":
            start = perf_counter()
            route = _route(path)
            # Of the page, a hundred files and calls that last for ever, nothing would be learned.
            span = (
                traces.request(scope["method"], route, dict(scope["headers"])) if route in _ROUTES else None
            )
            status = 499  # the client left before it had an answer

            async def listen(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await self._api(scope, receive, listen)
            finally:
                figures.request_seconds(route, status).observe(perf_counter() - start)
                if span:
                    traces.answered(span, status)


def _route(path: str) -> str:
    """The route of an address: few names, whatever is asked for."""
    bare = path.rstrip("/") or "/"
    if bare in _ROUTES:
        return bare
    return "/ui" if bare == "/ui" or path.startswith("/ui/") else "other"
