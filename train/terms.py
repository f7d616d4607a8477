"""The TF-IDF of many tweets at once: what scikit-learn's vectorizers give, counted in arrays.

The vectorizers look at each n-gram of each tweet in Python, and keep all that they ever met until the rare
ones are dropped. Here n-grams of words are numbers that are sorted, and those of characters are found once
for each distinct word and multiplied by how often each tweet has it.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos.models.ngrams import bounded
from train.features import WORD, Features, union

_BLOCK = 50_000  # tweets whose n-grams are multiplied out, and weighed, at a time


@dataclass
class Counted:
    """How often each tweet has each of the sorted terms: (tweets, terms) sparse, in blocks of rows.

    `frequency` (terms,) is how many of the tweets that are learnt from have the term.
    """

    terms: list[str]
    blocks: list[Any]
    frequency: NDArray[np.int64]


def fit(features: Features, texts: Sequence[str], others: Sequence[str]) -> tuple[Any, Any, Any]:
    """The union of vectorizers fitted to n texts, their (n, terms) TF-IDF, and that of (m, terms) others.

    Sparse and in float32; the part of each vectorizer has rows of length 1. Raises ValueError where there is
    no term.
    """
    vectorizers = union(features)
    rows, every = len(texts), [*texts, *others]
    edges = sorted({*range(0, rows, _BLOCK), *range(rows, len(every), _BLOCK), rows, len(every)})
    parts = [_words(every, edges, rows, features)]
    if features.characters:
        parts.append(_characters(every, edges, rows, features))
    for (_, vectorizer), part in zip(vectorizers.transformer_list, parts, strict=True):
        vectorizer.set_params(vocabulary=part.terms)
        vectorizer.idf_ = np.log((1 + rows) / (1 + part.frequency)) + 1
    idf = [vectorizer.idf_.astype(np.float32) for _, vectorizer in vectorizers.transformer_list]
    learnt = edges.index(rows)
    known = _weighed(parts, idf, learnt, features.sublinear)
    return vectorizers, known, _weighed(parts, idf, len(edges) - 1 - learnt, features.sublinear)


def _words(every: Sequence[str], edges: Sequence[int], rows: int, features: Features) -> Counted:
    """The n-grams of words: each is the number of the one before, and the word that follows it."""
    tokens = re.compile(WORD).findall
    flat, owners, words = _numbered(tokens(bounded(text)) for text in every)
    at, grams, terms = np.arange(len(flat)), flat.astype(np.int64), words
    found: list[Counted] = []
    for size in range(1, features.words + 1):
        counts = _matrix(owners[at], grams, (len(every), len(terms)))
        frequency = _frequency(counts, rows)
        frequent = frequency >= features.least_words
        found.append(Counted(_kept(terms, frequent), _cut(counts[:, frequent], edges), frequency[frequent]))
        # An n-gram is no more frequent than the one that it begins with.
        at, grams = at[frequent[grams]], (np.cumsum(frequent) - 1)[grams[frequent[grams]]]
        inside = at + size < len(flat)
        at, grams = at[inside], grams[inside]
        inside = owners[at] == owners[at + size]
        at, grams = at[inside], grams[inside]
        keys, grams = np.unique(grams * len(words) + flat[at + size], return_inverse=True)
        begun, last = np.divmod(keys, len(words))
        terms = [f"{found[-1].terms[one]} {words[two]}" for one, two in zip(begun, last, strict=True)]
    return _joined(found)


def _characters(every: Sequence[str], edges: Sequence[int], rows: int, features: Features) -> Counted:
    """The n-grams of characters within words: those of each distinct word, as often as it stands there."""
    from sklearn.feature_extraction.text import CountVectorizer

    flat, owners, words = _numbered(text.split() for text in every)
    counts = _matrix(owners, flat, (len(every), len(words)))
    cutter = CountVectorizer(
        lowercase=False,
        analyzer="char_wb",
        ngram_range=(features.shortest, features.characters),
        dtype=np.float32,
    )
    made = cutter.fit_transform(words)
    # What stands nowhere so often stands in no more tweets.
    often = np.asarray(counts[:rows].sum(axis=0)).ravel() @ made >= features.least_characters
    terms, made = _kept(cutter.get_feature_names_out().tolist(), often), made[:, often]
    blocks = [(counts[start:end] @ made).astype(np.float32) for start, end in pairwise(edges)]
    learnt = edges.index(rows)
    frequency = np.sum([_frequency(block, block.shape[0]) for block in blocks[:learnt]], axis=0)
    frequent = frequency >= features.least_characters
    for number, block in enumerate(blocks):
        blocks[number] = block[:, frequent]
    return Counted(_kept(terms, frequent), blocks, frequency[frequent])


def _numbered(tweets: Iterable[Sequence[str]]) -> tuple[NDArray[np.int32], NDArray[np.int32], list[str]]:
    """The number of each word of each tweet, the number of its tweet, and the distinct words."""
    numbers: dict[str, int] = {}
    flat, lengths = array("i"), array("i")
    for words in tweets:
        flat.extend([numbers.setdefault(word, len(numbers)) for word in words])
        lengths.append(len(words))
    owners = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    return np.frombuffer(flat, dtype=np.int32), owners, list(numbers)


def _matrix(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> Any:
    """How often each (row, column) is named, sparse and in float32."""
    from scipy.sparse import csr_matrix

    return csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape)


def _frequency(counts: Any, rows: int) -> NDArray[np.int64]:
    """(terms,) in how many of the first rows each stands."""
    return np.bincount(counts.indices[: counts.indptr[rows]], minlength=counts.shape[1])


def _kept(terms: Sequence[str], frequent: NDArray[np.bool_]) -> list[str]:
    return [terms[index] for index in np.flatnonzero(frequent).tolist()]


def _cut(counts: Any, edges: Sequence[int]) -> list[Any]:
    return [counts[start:end] for start, end in pairwise(edges)]


def _joined(found: Sequence[Counted]) -> Counted:
    """The terms of all in one, sorted."""
    from scipy.sparse import hstack

    terms = [term for each in found for term in each.terms]
    order = np.array(sorted(range(len(terms)), key=terms.__getitem__), dtype=np.int64)
    blocks = [
        hstack(blocks, format="csr")[:, order]
        for blocks in zip(*(each.blocks for each in found), strict=True)
    ]
    frequency = np.concatenate([each.frequency for each in found])
    return Counted([terms[index] for index in order], blocks, frequency[order])


def _weighed(
    parts: Sequence[Counted], idf: Sequence[NDArray[np.float32]], count: int, sublinear: bool
) -> Any:
    """The TF-IDF of the next `count` blocks in one matrix; each block is given up as it is weighed."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.preprocessing import normalize

    size = sum(block.nnz for part in parts for block in part.blocks[:count])
    data, indices = np.empty(size, dtype=np.float32), np.empty(size, dtype=np.int32)
    ends = [np.zeros(1, dtype=np.int64)]
    for _ in range(count):
        weighed = []
        for part, own in zip(parts, idf, strict=True):
            block = part.blocks.pop(0)
            if sublinear:
                block.data = 1 + np.log(block.data)
            block.data *= own[block.indices]
            weighed.append(normalize(block, copy=False))
        whole = hstack(weighed, format="csr")
        # Whoever sorts a row later would do so in place, for all matrices that share these indices.
        whole.sort_indices()
        place = slice(ends[-1][-1], ends[-1][-1] + whole.nnz)
        data[place], indices[place] = whole.data, whole.indices
        ends.append(ends[-1][-1] + whole.indptr[1:].astype(np.int64))
    indptr = np.concatenate(ends)
    return csr_matrix((data, indices, indptr), (len(indptr) - 1, sum(map(len, idf))), copy=False)
