"""The page in the API's process: built beside it, with what it needs and no more, ended with the server."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI
from starlette._utils import get_route_path
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bentos.contracts import ContractError
from bentos.sentences import sentence
from bentos.serving.ending import before_obeying
from bentos.web import language, refusals
from bentos.web.doors import Doors

PATH = "/ui"
_LOOK = 0.02  # seconds between two looks at the page's queue
_VISITORS = 1_000  # of the page whose last comparison is remembered

_BUILDING = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="1">
<title>Sentiment</title>
<p style="margin: 3rem; font: 1rem system-ui">{sentence}</p>
</html>
"""

Build = Callable[[], tuple[Any, dict[str, Any]]]


class Page:
    """ASGI application of the Gradio Blocks under PATH; 503 until they are built.

    Gradio takes longer to import than all else that the API needs.
    """

    def __init__(self) -> None:
        self._app: ASGIApp = _building
        self._ending: asyncio.Event | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        await self._app(scope, receive, send)

    @asynccontextmanager
    async def opened(self, build: Build) -> AsyncIterator[None]:
        """Build the page in a thread, then answer with it while the context lasts.

        `build` makes the Blocks and what `gradio.mount_gradio_app` takes for theme, styles, head and
        translations.
        """
        # Gradio's own folder is shared by all that use Gradio on the machine, whoever they are.
        with TemporaryDirectory(prefix="sentiment-uploads-") as uploads:
            os.environ["GRADIO_TEMP_DIR"] = uploads
            host, mounted = await asyncio.to_thread(_mount, build)
            async with host.router.lifespan_context(host):
                self._ending = mounted.stop_event
                self._app = Doors(mounted, Path(uploads))
                yield

    def end_with_server(self) -> None:
        """End the page's responses when the process is told to stop; to be called in the running event loop.

        Every open page holds a response that never ends, and the server waits for all responses before
        it stops: without this, one open browser keeps it from stopping at all.
        """

        def end(obey: Callable[[], None]) -> None:
            if self._ending is not None:
                self._ending.set()
            obey()

        before_obeying(end, signal.SIGINT, signal.SIGTERM)


def _mount(build: Build) -> tuple[FastAPI, Any]:
    """An application of its own that Gradio's is mounted on, and Gradio's."""
    import gradio
    from gradio.route_utils import CustomCORSMiddleware

    blocks, appearance = build()
    # Gradio checks which files an event may read only where it believes that the page was launched.
    blocks.has_launched = True
    # It looks a thousand times a second whether anybody asked something: a tenth of the gateway's work.
    blocks._queue.sleep_when_free = _LOOK
    # It forgets a visitor only where there are more than these: some 40 kB each.
    blocks.state_session_capacity = _VISITORS
    host = FastAPI()
    gradio.mount_gradio_app(
        host,
        blocks,
        path=PATH,
        show_error=False,
        run_history=False,
        footer_links=[],
        max_file_size="1mb",
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        **appearance,
    )
    mounted: Any = host.routes[-1].app  # type: ignore[attr-defined]  # it is a Mount
    # It lets the pages of any site read the answers wherever the service is not called localhost.
    mounted.user_middleware = [
        layer for layer in mounted.user_middleware if layer.cls is not CustomCORSMiddleware
    ]
    return host, mounted


async def _building(scope: Scope, receive: Receive, send: Send) -> None:
    """503: to who reads the page, as one that loads itself again; to all others, as the API says it."""
    answer: Response = refusals.response(ContractError(503, "page_building"), scope)
    if scope.get("method") in ("GET", "HEAD") and get_route_path(scope) == "/":
        chosen = language.preferred(Headers(scope=scope).get("accept-language"))
        page = _BUILDING.format(language=chosen, sentence=sentence("page_building", chosen))
        answer = HTMLResponse(page, 503, {"Retry-After": answer.headers["Retry-After"]})
    await answer(scope, receive, send)
