"""The promotions of a family: which of its models is the champion, since when, by whom and why.

A line for each, in a file beside the models. The file alone decides: a line is there as a whole or not at
all, so a process that is killed leaves one champion, the old or the new.
"""

import getpass
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from bentos.card import CardError, Frozen

NAME = "promotions.jsonl"

Kind = Literal["found", "trained", "retrained", "forced", "promoted", "rollback"]


class Promotion(Frozen):
    """A model became the champion of its family. `at` is in UTC, ISO 8601; `by` is a user's name.

    `found` is a model that was served before there were promotions, `forced` one that the gate had refused.
    """

    tag: str
    kind: Kind
    by: str
    reason: str
    at: str


def promotion(tag: str, kind: Kind, reason: str) -> Promotion:
    """A promotion by this process's user, now."""
    return Promotion(
        tag=tag, kind=kind, by=user(), reason=reason, at=datetime.now(UTC).isoformat(timespec="seconds")
    )


def user() -> str:
    """The name of this process's user; `unknown` where the system has none for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def read(folder: Path) -> tuple[Promotion, ...]:
    """The promotions of a family's folder in the store, the oldest first.

    Raises CardError for a line that is none; the last is passed over where its end was never written.
    """
    path = folder / NAME
    try:
        *lines, _ = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return ()
    try:
        return tuple(Promotion.model_validate_json(line) for line in lines if line)
    except ValidationError as error:
        raise CardError(
            f"{path} holds a line that is no promotion ({error.errors()[0]['msg']}); delete that line."
        ) from error


def add(folder: Path, promotion: Promotion) -> None:
    """Write a promotion; it is on disk when this returns."""
    path = folder / NAME
    line = promotion.model_dump_json() + "\n"
    # One call writes the whole line, behind whatever others write at the same time.
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        _end_line(file)
        os.write(file, line.encode())
        os.fsync(file)
    finally:
        os.close(file)


def standing(promotions: Sequence[Promotion]) -> list[str]:
    """Tags of the champions that a rollback leads back through, the present one last.

    A rollback takes away the champion that it ended.
    """
    tags: list[str] = []
    for each in promotions:
        if each.kind == "rollback":
            while tags and tags[-1] != each.tag:
                tags.pop()
        if not tags or tags[-1] != each.tag:
            tags.append(each.tag)
    return tags


def _end_line(file: int) -> None:
    """Cut off what a process that was killed left of a line."""
    size = os.fstat(file).st_size
    content = os.pread(file, size, 0)
    if content and not content.endswith(b"\n"):
        os.ftruncate(file, content.rfind(b"\n") + 1)
