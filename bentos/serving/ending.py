"""How a process ends: what it does before it obeys a signal, and a runner's end after that of the gateway."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

_LOOK = 0.05  # seconds between two looks at the gateway
_PATIENCE = 25.0  # seconds; BentoML kills what has not ended after 30


def before_obeying(react: Callable[[Callable[[], None]], None], *numbers: signal.Signals) -> None:
    """At these signals, have the running event loop call `react` with the function that obeys them."""
    loop = asyncio.get_running_loop()
    for number in numbers:
        before = signal.getsignal(number)

        def stop(received: int, frame: FrameType | None, before: object = before) -> None:
            def obey() -> None:
                if callable(before):
                    before(received, frame)

            loop.call_soon_threadsafe(react, obey)

        signal.signal(number, stop)


def end_after(gateway: Callable[[], int | None]) -> None:
    """Obey SIGTERM once the process that `gateway` gives the id of has ended; call it in the event loop.

    BentoML tells all its processes to end at the same moment. A runner that obeyed at once would leave the
    requests unanswered that the gateway has taken and not yet sent on.
    """
    loop = asyncio.get_running_loop()
    waiting: set[asyncio.Task[None]] = set()

    async def wait(obey: Callable[[], None]) -> None:
        deadline = loop.time() + _PATIENCE
        while loop.time() < deadline and _runs(gateway()):
            await asyncio.sleep(_LOOK)
        obey()

    before_obeying(lambda obey: waiting.add(loop.create_task(wait(obey))), signal.SIGTERM)


def _runs(process: int | None) -> bool:
    import psutil  # type: ignore[import-untyped]  # it ships none

    if process is None:
        return False
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
