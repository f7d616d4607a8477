"""The predictions that are worth a label."""

from datetime import UTC, datetime

import pytest

from bentos.records.feedback import Feedback
from bentos.records.informative import Suggestion, suggestions
from tests.bentos.stores import recorded

NOW = datetime.now(UTC)


def told(found: list[Suggestion]) -> list[tuple[str, str]]:
    return [(each.text, each.why) for each in found]


@pytest.fixture
def mixed(feedback: Feedback) -> Feedback:
    """Predictions that are sure, unsure, and disputed."""
    recorded(feedback, NOW, text="sure", confidence=0.95)
    recorded(feedback, NOW, text="unsure", confidence=0.55)
    recorded(feedback, NOW, text="least sure", confidence=0.51)
    for model, prediction in (("bert:a", 1), ("logreg:a", 0)):
        recorded(feedback, NOW, model, prediction, comparison="c1", text="disputed", confidence=0.9)
    for model in ("bert:a", "logreg:a"):
        recorded(feedback, NOW, model, 1, comparison="c2", text="undisputed", confidence=0.9)
    return feedback


def test_disputed_tweets_come_first_then_the_least_sure(mixed: Feedback) -> None:
    assert told(suggestions(mixed, 10)) == [
        ("disputed", "models disagree"),
        ("least sure", "unsure"),
        ("unsure", "unsure"),
    ]


def test_no_more_than_asked_for(mixed: Feedback) -> None:
    assert len(suggestions(mixed, 2)) == 2


def test_a_tweet_is_suggested_once_and_no_more_once_it_is_flagged(feedback: Feedback) -> None:
    first = recorded(feedback, NOW, text="Late again", confidence=0.55)
    recorded(feedback, NOW, text="late  again", confidence=0.56)
    (found,) = suggestions(feedback, 10)
    assert found.prediction_id == first
    other = recorded(feedback, NOW, text="unsure", confidence=0.52)
    feedback.flag(other, 0, "")
    assert told(suggestions(feedback, 10)) == [("Late again", "unsure")]
