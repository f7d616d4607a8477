"""Many requests at once, through the real processes."""

import asyncio
import re
from collections import Counter

import httpx
import pytest

from tests.server import Server

AT_ONCE = 64


async def predict_all(server: Server, texts: list[str], family: str) -> Counter[int]:
    """Send each text in a request of its own, AT_ONCE of them at a time; the statuses and their number."""
    # An idle connection is given up before the server closes it.
    limits = httpx.Limits(max_connections=AT_ONCE, keepalive_expiry=2)
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=120) as client:

        async def predict(text: str) -> int:
            async with gate:
                response = await client.post("/predict/", json={"text": text, "model": family})
                return response.status_code

        return Counter(await asyncio.gather(*(predict(text) for text in texts)))


def batch_sizes(server: Server, family: str) -> dict[float, float]:
    """The runner's batches so far: how many held at most so many requests."""
    metrics = httpx.get(f"{server.url}/metrics", timeout=60).text
    pattern = rf'adaptive_batch_size_bucket{{le="([^"]+)"[^}}]*runner_name="{family}"[^}}]*}} (\S+)'
    return {float(size): float(count) for size, count in re.findall(pattern, metrics)}


@pytest.mark.parametrize(("family", "count"), [("logreg", 2_000), ("bert", 300)])
def test_all_of_many_predictions_at_once_are_answered(server: Server, family: str, count: int) -> None:
    texts = [f"tweet number {number} made me so happy" for number in range(count)]
    assert asyncio.run(predict_all(server, texts, family)) == {httpx.codes.OK: count}


def test_requests_at_once_share_batches(server: Server) -> None:
    before = batch_sizes(server, "Logreg")
    asyncio.run(predict_all(server, ["so happy today"] * 512, "logreg"))
    after = batch_sizes(server, "Logreg")
    batches = after[float("inf")] - before.get(float("inf"), 0)
    alone = after[1.0] - before.get(1.0, 0)
    assert batches > alone


def test_a_hostile_text_hurts_nobody_in_its_batch(server: Server) -> None:
    hostile = ["\x00", "\u202e", "\U0010ffff" * 5_000, "a" * 5_000, "@" * 5_000, "&amp;" * 1_000, "\ufffe"]
    texts = [hostile[number // 4 % len(hostile)] if number % 4 == 0 else "so happy" for number in range(256)]
    for family in ("logreg", "lstm-word2vec", "bert"):
        assert asyncio.run(predict_all(server, texts, family)) == {httpx.codes.OK: len(texts)}
