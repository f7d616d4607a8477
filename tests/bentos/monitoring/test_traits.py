"""What is looked at in a tweet and in a prediction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bentos.monitoring import traits
from bentos.monitoring.traits import SCALES, Trait
from bentos.text import normalise


def of(tweet: str, vocabulary: frozenset[str] = frozenset()) -> dict[Trait, float]:
    found = traits.of_texts([normalise(tweet)], vocabulary, "en")
    return {trait: float(values[0]) for trait, values in found.items()}


def test_a_prediction_is_as_confident_as_its_greater_probability() -> None:
    found = traits.of_predictions(np.array([0.9, 0.2, 0.5]))
    assert found["confidence"].tolist() == pytest.approx([0.9, 0.8, 0.5])
    assert found["positive"].tolist() == [1, 0, 0]


def test_words_are_counted_and_looked_up() -> None:
    found = of("@someone the train is late", frozenset({"@user", "the", "train"}))
    assert (found["length"], found["unknown"]) == (5, 0.4)


def test_a_tweet_without_a_word_has_none_unknown() -> None:
    assert (of("#")["length"], of("#")["unknown"]) == (0, 0)


@pytest.mark.parametrize("tweet", ["late again 😭", "thanks ❤️", "so good :)", "👍🏽"])
def test_an_emoji_is_known_by_the_name_that_the_cleaning_gives_it(tweet: str) -> None:
    assert of(tweet)["emoji"] == 1


@pytest.mark.parametrize("tweet", ["the face of the red train", "my heart", "a dog on fire", ""])
def test_ordinary_words_are_no_emoji(tweet: str) -> None:
    assert of(tweet)["emoji"] == 0


@pytest.mark.parametrize(
    ("tweet", "language"),
    [
        ("I waited two hours for the train and nobody told us why", "en"),
        ("J'ai attendu le train deux heures et personne ne nous a rien dit", "fr"),
        ("Ich habe zwei Stunden auf den Zug gewartet und niemand sagt etwas", "de"),
    ],
)
def test_the_language_of_a_tweet_is_told(tweet: str, language: str) -> None:
    assert traits.language(normalise(tweet)) == language
    assert of(tweet)["other_language"] == (language != "en")


@given(st.lists(st.text(st.characters()), max_size=5))
def test_any_text_has_traits_on_their_scales(texts: list[str]) -> None:
    found = traits.of_texts([normalise(text) for text in texts], frozenset({"a"}), "en")
    assert {len(values) for values in found.values()} == {len(texts)}
    assert ((found["unknown"] >= 0) & (found["unknown"] <= 1)).all()


@given(arrays.arrays(np.float64, st.integers(0, 30), elements=st.floats(-1e6, 1e6)))
def test_a_histogram_counts_every_value_once(values: np.ndarray) -> None:
    for scale in SCALES.values():
        assert scale.histogram(values).shape == (scale.bins,)
        assert scale.histogram(values).sum() == len(values)
