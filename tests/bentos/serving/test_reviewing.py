"""What the page's reviewers ask and say."""

import asyncio
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bentos.contracts import ContractError
from bentos.records.feedback import Feedback
from bentos.serving.reviewing import Reviewing
from tests.bentos.databases import Sqlite
from tests.bentos.stores import predict, recorded, running


@pytest.fixture
def feedback(sqlite: Sqlite) -> Iterator[Feedback]:
    with running(sqlite) as feedback:
        yield feedback


def refusal(asked: Coroutine[Any, Any, Any]) -> tuple[int, str]:
    with pytest.raises(ContractError) as refused:
        asyncio.run(asked)
    return refused.value.status, refused.value.sentence("en")


def test_two_reviewers_on_one_flag_have_an_agreement(feedback: Feedback) -> None:
    feedback.flag(predict(feedback), 0, "")
    reviewing = Reviewing(feedback)

    async def review() -> None:
        for name in ("ada", "bob"):
            (case,) = await reviewing.cases("flags", name)
            await reviewing.judge(case, name, "accept", "")

    asyncio.run(review())
    (found,) = asyncio.run(reviewing.agreement())
    assert (found.reviewers, found.flags, found.alike) == (("ada", "bob"), 1, 1)


def test_a_suggestion_is_given_until_it_is_judged(feedback: Feedback) -> None:
    recorded(feedback, datetime.now(UTC), text="so so", confidence=0.51)
    reviewing = Reviewing(feedback)

    async def review() -> list[int]:
        before = [await reviewing.cases("suggestions", name) for name in ("ada", "bob")]
        await reviewing.judge(before[0][0], "ada", "correct", "")
        return [len(each) for each in (*before, await reviewing.cases("suggestions", "ada"))]

    assert asyncio.run(review()) == [1, 1, 0]


def test_without_a_verdict_there_is_nothing_to_undo(feedback: Feedback) -> None:
    assert refusal(Reviewing(feedback).undo("ada")) == (409, "There is no verdict of ada to take back.")


def test_an_unknown_prediction_has_no_lineage(feedback: Feedback) -> None:
    status, said = refusal(Reviewing(feedback).trace("nowhere"))
    assert (status, "“nowhere”" in said) == (404, True)


def test_a_database_that_is_away_is_said_in_a_sentence(feedback: Feedback, sqlite: Sqlite) -> None:
    feedback.flag(predict(feedback), 0, "")
    reviewing = Reviewing(feedback)
    (case,) = asyncio.run(reviewing.cases("flags", "ada"))
    with sqlite.away():
        status, said = refusal(reviewing.judge(case, "ada", "accept", ""))
    assert (status, "try again later" in said) == (503, True)
