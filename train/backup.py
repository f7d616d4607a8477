"""The backup of a Keras training: its state before an epoch, from which one that was stopped goes on."""

import logging
from typing import TYPE_CHECKING, Any

import numpy as np

from train.checkpoint import Checkpoint

if TYPE_CHECKING:
    import keras

log = logging.getLogger(__name__)


class Backup:
    """What Keras's own BackupAndRestore keeps, and what it does not: the best weights, the draws, the losses.

    `epochs` were trained before, with the validation `losses`.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        network: "keras.Model",
        stopping: "keras.callbacks.EarlyStopping",
        shuffle: np.random.Generator,
    ) -> None:
        """Of a network that is compiled, whose batches are drawn by `shuffle`."""
        self._checkpoint = checkpoint
        self._network = network
        self._stopping = stopping
        self._shuffle = shuffle
        self._state = checkpoint.load()
        self.losses: list[float] = self._state["rest"]["losses"] if self._state else []
        self.epochs = len(self.losses)

    def begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002 - Keras gives it
        """Before an epoch: go back to the state where there is one, else save one. Raises OSError.

        Where weights are averaged, those of the last step are in the network again, not the average.
        """
        if self._state:
            self._restore(self._state)
            self._state = None
            log.info("going on after epoch %d, where a run was stopped", epoch)
        elif epoch and self._checkpoint.due():
            self._checkpoint.save(self._now())

    def end(self, epoch: int, logs: dict[str, float]) -> None:  # noqa: ARG002 - Keras gives it
        """After an epoch: remember its loss."""
        self.losses.append(logs["val_loss"])

    def _now(self) -> dict[str, Any]:
        stopping = self._stopping
        return {
            "network": [each.numpy() for each in self._network.variables],
            "optimizer": [each.numpy() for each in self._network.optimizer.variables],
            "best": list(stopping.best_weights),
            "rest": {
                "losses": self.losses,
                "best": [float(stopping.best), stopping.best_epoch, stopping.wait],
                "shuffle": self._shuffle.bit_generator.state,
            },
        }

    def _restore(self, state: dict[str, Any]) -> None:
        network, rest = self._network, state["rest"]
        network.optimizer.build(network.trainable_variables)
        for variables, values in (
            (network.variables, state["network"]),
            (network.optimizer.variables, state["optimizer"]),
        ):
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value)
        self._stopping.best_weights = state["best"]
        self._stopping.best, self._stopping.best_epoch, self._stopping.wait = rest["best"]
        self._shuffle.bit_generator.state = rest["shuffle"]
