"""Observations: what was predicted, told as log records beside the requests."""

from collections.abc import Mapping, Sequence
from time import time_ns
from typing import TYPE_CHECKING

from bentos.contracts import Prediction
from bentos.telemetry import traces
from bentos.telemetry.teller import Teller, Text

if TYPE_CHECKING:
    from opentelemetry.sdk._logs.export import LogRecordExporter
    from opentelemetry.sdk.resources import Resource


class Observations:
    """Predictions on their way to each destination, by a teller of its own: one that hangs holds up no other.

    Warnings are told many times faster than informations: of a busy service, it is informations that are left
    out. No request waits; what has no room is counted in the figures `sentiment_unlogged_predictions` and
    `sentiment_unlogged_warnings`.
    """

    def __init__(self, informations: float, warnings: float, text: Text, commits: Mapping[str, str]) -> None:
        """So many `informations` and `warnings` a second are written; 0 is none.

        `text` says what is told of a tweet; `commits` maps a family:version to the commit it came from.
        """
        self._tellers = [Teller(informations, warnings, text, commits)]

    def add(self, text: str, made: Prediction, *, counted: bool = True) -> None:
        """Queue a prediction; neither waits nor raises. To be called in one thread.

        Alerts see those that are `counted`.
        """
        entry = (
            time_ns(),
            text,
            made.model,
            made.prediction,
            made.sentiment,
            made.confidence,
            made.prediction_id,
            counted,
            traces.current(),
        )
        for teller in self._tellers:
            teller.add(entry)

    def start(self, resource: "Resource", exporters: Sequence["LogRecordExporter"]) -> None:
        """Begin to give one exporter or more their records; each is shut down at the end."""
        # Another list: the thread of the requests may be going through this one.
        self._tellers = [*self._tellers, *(self._tellers[0].twin() for _ in exporters[1:])]
        for teller, exporter in zip(self._tellers, exporters, strict=True):
            teller.start(resource, exporter)

    def close(self) -> None:
        """Have what is queued written, and stop."""
        for teller in self._tellers:
            teller.stop()
        for teller in self._tellers:
            teller.join()
