"""`python -m tests.endurance.replicas`: one replica of the linear model, then two behind the proxy.

All on PostgreSQL, in one run. Replicas, proxy, database and load generator share this machine's cores, so
that two replicas need be no faster than one here; what each part costs is what a plan for more machines is
made of.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
import psycopg

from bentos import store
from bentos.card import CardError
from tests.bench import bodies, separate
from tests.bench.contenders import CONTENDERS
from tests.bentos.postgresql import Cluster
from tests.endurance.generator import Job, Outcome
from tests.serve.proxy import Proxy
from tests.server import Server
from train.tables import DataError

_AT_ONCE = 64  # clients
_FASTEST = 8_000  # requests a second that bodies are made for
_WARM_UP = 3.0  # seconds
_WRITTEN = 5.0  # seconds in which the last predictions are in the database
_LOGREG = next(
    each for each in CONTENDERS[0].workloads if (each.family, each.path) == ("logreg", "/predict/")
)
# What stands in the command line of each part, most telling first.
_PARTS = {
    "--service-name Gateway": "CPU ms, gateway",
    "--service-name": "CPU ms, runner",
    "haproxy": "CPU ms, proxy",
    "postgres": "CPU ms, database",
}


@dataclass(frozen=True)
class Replicas:
    """Two running servers, the proxy before them, and the database that they share."""

    ports: dict[str, int]
    database: str
    folder: Path
    texts: Iterator[str]

    def measure(self, name: str, seconds: float) -> str:
        """A row of the table: answers a second, their share in the database, CPU ms of each part for one."""
        self._send(name, _WARM_UP)
        rows, spent = self._rows(), _spent()
        outcome = self._send(name, seconds)
        answered = sum(status == 200 for status in outcome.status)
        written = f"{(self._rows() - rows) / answered:.1%}"
        cost = {part: (used - spent[part]) / answered * 1000 for part, used in _spent().items()}
        cells = [f"{cost[part]:.2f}" for part in _PARTS.values()]
        others = len(outcome.status) - answered
        return _line(name, f"{answered / seconds:,.0f}", f"{others:,}", written, *cells)

    def _send(self, name: str, seconds: float) -> Outcome:
        path = self.folder / "bodies.jsonl"
        bodies.write(path, _LOGREG, self.texts, int(_FASTEST * seconds))
        job = Job(self.ports[name], _LOGREG.path, str(path), _AT_ONCE, seconds)
        return Outcome(**separate.work("tests.endurance.generator", asdict(job)))

    def _rows(self) -> int:
        time.sleep(_WRITTEN)
        with psycopg.connect(self.database) as connection:
            found = connection.execute("SELECT count(*) FROM predictions").fetchone()
        return int(found[0]) if found else 0


@contextmanager
def running(folder: Path, tweets: Sequence[str]) -> Iterator[Replicas]:
    """Two replicas with the store's linear model, their data under a folder."""
    (folder / "bentoml").mkdir()
    (folder / "bentoml" / "models").symlink_to(store.load(store.resolve("logreg")).folder.parents[1])
    with ExitStack() as stack:
        cluster = Cluster()
        stack.callback(cluster.remove)
        cluster.start()
        database = cluster.url(cluster.create())
        servers = [Server(folder, SENTIMENT_FAMILIES="logreg", DATABASE_URL=database) for _ in range(2)]
        for server in servers:
            server.start()
            stack.callback(server.kill)
        proxy = Proxy((servers[0].port, servers[1].port), folder / "proxy.log")
        stack.callback(proxy.stop)
        ports = {"one replica": servers[0].port, "two behind the proxy": proxy.port}
        yield Replicas(ports, database, folder, bodies.endless(tweets))


def _spent() -> Counter[str]:
    """CPU seconds of each part by now."""
    seconds: Counter[str] = Counter()
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            command = " ".join(process.cmdline())
            part = next((part for words, part in _PARTS.items() if words in command), None)
            if part:
                used = process.cpu_times()
                seconds[part] += used.user + used.system
    return seconds


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.replicas", description=__doc__)
    parser.add_argument("--data", default="starter", help="a labelled file, or starter; 10,000 rows are read")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    options = parser.parse_args(arguments)
    try:
        tweets = bodies.tweets(options.data)
        with (
            tempfile.TemporaryDirectory(prefix="replicas-") as folder,
            running(Path(folder), tweets) as replicas,
        ):
            sys.stdout.write(_line("", "answers/s", "other answers", "in the database", *_PARTS.values()))
            sys.stdout.write("|---" + "|---:" * (3 + len(_PARTS)) + "|\n")
            for name in (*replicas.ports, *replicas.ports):
                sys.stdout.write(replicas.measure(name, options.seconds))
    except (CardError, DataError, FileNotFoundError) as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
