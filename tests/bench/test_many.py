"""The file of many tweets that training is measured on."""

from itertools import islice

from tests.bench.many import rows
from tests.train import tweets

REAL = list(zip(tweets.rows(0, 50).texts, tweets.rows(0, 50).labels.tolist(), strict=True))


def test_it_begins_with_the_tweets_as_they_are() -> None:
    assert list(islice(rows(REAL, seed=1), len(REAL))) == REAL


def test_the_same_seed_gives_the_same_rows() -> None:
    first, again, other = (list(islice(rows(REAL, seed=seed), 500)) for seed in (1, 1, 2))
    assert first == again != other


def test_a_tweet_is_hardly_ever_repeated_as_it_is() -> None:
    made = list(islice(rows(REAL, seed=1), 10 * len(REAL)))
    assert len(set(made)) > 0.9 * len(made)


def test_a_repeated_tweet_keeps_its_label() -> None:
    labels = [label for _, label in islice(rows(REAL, seed=1), 3 * len(REAL))]
    assert labels == 3 * [label for _, label in REAL]
