"""A process that flags: it can be one of several, and be killed."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from resource import RLIM_INFINITY, RLIMIT_FSIZE, setrlimit
from threading import Lock
from typing import NamedTuple

from bentos.records.feedback import Feedback, FeedbackUnavailable

# A server without threads that has imported all: its processes start at once, and inherit no lock.
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["alembic.command", "tests.bentos.complainer", "tests.bentos.flagger", "psycopg", "sqlalchemy"]
)

Wanted = tuple[str, int, str]


class Confirmed(NamedTuple):
    """A confirmed flag, as its process knew it."""

    id: str
    created: bool
    prediction_id: str
    label: int
    comment: str


class Flagger:
    """A process whose threads record predictions and flag them at once."""

    def __init__(
        self, url: str, wanted: Sequence[Wanted], threads: int = 8, file_bytes: int = RLIM_INFINITY
    ) -> None:
        """It starts now; it can write no file beyond a size."""
        self._answers, theirs = CONTEXT.Pipe(duplex=False)
        self._process = CONTEXT.Process(target=_flag, args=(url, wanted, threads, file_bytes, theirs))
        self._process.start()
        theirs.close()

    def confirmed(self) -> Iterator[Confirmed]:
        """The flags that it confirms, until it ends or is killed."""
        while True:
            try:
                yield Confirmed(*json.loads(self._answers.recv_bytes()))
            except (EOFError, OSError):
                self._process.join()
                return

    def kill(self) -> None:
        """End it with SIGKILL."""
        self._process.kill()


def _flag(url: str, wanted: Sequence[Wanted], threads: int, file_bytes: int, answers: Connection) -> None:
    setrlimit(RLIMIT_FSIZE, (file_bytes, file_bytes))
    feedback = Feedback(url)
    feedback.start()
    turn = Lock()

    def confirm(flag: Wanted) -> None:
        prediction_id, label, comment = flag
        probabilities = {"Negative": 0.25, "Positive": 0.75}
        feedback.record(prediction_id, None, comment, "logreg:a", 1 - label, 0.75, probabilities)
        try:
            answer, created = feedback.flag(prediction_id, label, comment)
        except FeedbackUnavailable:
            return
        with turn:
            answers.send_bytes(json.dumps([answer.id, created, *flag]).encode())

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(confirm, wanted))
    feedback.close()
