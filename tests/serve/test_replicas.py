"""Two replicas of the service that share a PostgreSQL database, behind a real proxy."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from bentos.contracts import ContractError
from bentos.sentences import Language
from tests.bench import separate
from tests.bentos.postgresql import Cluster
from tests.endurance.generator import Job, Outcome
from tests.mail import Mailbox
from tests.serve.proxy import CONFIGURATION, Proxy
from tests.server import Server
from tests.waiting import wait_until

AT_ONCE, REQUESTS = 16, 600


@dataclass(frozen=True)
class Replicas:
    """Two servers, the proxy before them, their database and its server, and where their alerts go."""

    servers: tuple[Server, Server]
    proxy: Proxy
    database: str
    cluster: Cluster
    mailbox: Mailbox


@pytest.fixture(scope="module")
def replicas(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Two servers of one model."""
    with ExitStack() as running:
        cluster = Cluster()
        running.callback(cluster.remove)
        cluster.start()
        database = cluster.url(cluster.create())
        mailbox = Mailbox().start()
        running.callback(mailbox.stop)
        shared = {"SENTIMENT_FAMILIES": "logreg", "DATABASE_URL": database, "ALERT_URLS": mailbox.url}
        servers = Server(trained_home, **shared), Server(trained_home, **shared)
        for server in servers:
            running.callback(server.kill)
        with ThreadPoolExecutor() as pool:
            # Both find an empty database.
            list(pool.map(Server.start, servers))
        ports = servers[0].port, servers[1].port
        proxy = Proxy(ports, tmp_path_factory.mktemp("proxy") / "log")
        running.callback(proxy.stop)
        yield Replicas(servers, proxy, database, cluster, mailbox)


def predict(server: Server, text: str) -> dict[str, object]:
    """A server's answer."""
    answer = httpx.post(f"{server.url}/predict/", json={"text": text}, timeout=60)
    return dict(answer.raise_for_status().json())


def test_a_flag_made_through_one_replica_is_seen_by_the_other(replicas: Replicas) -> None:
    one, two = replicas.servers
    body = {"prediction_id": predict(one, "so happy")["prediction_id"], "label": 0}

    def flag(server: Server) -> httpx.Response:
        return httpx.post(f"{server.url}/feedback/", json=body, timeout=60)

    # A prediction is recorded a moment after its answer.
    wait_until(lambda: flag(two).status_code == httpx.codes.OK)
    assert flag(one).status_code == httpx.codes.OK
    assert flag(one).json()["id"] == flag(two).json()["id"]


def test_negative_tweets_that_are_spread_over_the_replicas_alert_once(replicas: Replicas) -> None:
    one, two = replicas.servers
    for server in (one, two, one, two):
        assert predict(server, "so sad, worst day, i hate this")["prediction"] == 0
    replicas.mailbox.wait(1)
    with psycopg.connect(replicas.database, autocommit=True) as connection:

        def written() -> list[tuple[object, ...]]:
            return connection.execute("SELECT kind, attempts FROM outbox WHERE sent IS NOT NULL").fetchall()

        wait_until(lambda: bool(written()))
        assert written() == [("begun", 1)]
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (1,)
    assert len(replicas.mailbox.subjects) == 1


def answered(server: Server, status: int) -> float:
    """How many requests a server has answered with a status."""
    counts = re.findall(
        rf'^sentiment_request_seconds_count\{{.*status="{status}"\}} (\S+)',
        httpx.get(f"{server.url}/metrics").text,
        re.MULTILINE,
    )
    return sum(map(float, counts))


