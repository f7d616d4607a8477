"""What the page's reviewers ask and say; it raises ContractError and nothing else."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, ParamSpec, TypeVar

from bentos import trace
from bentos.contracts import ContractError
from bentos.records.agreement import Agreement, agreements
from bentos.records.feedback import Feedback, FeedbackUnavailable, UnknownPrediction
from bentos.records.queue import Case, Queue
from bentos.records.reviews import NothingToUndo, Review, Reviews, Verdict
from bentos.text import encodable

Source = Literal["flags", "suggestions"]

FRESH = timedelta(minutes=1)  # in which suggestions are given again: to look for them costs half a second
MOST = {"flags": 200, "suggestions": 40}  # tweets that are grouped and shown at once

logger = logging.getLogger("bentoml.sentiment")

P = ParamSpec("P")
T = TypeVar("T")


class Reviewing:
    """Reviews beside the requests: each question to the database in a thread of its own."""

    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback
        self._queue = Queue(feedback)
        self._reviews = Reviews(feedback)
        self._suggested: list[Case] = []
        self._suggested_at = datetime.min.replace(tzinfo=UTC)

    async def cases(self, source: Source, reviewer: str, first: Sequence[str] = ()) -> list[Case]:
        """What waits for a reviewer, of at most MOST tweets; before all others the flags `first`."""
        if source == "flags":
            return await _answered(self._queue.flagged, reviewer, MOST[source], first[: MOST[source]])
        if not self._suggested or self._suggested_at < datetime.now(UTC) - FRESH:
            self._suggested = await _answered(self._queue.suggested, MOST[source])
            self._suggested_at = datetime.now(UTC)
        return self._suggested

    async def judge(self, case: Case, reviewer: str, verdict: Verdict, reason: str) -> None:
        """Store a verdict on a case; it is on disk when this returns."""
        await _answered(self._queue.judge, case, reviewer, verdict, reason)
        self._suggested = [each for each in self._suggested if each.id != case.id]

    async def undo(self, reviewer: str) -> list[Review]:
        """Take back the reviewer's last verdict."""
        return await _answered(self._reviews.undo, reviewer)

    async def agreement(self) -> list[Agreement]:
        """How far each two reviewers agree."""
        return agreements(await _answered(self._reviews.standing))

    async def trace(self, prediction_id: str) -> dict[str, Any]:
        """Where a prediction came from and what became of it, as the command line prints it."""
        return trace.record(await _answered(trace.trace, prediction_id, self._feedback))


async def _answered(ask: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    try:
        return await asyncio.to_thread(ask, *given, **named)
    except FeedbackUnavailable as error:
        logger.warning("The reviews cannot be read or stored: %s", error)
        raise ContractError(503, "reviews_unavailable") from error
    except NothingToUndo as error:
        raise ContractError(409, "nothing_to_undo", reviewer=encodable(str(error))) from error
    except UnknownPrediction as error:
        raise ContractError(404, "not_recorded", prediction_id=encodable(str(error)[:64])) from error
