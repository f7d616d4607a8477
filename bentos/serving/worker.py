"""The process of a service: that of a runner without BentoML, any other as BentoML starts it.

BentoML's own worker imports more, and for longer, than a model takes to load; of all that, a runner needs
nothing: the hop answers what the gateway asks.
"""

import argparse
import asyncio
import logging
import os
import runpy
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bentos.settings import FAMILIES, ROOT, Family

BENTOML = "_bentoml_impl.worker.service"


def service_name(family: Family) -> str:
    """`lstm-glove` -> `LstmGlove`: BentoML's process supervisor takes no hyphen in a name."""
    return family.title().replace("-", "")


def install() -> None:
    """Have this server's services started here; to be called in its first process."""
    from _bentoml_impl.server import serving  # type: ignore[import-untyped]  # it ships none

    # BentoML has no setting for it. Where it knows this name no more, it starts its own worker.
    serving._SERVICE_WORKER_SCRIPT = __name__
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)


def serve(family: Family, listener: socket.socket, name: str) -> None:
    """Answer the hop at a socket until SIGTERM; `name` is that of the process in the log."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from bentos import catalogue
    from bentos.serving.ending import end_after
    from bentos.serving.hop import Hop
    from bentos.serving.loaded import Loaded
    from bentos.settings import settings
    from bentos.telemetry.telemetry import Telemetry

    logging.basicConfig(
        stream=sys.stdout,
        level=logging.WARNING,
        format=f"%(asctime)s [%(levelname)s] [{name}] %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )
    logging.getLogger("bentoml").setLevel(logging.INFO)
    hop = Hop()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        hop.serve(Loaded(family, catalogue.handed_down().folders[family]))
        end_after(hop.gateway)
        telemetry = Telemetry(settings(), family)
        telemetry.start()
        yield
        await asyncio.to_thread(telemetry.close)

    async def ready(_: Request) -> Response:
        return Response()

    behind = Starlette(lifespan=lifespan, routes=[Route("/livez", ready), Route("/readyz", ready)])
    config = uvicorn.Config(
        hop.before(behind),
        log_config=None,
        # Nobody but the gateway reads an answer.
        access_log=False,
        date_header=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listener])


def main() -> None:
    """Start the service that the arguments name: those that BentoML gives its own worker."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--service-name")
    parser.add_argument("--fd", type=int)
    parser.add_argument("--worker-id")
    parser.add_argument("--backlog")  # of what is reached from outside, which a runner is not
    given, _ = parser.parse_known_args()
    families = {service_name(family): family for family in FAMILIES}
    if given.service_name in families and given.backlog is None:
        listener = socket.socket(fileno=given.fd)
        serve(families[given.service_name], listener, f"service:{given.service_name}:{given.worker_id}")
    else:
        runpy.run_module(BENTOML, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
