"""A task beside the requests, again and again on a thread of its own."""

import logging
from collections.abc import Callable
from threading import Event, Thread

logger = logging.getLogger("bentoml.sentiment")


class Periodic:
    """Runs a task every so many seconds until it is closed; the thread does not keep the process alive.

    A round that fails in a way that its task did not foresee is logged, and the next one comes all the same.
    """

    def __init__(self, name: str, task: Callable[[], None], every: float, *, first: float = 0.0) -> None:
        """`every` seconds lie between two rounds; before the first, `first` seconds."""
        self._task = task
        self._every = every
        self._first = first
        self._closing = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Stop once the round that is under way has ended; also where none was started."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()

    def pause(self, seconds: float) -> bool:
        """Rest inside a round; whether to end it early, since the task is being closed."""
        return self._closing.wait(seconds)

    def _run(self) -> None:
        pause = self._first
        while not self._closing.wait(pause):
            try:
                self._task()
            except Exception:
                logger.exception("A round of %s failed; the next is in %g s", self._thread.name, self._every)
            pause = self._every
