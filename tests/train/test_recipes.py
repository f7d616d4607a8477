"""What can be chosen of a family's training."""

import pytest

from bentos.settings import FAMILIES, Family
from train import recipes
from train.fitted import TrainingError


def test_words_are_read_as_what_the_recipe_holds() -> None:
    assert recipes.chosen("lstm-glove", ["units=96", "learning_rate=1e-3"]) == {
        "units": 96,
        "learning_rate": 0.001,
    }
    assert recipes.chosen("logreg", ["sublinear=false"]) == {"sublinear": False}


@pytest.mark.parametrize("word", ["unit=96", "units", "units=many", "dropout_words=1.5"])
def test_what_cannot_be_set_is_refused_in_a_sentence(word: str) -> None:
    with pytest.raises(TrainingError, match=r"unit|dropout_words"):
        recipes.chosen("lstm-word2vec", [word])


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_chosen_by_default_is_what_the_recipe_says(family: Family) -> None:
    for own in recipes.tried(family, 100_000):
        assert recipes.chosen(family, [f"{name}={value}" for name, value in own.items()]) == own
