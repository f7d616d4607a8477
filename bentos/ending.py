"""The end of a runner: after that of the gateway, whose last requests it still answers."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

_LOOK = 0.05  # seconds between two looks at the gateway
_PATIENCE = 25.0  # seconds; BentoML kills what has not ended after 30


def end_after(gateway: Callable[[], int | None]) -> None:
    """Obey SIGTERM once the process that `gateway` gives the id of has ended; call it in the event loop.

    BentoML tells all its processes to end at the same moment. A runner that obeyed at once would leave the
    requests unanswered that the gateway has taken and not yet sent on.
    """
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGTERM)
    waiting: set[asyncio.Task[None]] = set()

    async def wait(received: int, frame: FrameType | None) -> None:
        deadline = loop.time() + _PATIENCE
        while loop.time() < deadline and _runs(gateway()):
            await asyncio.sleep(_LOOK)
        if callable(before):
            before(received, frame)

    def stop(received: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(lambda: waiting.add(loop.create_task(wait(received, frame))))

    signal.signal(signal.SIGTERM, stop)


def _runs(process: int | None) -> bool:
    import psutil  # type: ignore[import-untyped]  # it ships none

    if process is None:
        return False
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
