"""One contender in one round: started, warmed up, measured, stopped."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psutil

from bentos.settings import Family
from tests.bench import bodies, separate
from tests.bench.contenders import Contender, Workload
from tests.bench.figures import Figures, Limit, percentile
from tests.bench.load import Job, Outcome
from tests.bench.process import Process
from tests.bench.workplace import Workplace
from tests.server import free_port

_WARM_UP = 3.0  # seconds
_PAUSE = 1.0  # seconds between two measurements
_FASTEST, _FASTEST_BATCHES = 4_000, 30  # requests a second that bodies are made for
_SAMPLE = 50  # tweets whose labels are compared


@dataclass(frozen=True)
class Plan:
    """How long to measure, on which tweets."""

    seconds: float
    tweets: Sequence[str]


@dataclass
class Server:
    """A running contender and the bodies that it has not seen yet."""

    process: Process
    url: str
    ready_seconds: float
    bodies: Path
    used: int = 0

    def load(self, workload: Workload, at_once: int, seconds: float) -> Outcome:
        """Let the load generator work."""
        job = Job(self.url + workload.path, str(self.bodies), self.used, at_once, seconds)
        outcome = Outcome(**separate.work("tests.bench.load", asdict(job)))
        self.used += outcome.sent
        return outcome


def contender(one: Contender, place: Workplace, plan: Plan) -> Iterator[tuple[str, Figures]]:
    """(row, figures) of each of its workloads."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = place.folder / f"{one.name}.log"
    process = Process(place.command(one.command, port), {**place.environment(port), **one.environment}, log)
    ready = process.wait_until_ready(url + one.ready)
    if one.loaded:
        process.wait_until_ready(url + one.loaded)
    texts: dict[Family, Iterator[str]] = {}
    try:
        for workload in one.workloads:
            fresh = texts.setdefault(workload.family, bodies.endless(plan.tweets))
            path = place.folder / "bodies.jsonl"
            fastest = _FASTEST if workload.texts == 1 else _FASTEST_BATCHES
            bodies.write(path, workload, fresh, int(fastest * (_WARM_UP + plan.seconds * 1.5)))
            server = Server(process, url, ready, path)
            yield workload.name, _measure(server, workload, place, plan)
    finally:
        process.stop()


def _measure(server: Server, workload: Workload, place: Workplace, plan: Plan) -> Figures:
    same = _same_labels(server, workload, place, plan.tweets)
    server.load(workload, workload.at_once, _WARM_UP)
    time.sleep(_PAUSE)
    before, start = (server.process.cpu_seconds(), _load_seconds(), _machine_seconds()), time.perf_counter()
    busy = server.load(workload, workload.at_once, plan.seconds)
    after, seconds = (
        (server.process.cpu_seconds(), _load_seconds(), _machine_seconds()),
        time.perf_counter() - start,
    )
    used, loading, machine = (end - begin for begin, end in zip(before, after, strict=True))
    time.sleep(_PAUSE)
    quiet = busy if workload.at_once == 1 else server.load(workload, 1, plan.seconds / 2)
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
        same_labels=same,
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


def limit(plan: Plan, place: Workplace) -> Limit:
    """The models without a server, in a process of their own."""
    job = {"tweets": list(plan.tweets), "seconds": plan.seconds}
    return Limit(**separate.work("tests.bench.limit", job, place.environment(0)))
