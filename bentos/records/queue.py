"""A reviewer's queue: flags that wait and predictions worth a label, what says nearly the same together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bentos.records.duplicates import grouped
from bentos.records.feedback import Feedback, Flag
from bentos.records.informative import Suggestion, suggestions
from bentos.records.reviews import Reviews, Verdict


@dataclass(frozen=True)
class Case:
    """Tweets that say nearly the same, one at least, and the label that all are to be judged by.

    They are flags, whose label somebody gave, or suggestions, whose label (0 Negative, 1 Positive) is the
    model's own.
    """

    label: Literal[0, 1]
    tweets: tuple[Flag | Suggestion, ...]

    @property
    def id(self) -> str:
        """Tells the case from others: the id of the flag, or of the prediction, of its first tweet."""
        first = self.tweets[0]
        return first.id if isinstance(first, Flag) else first.prediction_id


class Queue:
    """What the command line and the page review. Every function may be called from any thread."""

    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback
        self._reviews = Reviews(feedback)

    def flagged(self, reviewer: str, most: int | None = None, first: Sequence[str] = ()) -> list[Case]:
        """The flags that wait for a reviewer, at most so many; see `Reviews.waiting`.

        Raises FeedbackUnavailable.
        """
        return _cases([(flag.label, flag) for flag in self._reviews.waiting(reviewer, most, first)])

    def suggested(self, most: int) -> list[Case]:
        """Predictions that nobody flagged and that are worth a label, at most so many.

        Raises FeedbackUnavailable.
        """
        return _cases([(each.prediction, each) for each in suggestions(self._feedback, most)])

    def judge(self, case: Case, reviewer: str, verdict: Verdict, reason: str = "") -> None:
        """Store a verdict on all tweets of a case, as `Reviews.give` does.

        Suggestions become flags: with the other label where that is right, else with the model's own.

        Raises UnknownFlag, UnknownPrediction, FeedbackUnavailable.
        """
        flags = [each.id for each in case.tweets if isinstance(each, Flag)]
        if not flags:
            # A verdict is always on a flag: others find what this reviewer skips, and undo works alike.
            label = 1 - case.label if verdict == "correct" else case.label
            verdict = "accept" if verdict == "correct" else verdict
            flags = [self._feedback.flag(each.prediction_id, label, reason)[0].id for each in case.tweets]
        self._reviews.give(flags, reviewer, verdict, reason)

    def label(self, prediction_id: str, label: Literal[0, 1], reviewer: str, reason: str = "") -> str:
        """Flag a prediction with the right label and accept the flag; its id.

        Raises UnknownPrediction, FeedbackUnavailable.
        """
        flag, _ = self._feedback.flag(prediction_id, label, reason)
        self._reviews.give([flag.id], reviewer, "accept", reason)
        return flag.id


def _cases(judged: Sequence[tuple[Literal[0, 1], Flag | Suggestion]]) -> list[Case]:
    """In the order of each case's first tweet; tweets with different labels are never judged at once."""
    found: dict[tuple[int, Literal[0, 1]], list[Flag | Suggestion]] = {}
    for number, group in enumerate(grouped([each.text for _, each in judged])):
        for position in group:
            label, each = judged[position]
            found.setdefault((number, label), []).append(each)
    return [Case(label, tuple(tweets)) for (_, label), tweets in found.items()]
