"""Many requests at once, through the real processes."""

import asyncio
import re
from collections import Counter

import httpx
import pytest

from bentos.settings import FAMILIES
from tests.server import Server

AT_ONCE = 64


async def predict_all(server: Server, texts: list[str], family: str) -> list[httpx.Response]:
    """Send each text in a request of its own, AT_ONCE of them at a time; the answers, in order."""
    # An idle connection is given up before the server closes it.
    limits = httpx.Limits(max_connections=AT_ONCE, keepalive_expiry=2)
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=120) as client:

        async def predict(text: str) -> httpx.Response:
            async with gate:
                return await client.post("/predict/", json={"text": text, "model": family})

        return await asyncio.gather(*(predict(text) for text in texts))


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    """Each status and how many answers have it."""
    return Counter(answer.status_code for answer in answers)


def batches(server: Server, family: str) -> tuple[float, float]:
    """How many calls the model has had so far, and how many of one tweet."""
    metrics = httpx.get(f"{server.url}/metrics", timeout=60).text
    pattern = rf'sentiment_batch_tweets_bucket{{le="([^"]+)",model="{family}:[^}}]*}} (\S+)'
    sizes = {float(size): float(count) for size, count in re.findall(pattern, metrics)}
    return sizes.get(float("inf"), 0.0), sizes.get(1.0, 0.0)


@pytest.mark.parametrize(("family", "count"), [("logreg", 2_000), ("bert", 300)])
def test_all_of_many_predictions_at_once_are_answered(server: Server, family: str, count: int) -> None:
    texts = [f"tweet number {number} made me so happy" for number in range(count)]
    assert statuses(asyncio.run(predict_all(server, texts, family))) == {httpx.codes.OK: count}


def test_requests_at_once_share_batches(server: Server) -> None:
    count = 512
    before, alone_before = batches(server, "logreg")
    asyncio.run(predict_all(server, [f"so happy on day {number}" for number in range(count)], "logreg"))
    after, alone = batches(server, "logreg")
    assert 0 < after - before < count
    assert alone - alone_before < after - before


@pytest.mark.parametrize("family", FAMILIES)
def test_a_hostile_text_changes_no_other_answer_in_its_batch(server: Server, family: str) -> None:
    hostile = ["\x00", "\u202e", "\U0010ffff" * 5_000, "a" * 5_000, "@" * 5_000, "&amp;" * 1_000, "\ufffe"]
    harmless = ["so happy today", "never again", "I hate waiting"]
    alone = {text: asyncio.run(predict_all(server, [text], family))[0].json() for text in harmless}
    texts = [
        harmless[number % 4 - 1] if number % 4 else hostile[number // 4 % len(hostile)]
        for number in range(128)
    ]
    answers = asyncio.run(predict_all(server, texts, family))
    assert statuses(answers) == {httpx.codes.OK: len(texts)}
    for text, answer in zip(texts, answers, strict=True):
        if text in alone:
            assert answer.json()["prediction"] == alone[text]["prediction"]
