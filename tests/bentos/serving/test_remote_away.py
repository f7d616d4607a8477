"""The gateway's end of the hop, while a runner is away or hangs."""

import asyncio
import socket
from pathlib import Path

import pytest

from bentos.contracts import ContractError
from bentos.serving.remote import Remote
from bentos.serving.waiting import Scored
from tests.bentos.serving.lengths import Lengths, connected, positives, runner


def test_a_runner_that_is_away_is_named(path: Path) -> None:
    async def ask() -> None:
        remote = Remote(path.as_uri(), "bert:1", batch=64, deadline=60)
        with pytest.raises(ContractError) as away:
            await remote.predict(["so happy"])
        remote.close()
        assert away.value.key == "model_unavailable"
        assert "bert:1" in away.value.sentence("en")

    asyncio.run(ask())


def test_a_runner_whose_socket_takes_calls_that_nobody_answers_is_refused_at_once(
    path: Path,
) -> None:
    async def ask() -> None:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()
            remote = Remote(path.as_uri(), "bert:1", batch=64, deadline=60)
            asked = (remote.predict(["so happy"]) for _ in range(2))
            for each in asked:
                with pytest.raises(ContractError) as away:
                    await each
                assert away.value.key == "model_unavailable"
            remote.close()

    asyncio.run(ask())


def test_a_runner_that_is_started_again_answers_again(model: Lengths, path: Path) -> None:
    async def ask() -> Scored:
        remote = Remote(path.as_uri(), "bert:1", batch=64, deadline=60)
        async with runner(model, path):
            await remote.predict(["before"])
        path.unlink(missing_ok=True)
        async with runner(model, path):
            answer = await remote.predict(["after"])
            remote.close()
            return answer

    assert positives(asyncio.run(ask())) == [0.05]


def test_a_runner_that_was_given_up_is_not_called_until_it_is_ready(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path) as remote:
            remote.give_up()
            with pytest.raises(ContractError):
                await remote.predict(["so happy"])

    asyncio.run(ask())
    assert not model.calls
