"""The doors of Gradio that the page uses; all others are shut."""

import json
import re
from pathlib import Path
from typing import Any

from starlette._utils import get_route_path
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bentos.guard import replay

# Through what is missing here, Gradio fetches addresses of the caller's choice, writes files and more.
_OPEN = re.compile(
    r"(GET|HEAD) /((assets|static)/.+|theme\.css|favicon\.ico|manifest\.json|config)?"
    r"|GET /gradio_api/(app_id|queue/data|upload_progress|heartbeat/[^/]+)"
    r"|POST /gradio_api/(queue/join|upload|cancel|reset)"
)
_FILE = "/gradio_api/file="
_JOIN = "/gradio_api/queue/join"


class Doors:
    """ASGI application around Gradio's: 404 for a shut door, 403 for a file that nobody uploaded."""

    def __init__(self, app: ASGIApp, uploads: Path) -> None:
        """`uploads` is the folder that Gradio keeps uploaded files in."""
        self.app = app
        self._uploads = uploads.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = get_route_path(scope)
        if path.startswith(_FILE) and scope["method"] in ("GET", "HEAD"):
            # Gradio would show an uploaded SVG in the page's own name, its scripts included.
            allowed = path.endswith(".csv") and self._uploaded(path.removeprefix(_FILE))
            answer = self.app if allowed else Response(status_code=403)
        elif not _OPEN.fullmatch(f"{scope['method']} {path}"):
            answer = Response(status_code=404)
        elif path == _JOIN:
            body = await Request(scope, receive).body()
            receive = replay([{"type": "http.request", "body": body, "more_body": False}], receive)
            answer = self.app if self._reads_uploads_only(body) else Response(status_code=403)
        else:
            answer = self.app
        await answer(scope, receive, send)

    def _reads_uploads_only(self, body: bytes) -> bool:
        try:
            waiting: list[Any] = [json.loads(body)]
        except (ValueError, RecursionError):
            return False
        # Gradio takes a file in the place of any value, a tweet's included.
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                path = value.get("path")
                if isinstance(path, str) and not self._uploaded(path):
                    return False
                waiting += value.values()
        return True

    def _uploaded(self, path: str) -> bool:
        try:
            return Path(path).resolve().is_relative_to(self._uploads)
        except (ValueError, OSError):
            return False
