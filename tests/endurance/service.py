"""The service under load: a real `bentoml serve` of all that the store holds, and what is sent to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bentos.settings import Family, settings
from tests.bench import bodies, separate
from tests.bench.contenders import CONTENDERS, Workload
from tests.bench.process import Process
from tests.bench.workplace import Workplace
from tests.endurance.generator import Job, Outcome
from tests.serve.proxy import Proxy
from tests.server import free_port

_SERVICE = CONTENDERS[0]
_FASTEST = 8_000  # requests a second that bodies are made for
_SPARE = 1.2  # bodies for each request that is due on average: their number varies
_WARM_UP = 3.0  # seconds

AT_ONCE = 64  # clients
MANY = 10_000  # connections; as many as are needed


class Service:
    """A running service, and tweets of which none is sent twice."""

    def __init__(
        self,
        process: Process,
        port: int,
        folder: Path,
        tweets: Sequence[str],
        texts: dict[Family, Iterator[str]],
    ) -> None:
        """`texts` are those of the tweets that it has not seen yet, by the family that is asked."""
        self.process = process
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.database = folder / "home" / "sentiment.db"
        self.tweets = tweets
        self._folder = folder
        self._bodies = folder / "bodies.jsonl"
        self._texts = texts

    @contextmanager
    def behind_proxy(self) -> Iterator["Service"]:
        """The same, asked through the proxy that the project ships, where it is the only replica."""
        proxy = Proxy((self.port, free_port()), self._folder / "proxy.log")
        try:
            yield Service(self.process, proxy.port, self._folder, self.tweets, self._texts)
        finally:
            proxy.stop()

    def capacity(self, family: Family, seconds: float) -> float:
        """Good answers a second, after a warm-up, while each of 64 clients waits for its last answer."""
        self._send(family, _WARM_UP, AT_ONCE)
        outcome = self._send(family, seconds, AT_ONCE)
        answered = [done for done, status in zip(outcome.done, outcome.status, strict=True) if status == 200]
        return sum(done <= seconds for done in answered) / seconds

    def offer(self, family: Family, rate: float, seconds: float, connections: int) -> Outcome:
        """Offer so many requests a second for so long."""
        return self._send(family, seconds, connections, rate)

    def _send(self, family: Family, seconds: float, connections: int, rate: float | None = None) -> Outcome:
        workload = _workload(family)
        texts = self._texts.setdefault(family, bodies.endless(self.tweets))
        bodies.write(self._bodies, workload, texts, int((rate or _FASTEST) * seconds * _SPARE) + AT_ONCE)
        job = Job(self.port, workload.path, str(self._bodies), connections, seconds, rate)
        return Outcome(**separate.work("tests.endurance.generator", asdict(job)))


def _workload(family: Family) -> Workload:
    return next(each for each in _SERVICE.workloads if each.family == family and each.path == "/predict/")


@contextmanager
def running(folder: Path, tweets: Sequence[str]) -> Iterator[Service]:
    """The service with the models of the store and the deadline of the settings, its data under a folder."""
    place = Workplace(folder)
    port = free_port()
    environment = place.environment(port) | {"SENTIMENT_DEADLINE_MS": str(settings().deadline_ms)}
    process = Process(place.command(_SERVICE.command, port), environment, folder / "service.log")
    try:
        process.wait_until_ready(f"http://127.0.0.1:{port}{_SERVICE.loaded}")
        yield Service(process, port, folder, tweets, {})
    finally:
        process.stop()
