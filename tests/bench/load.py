"""The load generator: a process of its own that keeps a number of requests under way."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter, process_time
from urllib.parse import urlsplit

from tests.endurance.connection import BROKEN, Connection

_PATIENCE = 60  # seconds after which a request counts as an error
_HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Job:
    """What to send where: the JSON bodies of a file, one a line, from line `first` on.

    `at_once` connections each send their next request when the last one is answered, for `seconds`.
    """

    url: str
    bodies: str
    first: int
    at_once: int
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """What came of a job: ms of each request that was answered 200, and how often each error came.

    `seconds` is the time until the last answer, `cpu_seconds` what this process used of it.
    """

    milliseconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def sent(self) -> int:
        """How many bodies were used up."""
        return len(self.milliseconds) + sum(self.errors.values())

    def count(self, status: int, sent: float) -> None:
        """Count an answer to a request that was sent at `sent` (perf_counter)."""
        if status == HTTPStatus.OK:
            self.milliseconds.append((perf_counter() - sent) * 1000)
        else:
            self.fail(str(status))

    def fail(self, error: str) -> None:
        """Count an error."""
        self.errors[error] = self.errors.get(error, 0) + 1


def run(job: Job) -> Outcome:
    """Do a job."""
    import uvloop

    outcome = Outcome()
    bodies = _bodies(Path(job.bodies), job.first)
    cpu, start = process_time(), perf_counter()
    if job.at_once == 1:
        _one_connection(job, bodies, outcome)
    else:
        uvloop.run(_many_connections(job, bodies, outcome))
    return replace(outcome, seconds=perf_counter() - start, cpu_seconds=process_time() - cpu)


def _one_connection(job: Job, bodies: Iterator[bytes], outcome: Outcome) -> None:
    # An event loop between the requests would add its own half of a millisecond to each.
    url = urlsplit(job.url)
    end = perf_counter() + job.seconds
    with closing(HTTPConnection(str(url.hostname), url.port, timeout=_PATIENCE)) as connection:
        while (sent := perf_counter()) < end:
            try:
                connection.request("POST", url.path, next(bodies), _HEADERS)
                answer = connection.getresponse()
                answer.read()
            except (HTTPException, OSError) as error:
                connection.close()
                outcome.fail(type(error).__name__)
            else:
                outcome.count(answer.status, sent)


class _Client:
    """A connection that sends its next request when the last one is answered.

    It shares the cores with the server: a request is to cost it next to nothing.
    """

    def __init__(self, job: Job) -> None:
        url = urlsplit(job.url)
        self._address = str(url.hostname), url.port or 80
        lines = [f"POST {url.path} HTTP/1.1", f"Host: {url.netloc}", *map(": ".join, _HEADERS.items())]
        self._head = "\r\n".join(lines).encode() + b"\r\nContent-Length: %d\r\n\r\n"
        self._seconds = job.seconds
        self._loop = asyncio.get_running_loop()
        self._connection: Connection | None = None
        self._answer: asyncio.Future[int] = self._loop.create_future()

    async def run(self, bodies: Iterator[bytes], outcome: Outcome) -> None:
        """Send until the time is over."""
        end = perf_counter() + self._seconds
        while (sent := perf_counter()) < end:
            try:
                async with asyncio.timeout(_PATIENCE):
                    status = await self._status(next(bodies))
            except OSError as error:
                self._connection = None
                outcome.fail(type(error).__name__)
            else:
                outcome.count(status, sent)
        if self._connection:
            self._connection.close()

    async def _status(self, body: bytes) -> int:
        if self._connection is None or not self._connection.usable:
            _, self._connection = await self._loop.create_connection(
                lambda: Connection(self._heard), *self._address
            )
        self._answer = self._loop.create_future()
        self._connection.ask(self._head % len(body) + body)
        if (status := await self._answer) == BROKEN:
            raise ConnectionResetError
        return status

    def _heard(self, _: Connection, status: int, __: bool) -> None:
        if not self._answer.done():
            self._answer.set_result(status)


async def _many_connections(job: Job, bodies: Iterator[bytes], outcome: Outcome) -> None:
    await asyncio.gather(*(_Client(job).run(bodies, outcome) for _ in range(job.at_once)))


def _bodies(path: Path, first: int) -> Iterator[bytes]:
    bodies = path.read_bytes().splitlines()
    yield from bodies[first:]
    raise SystemExit(f"All {len(bodies):,} bodies of {path.name} were sent before the time was over.")


def main() -> None:
    """Read a job as JSON from standard input, write its outcome as JSON to standard output."""
    sys.stdout.write(json.dumps(asdict(run(Job(**json.load(sys.stdin))))))


if __name__ == "__main__":
    main()
