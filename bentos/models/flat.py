"""The file of the linear model: flat arrays by name (safetensors), which hold no code."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos.card import CardError
from bentos.models.trie import Table

_SETTINGS = "settings"  # of the file's metadata
_ARRAYS = {
    "keys": np.int64,
    "displacements": np.uint32,
    "levels": np.int64,  # (levels, 2): how many keys and displacements each has
    "idf": np.float32,
    "coefficients": np.float32,
}


@dataclass(frozen=True)
class Part:
    """The n-grams of one vectorizer: the levels of their trie, and (nodes,) what each node weighs."""

    levels: Sequence[Table]
    idf: NDArray[np.float32]
    coefficients: NDArray[np.float32]


@dataclass(frozen=True)
class Linear:
    """The linear model: word n-grams and, where it has them, character n-grams within words.

    `pattern` is the regular expression of a word; `vocabulary` has the word of each symbol. Where
    `sublinear`, a term that stands c times in a text counts 1 + ln c times.
    """

    pattern: str
    sublinear: bool
    vocabulary: Sequence[str]
    intercept: float
    words: Part
    characters: Part | None


def write(model: Linear, path: Path) -> None:
    """Write the file; the same model gives the same bytes."""
    from safetensors.numpy import save_file

    arrays: dict[str, NDArray[Any]] = {
        "intercept": np.array([model.intercept]),
        "vocabulary": np.frombuffer("\n".join(model.vocabulary).encode("utf-8", "surrogatepass"), np.uint8),
        **_arrays("words", model.words),
        **(_arrays("characters", model.characters) if model.characters else {}),
    }
    # One entry alone: safetensors writes several in any order.
    settings = json.dumps({"pattern": model.pattern, "sublinear": model.sublinear})
    save_file(arrays, path, {_SETTINGS: settings})


def _arrays(name: str, part: Part) -> dict[str, NDArray[Any]]:
    levels = part.levels
    arrays = {
        "keys": np.concatenate([level.keys for level in levels]),
        "displacements": np.concatenate([level.displacements for level in levels]),
        "levels": np.array([(len(level.keys), len(level.displacements)) for level in levels]),
        "idf": part.idf,
        "coefficients": part.coefficients,
    }
    return {f"{name}.{key}": array for key, array in arrays.items()}


def read(path: Path) -> Linear:
    """Read what `write` wrote. Raises CardError."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
            settings = json.loads(file.metadata()[_SETTINGS])
        pattern, sublinear = settings["pattern"], bool(settings["sublinear"])
        re.compile(pattern)
        return Linear(
            pattern,
            sublinear,
            arrays["vocabulary"].tobytes().decode("utf-8", "surrogatepass").split("\n"),
            float(arrays["intercept"].item()),
            _part("words", arrays),
            _part("characters", arrays) if "characters.keys" in arrays else None,
        )
    # What is not there is a KeyError, or a TypeError where the file has no metadata at all.
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, re.error) as error:
        raise CardError(
            f"{path} does not hold the linear model that this software serves ({error}); "
            "train the model again."
        ) from error


def _part(name: str, arrays: dict[str, NDArray[Any]]) -> Part:
    own = {key: arrays[f"{name}.{key}"] for key in _ARRAYS}
    for key, dtype in _ARRAYS.items():
        if own[key].dtype != dtype:
            raise ValueError(f"{name}.{key} has the type {own[key].dtype}")
    levels = own["levels"].reshape(-1, 2)
    nodes, displacements = levels.sum(axis=0)
    shapes = [own[key].shape for key in ("keys", "idf", "coefficients", "displacements")]
    counts = levels[:, 1]
    if (
        shapes != [(nodes,), (nodes,), (nodes,), (displacements,)]
        or (levels < [1, 2]).any()
        or (counts & (counts - 1)).any()
    ):
        raise ValueError(f"the arrays of {name} do not fit together")
    ends = np.cumsum(levels, axis=0)
    tables = [
        Table(own["keys"][key - keys : key], own["displacements"][turn - turns : turn])
        for (keys, turns), (key, turn) in zip(levels, ends, strict=True)
    ]
    return Part(tables, own["idf"], own["coefficients"])
