"""What logistic regression sees of a tweet."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from train.features import Features, log_count_ratios, union


def test_terms_that_stand_with_one_label_alone_weigh_most() -> None:
    matrix = csr_matrix([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1]])
    both, positive, negative = log_count_ratios(matrix, np.array([1, 1, 0, 0], dtype=np.int8))
    assert both == pytest.approx(0)
    assert positive == pytest.approx(negative)
    assert positive > 1


def test_the_same_word_at_either_end_is_another_phrase() -> None:
    words = union(Features(words=2))
    words.fit(["fine then", "then fine"])
    first, last = words.transform(["fine then", "then fine"]).toarray()
    assert (first != last).any()


def test_a_phrase_that_stands_in_one_tweet_is_not_learnt() -> None:
    words = union(Features(words=2, least_words=2))
    words.fit(["fine then", "fine now"])
    assert words.transform(["then now"]).toarray()[0].astype(bool).sum() == 2  # both edges
