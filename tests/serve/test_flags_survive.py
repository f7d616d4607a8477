"""Flags over HTTP while the server is killed again and again."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from bentos.records.feedback import Feedback
from tests.server import Server

CLIENTS, FLAGS, KILLS = 8, 1_000, 2
PATIENCE = 1_200  # seconds; it only ends a test that would never end


class Patience:
    """The time until which clients wait for a server."""

    def __init__(self, seconds: float) -> None:
        self.until = monotonic() + seconds

    def end(self) -> None:
        """Let nobody wait any longer."""
        self.until = 0.0


Confirmed = tuple[str, str, str]


def insist(request: Callable[[], httpx.Response], patience: Patience) -> httpx.Response:
    """The server's answer, asked for until there is a server that gives one."""
    while True:
        assert monotonic() < patience.until
        try:
            answer = request()
        except httpx.TransportError:
            sleep(0.2)
            continue
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            return answer
        sleep(0.2)


def flag(client: httpx.Client, comment: str, patience: Patience) -> Confirmed:
    """Predict and flag until the flag is confirmed; its id, prediction and comment."""
    while True:
        made = insist(lambda: client.post("/predict/", json={"text": f"Late again, {comment}."}), patience)
        assert made.status_code == httpx.codes.OK, made.text
        wanted = {
            "prediction_id": made.json()["prediction_id"],
            "label": 1 - made.json()["prediction"],
            "comment": comment,
        }
        answer = insist(lambda wanted=wanted: client.post("/feedback/", json=wanted), patience)
        if answer.status_code in (httpx.codes.CREATED, httpx.codes.OK):
            return answer.json()["id"], wanted["prediction_id"], comment
        # A prediction may die with the server before it is recorded; a confirmed flag may not.
        assert answer.status_code == httpx.codes.NOT_FOUND, answer.text


def test_every_confirmed_flag_is_kept_once_whenever_the_server_is_killed(
    trained_home: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'flags.db'}"
    server = Server(trained_home, SENTIMENT_FAMILIES="logreg", DATABASE_URL=url)
    patience = Patience(PATIENCE)
    confirmed: list[Confirmed] = []

    def work(number: int) -> None:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            for turn in range(FLAGS // CLIENTS):
                confirmed.append(flag(client, f"flag {turn} of client {number}", patience))

    moments = sorted(random.sample(range(50, FLAGS - 50), KILLS))
    server.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            clients = [pool.submit(work, number) for number in range(CLIENTS)]
            try:
                for moment in moments:
                    while len(confirmed) < moment and not all(client.done() for client in clients):
                        sleep(0.001)
                    server.kill()
                    with pytest.raises(httpx.TransportError):
                        httpx.get(server.url)
                    server.start()
            except BaseException:
                patience.end()
                raise
            for client in clients:
                client.result()
    finally:
        server.kill()
    kept = [(flag.id, flag.prediction_id, flag.comment) for flag in Feedback(url).flags()]
    assert len(confirmed) == FLAGS
    # A flag that was stored, but whose answer was lost, was sent again and confirmed: nothing else is kept.
    assert sorted(kept) == sorted(confirmed)
