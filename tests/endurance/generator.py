"""The load generator: a process of its own that offers requests at a rate, or keeps so many under way.

At a rate, a request is due whether or not those before it are answered, and its time counts from when it
was due: a service that stalls delays the requests behind it, and this must show (Schroeder, Wierman and
Harchol-Balter 2006, Open versus closed; G. Tene's "coordinated omission").
"""

import asyncio
import json
import random
import resource
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from tests.endurance.connection import BROKEN, Connection

_PATIENCE = 60.0  # seconds for the last answers
_TICK = 0.002  # seconds at least between two sendings: to wake for each request costs more than the request
_IDLE = 3.0  # seconds that an unused connection is kept; uvicorn closes it after 5


@dataclass(frozen=True)
class Job:
    """What to send where: JSON bodies of a file, one a line, in POST requests to a port of this machine.

    With a `rate`, requests are due at random (a Poisson process) so many times a second, and are sent over at
    most `connections`. Without one, each connection sends its next request when the last one is answered.
    """

    port: int
    path: str
    bodies: str
    connections: int
    seconds: float
    rate: float | None = None


@dataclass(frozen=True)
class Outcome:
    """Every request: seconds since the start when it was due and was answered, its status (0 for a broken
    connection), whether the answer named a time to try again.

    `cpu_seconds` is what this process used; `most` connections were open at once.
    """

    due: list[float] = field(default_factory=list)
    done: list[float] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    retry_after: list[bool] = field(default_factory=list)
    cpu_seconds: float = 0.0
    most: int = 0


class Generator:
    """Does one job; to be used in one event loop."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._bodies = _bodies(Path(job.bodies))
        self._loop = asyncio.get_running_loop()
        self._made = Outcome()
        self._waiting: deque[float] = deque()
        self._sent: dict[Connection, float] = {}
        self._idle: list[tuple[Connection, float]] = []
        self._opening: set[asyncio.Task[None]] = set()
        self._open = self._most = 0
        self._start = perf_counter()
        self._all: asyncio.Future[None] = self._loop.create_future()
        self._over = False

    async def run(self) -> Outcome:
        """Offer what the job says, wait for the answers; raises SystemExit if the bodies do not suffice."""
        cpu = process_time()
        if self._job.rate is None:
            self._waiting.extend([0.0] * self._job.connections)
            self._send()
            await self._sleep_until(self._job.seconds)
        else:
            await self._offer(self._job.rate)
        self._over = True
        self._look()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all, _PATIENCE)
        for due in (*self._sent.values(), *self._waiting):
            self._note(due, BROKEN, retry_after=False)
        return Outcome(**vars(self._made) | {"cpu_seconds": process_time() - cpu, "most": self._most})

    async def _offer(self, rate: float) -> None:
        chance = random.Random(0)  # noqa: S311 - the same moments each time
        due = chance.expovariate(rate)
        while due < self._job.seconds:
            await self._sleep_until(max(due, self._now() + _TICK))
            now = self._now()
            while due <= min(now, self._job.seconds):
                self._waiting.append(due)
                due += chance.expovariate(rate)
            self._send()

    async def _sleep_until(self, moment: float) -> None:
        # Answers are read meanwhile, however late the next request is.
        await asyncio.sleep(max(0.0, moment - self._now()))

    def _send(self) -> None:
        while self._waiting and (self._idle or self._open < self._job.connections):
            due = self._waiting.popleft()
            if connection := self._kept():
                self._ask(connection, due)
            else:
                self._open += 1
                self._most = max(self._most, self._open)
                task = asyncio.create_task(self._connect(due))
                self._opening.add(task)
                task.add_done_callback(self._opening.discard)

    def _kept(self) -> Connection | None:
        while self._idle:
            connection, since = self._idle.pop()
            if connection.usable and self._now() - since < _IDLE:
                return connection
            self._drop(connection)
        return None

    def _drop(self, connection: Connection) -> None:
        self._open -= 1
        connection.close()

    async def _connect(self, due: float) -> None:
        try:
            _, connection = await self._loop.create_connection(
                lambda: Connection(self._heard), "127.0.0.1", self._job.port
            )
        except OSError:
            self._open -= 1
            self._note(due, BROKEN, retry_after=False)
            self._look()
        else:
            self._ask(connection, due)

    def _ask(self, connection: Connection, due: float) -> None:
        body = next(self._bodies, None)
        if body is None:
            if not self._all.done():
                self._all.set_exception(SystemExit("All bodies were sent before the time was over."))
            return
        self._sent[connection] = due
        head = (
            f"POST {self._job.path} HTTP/1.1\r\nHost: 127.0.0.1:{self._job.port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection.ask(head.encode() + body)

    def _heard(self, connection: Connection, status: int, retry_after: bool) -> None:
        self._note(self._sent.pop(connection), status, retry_after=retry_after)
        if connection.usable:
            self._idle.append((connection, self._now()))
        else:
            self._drop(connection)
        if self._job.rate is None and not self._over:
            self._waiting.append(self._now())
        self._send()
        self._look()

    def _note(self, due: float, status: int, *, retry_after: bool) -> None:
        self._made.due.append(due)
        self._made.done.append(self._now())
        self._made.status.append(status)
        self._made.retry_after.append(retry_after)

    def _look(self) -> None:
        if self._over and not (self._waiting or self._sent or self._opening or self._all.done()):
            self._all.set_result(None)

    def _now(self) -> float:
        return perf_counter() - self._start


def _bodies(path: Path) -> Iterator[bytes]:
    return iter(path.read_bytes().splitlines())


async def run(job: Job) -> Outcome:
    """Do a job."""
    return await Generator(job).run()


def main() -> None:
    """Read a job as JSON from standard input, write its outcome as JSON to standard output."""
    import uvloop

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    outcome = uvloop.run(run(Job(**json.load(sys.stdin))))
    sys.stdout.write(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main()
