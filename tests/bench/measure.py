"""All contenders of a round: started, then measured by turns, stopped."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psutil

from bentos.settings import Family
from tests.bench import bodies, separate
from tests.bench.bars import Turn
from tests.bench.contenders import Contender, Workload
from tests.bench.figures import Figures, Limit, percentile
from tests.bench.load import Job, Outcome
from tests.bench.process import Process
from tests.bench.workplace import Workplace
from tests.server import free_port

_WARM_UP = 3.0  # seconds
_PAUSE = 0.5  # seconds between two measurements
_FASTEST, _FASTEST_BATCHES = 6_000, 30  # requests a second that bodies are made for
_SAMPLE = 50  # tweets whose labels are compared


@dataclass(frozen=True)
class Plan:
    """How many turns a round has, how many seconds a measurement, on which tweets."""

    turns: int
    seconds: float
    tweets: Sequence[str]


@dataclass
class Server:
    """A running contender."""

    process: Process
    url: str
    ready_seconds: float
    restless: bool

    @contextmanager
    def awake(self) -> Iterator[None]:
        """It runs meanwhile; one that is restless does not afterwards."""
        self.process.go_on()
        try:
            yield
        finally:
            if self.restless:
                self.process.halt()


@dataclass
class Row:
    """A workload of a running contender, and the bodies that it has not seen yet."""

    server: Server
    workload: Workload
    bodies: Path
    same_labels: float
    used: int = 0

    def load(self, at_once: int, seconds: float) -> Outcome:
        """Let the load generator work."""
        url = self.server.url + self.workload.path
        job = Job(url, str(self.bodies), self.used, at_once, seconds)
        outcome = Outcome(**separate.work("tests.bench.load", asdict(job)))
        self.used += outcome.sent
        return outcome


def turns(contenders: Sequence[Contender], place: Workplace, plan: Plan, *, limit: bool) -> Iterator[Turn]:
    """The figures of each turn, in which all rows are measured one after another, and the limit if asked for.

    All are up meanwhile, one is busy. Between two that are compared lie seconds: a shared machine is not as
    fast in one minute as in the next. So that none is always first, every other turn goes backwards.
    """
    with ExitStack() as stack:
        rows = [
            row
            for one in contenders
            for row in _rows(one, stack.enter_context(_served(one, place)), place, plan)
        ]
        job = {"tweets": list(plan.tweets)}
        bare = separate.worker("tests.bench.limit", job, place.environment(0))
        ask = stack.enter_context(bare) if limit else None
        for turn in range(plan.turns):
            forwards = turn % 2 == 0
            # Beside those that are compared with it.
            found = Limit(**ask(plan.seconds)) if ask and forwards else None
            measured = {row.workload.name: _turn(row, plan) for row in rows[:: 1 if forwards else -1]}
            found = Limit(**ask(plan.seconds)) if ask and not forwards else found
            yield Turn({row.workload.name: measured[row.workload.name] for row in rows}, found)


@contextmanager
def _served(one: Contender, place: Workplace) -> Iterator[Server]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = place.folder / f"{one.name}.log"
    process = Process(place.command(one.command, port), {**place.environment(port), **one.environment}, log)
    ready = process.wait_until_ready(url + one.ready)
    if one.loaded:
        process.wait_until_ready(url + one.loaded)
    try:
        yield Server(process, url, ready, one.restless)
    finally:
        process.go_on()
        process.stop()


def _rows(one: Contender, server: Server, place: Workplace, plan: Plan) -> Iterator[Row]:
    """Its workloads, each warmed up."""
    texts: dict[Family, Iterator[str]] = {}
    for number, workload in enumerate(one.workloads):
        fresh = texts.setdefault(workload.family, bodies.endless(plan.tweets))
        path = place.folder / f"{one.name}-{number}.jsonl"
        fastest = _FASTEST if workload.texts == 1 else _FASTEST_BATCHES
        bodies.write(path, workload, fresh, int(fastest * (_WARM_UP + plan.turns * plan.seconds * 1.5)))
        with server.awake():
            row = Row(server, workload, path, _same_labels(server, workload, place, plan.tweets))
            row.load(workload.at_once, _WARM_UP)
        yield row


def _turn(row: Row, plan: Plan) -> Figures:
    with row.server.awake():
        return _measure(row, plan)


def _measure(row: Row, plan: Plan) -> Figures:
    server, workload = row.server, row.workload
    time.sleep(_PAUSE)
    before, start = (server.process.cpu_seconds(), _load_seconds(), _machine_seconds()), time.perf_counter()
    busy = row.load(workload.at_once, plan.seconds)
    after, seconds = (
        (server.process.cpu_seconds(), _load_seconds(), _machine_seconds()),
        time.perf_counter() - start,
    )
    used, loading, machine = (end - begin for begin, end in zip(before, after, strict=True))
    time.sleep(_PAUSE)
    quiet = busy if workload.at_once == 1 else row.load(1, plan.seconds / 2)
    pss, rss = server.process.memory()
    tweets = len(busy.milliseconds) * workload.texts
    return Figures(
        tweets_per_second=tweets / busy.seconds,
        p50=percentile(busy.milliseconds, 50),
        p99=percentile(busy.milliseconds, 99),
        alone=percentile(quiet.milliseconds, 50),
        cpu=used * 1000 / max(tweets, 1),
        load_cpu=busy.cpu_seconds * 1000 / max(tweets, 1),
        pss=pss,
        rss=rss,
        ready_seconds=server.ready_seconds,
        errors=sum(busy.errors.values()) + sum(quiet.errors.values()),
        same_labels=row.same_labels,
        others=max(0.0, machine - used - loading) / seconds / (psutil.cpu_count() or 1),
    )


def _same_labels(server: Server, workload: Workload, place: Workplace, tweets: Sequence[str]) -> float:
    """The share of a sample's tweets that get the label that the served model gives in this process."""
    sample = list(tweets[-_SAMPLE:])
    answered: list[float] = []
    for start in range(0, len(sample), workload.texts):
        body = workload.body(sample[start : start + workload.texts])
        answer = httpx.post(server.url + workload.path, json=body, timeout=60)
        if answer.is_error:
            raise SystemExit(f"{workload.name} answers {answer.status_code}: {answer.text[:500]}")
        answered += workload.positive(answer.json())
    expected = place.labels(workload.family, sample)
    return sum(
        (positive > 0.5) == bool(label) for positive, label in zip(answered, expected, strict=True)
    ) / len(sample)


def _load_seconds() -> float:
    """Seconds of CPU of the load generators that have ended, their start included."""
    times = os.times()
    return times.children_user + times.children_system


def _machine_seconds() -> float:
    """Seconds of CPU that the whole machine has been busy."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + getattr(times, "softirq", 0.0))
