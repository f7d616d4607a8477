"""How a process ends: what it does before it obeys a signal."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType


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
