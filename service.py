"""The Bento: one batching service for each model that is served, and the gateway that depends on them.

Every process of a server imports this file. What the gateway alone needs is imported when it starts.
"""

import asyncio
import gc
import logging
import os
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # ONNX Runtime reports its sessions to its maker

import bentoml
from starlette.types import ASGIApp

from bentos import catalogue, store
from bentos.sentences import sentence
from bentos.serving import pinned, worker
from bentos.settings import BENTO, Family, SettingsError, settings
from bentos.web import address
from bentos.web.entrance import Entrance
from bentos.web.front import Front

if TYPE_CHECKING:
    from bentos.serving.remote import Remote

logger = logging.getLogger("bentoml.sentiment")

try:
    SETTINGS = settings()
    HOST = address.bound(SETTINGS)
    if not catalogue.decided():
        # Checks import a third of what a runner imports; the first process makes them for all.
        if SETTINGS.database_url:
            from bentos.records import database

            database.parse(SETTINGS.database)
        if SETTINGS.alert_urls:
            from bentos.alerts import courier

            courier.check(SETTINGS.alert_urls)
        worker.install()
except SettingsError as error:
    raise SystemExit(str(error)) from None
CATALOGUE = catalogue.shared(SETTINGS.served)
SERVICES = {family: pinned.service(family, tag) for family, tag in CATALOGUE.tags.items()}
FRONT = Front()


class Fronted(bentoml.Service[Any]):
    """A BentoML service whose requests come to the front first."""

    def to_asgi(self, is_main: bool = True) -> ASGIApp:
        """The application that BentoML's server runs."""
        entrance = Entrance(FRONT.before(super().to_asgi(is_main)), SETTINGS)
        if sys.platform != "win32":  # uvicorn has another protocol there
            from bentos.web import bounds
            from bentos.web.admission import Admission

            bounds.bound()
            Admission.entrance = entrance
        return entrance


# A class attribute, so that `bentoml build` packs the cascade.
PACKED = {"cascade": bentoml.models.BentoModel(CATALOGUE.cascade)} if CATALOGUE.cascade else {}
Dependencies = type(
    "Dependencies",
    (),
    {worker.service_name(family): bentoml.depends(service) for family, service in SERVICES.items()} | PACKED,
)


