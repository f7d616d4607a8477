"""The recorder: a bounded queue of predictions and the thread that writes them in batches."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from threading import Condition, Thread
from time import monotonic
from typing import Any

from bentos.records.database import refused
from bentos.telemetry import figures

Row = dict[str, Any]

_CAPACITY = 10_000  # predictions that wait for the database
_BATCH = 500  # predictions a transaction
_LINGER = 0.5  # seconds in which predictions gather before a transaction that is not full
_PAUSE = 2.0  # seconds between attempts while the database does not answer
_PATIENCE = 15.0  # seconds in which `close` may write the rest
_SILENCE = 60.0  # seconds between two sentences on lost predictions

logger = logging.getLogger("bentoml.sentiment")


class Recorder:
    """Writes predictions beside the requests: none waits, and an outage loses none that fit the queue."""

    def __init__(self, write: Callable[[Sequence[Row]], None], unavailable: type[Exception]) -> None:
        """`write` stores rows in one transaction, or raises: `unavailable` if they are to be tried again."""
        self._write = write
        self._unavailable = unavailable
        self._rows: dict[str, Row] = {}
        self._changed = Condition()
        self._closing = False
        self._failing = False
        self._lost = 0
        self._told = 0
        self._silent_since = -_SILENCE
        self._thread = Thread(target=self._run, name="recorder", daemon=True)

    @property
    def lost(self) -> int:
        """How many predictions were not recorded."""
        return self._lost

    def start(self) -> None:
        """Start the thread."""
        # A figure that begins at zero shows that nothing was lost.
        self._lose(0)
        self._thread.start()

    def add(self, row: Row) -> None:
        """Queue a prediction; count it as lost if the queue is full."""
        with self._changed:
            if self._closing or len(self._rows) >= _CAPACITY:
                self._lose(1)
            else:
                self._rows[row["id"]] = row
                # Between its first row and a full batch the thread gathers; each would wake it for nothing.
                if len(self._rows) in {1, _BATCH}:
                    self._changed.notify()

    def waiting(self, prediction_id: str) -> Row | None:
        """The queued prediction of that id; it is queued until the transaction that wrote it has ended."""
        with self._changed:
            return self._rows.get(prediction_id)

    def oldest(self) -> datetime | None:
        """When the oldest prediction that is queued was made."""
        with self._changed:
            return min((row["created"] for row in self._rows.values()), default=None)

    def close(self) -> None:
        """Write what is queued and stop; what cannot be written is counted as lost."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)
        with self._changed:
            self._lose(len(self._rows))
            self._rows.clear()
        self._tell(0)

    def _run(self) -> None:
        while batch := self._next():
            written = self._attempt(batch)
            with self._changed:
                if written:
                    for row in batch:
                        self._rows.pop(row["id"], None)
                elif self._closing:
                    return
                else:
                    self._changed.wait_for(lambda: self._closing, _PAUSE)
            self._tell(_SILENCE)

    def _next(self) -> list[Row]:
        """The next batch once there is one; an empty one to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._rows or self._closing)
            self._changed.wait_for(lambda: self._closing or len(self._rows) >= _BATCH, _LINGER)
            return list(islice(self._rows.values(), _BATCH))

    def _attempt(self, batch: Sequence[Row]) -> bool:
        """Whether the batch needs no other attempt."""
        try:
            self._write(batch)
        except Exception as error:
            # The thread outlives what nobody foresaw.
            if isinstance(error, self._unavailable) and not refused(error.__cause__):
                if not self._failing:
                    logger.warning("Predictions wait to be recorded: %s", error)
                self._failing = True
                return False
            # Tried again, they would hold up those behind them for ever.
            logger.exception("%d predictions are not recorded", len(batch))
            with self._changed:
                self._lose(len(batch))
            return True
        if self._failing:
            logger.info("Predictions are recorded again")
        self._failing = False
        return True

    def _lose(self, count: int) -> None:
        self._lost += count
        figures.lost_predictions().inc(count)

    def _tell(self, silence: float) -> None:
        if self._lost > self._told and monotonic() - self._silent_since >= silence:
            logger.warning("%d predictions were not recorded since the start", self._lost)
            self._told, self._silent_since = self._lost, monotonic()
