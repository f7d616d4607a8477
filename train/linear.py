"""The fitted pipeline of the linear model in flat arrays, as it is served."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos.models.flat import Linear, Part
from bentos.models.ngrams import Characters, code_points
from bentos.models.trie import Integers
from train import trie


def linear(pipeline: Any) -> Linear:
    """A pipeline of `features`, a union of TF-IDF vectorizers, and a `classifier`, as `train.logreg` fits it.

    The vectorizers are `words` and, where there is one, `characters`, in this order. The weights lose what
    float32 does not hold.
    """
    vectorizers = dict(pipeline["features"].transformer_list)
    words, characters = vectorizers["words"], vectorizers.get("characters")
    classifier = pipeline["classifier"]
    coefficients = classifier.coef_[0]
    ends = len(words.idf_)
    part, vocabulary = of_words(words, coefficients[:ends])
    return Linear(
        pattern=words.token_pattern,
        sublinear=words.sublinear_tf,
        vocabulary=vocabulary,
        intercept=float(classifier.intercept_[0]),
        words=part,
        characters=of_characters(characters, coefficients[ends:]) if characters else None,
    )


def of_words(vectorizer: Any, coefficients: NDArray[np.float64]) -> tuple[Part, list[str]]:
    """The n-grams of a vectorizer of words, (terms,) coefficients, and the words that they are made of."""
    terms = [term.split(" ") for term in vectorizer.get_feature_names_out().tolist()]
    numbers: dict[str, int] = {}
    symbols = [numbers.setdefault(word, len(numbers)) for term in terms for word in term]
    part = _part(
        np.array(symbols), np.array([len(term) for term in terms]), len(numbers) + 1, vectorizer, coefficients
    )
    return part, list(numbers)


def of_characters(vectorizer: Any, coefficients: NDArray[np.float64]) -> Part:
    """The n-grams of a vectorizer of characters within words, (terms,) coefficients."""
    terms = vectorizer.get_feature_names_out().tolist()
    lengths = np.array([len(term) for term in terms])
    return _part(code_points("".join(terms)), lengths, Characters.span, vectorizer, coefficients)


def _part(
    symbols: Integers, lengths: Integers, span: int, vectorizer: Any, coefficients: NDArray[np.float64]
) -> Part:
    built = trie.trie(symbols, lengths, span)
    # Beginnings of terms that are no terms themselves weigh nothing.
    weights = np.zeros((2, built.size), dtype=np.float32)
    weights[:, built.terms] = vectorizer.idf_, coefficients
    return Part(built.levels, *weights)
