"""A process that works for another one, which alone speaks with the user."""

import os
import signal
from multiprocessing import connection, parent_process
from threading import Thread


def follow_parent() -> None:
    """Leave Ctrl-C to the parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; who started this process ends it
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End once the process that waits for the work was killed: nothing else would tell."""
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def cores() -> int:
    """How many cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1
