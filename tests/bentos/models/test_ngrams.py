"""The n-grams of a batch of texts."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bentos.models.flat import Part
from bentos.models.ngrams import END, START, Characters, Symbols, Words, bounded
from bentos.models.trie import Trie
from train import linear
from train.features import WORD

# Any code point, lone surrogates included, beside the words that the vocabularies know.
_ANY = st.text(st.characters(exclude_categories=()), max_size=8)
_WORDS = st.sampled_from(["love", "the", "lovely", "hate", "can't", "!!!", "a", "😀", "\ud800", "\n", "é"])
_TEXTS = st.lists(st.lists(st.one_of(_WORDS, _WORDS, _ANY)).map(" ".join), max_size=5)
_SEEN = ["love the lovely !!! phone", "i hate the phone can't love \ud800 it", "a 😀 é", ""]


@dataclass(frozen=True)
class Known:
    """A fitted vectorizer and its n-grams as they are served."""

    fitted: Any
    symbols: Symbols
    part: Part


@cache
def known(**settings: Any) -> Known:
    fitted = TfidfVectorizer(lowercase=False, **settings).fit(_SEEN)
    # As coefficients, the numbers of the terms tell which node is which.
    numbers = np.arange(len(fitted.idf_), dtype=np.float64)
    if fitted.analyzer == "word":
        part, vocabulary = linear.of_words(fitted, numbers)
        return Known(fitted, Words(vocabulary, fitted.token_pattern), part)
    return Known(fitted, Characters(), linear.of_characters(fitted, numbers))


def counts(known: Known, texts: list[str]) -> list[dict[int, int]]:
    """How often each term, by its number, stands in each text."""
    sequence, lengths = known.symbols.of(texts)
    found = Trie(known.part.levels, known.symbols.span).find(sequence)
    owners = np.repeat(np.arange(len(texts)), lengths)[found.starts]
    counted: list[dict[int, int]] = [{} for _ in texts]
    for owner, node in zip(owners.tolist(), found.nodes.tolist(), strict=True):
        # What has no idf is the beginning of terms and no term itself.
        if known.part.idf[node]:
            number = int(known.part.coefficients[node])
            counted[owner][number] = counted[owner].get(number, 0) + 1
    return counted


def expected(fitted: Any, texts: list[str]) -> list[dict[int, int]]:
    analyze = fitted.build_analyzer()
    counted: list[dict[int, int]] = [{} for _ in texts]
    for text, known in zip(texts, counted, strict=True):
        for number in map(fitted.vocabulary_.get, analyze(text)):
            if number is not None:
                known[number] = known.get(number, 0) + 1
    return counted


@pytest.mark.parametrize("sizes", [(1, 1), (1, 2), (2, 3)])
@given(texts=_TEXTS)
def test_words_are_counted_as_scikit_learn_counts_them(sizes: tuple[int, int], texts: list[str]) -> None:
    words = known(token_pattern=WORD, ngram_range=sizes, preprocessor=bounded)
    assert counts(words, texts) == expected(words.fitted, texts)


@pytest.mark.parametrize("sizes", [(1, 6), (3, 4)])
@given(texts=_TEXTS)
def test_characters_are_counted_as_scikit_learn_counts_them(sizes: tuple[int, int], texts: list[str]) -> None:
    characters = known(analyzer="char_wb", ngram_range=sizes)
    assert counts(characters, texts) == expected(characters.fitted, texts)


def test_a_text_stands_between_its_edges() -> None:
    words = Words([START, "love", END], WORD)
    assert words.of(["love"])[0].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_text_without_a_word_has_no_edges(text: str) -> None:
    assert bounded(text) == text
    assert Words([START, END], WORD).of([text])[0].tolist() == [2]


def test_the_edges_of_a_text_belong_to_its_first_and_last_word() -> None:
    words = Words(["love", "it"], WORD)
    assert words.owners(["love", "it!", "\u2205"]).tolist() == [0, 0, 1, 1, 2]
