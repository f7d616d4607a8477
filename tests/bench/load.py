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


async def _many_connections(job: Job, bodies: Iterator[bytes], outcome: Outcome) -> None:
    import aiohttp

    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=job.at_once),
        headers=_HEADERS,
        timeout=aiohttp.ClientTimeout(total=_PATIENCE),
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        end = perf_counter() + job.seconds

        async def one_after_another() -> None:
            while (sent := perf_counter()) < end:
                try:
                    async with session.post(job.url, data=next(bodies)) as answer:
                        await answer.read()
                except (aiohttp.ClientError, TimeoutError) as error:
                    outcome.fail(type(error).__name__)
                else:
                    outcome.count(answer.status, sent)

        await asyncio.gather(*(one_after_another() for _ in range(job.at_once)))


def _bodies(path: Path, first: int) -> Iterator[bytes]:
    bodies = path.read_bytes().splitlines()
    yield from bodies[first:]
    raise SystemExit(f"All {len(bodies):,} bodies of {path.name} were sent before the time was over.")


def main() -> None:
    """Read a job as JSON from standard input, write its outcome as JSON to standard output."""
    sys.stdout.write(json.dumps(asdict(run(Job(**json.load(sys.stdin))))))


if __name__ == "__main__":
    main()
