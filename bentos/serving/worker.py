"""The process of a service: that of a runner without BentoML, any other as BentoML starts it.

BentoML's own worker imports more, and for longer, than a model takes to load; of all that, a runner needs
nothing: the hop answers what the gateway asks.
"""

import argparse
import asyncio
import logging
import os
import runpy
import signal
import socket
import sys

from bentos.settings import FAMILIES, ROOT, Family, SettingsError

# A few tweets are read sooner than a tokenizer's own threads are woken, on cores that the models need.
_READING = "TOKENIZERS_PARALLELISM"
BENTOML = "_bentoml_impl.worker.service"
_LOOK = 0.05  # seconds between two looks whether the gateway has left
_PATIENCE = 25.0  # seconds; BentoML kills what has not ended after 30


def service_name(family: Family) -> str:
    """`lstm-glove` -> `LstmGlove`: BentoML's process supervisor takes no hyphen in a name."""
    return family.title().replace("-", "")


def install() -> None:
    """Have this server's services started here; to be called in its first process. Raises SettingsError."""
    from _bentoml_impl.server import serving  # type: ignore[import-untyped]  # it ships none

    if not hasattr(serving, "_SERVICE_WORKER_SCRIPT"):
        raise SettingsError(
            "This version of BentoML starts its processes in another way; install those of requirements.lock."
        )
    # BentoML has no setting for it.
    serving._SERVICE_WORKER_SCRIPT = __name__
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)


def serve(family: Family, listener: socket.socket, name: str) -> None:
    """Answer the hop at a socket until SIGTERM or SIGINT; `name` is that of the process in the log."""
    os.environ.setdefault(_READING, "false")
    logging.basicConfig(
        stream=sys.stdout,
        level=logging.WARNING,
        format=f"%(asctime)s [%(levelname)s] [{name}] %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )
    logging.getLogger("bentoml").setLevel(logging.INFO)
    if sys.platform == "win32":  # uvloop does not run there
        asyncio.run(_serve(family, listener))
    else:
        import uvloop

        uvloop.run(_serve(family, listener))


async def _serve(family: Family, listener: socket.socket) -> None:
    from bentos import catalogue, models
    from bentos.serving.champion import Champion
    from bentos.serving.hop import Hop
    from bentos.settings import settings
    from bentos.telemetry.telemetry import Telemetry

    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(told.set))
    champion = Champion(family, catalogue.handed_down().folders[family])
    hop = Hop(champion.load(), models.calls(family))
    champion.follow(hop.serve)
    telemetry = Telemetry(settings(), family)
    telemetry.start()
    if listener.family == socket.AF_INET:
        server = await loop.create_server(hop.connection, sock=listener)
    else:
        server = await loop.create_unix_server(hop.connection, sock=listener)
    await told.wait()
    # BentoML tells all its processes to end at the same moment; the gateway still sends what it has taken.
    deadline = loop.time() + _PATIENCE
    while hop.called() and loop.time() < deadline:
        await asyncio.sleep(_LOOK)
    server.close()
    await asyncio.to_thread(champion.close)
    await asyncio.to_thread(telemetry.close)


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
