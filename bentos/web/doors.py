"""The doors of Gradio that the page uses; all others are shut."""

import json
import re
from pathlib import Path
from typing import Any

from starlette._utils import get_route_path
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bentos.contracts import ContractError
from bentos.web import refusals
from bentos.web.guard import replay
from bentos.web.rates import Rate

# Through what is missing here, Gradio fetches addresses of the caller's choice, writes files and more.
_OPEN = re.compile(
    r"(GET|HEAD) /((assets|static)/.+|theme\.css|favicon\.ico|manifest\.json|config)?"
    r"|GET /gradio_api/(app_id|queue/data|upload_progress|heartbeat/[^/]+)"
    r"|POST /gradio_api/(queue/join|upload|cancel|reset)"
)
_FILE = "/gradio_api/file="
_JOIN = "/gradio_api/queue/join"
_UPLOAD = "/gradio_api/upload"
_UPLOADS = "200/20minutes"  # of all clients: a file is at most 1 MB and is deleted within 20 minutes


class Doors:
    """ASGI application around Gradio's: 404 for a shut door, 403 for a file that nobody uploaded.

    415 for an upload that is no CSV file, 429 where all clients together upload too many.
    """

    def __init__(self, app: ASGIApp, uploads: Path) -> None:
        """`uploads` is the folder that Gradio keeps uploaded files in."""
        self.app = app
        self._uploads = uploads.resolve()
        self._rate = Rate(_UPLOADS)

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
            receive = _again(body, receive)
            answer = self.app if self._reads_uploads_only(body) else Response(status_code=403)
        elif path == _UPLOAD:
            body = await Request(scope, receive).body()
            answer = await self._upload(scope, _again(body, receive))
            receive = _again(body, receive)
        else:
            answer = self.app
        await answer(scope, receive, send)

    async def _upload(self, scope: Scope, receive: Receive) -> ASGIApp:
        if not await _holds_csv_only(Request(scope, receive)):
            return Response(status_code=415)
        try:
            self._rate.count("")
        except ContractError as error:
            return refusals.response(error, scope)
        return self.app

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


def _again(body: bytes, receive: Receive) -> Receive:
    return replay([{"type": "http.request", "body": body, "more_body": False}], receive)


async def _holds_csv_only(request: Request) -> bool:
    try:
        async with request.form() as form:
            files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    except (HTTPException, MultiPartException):
        return False
    return bool(files) and all((file.filename or "").lower().endswith(".csv") for file in files)
