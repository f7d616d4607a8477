"""The Bento: one batching service for each model that is served, and the gateway that depends on them."""

import asyncio
import ipaddress
import logging
import os
import socket

os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import bentoml

from bentos import api, catalogue, runners, store
from bentos import gateway as gateways
from bentos.contracts import sentence
from bentos.feedback import Feedback
from bentos.settings import Family, settings

logger = logging.getLogger("bentoml.sentiment")

SETTINGS = settings()
CATALOGUE = catalogue.shared(SETTINGS.served)
SERVICES = {family: runners.service(family, tag, SETTINGS) for family, tag in CATALOGUE.tags.items()}
APP = api.create()


def _address(host: str) -> str:
    """BentoML listens on an IP address and takes no name."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return socket.gethostbyname(host)


Dependencies = type(
    "Dependencies",
    (),
    {runners.service_name(family): bentoml.depends(service) for family, service in SERVICES.items()},
)


@bentoml.service(
    name="Gateway",
    http={"host": _address(SETTINGS.host), "port": SETTINGS.port},
    runner_connection=runners.CONNECTION,
    traffic={"timeout": 300},
)
@bentoml.asgi_app(APP, path="/")
class Gateway(Dependencies):  # type: ignore[valid-type,misc]  # its attributes depend on what the store holds
    """Checks what comes in, asks the runners, answers the API and the page."""

    def __init__(self) -> None:
        import gradio

        from ui import page

        for family, reason in CATALOGUE.reasons.items():
            logger.warning("%s is not served: %s", family, reason)
        self.feedback = Feedback(SETTINGS.database)
        self.remotes = {family: self._remote(family, tag) for family, tag in CATALOGUE.tags.items()}
        self.gateway = gateways.Gateway(
            {
                family: gateways.Served(store.load(CATALOGUE.tags[family]), remote)
                for family, remote in self.remotes.items()
            },
            CATALOGUE.reasons,
            self.feedback,
            default=SETTINGS.default_family,
            chunk=SETTINGS.max_batch_size,
        )
        APP.state.gateway = self.gateway
        gradio.mount_gradio_app(
            APP,
            page.build(self.gateway),
            path="/ui",
            show_error=False,
            run_history=False,
            footer_links=[],
            max_file_size="1mb",
            enable_monitoring=False,
            ssr_mode=False,
            mcp_server=False,
            # Gradio takes a page's theme, css, head, js and translations here and not in its Blocks.
            **page.appearance(),
        )

    def _remote(self, family: Family, tag: str) -> runners.Remote:
        return runners.Remote(getattr(self, runners.service_name(family)), tag.removeprefix(store.PREFIX))

    async def __is_ready__(self) -> bool:
        return await self.gateway.ready()

    @bentoml.on_startup
    async def start(self) -> None:
        """Open the store of flags; announce the page once every runner answers."""
        await asyncio.to_thread(self.feedback.start)
        self.announcement = asyncio.create_task(self._announce())

    @bentoml.on_shutdown
    async def stop(self) -> None:
        """Write what is still in the queue of predictions."""
        self.announcement.cancel()
        await asyncio.to_thread(self.feedback.close)

    async def _announce(self) -> None:
        for remote in self.remotes.values():
            while not await remote.ready():
                await asyncio.sleep(0.5)
        if not self.remotes:
            logger.warning(sentence("no_model", "en"))
        host = "localhost" if SETTINGS.host in ("127.0.0.1", "0.0.0.0", "::") else SETTINGS.host  # noqa: S104 - compared, not bound
        logger.info("The page is at http://%s:%s/ui", host, SETTINGS.port)
