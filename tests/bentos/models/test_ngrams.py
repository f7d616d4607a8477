"""The n-grams of a batch of texts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bentos.models.ngrams import NGrams, VectorizerError, ngrams
from train.logreg import WORD

# Any code point, lone surrogates included, beside the words that the vocabularies know.
_ANY = st.text(st.characters(exclude_categories=()), max_size=8)
_WORDS = st.sampled_from(["love", "the", "lovely", "hate", "can't", "!!!", "a", "😀", "\ud800", "\n", "é"])
_TEXTS = st.lists(st.lists(st.one_of(_WORDS, _WORDS, _ANY)).map(" ".join), max_size=5)
_SEEN = ["love the lovely !!! phone", "i hate the phone can't love \ud800 it", "a 😀 é", ""]


def vectorizer(**settings: Any) -> Any:
    return TfidfVectorizer(lowercase=False, **settings).fit(_SEEN)


def served(fitted: Any) -> NGrams:
    return ngrams(fitted, "\n".join(fitted.get_feature_names_out()))


def counts(known: NGrams, texts: list[str]) -> list[dict[int, int]]:
    """How often each term, by its number, stands in each text."""
    symbols, lengths = known.symbols(texts)
    found = known.trie.find(symbols)
    term = {node: number for number, node in enumerate(known.trie.terms.tolist())}
    owner = [text for text, length in enumerate(lengths.tolist()) for _ in range(length)]
    counted: list[dict[int, int]] = [{} for _ in texts]
    for start, node in zip(found.starts.tolist(), found.nodes.tolist(), strict=True):
        if node in term:
            text = counted[owner[start]]
            text[term[node]] = text.get(term[node], 0) + 1
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
    fitted = vectorizer(token_pattern=WORD, ngram_range=sizes)
    assert counts(served(fitted), texts) == expected(fitted, texts)


@pytest.mark.parametrize("sizes", [(1, 6), (3, 4)])
@given(texts=_TEXTS)
def test_characters_are_counted_as_scikit_learn_counts_them(sizes: tuple[int, int], texts: list[str]) -> None:
    fitted = vectorizer(analyzer="char_wb", ngram_range=sizes)
    assert counts(served(fitted), texts) == expected(fitted, texts)


@pytest.mark.parametrize(
    "settings",
    [{"norm": "l1"}, {"strip_accents": "unicode"}, {"analyzer": "char"}, {"ngram_range": (4, 5)}],
    ids=lambda settings: next(iter(settings)),
)
def test_a_setting_that_is_not_served_is_refused_by_name(settings: dict[str, Any]) -> None:
    with pytest.raises(VectorizerError, match=next(iter(settings))):
        ngrams(TfidfVectorizer(**{"lowercase": False, **settings}), "")
