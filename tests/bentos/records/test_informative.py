"""The predictions that are worth a label."""

from datetime import UTC, datetime

import pytest
from scipy.stats import hypergeom

from bentos.contracts import UNSURE
from bentos.records.feedback import Feedback
from bentos.records.informative import Suggestion, chance, suggestions
from tests.bentos.stores import recorded

NOW = datetime.now(UTC)


def told(found: list[Suggestion]) -> list[tuple[str, str]]:
    return [(each.text, each.why) for each in found]


@pytest.fixture
def mixed(feedback: Feedback) -> Feedback:
    """Predictions that are sure, unsure, and disputed."""
    recorded(feedback, NOW, text="sure", confidence=UNSURE)
    recorded(feedback, NOW, text="unsure", confidence=UNSURE - 0.01)
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


def test_reasons_take_turns(mixed: Feedback) -> None:
    for model, prediction in (("bert:a", 1), ("logreg:a", 0)):
        recorded(mixed, NOW, model, prediction, text="disputed, too", confidence=0.95)
    assert [text for text, _ in told(suggestions(mixed, 10))] == [
        "disputed",
        "least sure",
        "disputed, too",
        "unsure",
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


def test_a_disputed_tweet_is_settled_by_a_flag_on_one_of_its_predictions(mixed: Feedback) -> None:
    disputed = suggestions(mixed, 1)[0]
    mixed.flag(disputed.prediction_id, 0, "")
    assert ("disputed", "models disagree") not in told(suggestions(mixed, 10))


def test_a_kind_of_tweets_that_is_flagged_too_seldom_is_suggested(feedback: Feedback) -> None:
    for number in range(40):
        plain = recorded(feedback, NOW, text=f"the weather was lovely on our walk number {number}")
        recorded(feedback, NOW, text=f"is the weather lovely on our walk number {number}?")
        if number % 2:
            feedback.flag(plain, 0, "")
    found = suggestions(feedback, 10)
    assert {(each.why, each.kind) for each in found} == {("under-sampled", "questions")}


def test_before_anything_is_flagged_no_kind_is_flagged_too_seldom(feedback: Feedback) -> None:
    for number in range(40):
        recorded(feedback, NOW, text=f"is the weather lovely on our walk number {number}?")
    assert suggestions(feedback, 10) == []


@pytest.mark.parametrize(
    ("found", "n", "labelled", "drawn"), [(0, 80, 20, 40), (3, 5_000, 50, 400), (4, 4, 4, 4)]
)
def test_the_chance_of_so_few_labels_is_that_of_scipy(found: int, n: int, labelled: int, drawn: int) -> None:
    assert chance(found, n, labelled, drawn) == pytest.approx(hypergeom.cdf(found, n, labelled, drawn))
