"""Reviews: what reviewers said of flags, each of their verdicts kept, and what follows from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from string import hexdigits
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update

from bentos.records.feedback import Feedback, Flag, flagged
from bentos.records.tables import FLAG_DIGITS, flags, reviews

Verdict = Literal["accept", "correct", "reject", "skip"]
VERDICTS: tuple[Verdict, ...] = ("accept", "correct", "reject", "skip")

_TOGETHER = 500  # flags in a query


class UnknownFlag(Exception):  # noqa: N818 - an answer to the reviewer, not a fault
    """No flag has that id."""


class AmbiguousFlag(Exception):  # noqa: N818 - the same
    """Several flags have an id that begins so."""


class NothingToUndo(Exception):  # noqa: N818 - the same
    """The reviewer gave no verdict that stands."""


@dataclass(frozen=True)
class Review:
    """A verdict on a flag.

    `accept` says that the flag's label is right, `correct` that the other one is, `reject` that no label is,
    `skip` that somebody else shall say. `label` is the right one: 0 Negative, 1 Positive, None for none.
    """

    flag_id: str
    reviewer: str
    verdict: Verdict
    label: Literal[0, 1] | None
    reason: str
    created: datetime


class Reviews:
    """The reviews in the database of flags. Every function may be called from any thread."""

    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback

    def give(self, flag_ids: Sequence[str], reviewer: str, verdict: Verdict, reason: str = "") -> None:
        """Store one verdict on several flags, all or none; it is on disk when this returns.

        A later verdict of the same reviewer on the same flag counts instead of the earlier one.

        Raises UnknownFlag, FeedbackUnavailable.
        """
        now = datetime.now(UTC)
        with self._feedback.writing() as connection:
            for start in range(0, len(flag_ids), _TOGETHER):
                wanted = flag_ids[start : start + _TOGETHER]
                found = connection.execute(select(flags.c.id, flags.c.label).where(flags.c.id.in_(wanted)))
                labels: dict[str, int] = {row.id: row.label for row in found}
                for flag_id in wanted:
                    if flag_id not in labels:
                        raise UnknownFlag(flag_id)
                connection.execute(
                    insert(reviews),
                    [
                        {
                            "flag_id": flag_id,
                            "reviewer": reviewer,
                            "verdict": verdict,
                            "label": _right(verdict, labels[flag_id]),
                            "reason": reason,
                            "created": now,
                        }
                        for flag_id in wanted
                    ],
                )

    def undo(self, reviewer: str) -> list[Review]:
        """Take back the reviewer's last verdict that stands, on all flags that it was given on at once.

        The ones before it count again. Raises NothingToUndo, FeedbackUnavailable.
        """
        own = reviews.c.reviewer == reviewer, reviews.c.undone.is_(None)
        last = select(reviews.c.created).where(*own).order_by(reviews.c.id.desc()).limit(1).scalar_subquery()
        taken = update(reviews).where(*own, reviews.c.created == last).values(undone=datetime.now(UTC))
        with self._feedback.writing() as connection:
            found = [Review(**row._mapping) for row in connection.execute(taken.returning(*_COLUMNS))]
        if not found:
            raise NothingToUndo(reviewer)
        return found

    def standing(self, flag_ids: Sequence[str] | None = None) -> list[Review]:
        """The verdicts that count, of each reviewer on each flag the last; ordered by flag, then by reviewer.

        Those on all flags, or on some. Raises FeedbackUnavailable.
        """
        query = select(*_COLUMNS).where(reviews.c.undone.is_(None))
        if flag_ids is not None:
            query = query.where(reviews.c.flag_id.in_(flag_ids))
        order = (reviews.c.flag_id, reviews.c.reviewer, reviews.c.id)
        with self._feedback.reading() as connection:
            given = [Review(**row._mapping) for row in connection.execute(query.order_by(*order))]
        return [list(same)[-1] for _, same in groupby(given, lambda each: (each.flag_id, each.reviewer))]

    def named(self, beginning: str) -> str:
        """The id of the one flag whose id begins so.

        Raises UnknownFlag, AmbiguousFlag, FeedbackUnavailable.
        """
        if not beginning or not set(beginning) <= set(hexdigits.lower()):
            raise UnknownFlag(beginning)
        # A range, unlike a pattern, is found by the index on every database.
        bounds = beginning.ljust(FLAG_DIGITS, "0"), beginning.ljust(FLAG_DIGITS, "f")
        query = select(flags.c.id).where(flags.c.id.between(*bounds)).limit(2)
        with self._feedback.reading() as connection:
            found = connection.scalars(query).all()
        if not found:
            raise UnknownFlag(beginning)
        if len(found) > 1:
            raise AmbiguousFlag(beginning)
        return str(found[0])

    def waiting(self, reviewer: str, most: int | None = None, first: Sequence[str] = ()) -> list[Flag]:
        """The flags on which the reviewer gave no verdict, at most so many.

        Those whose ids are `first` come before all others, else the oldest first.

        Raises FeedbackUnavailable.
        """
        own = reviews.c.reviewer == reviewer, reviews.c.undone.is_(None)
        # One list for all flags: asked flag by flag, SQLite reads all of a reviewer's verdicts for each.
        query = flagged().where(flags.c.id.not_in(select(reviews.c.flag_id).where(*own))).limit(most)
        if first:
            query = query.order_by(None).order_by(flags.c.id.not_in(first), flags.c.created, flags.c.id)
        with self._feedback.reading() as connection:
            return [Flag(**row._mapping) for row in connection.execute(query)]

    def accepted(self) -> Iterator[tuple[Flag, Literal[0, 1]]]:
        """Each flag with the label that its reviewers agree on, the oldest flag first; see `agreed`.

        Raises FeedbackUnavailable.
        """
        with self._feedback.reading() as connection:
            right: dict[str, Literal[0, 1]] = {row.flag_id: row.label for row in connection.execute(agreed())}
        return ((flag, right[flag.id]) for flag in self._feedback.flags() if flag.id in right)


def agreed(before: datetime | None = None) -> Select[Any]:
    """The query for flags with the label that their reviewers agree on: `flag_id`, `label`.

    Of each reviewer the last verdict counts, unless it is `skip`. A flag whose reviewers disagree, or that
    one of them rejects, is left out. With `before`, as it stood at that time.
    """
    r = reviews.c
    stood: ColumnElement[bool] = r.undone.is_(None)
    if before is not None:
        stood = and_(r.created < before, or_(stood, r.undone >= before))
    last = select(func.max(r.id)).where(stood).group_by(r.flag_id, r.reviewer)
    lowest, highest = func.min(r.label), func.max(r.label)
    return (
        select(r.flag_id, highest.label("label"))
        .where(r.id.in_(last), r.verdict != "skip")
        .group_by(r.flag_id)
        .having(func.count() == func.count(r.label), lowest == highest)
    )


_COLUMNS = tuple(reviews.c[name] for name in ("flag_id", "reviewer", "verdict", "label", "reason", "created"))


def _right(verdict: Verdict, flagged: int) -> int | None:
    return {"accept": flagged, "correct": 1 - flagged}.get(verdict)
