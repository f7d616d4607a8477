"""What tweets are like, and drift between two files."""

from pathlib import Path

import pytest

from bentos import store
from tests.conftest import own_home
from tests.train import tweets as invented
from train.report import answers, quality, slices
from train.report.answers import Model
from train.report.tweets import Tweets


def _tweets(texts: list[str]) -> Tweets:
    return Tweets("", texts, texts, invented.rows(0, len(texts)).labels, {})


@pytest.fixture(scope="module")
def model(trained_home: Path) -> Model:
    with own_home(trained_home):
        return answers.load(store.load(store.resolve("logreg")))


def test_shares_and_languages_are_told() -> None:
    tweets = _tweets(["not the best day of my life at all"] * 3 + ["le train est encore en retard ce matin"])
    found = quality.describe(tweets, slices.kinds(tweets))
    assert (found.positive, found.words, found.kinds["negation"]) == (0.5, 8.75, 0.75)
    assert found.languages == {"en": 0.75, "fr": 0.25}


def test_tweets_in_another_language_have_drifted_and_the_same_have_not(model: Model) -> None:
    tweets = _tweets(invented.rows(0, 400).texts)
    french = _tweets([f"le train numéro {n} est encore en retard ce matin" for n in range(60)])
    assert quality.drift(model, tweets, french).drifted
    assert not quality.drift(model, tweets, tweets).drifted
