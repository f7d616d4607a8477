"""Requests too many, to a uvicorn of this process."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from time import sleep

import httpx
import numpy as np
import pytest
from starlette.types import Receive, Scope, Send

from bentos import store
from bentos.cascade import PAIR
from bentos.records.feedback import Feedback
from bentos.serving.gateway import Gateway
from bentos.serving.panel import Served
from bentos.serving.waiting import Scored
from bentos.settings import Settings
from bentos.web import admission
from bentos.web.admission import Admission
from bentos.web.entrance import Entrance
from tests.bentos.test_card import example as card
from tests.bentos.web.clients import HEAD, PART, SECONDS, answers, connected, reply, say, serving
from tests.conftest import own_home

pytestmark = pytest.mark.usefixtures("impatience")
KNOWN = "so happy"  # the tweet that a runner remembers


class Runner:
    """A runner that answers nothing new while it is `crowded`."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.crowded = False

    async def predict(self, texts: Sequence[str]) -> Scored:
        return Scored(self.model, np.full((len(texts), 2), 0.5, dtype=np.float32))

    def knows(self, text: str) -> bool:
        return text == KNOWN

    async def words(self, text: str) -> list[tuple[str, float]]:
        return [(text, 0.0)]


@pytest.fixture
def bert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    """The runner of bert, the default, behind a gateway that has logreg, too; it is crowded."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    feedback = Feedback(f"sqlite:///{tmp_path / 'sentiment.db'}")
    with own_home(tmp_path):
        stored = {each: store.save(folder, card(folder).model_copy(update={"family": each})) for each in PAIR}
        runners = {each: Runner(stored[each].version) for each in PAIR}
        served = {each: Served(stored[each], runners[each]) for each in PAIR}
        monkeypatch.setattr(Admission, "gateway", Gateway(served, {}, feedback, default="bert"))
        runners["bert"].crowded = True
        yield runners["bert"]


def request(asked: object, path: bytes = b"/predict/") -> tuple[bytes, bytes]:
    """The head and the body of a request."""
    body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    head = HEAD.replace(b" / ", b" %s " % path) + b"Content-Length: %d\r\n\r\n" % len(body)
    return head, body


@pytest.mark.parametrize("path", [b"/predict/", b"/predict"])
@pytest.mark.parametrize("asked", [{"text": "so sad"}, {"text": "so sad", "model": "bert"}])
def test_a_request_to_a_crowded_model_is_refused_and_its_connection_serves_the_next(
    bert: Runner, path: bytes, asked: dict[str, str]
) -> None:
    with serving(reply) as port, connected(port) as client:
        client.sendall(b"".join(request(asked, path)))
        head, _, body = client.recv(65_536).partition(b"\r\n\r\n")
        bert.crowded = False
        again = request(asked, path)
        client.sendall(b"".join(again))
        assert answers(client, b"%d" % len(again[1]))
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: " in head
    assert b"\r\nx-content-type-options: nosniff" in head
    assert json.loads(body) == {"detail": "The service is overloaded; try again in a few seconds."}


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "so sad", "model": "logreg"},
        {"text": "so sad", "model": "auto"},
        {"text": "so sad", "model": "unheard"},
        {"text": KNOWN},
        {"text": 1},
        {"text": "so sad", "model": 1},
        {"text": "so sad" * 20_000},
        [],
        b"{",
        b"",
    ],
)
@pytest.mark.usefixtures("bert")
def test_what_a_crowded_model_is_not_asked_is_handed_on_whole(asked: object) -> None:
    head, body = request(asked)
    with serving(reply) as port, connected(port) as client:
        for part in (head, body[:5], body[5:]):
            client.sendall(part)
            sleep(SECONDS / 8)
        assert answers(client, b"\r\n\r\n%d" % len(body))


@pytest.mark.parametrize("path", [b"/predict/batch/", b"/compare/", b"/feedback/"])
@pytest.mark.usefixtures("bert")
def test_only_requests_for_one_prediction_are_looked_at(path: bytes) -> None:
    head, body = request({"text": "so sad"}, path)
    with serving(reply) as port, connected(port) as client:
        client.sendall(head + body)
        assert answers(client, b"\r\n\r\n%d" % len(body))


@pytest.mark.usefixtures("bert")
def test_a_client_that_asks_for_leave_to_send_its_body_is_given_it() -> None:
    head, body = request({"text": "so sad"})
    with serving(reply) as port, connected(port) as client:
        client.sendall(head.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
        assert client.recv(65_536).startswith(b"HTTP/1.1 100 ")
        client.sendall(body)
        assert answers(client, b"\r\n\r\n%d" % len(body))


@pytest.mark.usefixtures("bert")
def test_a_body_that_is_kept_back_must_come_whole_in_time() -> None:
    head, body = request({"text": "so sad"})
    with serving(reply) as port, connected(port) as client:
        client.sendall(head + body[:5])
        assert client.recv(65_536).startswith(b"HTTP/1.1 408 ")


def test_a_request_that_was_answered_before_its_body_came_waits_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "MAX_ANSWERING", 1)

    async def refuse(_: Scope, __: Receive, send: Send) -> None:
        await say(send, b"no")

    with serving(refuse) as port, connected(port) as client:
        client.sendall(PART)
        assert answers(client, b"no")
        client.sendall(b"x" * 10)
        sleep(SECONDS / 4)
        assert httpx.post(f"http://127.0.0.1:{port}", content=b"x", timeout=60).text == "no"


@pytest.mark.parametrize("parts", [(PART + b"x" * 10,), (PART, b"x" * 10), (PART + b"x", b"x" * 9)])
def test_a_request_too_many_is_refused_and_its_connection_serves_the_next(
    monkeypatch: pytest.MonkeyPatch, parts: Sequence[bytes]
) -> None:
    monkeypatch.setattr(admission, "MAX_ANSWERING", 1)
    may = Event()

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/first":
            await asyncio.to_thread(may.wait, 60)
        await reply(scope, receive, send)

    with serving(wait) as port, connected(port) as client, connected(port) as other:
        client.sendall(HEAD.replace(b"/ ", b"/first ") + b"Content-Length: 2\r\n\r\nok")
        while not Admission.answers:
            sleep(0.01)
        for part in parts:
            other.sendall(part)
            sleep(SECONDS / 8)
        refusal = other.recv(65_536)
        read = httpx.get(f"http://127.0.0.1:{port}/models/", timeout=60)
        may.set()
        assert answers(client, b"2")
        other.sendall(PART + b"x" * 10)
        assert answers(other, b"10")
    assert refusal.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: " in refusal
    assert read.status_code == httpx.codes.OK


@pytest.mark.parametrize("most", [0, 1_024])
@pytest.mark.usefixtures("bert")
def test_who_has_no_key_is_told_so_whatever_the_models_have_to_do(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(admission, "MAX_ANSWERING", most)
    entrance = Entrance(reply, Settings.model_validate({"API_KEYS": "one"}))
    monkeypatch.setattr(Admission, "entrance", entrance)
    with serving(entrance) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:

        def status(text: str, key: str) -> int:
            return client.post("/predict/", json={"text": text}, headers={"X-API-Key": key}).status_code

        assert [status(text, "two") for text in (KNOWN, "so sad")] == [401, 401]
        assert status("so sad", "one") == 503


def test_a_client_that_leaves_before_its_answer_makes_room() -> None:
    async def wait(_: Scope, receive: Receive, __: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    with serving(wait) as port:
        with connected(port) as client:
            client.sendall(PART + b"x" * 10)
            while not Admission.answers:
                sleep(0.01)
        while Admission.answers:
            sleep(0.01)
