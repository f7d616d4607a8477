"""Near-duplicates among tweets."""

from hypothesis import given
from hypothesis import strategies as st

from bentos.records.duplicates import grouped


def test_tweets_that_differ_in_a_word_of_many_stand_together() -> None:
    texts = [
        "@ada the flight to Oslo was cancelled again without a word",
        "Great crew, thank you",
        "@bob the flight to Rome was cancelled again without a word http://t.co/x",
        "great crew thank you!",
    ]
    assert grouped(texts) == [[0, 2], [1, 3]]


def test_other_tweets_stand_alone() -> None:
    assert grouped(["late again", "lost my bag", "late and lost"]) == [[0], [1], [2]]


def test_tweets_without_a_word_stand_together() -> None:
    assert grouped(["@ada", "late again", "@bob"]) == [[0, 2], [1]]


@given(st.lists(st.text()))
def test_every_tweet_stands_in_one_group(texts: list[str]) -> None:
    assert sorted(position for group in grouped(texts) for position in group) == list(range(len(texts)))
