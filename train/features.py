"""What logistic regression sees of a tweet: TF-IDF of n-grams."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import NonNegativeInt, PositiveInt
from pydantic.dataclasses import dataclass

from bentos.models.ngrams import END, START, bounded

# Either end, words with their apostrophes, hashtags, @user, and what cries: !!! ?? and an ellipsis.
WORD = f"[{START}{END}]|" r"@user|#?\w+(?:['’]\w+)*|[!?]+|\.{2,}"

_BLOCK = 50_000  # tweets whose terms are counted at a time


@dataclass(frozen=True)
class Features:
    """TF-IDF of the n-grams of up to `words` words that stand in `least_words` tweets or more.

    Where `characters` is above zero, also of the n-grams of `shortest` to that many characters within words
    that stand in `least_characters` tweets or more: they know words that are misspelt or drawn out.
    """

    words: PositiveInt
    least_words: PositiveInt = 1
    shortest: PositiveInt = 1
    characters: NonNegativeInt = 0
    least_characters: PositiveInt = 2
    sublinear: bool = True


def union(features: Features) -> Any:
    """The vectorizers `words` and, where they are asked for, `characters`, not fitted yet."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    # The tweets come normalised: lower case, and nothing that a stop list would be right to drop.
    words = TfidfVectorizer(
        lowercase=False,
        preprocessor=bounded,
        token_pattern=WORD,
        ngram_range=(1, features.words),
        min_df=features.least_words,
        sublinear_tf=features.sublinear,
    )
    parts = [("words", words)]
    if features.characters:
        characters = TfidfVectorizer(
            lowercase=False,
            analyzer="char_wb",
            ngram_range=(features.shortest, features.characters),
            min_df=features.least_characters,
            sublinear_tf=features.sublinear,
        )
        parts.append(("characters", characters))
    return FeatureUnion(parts)


def check(fitted: Any) -> None:
    """Raise ValueError where fitted vectorizers know no word but the edges of a text."""
    words = dict(fitted.transformer_list)["words"]
    if all({*term.split(" ")} <= {START, END} for term in words.vocabulary_):
        raise ValueError("empty vocabulary")


def log_count_ratios(matrix: Any, labels: NDArray[np.int8]) -> NDArray[np.float32]:
    """(terms,) |log(share of the term in positive tweets / in negative ones)|, counts smoothed by one.

    `matrix` (tweets, terms) is sparse, and what stands in it is above zero.
    """
    counts = np.ones((2, matrix.shape[1]))
    for start in range(0, len(labels), _BLOCK):
        block = matrix[start : start + _BLOCK]
        own = np.repeat(labels[start : start + _BLOCK], np.diff(block.indptr))
        for label in (0, 1):
            counts[label] += np.bincount(block.indices[own == label], minlength=matrix.shape[1])
    negative, positive = np.log(counts / counts.sum(axis=1, keepdims=True))
    ratios: NDArray[np.float32] = np.abs(positive - negative).astype(np.float32)
    return ratios
