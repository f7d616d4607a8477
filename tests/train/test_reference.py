"""The reference of a model that was just trained."""

import numpy as np

from tests.train import tweets
from train import reference
from train.rows import Rows


def test_the_vocabulary_is_the_repeated_words_of_the_training_tweets() -> None:
    rows = Rows(["the late train", "the train !", "lost my parcel"], np.zeros(3, dtype=np.int8))
    assert sorted(reference.vocabulary(rows)) == ["the", "train"]


def test_validation_tweets_are_described_with_the_training_words() -> None:
    split = tweets.split()
    described = reference.describe(split, np.linspace(0, 1, 60, dtype=np.float32), seed=1)
    assert described.rows == len(split.validation)
    assert described.vocabulary == set(reference.vocabulary(split.train))