@bentoml.service(
    name="Gateway",
    service_class=Fronted,
    http={"host": HOST, "port": SETTINGS.port},
    # BentoML leaves a probe that raises hanging until its timeout; __is_ready__ asks and never raises.
    runner_probe={"enabled": False},
    logging={"access": {"enabled": False}},
)
class Gateway(Dependencies):  # type: ignore[valid-type,misc]  # its attributes depend on what the store holds
    """Checks what comes in, asks the runners, answers the API and the page."""

    def __init__(self) -> None:
        from bentos import commit
        from bentos.alerts.alerts import Alerts
        from bentos.monitoring.adviser import Adviser
        from bentos.records.feedback import Feedback
        from bentos.records.retention import Retention
        from bentos.serving.cache import Cache
        from bentos.serving.gateway import Gateway
        from bentos.serving.herald import Herald
        from bentos.serving.panel import Served
        from bentos.serving.readiness import Readiness
        from bentos.succession import Succession
        from bentos.telemetry.observations import Observations
        from bentos.telemetry.telemetry import Telemetry
        from bentos.web import api, page
        from bentos.web.guard import Guard
        from bentos.web.shortcut import Shortcut

        for family, reason in CATALOGUE.reasons.items():
            logger.warning("%s is not served: %s", family, reason)
        if CATALOGUE.cascade_reason:
            logger.info("auto is the default model: %s", CATALOGUE.cascade_reason)
        self.alerts = Alerts(SETTINGS)
        self.feedback = Feedback(SETTINGS.database, self.alerts)
        self.retention = Retention(self.feedback, SETTINGS.keep_days)
        successions = {family: Succession(folder) for family, folder in CATALOGUE.folders.items()}
        stored = {family: each.present() for family, each in successions.items()}
        self.remotes = {family: self._remote(family, each.version) for family, each in stored.items()}
        self.readiness = Readiness([*self.remotes.values()], SETTINGS.start_seconds)
        served = {family: Served(stored[family], Cache(remote)) for family, remote in self.remotes.items()}
        commits = {each.version: each.card.lineage.git_commit for each in stored.values()}
        observations = Observations(
            SETTINGS.logged_predictions, SETTINGS.logged_warnings, SETTINGS.telemetry_text, commits
        )
        self.telemetry = Telemetry(SETTINGS, "gateway", observations)
        self.gateway = Gateway(
            served,
            CATALOGUE.reasons,
            self.feedback,
            default=SETTINGS.default_model,
            chunk=SETTINGS.max_batch_size,
            cascade=store.load_cascade(CATALOGUE.cascade) if CATALOGUE.cascade else None,
            cascade_reason=CATALOGUE.cascade_reason,
            deadline_ms=SETTINGS.deadline_ms,
            observations=None if SETTINGS.telemetry_disabled else observations,
            enough_flags=SETTINGS.retrain_flags,
            commit=commit.running(SETTINGS),
        )
        self.herald = Herald(self.gateway.lineup, self.remotes, successions, commits)
        self.adviser = Adviser(self.gateway.observer, self.feedback, self.alerts, SETTINGS)
        self.api = api.create(self.gateway)
        self.page = page.Page()
        self.api.mount(page.PATH, self.page)
        self.running = AsyncExitStack()
        FRONT.open(Guard(Shortcut(self.api, self.gateway)))
        if sys.platform != "win32":
            from bentos.web.admission import Admission

            Admission.gateway = self.gateway

    def _remote(self, family: Family, model: str) -> "Remote":
        from bentos import models
        from bentos.serving.remote import Remote

        url = SERVICES[family].url
        if url is None:
            raise SystemExit("Each model is served by a process of its own; leave --development out.")
        return Remote(
            url,
            model,
            batch=SETTINGS.max_batch_size,
            calls=models.calls(family),
            deadline=SETTINGS.deadline_ms / 1000,
        )

    async def __is_ready__(self) -> bool:
        """See Readiness."""
        return await self.readiness.ready()

    @bentoml.on_startup
    async def start(self) -> None:
        """Say who is let in; open the store of flags; open the page once the runners answer."""
        self._say_who_is_let_in()
        self.page.end_with_server()
        self.telemetry.start()
        await asyncio.to_thread(self.feedback.start)
        await asyncio.to_thread(self.alerts.start)
        self.retention.start()
        self.adviser.start()
        self.announcement = asyncio.create_task(self._announce())

    def _say_who_is_let_in(self) -> None:
        if not SETTINGS.admin_token:
            logger.info(
                "Listening on %s, for this machine only; to let others in, set HOST and ADMIN_TOKEN", HOST
            )
        for name in SETTINGS.guessable:
            logger.warning("%s can be guessed; `openssl rand -hex 32` makes a better one", name)

    def _build_page(self) -> tuple[Any, dict[str, Any]]:
        import ui.page

        return ui.page.build(self.gateway), ui.page.appearance()

    @bentoml.on_shutdown
    async def stop(self) -> None:
        """Write what is still in the queue of predictions; send the alerts and the telemetry that wait."""
        self.announcement.cancel()
        for remote in self.remotes.values():
            remote.close()
        await asyncio.to_thread(self.retention.close)
        await asyncio.to_thread(self.adviser.close)
        await asyncio.to_thread(self.feedback.close)
        await asyncio.to_thread(self.alerts.close)
        await asyncio.to_thread(self.telemetry.close)
        await self.running.aclose()

    async def _announce(self) -> None:
        await self.readiness.begin()
        if not self.remotes:
            logger.warning(sentence("no_model", "en"))
        # A Bento serves what it was built with, whatever is promoted in the store.
        following = [] if BENTO.is_file() else [self.herald.follow()]
        await asyncio.gather(self._open_page(), self.readiness.follow(), *following)

    async def _open_page(self) -> None:
        await self.running.enter_async_context(self.page.opened(self._build_page))
        logger.info("The page is at %s/ui", address.url(HOST, SETTINGS.port))
        # What is loaded by now stays: the garbage collector need not look through it again and again.
        gc.freeze()
        # Nor through what waits for its answer or the database: counting references frees nearly all of it.
        gc.set_threshold(20_000, 20, 20)
