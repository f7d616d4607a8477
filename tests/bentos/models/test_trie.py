"""The trie of n-grams and its hash table."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bentos.models.trie import Table, Trie

_KEYS = st.sets(st.integers(0, 2**62))


@given(_KEYS, st.lists(st.integers(0, 2**62)))
def test_a_table_finds_its_keys_and_no_others(keys: set[int], others: list[int]) -> None:
    known = list(keys)
    asked = [*others, *known]
    places, indices = Table(np.array(known, dtype=np.int64)).find(np.array(asked, dtype=np.int64))
    assert places.tolist() == [place for place, key in enumerate(asked) if key in keys]
    assert [known[index] for index in indices] == [asked[place] for place in places]


def test_a_trie_finds_what_it_holds_within_a_sequence() -> None:
    # The terms 1, 1 2 and 3 1 2; a 9 stands in none.
    trie = Trie(np.array([1, 1, 2, 3, 1, 2]), np.array([1, 2, 3]), span=10)
    found = trie.find(np.array([3, 1, 2, 9, 1, 9]))
    term = {node: number for number, node in enumerate(trie.terms.tolist())}
    placed = zip(found.starts.tolist(), found.sizes.tolist(), found.nodes.tolist(), strict=True)
    assert sorted((start, size, term[node]) for start, size, node in placed if node in term) == [
        (0, 3, 2),
        (1, 1, 0),
        (1, 2, 1),
        (4, 1, 0),
    ]


def test_an_empty_trie_finds_nothing() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert Trie(none, none, span=10).find(np.array([1, 2])).nodes.tolist() == []
