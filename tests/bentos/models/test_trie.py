"""The trie of n-grams and its perfect hash."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from bentos.models.trie import Trie
from train import trie

_KEYS = st.sets(st.integers(0, 2**62), min_size=1)


@given(_KEYS, st.lists(st.integers(0, 2**62)))
@example(set(range(1000)), [])
def test_a_table_finds_its_keys_and_no_others(keys: set[int], others: list[int]) -> None:
    asked = [*others, *keys]
    table = trie.table(np.array(sorted(keys), dtype=np.int64))
    positions, places = table.find(np.array(asked, dtype=np.int64))
    assert positions.tolist() == [position for position, key in enumerate(asked) if key in keys]
    assert table.keys[places].tolist() == [asked[position] for position in positions]


@given(_KEYS)
def test_each_key_of_a_table_has_a_place_of_its_own(keys: set[int]) -> None:
    asked = np.array(sorted(keys), dtype=np.int64)
    _, places = trie.table(asked).find(asked)
    assert sorted(places.tolist()) == list(range(len(keys)))


def test_a_trie_finds_what_it_holds_within_a_sequence() -> None:
    # The terms 1, 1 2 and 3 1 2; a 9 stands in none.
    built = trie.trie(np.array([1, 1, 2, 3, 1, 2]), np.array([1, 2, 3]), span=10)
    found = Trie(built.levels, span=10).find(np.array([3, 1, 2, 9, 1, 9]))
    term = {node: number for number, node in enumerate(built.terms.tolist())}
    placed = zip(found.starts.tolist(), found.sizes.tolist(), found.nodes.tolist(), strict=True)
    assert sorted((start, size, term[node]) for start, size, node in placed if node in term) == [
        (0, 3, 2),
        (1, 1, 0),
        (1, 2, 1),
        (4, 1, 0),
    ]
