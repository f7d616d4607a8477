"""Somebody who uses the service in every way that there is, the wrong ones included."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from bentos.contracts import MAX_BODY
from bentos.settings import AUTO, FAMILIES

if TYPE_CHECKING:
    import aiohttp

LEFT = 499  # the status of a request whose client left before the answer
_IMPATIENCE = 0.005  # seconds until a client leaves
_BATCH = 50  # texts
_EVENTS = "/ui/gradio_api/queue"


class Visitor:
    """One who never sends the same text twice."""

    def __init__(self, session: "aiohttp.ClientSession", texts: Iterator[str]) -> None:
        self._session = session
        self._texts = texts
        self._event: dict[str, Any] = {}

    async def post(self, path: str, body: object) -> int:
        """The status of an answer to a JSON body."""
        return (await self._asked(path, body))[0]

    async def predict(self, model: str) -> int:
        """Ask one model, or auto."""
        return await self.post("/predict/", {"text": next(self._texts), "model": model})

    async def compare(self) -> int:
        """Ask all models."""
        return await self.post("/compare/", {"text": next(self._texts)})

    async def batch(self) -> int:
        """Ask one model about many texts."""
        return await self.post(
            "/predict/batch/", {"texts": [next(self._texts) for _ in range(_BATCH)], "model": "logreg"}
        )

    async def flag(self) -> int:
        """Predict, then flag the prediction."""
        status, made = await self._asked("/predict/", {"text": next(self._texts), "model": "logreg"})
        if status != HTTPStatus.OK:
            return status
        right = {"prediction_id": made["prediction_id"], "label": 1 - made["prediction"], "comment": "wrong"}
        return await self.post("/feedback/", right)

    async def leave(self) -> int:
        """Ask, and leave before there is an answer, if it does not come at once."""
        try:
            async with asyncio.timeout(_IMPATIENCE):
                return await self.predict("bert")
        except TimeoutError:
            return LEFT

    async def send_no_json(self) -> int:
        """Send what nobody can read."""
        async with self._session.post("/predict/", data=b"{no json") as answer:
            await answer.read()
            return answer.status

    async def send_too_much(self) -> int:
        """Send more than the service takes."""
        async with self._session.post("/predict/", data=b" " * (MAX_BODY + 1)) as answer:
            await answer.read()
            return answer.status

    async def load_page(self) -> int:
        """Open the page and compare a tweet there; 500 if the page does not say what the models say."""
        async with self._session.get("/ui/") as page:
            await page.read()
        if page.status != HTTPStatus.OK:
            return page.status
        event = self._event or await self._compare_event()
        session = secrets.token_hex(8)
        asked = {**event, "session_hash": session, "data": [next(self._texts)]}
        if (status := await self.post(f"{_EVENTS}/join", asked)) != HTTPStatus.OK:
            return status
        async with self._session.get(f"{_EVENTS}/data", params={"session_hash": session}) as stream:
            said = await stream.text()
        return (
            HTTPStatus.OK if '"success":true' in said.replace(" ", "") else HTTPStatus.INTERNAL_SERVER_ERROR
        )

    async def _compare_event(self) -> dict[str, Any]:
        async with self._session.get("/ui/config") as answer:
            config = json.loads(await answer.read())
        tweet = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "tweet")
        event = next(
            each for each in config["dependencies"] if each["inputs"] == [tweet] and len(each["outputs"]) > 1
        )
        self._event = {"fn_index": event["id"]}
        return self._event

    async def _asked(self, path: str, body: object) -> tuple[int, Any]:
        async with self._session.post(path, json=body) as answer:
            content = await answer.read()
            return answer.status, json.loads(content or b"null")


@dataclass(frozen=True)
class Way:
    """One way to use the service: how many of all visits go it, and the statuses that it may end with."""

    name: str
    share: int
    expected: frozenset[int]
    go: Callable[[Visitor], Awaitable[int]]


def _way(name: str, share: int, expected: int, go: Callable[[Visitor], Awaitable[int]], *others: int) -> Way:
    return Way(name, share, frozenset({expected, *others}), go)


def _predicting(model: str) -> Callable[[Visitor], Awaitable[int]]:
    return lambda visitor: visitor.predict(model)


def _sending(path: str, body: object) -> Callable[[Visitor], Awaitable[int]]:
    return lambda visitor: visitor.post(path, body)


WAYS = (
    *(_way(f"predict {model}", 15, 200, _predicting(model)) for model in (*FAMILIES, AUTO)),
    _way("compare", 6, 200, Visitor.compare),
    _way("batch", 2, 200, Visitor.batch),
    _way("flag", 6, 201, Visitor.flag),
    _way("leave", 3, LEFT, Visitor.leave, 200),
    _way("page", 2, 200, Visitor.load_page),
    _way("too much", 1, 413, Visitor.send_too_much),
    _way("no JSON", 1, 422, Visitor.send_no_json),
    _way("no text", 1, 422, _sending("/predict/", {})),
    _way("blank", 1, 400, _sending("/predict/", {"text": " "})),
    _way("unknown model", 1, 404, _sending("/predict/", {"text": "so happy", "model": "nobody"})),
    _way("unknown prediction", 1, 404, _sending("/feedback/", {"prediction_id": "nobody", "label": 1})),
    _way("unknown address", 1, 404, _sending("/nobody/", {})),
)
