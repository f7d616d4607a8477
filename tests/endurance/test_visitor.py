"""Every way to use the service ends as it says."""

import asyncio

import aiohttp
import pytest

from tests.endurance.visitor import WAYS, Visitor, Way
from tests.server import Server

TEXTS = [f"so happy on day {number}" for number in range(100)]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_way_ends_with_a_status_that_it_names(server: Server, way: Way) -> None:
    async def go() -> int:
        timeout = aiohttp.ClientTimeout(60)
        async with aiohttp.ClientSession(server.url, timeout=timeout) as session:
            return await way.go(Visitor(session, iter(TEXTS)))

    assert asyncio.run(go()) in way.expected
