"""The checkpoint of a long training: its state on disk, so that a run that was stopped goes on from there."""

import hashlib
import os
import time
from pathlib import Path
from typing import Any

EVERY = 300.0  # seconds of work that a run which is stopped may lose

State = dict[str, Any]


class Checkpoint:
    """One file, whole whenever it is read; a state of another training than this one counts as none."""

    def __init__(self, path: Path, *key: object, every: float = EVERY) -> None:
        """`key` tells this training from others: its data, its settings. `every` is in seconds."""
        self._path = path
        self._key = hashlib.sha256(repr(key).encode()).hexdigest()
        self._every = every
        self._saved = time.monotonic()

    def load(self) -> State | None:
        """The state that was saved last; None where there is none of this training, or none can be read."""
        import torch

        try:
            found: State = torch.load(self._path, map_location="cpu", weights_only=True)
        except Exception:  # noqa: BLE001 - no file, or whatever torch raises for one that is no checkpoint
            return None
        return found["state"] if found.get("key") == self._key else None

    def due(self) -> bool:
        """Whether it is time to save a state."""
        return time.monotonic() - self._saved >= self._every

    def save(self, state: State) -> None:
        """Save a state of tensors, numbers and lists. Raises OSError."""
        import torch

        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(f".{os.getpid()}")
        torch.save({"key": self._key, "state": state}, part)
        part.replace(self._path)
        self._saved = time.monotonic()

    def remove(self) -> None:
        """Delete the state: the training is over."""
        self._path.unlink(missing_ok=True)
