"""The served logistic regression."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open

from bentos.card import CardError
from bentos.models import flat, logreg
from bentos.text import normalise
from tests.conftest import own_home
from tests.train import tweets
from train import tracking
from train.fitted import Options
from train.logreg import FILE, Logreg, fit


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Logreg:
    import mlflow

    with own_home(tmp_path_factory.mktemp("home")) as home:
        (home / "home").mkdir()
        with mlflow.start_run(experiment_id=tracking.experiment("logreg")):
            return fit(tweets.split(), Options())


@pytest.fixture(scope="module")
def folder(fitted: Logreg, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    fitted.export(folder)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> logreg.LogisticRegression:
    return logreg.load(folder, FILE)


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


@given(st.lists(st.integers(0, 2**62)))
def test_equal_numbers_lead_to_the_same_one_of_them(numbers: list[int]) -> None:
    twice = np.array(numbers * 2, dtype=np.int64)
    found = logreg.alike(twice)
    assert (twice[found] == twice).all()
    assert len(set(found.tolist())) == len(set(numbers))


def test_a_model_without_characters_serves(folder: Path, tmp_path: Path) -> None:
    flat.write(replace(flat.read(folder / FILE), characters=None), tmp_path / FILE)
    assert logreg.load(tmp_path, FILE).logits(["love the song"]).argmax() == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:0],
        lambda whole: whole[:-1],
        lambda whole: b"\xff" * len(whole),
        lambda whole: safetensors.numpy.save({"words.keys": np.arange(len(whole))}),
        lambda whole: safetensors.numpy.save(safetensors.numpy.load(whole)),
    ],
    ids=["empty", "cut", "others", "lacking", "nameless"],
)
def test_a_damaged_file_is_refused_with_a_sentence(
    damage: Callable[[bytes], bytes], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_bytes(damage((folder / FILE).read_bytes()))
    with pytest.raises(CardError, match="does not hold the linear model"):
        logreg.load(tmp_path, FILE)


@pytest.mark.parametrize("change", ["short", "typed", "counted"])
def test_arrays_that_do_not_fit_together_are_refused(change: str, folder: Path, tmp_path: Path) -> None:
    with safe_open(folder / FILE, "np") as file:
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
        settings = file.metadata()
    if change == "short":
        arrays["words.idf"] = arrays["words.idf"][1:]
    elif change == "typed":
        arrays["words.keys"] = arrays["words.keys"].astype(np.int32)
    else:
        arrays["words.levels"] = arrays["words.levels"] + 1
    safetensors.numpy.save_file(arrays, tmp_path / FILE, settings)
    with pytest.raises(CardError, match=r"words"):
        logreg.load(tmp_path, FILE)
