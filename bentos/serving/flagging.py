"""Flags beside the requests: a database that hangs holds few of them, and nothing else."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from bentos.contracts import ContractError, FeedbackResponse
from bentos.records.database import BUSY_SECONDS
from bentos.records.feedback import Feedback, FeedbackUnavailable, UnknownPrediction
from bentos.text import encodable

MOST = 64  # flags at once, from their arrival until the database has answered
_THREADS = 8  # that wait for the database; it writes one flag after another anyway

logger = logging.getLogger("bentoml.sentiment")


class Flagging:
    """Stores flags on threads of its own. To be used in one event loop."""

    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback
        self._threads = ThreadPoolExecutor(_THREADS, "flags")
        self._taken = 0

    async def flag(self, prediction_id: str, label: int, comment: str) -> tuple[FeedbackResponse, bool]:
        """Store the right label of a prediction; the second value says whether the flag is new.

        A flag too many is refused at once, and one that waits too long; what was taken is stored even if its
        sender leaves. Raises ContractError.
        """
        if self._taken >= MOST:
            raise ContractError(503, "feedback_unavailable")
        self._taken += 1
        storing = asyncio.get_running_loop().run_in_executor(
            self._threads, self._store, monotonic() + BUSY_SECONDS, prediction_id, label, comment
        )
        # The thread is held for as long as the database takes, whoever waits for it.
        storing.add_done_callback(self._done)
        try:
            return await asyncio.shield(storing)
        except UnknownPrediction as error:
            raise ContractError(
                404, "unknown_prediction", prediction_id=encodable(prediction_id[:64])
            ) from error
        except FeedbackUnavailable as error:
            logger.warning("A flag could not be stored: %s", error)
            raise ContractError(503, "feedback_unavailable") from error

    def _store(
        self, until: float, prediction_id: str, label: int, comment: str
    ) -> tuple[FeedbackResponse, bool]:
        # Behind flags that the database keeps waiting, none waits its turn for minutes.
        if monotonic() > until:
            raise FeedbackUnavailable(f"the database kept the flags before it for over {BUSY_SECONDS} s.")
        return self._feedback.flag(prediction_id, label, comment)

    def _done(self, storing: "asyncio.Future[tuple[FeedbackResponse, bool]]") -> None:
        self._taken -= 1
        # Where the sender has left, nobody else asks what came of it.
        if not storing.cancelled() and (error := storing.exception()):
            logger.debug("A flag was not stored: %s", error)
