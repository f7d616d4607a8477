"""Mixed traffic for a long time: what a service answers wrongly, and what it does not let go."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter

import aiohttp

from bentos.contracts import MAX_BATCH
from bentos.serving import cache
from bentos.settings import FAMILIES
from tests.bench import bodies
from tests.bench.bars import Bar
from tests.bench.figures import percentile
from tests.bench.process import Process
from tests.endurance import census
from tests.endurance.census import Census
from tests.endurance.trend import growth
from tests.endurance.visitor import WAYS, Visitor, Way

_RATE = 10.0  # visits a second
_LOOK = 15.0  # seconds between two looks at the processes
_ROW = 60.0  # seconds of a row
_SETTLING = 0.25  # of the time, in which pools and arenas reach their size
_GROWTH = 0.05


@dataclass(frozen=True)
class Visit:
    """When a visit ended (seconds), how, and after how many ms."""

    moment: float
    way: Way
    status: int
    milliseconds: float


class Soak:
    """A service that is visited; `say` is told a row a minute."""

    def __init__(self, process: Process, url: str, database: Path, say: Callable[[str], None]) -> None:
        self._process = process
        self._url = url
        self._database = database
        self._say = say
        self._visits: list[Visit] = []
        self._seen: list[Census] = []
        self._start = 0.0

    async def run(self, tweets: Sequence[str], seconds: float) -> list[Bar]:
        """Fill what remembers texts, then visit at random for so long; the bars."""
        texts = bodies.endless(tweets)
        async with aiohttp.ClientSession(
            self._url,
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=2),
            timeout=aiohttp.ClientTimeout(60),
        ) as session:
            for family in FAMILIES:
                for _ in range(cache.SIZE // MAX_BATCH + 1):
                    body = {"texts": [next(texts) for _ in range(MAX_BATCH)], "model": family}
                    async with session.post("/predict/batch/", json=body) as answer:
                        if answer.status != HTTPStatus.OK:
                            raise SystemExit(f"{family} answers {answer.status}: {await answer.text()}")
            self._start = perf_counter()
            looking = asyncio.create_task(self._look())
            await self._visit(Visitor(session, texts), seconds)
            looking.cancel()
        return judge(self._visits, self._seen, self._say)

    async def _visit(self, visitor: Visitor, seconds: float) -> None:
        chance = random.Random(0)  # noqa: S311 - the same visits each time
        due = 0.0
        async with asyncio.TaskGroup() as visits:
            while (due := due + chance.expovariate(_RATE)) < seconds:
                await asyncio.sleep(max(0.0, due - self._now()))
                (way,) = chance.choices(WAYS, [way.share for way in WAYS])
                visits.create_task(self._go(way, visitor))

    async def _go(self, way: Way, visitor: Visitor) -> None:
        sent = perf_counter()
        try:
            status = await way.go(visitor)
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        self._visits.append(Visit(self._now(), way, status, (perf_counter() - sent) * 1000))

    async def _look(self) -> None:
        for number in cycle(range(round(_ROW / _LOOK))):
            self._seen.append(
                await asyncio.to_thread(census.take, self._process, self._database, self._now())
            )
            if not number:
                self._say(row(self._visits, self._seen[-1]))
            await asyncio.sleep(_LOOK)

    def _now(self) -> float:
        return perf_counter() - self._start


def row(visits: Sequence[Visit], seen: Census) -> str:
    """The visits of the last minute and what the service holds, as a line."""
    recent = [visit for visit in visits if visit.moment > seen.moment - _ROW]
    statuses = Counter(visit.status for visit in recent)
    predicted = [visit.milliseconds for visit in recent if visit.way.name.startswith("predict")]
    return (
        f"{seen.moment / 60:3.0f} min: "
        + ", ".join(f"{count:,} x {status}" for status, count in sorted(statuses.items()))
        + f"; predict p50 {percentile(predicted, 50):,.0f} ms, p99 {percentile(predicted, 99):,.0f} ms; MB: "
        + ", ".join(f"{name} {pss:,.1f}" for name, pss in sorted(seen.pss.items()))
        + f"; database {seen.database:,.1f} MB; {seen.files:,} open files"
    )


def judge(visits: Sequence[Visit], seen: Sequence[Census], say: Callable[[str], None]) -> list[Bar]:
    """The bars; `say` is told each unexpected answer's way and each process's growth."""
    wrong = Counter(
        f"{visit.way.name} answered {visit.status}"
        for visit in visits
        if visit.status not in visit.way.expected
    )
    for what, count in wrong.items():
        say(f"{count:,} x {what}")
    settled = [each for each in seen if each.moment >= _SETTLING * seen[-1].moment]
    moments = [each.moment for each in settled]
    for name in sorted(settled[0].pss):
        values = [each.pss.get(name, 0.0) for each in settled]
        say(f"{name}: {median(values):,.1f} MB, {growth(moments, values):+.1%}")
    total = growth(moments, [sum(each.pss.values()) for each in settled])
    return [
        Bar("unexpected answers", wrong.total(), 0, most=True),
        Bar("growth of the memory of all processes", total, _GROWTH, most=True),
    ]
