"""One BentoML service per model family, which packs its pinned model and answers the hop."""

import asyncio
from pathlib import Path
from typing import Any

from bentos.serving.ending import end_after
from bentos.serving.hop import Hop
from bentos.serving.worker import service_name
from bentos.settings import Family, settings


def service(family: Family, tag: str, folder: Path) -> Any:
    """The BentoML service of one pinned model.

    `bentoml serve` has `worker` start the same without BentoML; this one starts where a service is served on
    its own.
    """
    import bentoml
    from bentoml import Service

    hop = Hop()

    class Runner(Service[Any]):
        def to_asgi(self, is_main: bool = True) -> Any:
            return hop.before(super().to_asgi(is_main))

    class Served:
        # A class attribute, so that `bentoml build` packs the model.
        model = bentoml.models.BentoModel(tag)

        def __init__(self) -> None:
            from bentos.serving.loaded import Loaded
            from bentos.telemetry.telemetry import Telemetry

            hop.serve(Loaded(family, folder))
            self.telemetry = Telemetry(settings(), family)

        @bentoml.on_startup
        async def start(self) -> None:
            end_after(hop.gateway)
            self.telemetry.start()

        @bentoml.on_shutdown
        async def stop(self) -> None:
            await asyncio.to_thread(self.telemetry.close)

    return bentoml.service(
        name=service_name(family), service_class=Runner, logging={"access": {"enabled": False}}
    )(Served)
