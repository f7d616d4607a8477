"""How many connections the server takes, and the answer to one too many."""

import resource

import uvicorn
import uvicorn.config
from starlette.types import ASGIApp, Receive, Scope, Send

from bentos.contracts import ContractError
from bentos.web import headers, refusals
from bentos.web.entrance import HEALTH
from bentos.web.listening import Server

MOST = 5_000  # connections: more than tweets may wait for a model
_FILES = MOST + 1_000  # file descriptors, where the system allows as many


def bound() -> None:
    """Let this process's server bound its connections; to be called before it is configured."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if 0 <= soft < wanted:
        # The usual 1,024 are fewer than the clients that may wait for a model.
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    # BentoML hands no protocol on to uvicorn, and no server; this is where they are looked for.
    uvicorn.config.HTTP_PROTOCOLS["auto"] = "bentos.web.connection:Connection"
    uvicorn.Server = Server  # type: ignore[misc]


def surplus(app: ASGIApp) -> ASGIApp:
    """Answers 503, and leads probes alone to the application."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in HEALTH:
            await app(scope, receive, send)
            return
        answer = refusals.response(ContractError(503, "overloaded"), scope)
        answer.headers["Connection"] = "close"
        await answer(scope, receive, headers.secured(scope["path"], send))

    return refuse
