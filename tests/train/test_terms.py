"""Terms counted in arrays are those of scikit-learn's vectorizers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.train import tweets
from train import terms
from train.features import Features, union

TEXTS = [*tweets.split().train.texts, "", "a a a a", "so so good !!", "@user #tag it’s it's..."]
OTHERS = ["never seen before", "so good", ""]
FEATURES = [
    Features(words=2, sublinear=False),
    Features(words=2, characters=6),
    Features(words=3, least_words=2, shortest=3, characters=5, least_characters=5),
]


def same(features: Features, texts: list[str], others: list[str]) -> None:
    vectorizers, learnt, seen = terms.fit(features, texts, others)
    known = union(features)
    np.testing.assert_allclose(learnt.toarray(), known.fit_transform(texts).toarray(), atol=1e-6)
    np.testing.assert_allclose(seen.toarray(), known.transform(others).toarray(), atol=1e-6)
    assert vectorizers.get_feature_names_out().tolist() == known.get_feature_names_out().tolist()
    np.testing.assert_allclose(vectorizers.transform(others).toarray(), seen.toarray(), atol=1e-6)


@pytest.mark.parametrize("features", FEATURES)
def test_tweets_have_the_terms_and_weights_that_scikit_learn_gives_them(features: Features) -> None:
    same(features, TEXTS, OTHERS)


@pytest.mark.parametrize("features", FEATURES)
def test_many_blocks_give_what_one_gives(features: Features, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "_BLOCK", 7)
    same(features, TEXTS, OTHERS)


TWEETS = st.lists(st.text(alphabet="ab é!#'\x1c", max_size=12), min_size=1, max_size=8)


@settings(max_examples=50)
@given(TWEETS, TWEETS)
def test_whatever_the_tweets_are(texts: list[str], others: list[str]) -> None:
    same(FEATURES[1], ["so good", "so good", *texts], others)


def test_tweets_without_a_term_are_refused() -> None:
    with pytest.raises(ValueError, match="empty vocabulary"):
        terms.fit(Features(words=2), ["", " "], ["one"])
