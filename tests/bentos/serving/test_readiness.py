"""When a server is ready, with runners on real sockets."""

import asyncio
from pathlib import Path

import pytest

from bentos.contracts import ContractError
from bentos.serving import readiness as looks
from bentos.serving import remote
from bentos.serving.readiness import Readiness
from bentos.serving.remote import Remote
from tests.bentos.serving.lengths import Lengths, connected, runner, sent


def test_it_is_ready_once_it_was_begun_and_a_runner_answers(tmp_path: Path) -> None:
    async def ask() -> list[bool]:
        async with connected(Lengths(), tmp_path / "there") as there:
            readiness = Readiness([there], patience=60)
            before = await readiness.ready()
            await readiness.begin()
            return [before, await readiness.ready()]

    assert asyncio.run(ask()) == [False, True]


def test_a_runner_that_had_its_time_is_refused_and_the_other_is_served(tmp_path: Path) -> None:
    async def ask() -> bool:
        away = Remote((tmp_path / "away").as_uri(), "logreg:1", batch=64, deadline=60)
        async with connected(Lengths(), tmp_path / "there") as there:
            readiness = Readiness([away, there], patience=0)
            await readiness.begin()
            with pytest.raises(ContractError, match="logreg:1"):
                await away.predict(["so happy"])
            ready = await readiness.ready()
            away.close()
            return ready

    assert asyncio.run(ask())


def test_it_is_not_ready_when_no_runner_answers_any_more(tmp_path: Path) -> None:
    async def ask() -> bool:
        gone = Remote((tmp_path / "gone").as_uri(), "bert:1", batch=64, deadline=60)
        readiness = Readiness([gone], patience=60)
        async with runner(Lengths(), tmp_path / "gone"):
            await readiness.begin()
        ready = await readiness.ready()
        gone.close()
        return ready

    assert not asyncio.run(ask())


def test_a_runner_that_hangs_is_given_up_until_it_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_ALIVE", 0.2)
    model = Lengths()

    async def ask() -> None:
        async with connected(model, tmp_path / "hung") as hung:
            readiness = Readiness([hung], patience=60)
            await readiness.begin()
            following = asyncio.create_task(readiness.follow())
            model.gate.clear()
            # A lone tweet is scored where the runner would answer a look.
            asked = [asyncio.create_task(hung.predict(["first"]))]
            await sent(model, 1)
            asked += [asyncio.create_task(hung.predict([f"tweet {n}"])) for n in range(200)]
            async with asyncio.timeout(remote.TIMEOUT / 2):
                given = await asyncio.gather(*asked, return_exceptions=True)
            assert {getattr(error, "key", None) for error in given} == {"model_unavailable"}
            with pytest.raises(ContractError):
                await hung.predict(["so sad"])
            model.gate.set()
            while not await _answers(hung):
                await asyncio.sleep(0.01)
            following.cancel()

    asyncio.run(ask())


def test_a_runner_that_is_slow_is_not_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_ALIVE", 2.0)
    monkeypatch.setattr(looks, "_LATE_STEP", 0.01)
    model = Lengths()

    async def ask() -> int:
        async with connected(model, tmp_path / "slow") as slow:
            readiness = Readiness([slow], patience=60)
            await readiness.begin()
            following = asyncio.create_task(readiness.follow())
            model.gate.clear()
            # So many are scored beside its looks at the socket.
            asked = asyncio.create_task(slow.predict(["so slow"] * 64))
            await sent(model, 1)
            await asyncio.sleep(4)
            model.gate.set()
            following.cancel()
            return len((await asked).rows)

    assert asyncio.run(ask()) == 64


async def _answers(runner: Remote) -> bool:
    try:
        await runner.predict(["so happy"])
    except ContractError:
        return False
    return True