def test_requests_too_many_are_refused_by_the_proxy(replicas: Replicas, tmp_path: Path) -> None:
    ports = replicas.servers[0].port, replicas.servers[1].port
    proxy = Proxy(ports, tmp_path / "log", REPLICA_REQUESTS="8")
    bodies = tmp_path / "bodies.jsonl"
    bodies.write_text("".join(f'{{"text": "so happy {n}"}}\n' for n in range(100_000)), encoding="utf-8")
    job = Job(proxy.port, "/predict/", str(bodies), connections=64, seconds=1)
    try:
        outcome = Outcome(**separate.work("tests.endurance.generator", asdict(job)))
    finally:
        proxy.stop()
    assert set(outcome.status) == {httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE}
    refused = outcome.status.count(httpx.codes.SERVICE_UNAVAILABLE)
    assert sum(outcome.retry_after) == refused
    assert sum(answered(server, 200) for server in replicas.servers) >= len(outcome.status) - refused
    assert sum(answered(server, 503) for server in replicas.servers) == 0


def test_open_pages_take_no_room_from_others(replicas: Replicas, tmp_path: Path) -> None:
    ports = replicas.servers[0].port, replicas.servers[1].port
    proxy = Proxy(ports, tmp_path / "log", REPLICA_REQUESTS="1")
    with ExitStack() as opened:
        opened.callback(proxy.stop)
        wait_until(lambda: httpx.get(f"{proxy.url}/ui/").status_code == httpx.codes.OK)
        for number in range(8):
            # As a page does for as long as it is open.
            heartbeat = httpx.stream("GET", f"{proxy.url}/ui/gradio_api/heartbeat/{number}", timeout=60)
            assert opened.enter_context(heartbeat).status_code == httpx.codes.OK
        assert httpx.get(f"{proxy.url}/ui/").status_code == httpx.codes.OK
        asked = httpx.post(f"{proxy.url}/predict/", json={"text": "so happy here"}, timeout=60)
        assert asked.status_code == httpx.codes.OK


def test_while_the_database_is_gone_predictions_are_answered_and_flags_are_not(replicas: Replicas) -> None:
    one, two = replicas.servers

    def flag(server: Server, made: dict[str, object]) -> int:
        body = {"prediction_id": made["prediction_id"], "label": 0, "comment": "gone"}
        return httpx.post(f"{server.url}/feedback/", json=body, timeout=60).status_code

    replicas.cluster.stop()
    try:
        made = [predict(server, f"late again, train {n}") for n in range(10) for server in (one, two)]
        assert flag(one, made[0]) == httpx.codes.SERVICE_UNAVAILABLE
    finally:
        replicas.cluster.start()
    # What was predicted meanwhile is recorded, and nothing of the flag that was refused.
    for each in made:
        wait_until(lambda each=each: flag(two, each) == httpx.codes.CREATED)


async def load(proxy: Proxy, victim: Server) -> Counter[int]:
    """How many requests were answered with each status, 0 for none, while a server is killed under them."""
    gate, answered = asyncio.Semaphore(AT_ONCE), 0
    killed = asyncio.Event()

    async with httpx.AsyncClient(base_url=proxy.url, timeout=60) as client:

        async def ask(number: int) -> int:
            nonlocal answered
            async with gate:
                try:
                    answer = await client.post("/predict/", json={"text": f"late again on day {number}"})
                except httpx.TransportError:
                    return 0
            answered += 1
            if answered > REQUESTS // 3 and not killed.is_set():
                killed.set()
                await asyncio.to_thread(victim.kill)
            return answer.status_code

        return Counter(await asyncio.gather(*(ask(number) for number in range(REQUESTS))))


def test_a_replica_that_is_killed_costs_no_answer_but_those_in_its_hands(replicas: Replicas) -> None:
    answers = asyncio.run(load(replicas.proxy, replicas.servers[0]))
    assert answers.pop(httpx.codes.OK) >= REQUESTS - AT_ONCE, answers


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_proxy_refuses_in_the_words_of_the_service(language: Language) -> None:
    refusal = f'{{"detail":"{ContractError(503, "overloaded").sentence(language)}"}}'
    assert refusal in CONFIGURATION.read_text(encoding="utf-8")
