"""Flags while the database answers, hangs and answers again."""

import asyncio
from uuid import uuid4

import pytest

from bentos.contracts import ContractError
from bentos.records.feedback import Feedback
from bentos.serving import flagging as flags
from bentos.serving.flagging import MOST, Flagging
from tests.bentos.databases import Sqlite
from tests.bentos.serving.lengths import begun
from tests.bentos.stores import predict, running


def test_while_the_database_hangs_a_flag_too_many_is_refused_at_once(sqlite: Sqlite) -> None:
    async def ask(flagging: Flagging, prediction: str) -> bool:
        with sqlite.away():
            waiting = [asyncio.create_task(flagging.flag(uuid4().hex, 1, "")) for _ in range(MOST - 1)]
            waiting.append(asyncio.create_task(flagging.flag(prediction, 1, "")))
            await begun()
            with pytest.raises(ContractError) as refused:
                await flagging.flag(prediction, 1, "")
            assert (refused.value.status, refused.value.key) == (503, "feedback_unavailable")
            assert not any(task.done() for task in waiting)
            # Nothing else of this process waits for it.
            await asyncio.to_thread(int)
        await asyncio.gather(*waiting, return_exceptions=True)
        return (await flagging.flag(prediction, 1, ""))[1]

    with running(sqlite) as feedback:
        feedback.flag(prediction := predict(feedback), 0, "")
        assert asyncio.run(ask(Flagging(feedback), prediction)) is False


def test_a_flag_whose_sender_leaves_is_stored_and_makes_room(
    sqlite: Sqlite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "BUSY_SECONDS", 60)

    async def ask(feedback: Feedback, prediction: str) -> bool:
        flagging = Flagging(feedback)
        with sqlite.away():
            left = [asyncio.create_task(flagging.flag(prediction, 1, str(n))) for n in range(MOST)]
            await begun()
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            # Its thread is held all the same.
            with pytest.raises(ContractError):
                await flagging.flag(prediction, 1, "")
        while len([*feedback.flags()]) <= MOST:
            await asyncio.sleep(0.01)
        while True:
            try:
                return (await flagging.flag(prediction, 1, "0"))[1]
            except ContractError:
                await asyncio.sleep(0.01)

    with running(sqlite) as feedback:
        feedback.flag(prediction := predict(feedback), 0, "")
        assert asyncio.run(ask(feedback, prediction)) is False
