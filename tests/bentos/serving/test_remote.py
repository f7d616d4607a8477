"""The gateway's end of the hop, against the runner's end on a real socket."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bentos.contracts import ContractError
from bentos.serving.hop import Hop
from bentos.serving.remote import MAX_WAITING, Remote
from bentos.serving.waiting import Scored
from tests.bentos.serving.lengths import Lengths, begun, connected, positives, runner, sent


def test_each_call_gets_its_own_answers_in_order(model: Lengths, path: Path) -> None:
    async def ask() -> list[Scored]:
        async with connected(model, path) as remote:
            return await asyncio.gather(*(remote.predict(["a" * n, "b"]) for n in range(1, 40)))

    answers = asyncio.run(ask())
    assert [positives(answer) for answer in answers] == [[n / 100, 0.01] for n in range(1, 40)]


def test_requests_that_arrive_together_share_two_calls_of_like_size(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path) as remote:
            await asyncio.gather(*(remote.predict([f"tweet {n}"]) for n in range(34)))

    asyncio.run(ask())
    assert list(map(len, model.calls)) == [17, 17]


def test_a_runner_that_takes_four_calls_at_once_is_given_them(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path, calls=4) as remote:
            model.gate.clear()
            asked = [asyncio.create_task(remote.predict([f"{n:>99}"])) for n in range(36)]
            await sent(model, 4)
            model.gate.set()
            await asyncio.gather(*asked)

    asyncio.run(ask())
    assert list(map(len, model.calls)) == [9, 9, 9, 9]


def test_a_few_requests_that_arrive_together_share_one_call(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path) as remote:
            await asyncio.gather(*(remote.predict([f"tweet {n}"]) for n in range(8)))

    asyncio.run(ask())
    assert list(map(len, model.calls)) == [8]


def test_no_call_is_larger_than_it_may_be(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path, batch=16) as remote:
            model.gate.clear()
            asked = [asyncio.create_task(remote.predict([f"tweet {n}"])) for n in range(64)]
            await sent(model, 1)
            model.gate.set()
            await asyncio.gather(*asked)

    asyncio.run(ask())
    # The last sixteen are one call or two, by whether one answer has come by then or both.
    assert max(map(len, model.calls)) == 16
    assert sum(map(len, model.calls)) == 64


def test_what_came_while_a_runner_was_busy_is_divided_again(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path) as remote:
            model.gate.clear()
            asked = [asyncio.create_task(remote.predict(["first"]))]
            await sent(model, 1)
            asked += [asyncio.create_task(remote.predict([f"tweet {n}"])) for n in range(39)]
            await begun()
            model.gate.set()
            await asyncio.gather(*asked)

    asyncio.run(ask())
    # The rest are one call or two, by whether one answer has come by then or both.
    assert list(map(len, model.calls))[:2] == [1, 20]
    assert sum(map(len, model.calls)) == 40


def test_a_text_that_nobody_waits_for_any_longer_is_not_scored(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path) as remote:
            model.gate.clear()
            kept = [asyncio.create_task(remote.predict(["kept"]))]
            await sent(model, 1)
            kept.append(asyncio.create_task(remote.predict(["kept, at the runner's door"])))
            await begun()
            left = asyncio.create_task(remote.predict(["left"]))
            await begun()
            left.cancel()
            model.gate.set()
            await asyncio.gather(*kept)
            await remote.predict(["last"])

    asyncio.run(ask())
    assert "left" not in [text for call in model.calls for text in call]


def test_a_text_that_would_wait_too_long_is_refused_at_once(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path, deadline=0) as remote:
            await remote.predict(["the pace is known from now on"] * 64)
            model.gate.clear()
            first = asyncio.create_task(remote.predict(["first"]))
            await sent(model, 2)
            with pytest.raises(ContractError) as refused:
                await remote.predict(["second"])
            assert (refused.value.status, refused.value.key) == (503, "overloaded")
            model.gate.set()
            await first

    asyncio.run(ask())


def test_the_words_of_a_text_wait_like_its_prediction(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path, deadline=0) as remote:
            await remote.predict(["the pace is known from now on"] * 64)
            model.gate.clear()
            first = asyncio.create_task(remote.words("first"))
            await begun()
            assert remote.crowded
            with pytest.raises(ContractError) as refused:
                await remote.words("second")
            assert (refused.value.status, refused.value.key) == (503, "overloaded")
            model.gate.set()
            await first

    asyncio.run(ask())


def test_what_nobody_waits_for_any_longer_takes_no_room_while_a_runner_hangs(
    model: Lengths, path: Path
) -> None:
    async def ask() -> None:
        async with connected(model, path) as remote:
            model.gate.clear()
            first = asyncio.create_task(remote.predict(["first"]))
            await sent(model, 1)
            second = asyncio.create_task(remote.predict(["second"]))
            await begun()
            left = [asyncio.create_task(remote.predict([f"tweet {n}"])) for n in range(100)]
            await begun()
            assert len(remote._queue) == len(left)
            for task in left:
                task.cancel()
            await begun()
            assert len(remote._queue) == 0
            model.gate.set()
            await asyncio.gather(first, second)

    asyncio.run(ask())


@pytest.mark.parametrize("texts", [["wrong"], ["wrong", "so happy"]])
def test_an_answer_that_cannot_be_used_is_an_internal_error(path: Path, texts: list[str]) -> None:
    class Wrong(Lengths):
        def predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
            rows = super().predict(texts)
            return rows[1:] if "wrong" in texts else rows

    async def ask() -> list[Scored | BaseException]:
        async with connected(Wrong(), path) as remote:
            return await asyncio.gather(*(remote.predict([text]) for text in texts), return_exceptions=True)

    wrong, *others = asyncio.run(ask())
    assert isinstance(wrong, ContractError)
    assert (wrong.status, wrong.key) == (500, "internal")
    assert [positives(other) for other in others if isinstance(other, Scored)] == [[0.08]] * len(others)


def test_what_waits_is_bounded(model: Lengths, path: Path) -> None:
    async def ask() -> None:
        async with connected(model, path) as remote:
            with pytest.raises(ContractError) as refused:
                await remote.predict(["so happy"] * (MAX_WAITING + 1))
            assert refused.value.key == "overloaded"

    asyncio.run(ask())


def test_a_text_that_the_model_stumbles_over_fails_alone(model: Lengths, path: Path) -> None:
    async def ask() -> list[Scored | BaseException]:
        async with connected(model, path) as remote:
            model.gate.clear()
            texts = ["one", "two", "three", "boom", "four"]
            asked = [asyncio.create_task(remote.predict([text])) for text in texts]
            await sent(model, 1)
            model.gate.set()
            return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(ask())
    failed = [answer for answer in answers if isinstance(answer, BaseException)]
    assert failed == [answers[3]]
    assert isinstance(failed[0], ContractError)
    assert failed[0].key == "internal"


def test_the_words_of_a_text_come_back_in_order(model: Lengths, path: Path) -> None:
    async def ask() -> list[tuple[str, float]]:
        async with connected(model, path) as remote:
            return await remote.words("so happy 😀")

    assert asyncio.run(ask()) == [("so", 2.0), ("happy", 5.0), ("😀", 1.0)]


def test_each_call_says_which_model_answered(model: Lengths, path: Path) -> None:
    newer = Lengths()
    newer.model = "bert:2"

    async def ask() -> tuple[list[Scored], str]:
        hop = Hop(model)
        async with runner(model, path, hop):
            remote = Remote(path.as_uri(), "bert:1", batch=64, deadline=60)
            model.gate.clear()
            under_way = asyncio.create_task(remote.predict(["under way" * 100]))
            await sent(model, 1)
            hop.serve(newer)
            model.gate.set()
            answers = [await under_way, await remote.predict(["after"])]
            remote.close()
            return answers, remote.model

    answers, last = asyncio.run(ask())
    assert [answer.model for answer in answers] == ["bert:1", "bert:2"]
    assert last == "bert:2"
