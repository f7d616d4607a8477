"""The checkpoint of a long training: its state on disk, so that a run that was stopped goes on from there."""

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from bentos.settings import settings
from train.fitted import Options

EVERY = 300.0  # seconds of work that a run which is stopped may lose

State = dict[str, Any]


def place(name: str, options: Options) -> Path | None:
    """Where a training of these options keeps its state."""
    return settings().home / "checkpoints" / name if options.resumable else None


class Checkpoint:
    """One file, whole whenever it is read; a state of another training than this one counts as none."""

    def __init__(self, path: Path | None, *key: object, every: float = EVERY) -> None:
        """`key` tells this training from others: its data, its settings. `every` is in seconds.

        Without a path no state is kept.
        """
        self._path = path
        self._key = hashlib.sha256(repr(key).encode()).hexdigest()
        self._every = every
        self._saved = time.monotonic()

    def load(self) -> State | None:
        """The state that was saved last; None where there is none of this training, or none can be read."""
        if self._path is None:
            return None
        try:
            key, state = self._read(self._path)
        except Exception:  # noqa: BLE001 - no file, or whatever the library raises for one that is no checkpoint
            return None
        return state if key == self._key else None

    def due(self) -> bool:
        """Whether it is time to save a state."""
        return self._path is not None and time.monotonic() - self._saved >= self._every

    def save(self, state: State) -> None:
        """Save a state of tensors, numbers and lists. Raises OSError."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(f".{os.getpid()}")
        self._write(part, self._key, state)
        part.replace(self._path)
        self._saved = time.monotonic()

    def remove(self) -> None:
        """Delete the state: the training is over."""
        if self._path:
            self._path.unlink(missing_ok=True)

    @staticmethod
    def _read(path: Path) -> tuple[str, State]:
        import torch

        found = torch.load(path, map_location="cpu", weights_only=True)
        return found["key"], found["state"]

    @staticmethod
    def _write(path: Path, key: str, state: State) -> None:
        import torch

        torch.save({"key": key, "state": state}, path)


class Arrays(Checkpoint):
    """One whose state is lists of arrays and, as `rest`, what JSON can say: it needs no torch."""

    @staticmethod
    def _read(path: Path) -> tuple[str, State]:
        with np.load(path) as found:
            said = json.loads(str(found["said"]))
            lists = {
                name: [found[f"{name}.{number}"] for number in range(count)]
                for name, count in said["counts"].items()
            }
        return said["key"], lists | {"rest": said["rest"]}

    @staticmethod
    def _write(path: Path, key: str, state: State) -> None:
        lists = {name: arrays for name, arrays in state.items() if name != "rest"}
        counts = {name: len(arrays) for name, arrays in lists.items()}
        said = json.dumps({"key": key, "rest": state["rest"], "counts": counts})
        named = {
            f"{name}.{number}": each for name, arrays in lists.items() for number, each in enumerate(arrays)
        }
        with path.open("wb") as file:  # or numpy gives the file a name of its own
            np.savez(file, said=np.array(said), **named)
