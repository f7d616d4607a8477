"""What users notice while the database hangs, or the disk is full."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest

from bentos.records.feedback import Feedback
from bentos.serving.flagging import MOST
from tests.bentos.databases import Sqlite
from tests.server import Server
from tests.waiting import wait_until

FLAGS = 2 * MOST  # at once


@dataclass(frozen=True)
class Service:
    """A server of one model and the database of its own."""

    server: Server
    database: Sqlite

    def predict(self, text: str) -> httpx.Response:
        return httpx.post(f"{self.server.url}/predict/", json={"text": text}, timeout=60)

    def flag(self, prediction: str, comment: str) -> httpx.Response:
        body = {"prediction_id": prediction, "label": 0, "comment": comment}
        return httpx.post(f"{self.server.url}/feedback/", json=body, timeout=60)

    def predicted(self, count: int) -> list[str]:
        """The ids of so many predictions, each of which was answered."""
        answers = [self.predict(f"late again, {uuid4().hex}") for _ in range(count)]
        assert {answer.status_code for answer in answers} == {httpx.codes.OK}
        return [answer.json()["prediction_id"] for answer in answers]

    def refused(self, prediction: str) -> None:
        """A flag is answered 503, and is not kept."""
        answer = self.flag(prediction, "refused")
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert int(answer.headers["Retry-After"]) > 0

    def kept(self, predictions: list[str]) -> None:
        """Each of the predictions was recorded and can be flagged; of the flags, none is kept but these."""
        before = len(self.comments())
        for prediction in predictions:
            wait_until(lambda prediction=prediction: self.flag(prediction, "kept").is_success)
        assert self.comments() == ["kept"] * (before + len(predictions))
        with sqlite3.connect(self.database.path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def comments(self) -> list[str]:
        return [flag.comment for flag in Feedback(self.database.url).flags()]


@pytest.fixture(scope="module")
def service(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    database = Sqlite(tmp_path_factory.mktemp("gone"))
    server = Server(trained_home, SENTIMENT_FAMILIES="logreg", DATABASE_URL=database.url)
    server.start()
    yield Service(server, database)
    server.kill()


@contextmanager
def full(server: Server) -> Iterator[None]:
    """Within the context the gateway's files do not grow: to SQLite, the same failed write as a full disk."""
    (gateway,) = [each for each in server.processes() if "Gateway" in each.cmdline()]
    _, hard = gateway.rlimit(psutil.RLIMIT_FSIZE)
    gateway.rlimit(psutil.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        gateway.rlimit(psutil.RLIMIT_FSIZE, (hard, hard))


def test_a_database_that_hangs_costs_flags_and_no_prediction(service: Service) -> None:
    first = service.predicted(1)
    service.kept(first)

    async def flood() -> list[str]:
        async with httpx.AsyncClient(
            base_url=service.server.url, timeout=60, limits=httpx.Limits(max_connections=None)
        ) as client:

            async def flag() -> int:
                answer = await client.post("/feedback/", json={"prediction_id": uuid4().hex, "label": 1})
                return answer.status_code

            with service.database.away():
                asked = [asyncio.create_task(flag()) for _ in range(FLAGS)]
                refused, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
                predicted = await asyncio.to_thread(service.predicted, 20)
                await asyncio.to_thread(service.refused, predicted[0])
            answered = set(await asyncio.gather(*asked))
        assert {task.result() for task in refused} == {httpx.codes.SERVICE_UNAVAILABLE}
        # Those that were taken learn at last that nobody knows what they flag.
        assert answered <= {httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.NOT_FOUND}
        return predicted

    service.kept(asyncio.run(flood()))


def test_a_full_disk_costs_flags_and_no_prediction(service: Service) -> None:
    with full(service.server):
        predicted = service.predicted(20)
        service.refused(predicted[0])
    service.kept(predicted)
