"""Accepted flags: tweets with the label that reviewers agreed on, from the database or from a file of it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from train.fitted import TrainingError
from train.flags import opened


@dataclass(frozen=True)
class Accepted:
    """A flag's id, its tweet as it was written, and the right label: 0 Negative, 1 Positive."""

    id: str
    text: str
    label: Literal[0, 1]


def stored() -> list[Accepted]:
    """Those of the database that the settings name, the oldest first. Raises TrainingError."""
    from bentos.records.reviews import Reviews

    with opened() as feedback:
        return [Accepted(flag.id, flag.text, label) for flag, label in Reviews(feedback).accepted()]


def write(path: Path, accepted: Iterable[Accepted]) -> None:
    """Write one JSON object a line, in ASCII: a text is read back exactly, lone surrogates included."""
    path.write_text("".join(json.dumps(asdict(each)) + "\n" for each in accepted), encoding="ascii")


def read(path: Path) -> list[Accepted]:
    """What `write` wrote. Raises TrainingError where a line is no accepted flag."""
    check = TypeAdapter(Accepted)
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(check.validate_python(json.loads(line)))
        except (ValueError, ValidationError) as error:
            raise TrainingError(
                f"Line {number} of {path} is no accepted flag; write the file with `sentiment review export`."
            ) from error
    return found
