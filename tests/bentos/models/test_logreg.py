"""The served logistic regression."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos.models import logreg
from bentos.text import normalise
from tests.conftest import own_home
from tests.train import tweets
from train import lineage
from train.fitted import Options
from train.logreg import Logreg, fit


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Logreg:
    import mlflow

    with own_home(tmp_path_factory.mktemp("home")) as home:
        (home / "home").mkdir()
        with mlflow.start_run(experiment_id=lineage.experiment("logreg")):
            return fit(tweets.split(), Options())


@pytest.fixture(scope="module")
def folder(fitted: Logreg, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    fitted.export(folder)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> logreg.LogisticRegression:
    return logreg.load(folder, "model.skops")


def test_no_texts_give_no_logits(served: logreg.LogisticRegression) -> None:
    assert served.logits([]).shape == (0, 2)


def test_logits_are_float32_and_opposite(served: logreg.LogisticRegression) -> None:
    logits = served.logits(["love the phone", "", "\ud800"])
    assert logits.dtype == np.float32
    assert (logits[:, 0] == -logits[:, 1]).all()


def test_liked_and_hated_fall_on_their_sides(served: logreg.LogisticRegression) -> None:
    assert served.logits(["love the song", "hate the song"]).argmax(axis=1).tolist() == [1, 0]


_WORDS = st.sampled_from(
    ["love", "the", "hate", "can't", "stand", "phone", "!!!", "@user", "so", "😀", "#tired", "x"]
)


@given(st.lists(_WORDS).map(" ".join))
def test_serving_gives_the_log_odds_of_scikit_learn(
    fitted: Logreg, served: logreg.LogisticRegression, text: str
) -> None:
    assert served.logits([text]) == pytest.approx(fitted.logits([text]), abs=1e-6)


@given(st.lists(_WORDS).map(" ".join))
def test_the_words_add_up_to_the_log_odds(served: logreg.LogisticRegression, tweet: str) -> None:
    negative, positive = served.logits([normalise(tweet)])[0]
    weights = [weight for _, weight in served.words(tweet)]
    assert served.intercept + sum(weights) == pytest.approx(positive - negative, abs=1e-5)


@given(st.text(st.characters(exclude_categories=())))
def test_the_words_are_those_of_the_tweet_in_order(served: logreg.LogisticRegression, tweet: str) -> None:
    assert [word for word, _ in served.words(tweet)] == tweet.split()


def test_the_word_that_decides_weighs_most(served: logreg.LogisticRegression) -> None:
    weights = dict(served.words("I HATE the phone"))
    assert min(weights, key=lambda word: weights[word]) == "HATE"


def test_a_file_with_a_type_that_is_not_on_the_list_is_refused(folder: Path, tmp_path: Path) -> None:
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    skops.io.dump({"pipeline": Path, "terms": {}}, tmp_path / "model.skops")
    with pytest.raises(UntrustedTypesFoundException):
        logreg.load(tmp_path, "model.skops")
