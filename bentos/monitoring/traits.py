"""The traits in which drift is looked for: six figures of a tweet and of the prediction made of it."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bentos.models.recurrent import tokens

Trait = Literal["confidence", "positive", "length", "unknown", "emoji", "other_language"]
Traits = Mapping[Trait, NDArray[np.float64]]  # each (n,)


class Scale(NamedTuple):
    """Equal bins from `low` to `high`; the outer ones hold what lies beyond."""

    low: float
    high: float
    bins: int

    def bin(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """(n,) the bin of each of n values."""
        found = np.floor((values - self.low) / (self.high - self.low) * self.bins)
        return np.clip(found, 0, self.bins - 1).astype(np.int64)

    def histogram(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """(bins,) how many of n values lie in each bin."""
        return np.bincount(self.bin(values), minlength=self.bins)


YES_NO = Scale(0, 2, 2)
SCALES: dict[Trait, Scale] = {
    "confidence": Scale(0.5, 1, 50),
    "positive": YES_NO,
    "length": Scale(0, 64, 64),  # words
    "unknown": Scale(0, 1, 50),  # share of the words
    "emoji": YES_NO,
    "other_language": YES_NO,
}


def of_predictions(positive: NDArray[np.floating[Any]]) -> dict[Trait, NDArray[np.float64]]:
    """The traits of n predictions, from the (n,) calibrated probabilities of Positive."""
    p = positive.astype(np.float64)
    return {"confidence": np.maximum(p, 1 - p), "positive": (p > 0.5).astype(np.float64)}


def of_texts(
    texts: Sequence[str], vocabulary: Collection[str], main_language: str
) -> dict[Trait, NDArray[np.float64]]:
    """The traits of n normalised texts.

    `unknown` is the share of a text's words that are not in the vocabulary, `other_language` whether it
    seems to be written in another than the main one. `emoji` is whether a text holds the name of an emoji
    or emoticon, into which the cleaning turns them; names of one word (`dog`) tell of no emoji.
    """
    words = [tokens(text) for text in texts]
    unknown = [sum(word not in vocabulary for word in line) / max(1, len(line)) for line in words]
    return {
        "length": np.array([len(line) for line in words], dtype=np.float64),
        "unknown": np.array(unknown, dtype=np.float64),
        "emoji": np.array([_has_emoji(line) for line in words], dtype=np.float64),
        "other_language": np.array([language(text) != main_language for text in texts], dtype=np.float64),
    }


def language(text: str) -> str:
    """The ISO 639 code of the language that a text seems to be written in.

    By langid (Lui and Baldwin 2012, langid.py: An Off-the-shelf Language Identification Tool), which is
    sure of a short tweet less often than of a long one, in the reference as in the window.
    """
    return str(_identifier().classify(text)[0])


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _has_emoji(words: Sequence[str]) -> bool:
    names, longest = _emoji_names()
    return any(
        tuple(words[start : start + length]) in names
        for start in range(len(words))
        for length in range(2, min(longest, len(words) - start) + 1)
    )


@lru_cache(maxsize=1)
def _emoji_names() -> tuple[frozenset[tuple[str, ...]], int]:
    """The names of several words that the cleaning gives to emoji, and the words of the longest."""
    from emoji import EMOJI_DATA

    from bentos.text import normalise

    split = (tuple(tokens(normalise(character))) for character in EMOJI_DATA)
    names = frozenset(name for name in split if len(name) > 1)
    return names, max(map(len, names))
