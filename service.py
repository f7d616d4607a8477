"""The Bento: one batching service for each model that is served, and the gateway that depends on them.

Every process of a server imports this file. What the gateway alone needs is imported when it starts.
"""

import asyncio
import ipaddress
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import bentoml
from _bentoml_impl.server.mount import PassiveMount  # type: ignore[import-untyped]  # BentoML ships none
from starlette.applications import Starlette

from bentos import catalogue, runners, store
from bentos.contracts import sentence
from bentos.settings import Family, settings

logger = logging.getLogger("bentoml.sentiment")

SETTINGS = settings()
CATALOGUE = catalogue.shared(SETTINGS.served)
SERVICES = {family: runners.service(family, tag, SETTINGS) for family, tag in CATALOGUE.tags.items()}
APP = Starlette()


def _address(host: str) -> str:
    """BentoML listens on an IP address and takes no name."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return socket.gethostbyname(host)


@asynccontextmanager
async def _lifespan(app: Starlette, _: Starlette) -> AsyncIterator[None]:
    async with app.router.lifespan_context(app):
        yield


Dependencies = type(
    "Dependencies",
    (),
    {runners.service_name(family): bentoml.depends(service) for family, service in SERVICES.items()},
)


@bentoml.service(
    name="Gateway",
    http={"host": _address(SETTINGS.host), "port": SETTINGS.port},
    runner_connection=runners.CONNECTION,
    # BentoML leaves a probe that raises hanging until its timeout; __is_ready__ asks and never raises.
    runner_probe={"enabled": False},
    traffic={"timeout": 120},
)
@bentoml.asgi_app(APP, path="/")
class Gateway(Dependencies):  # type: ignore[valid-type,misc]  # its attributes depend on what the store holds
    """Checks what comes in, asks the runners, answers the API and the page."""

    def __init__(self) -> None:
        import ui.page
        from bentos import api, page
        from bentos.feedback import Feedback
        from bentos.gateway import Gateway, Served

        for family, reason in CATALOGUE.reasons.items():
            logger.warning("%s is not served: %s", family, reason)
        self.answered = False
        self.feedback = Feedback(SETTINGS.database)
        self.remotes = {family: self._remote(family, tag) for family, tag in CATALOGUE.tags.items()}
        gateway = Gateway(
            {
                family: Served(store.load(CATALOGUE.tags[family]), remote)
                for family, remote in self.remotes.items()
            },
            CATALOGUE.reasons,
            self.feedback,
            default=SETTINGS.default_family,
            chunk=SETTINGS.max_batch_size,
        )
        app = api.create(gateway)
        self.page = page.Page(app, ui.page.build(gateway), ui.page.appearance())
        # What the API does not know falls through to BentoML's own routes.
        APP.routes.append(PassiveMount("/", app))
        APP.router.lifespan_context = partial(_lifespan, app)

    def _remote(self, family: Family, tag: str) -> runners.Remote:
        return runners.Remote(getattr(self, runners.service_name(family)), tag.removeprefix(store.PREFIX))

    async def __is_ready__(self) -> bool:
        """Once all runners have answered, ready as long as one does."""
        return self.answered and any(await self._answering())

    async def _answering(self) -> list[bool]:
        return await asyncio.gather(*(remote.ready() for remote in self.remotes.values()))

    @bentoml.on_startup
    async def start(self) -> None:
        """Open the store of flags; announce the page once every runner answers."""
        self.page.end_with_server()
        await asyncio.to_thread(self.feedback.start)
        self.announcement = asyncio.create_task(self._announce())

    @bentoml.on_shutdown
    async def stop(self) -> None:
        """Write what is still in the queue of predictions."""
        self.announcement.cancel()
        await asyncio.to_thread(self.feedback.close)

    async def _announce(self) -> None:
        while not all(await self._answering()):
            await asyncio.sleep(0.5)
        self.answered = True
        if not self.remotes:
            logger.warning(sentence("no_model", "en"))
        host = "localhost" if SETTINGS.host in ("127.0.0.1", "0.0.0.0", "::") else SETTINGS.host  # noqa: S104 - compared, not bound
        logger.info("The page is at http://%s:%s/ui", host, SETTINGS.port)
