"""When a server is ready, with runners on real sockets."""

import asyncio
from pathlib import Path

import pytest

from bentos.contracts import ContractError
from bentos.serving.readiness import Readiness
from bentos.serving.remote import Remote
from tests.bentos.serving.lengths import Lengths, connected, runner


def test_it_is_ready_once_it_was_begun_and_a_runner_answers(tmp_path: Path) -> None:
    async def ask() -> list[bool]:
        async with connected(Lengths(), tmp_path / "there") as remote:
            readiness = Readiness([remote], patience=60)
            before = await readiness.ready()
            await readiness.begin()
            return [before, await readiness.ready()]

    assert asyncio.run(ask()) == [False, True]


def test_a_runner_that_had_its_time_is_refused_and_the_other_is_served(tmp_path: Path) -> None:
    async def ask() -> bool:
        away = Remote((tmp_path / "away").as_uri(), "logreg:1", batch=64, deadline=60)
        async with connected(Lengths(), tmp_path / "there") as remote:
            readiness = Readiness([away, remote], patience=0)
            await readiness.begin()
            with pytest.raises(ContractError, match="logreg:1"):
                await away.predict(["so happy"])
            ready = await readiness.ready()
            away.close()
            return ready

    assert asyncio.run(ask())


def test_it_is_not_ready_when_no_runner_answers_any_more(tmp_path: Path) -> None:
    async def ask() -> bool:
        remote = Remote((tmp_path / "gone").as_uri(), "bert:1", batch=64, deadline=60)
        readiness = Readiness([remote], patience=60)
        async with runner(Lengths(), tmp_path / "gone"):
            await readiness.begin()
        ready = await readiness.ready()
        remote.close()
        return ready

    assert not asyncio.run(ask())
