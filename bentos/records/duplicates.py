"""Near-duplicates: tweets that say the same but for a word or two, to be reviewed together."""

from collections import defaultdict
from collections.abc import Sequence

from bentos.models.recurrent import tokens
from bentos.text import normalise

ALIKE = 0.7  # of the words of both, those that both have


def grouped(texts: Sequence[str]) -> list[list[int]]:
    """Positions of n raw tweets in groups, in the order of their first: each is alike to its group's first.

    Alike are tweets whose sets of words have a Jaccard index of ALIKE at least (Jaccard 1912); mentions and
    links are no words.
    """
    words = [frozenset(tokens(normalise(text))) - {"@user", "http"} for text in texts]
    firsts: dict[str, list[int]] = defaultdict(list)  # the groups in whose first a word stands
    groups: list[list[int]] = []
    for position, own in enumerate(words):
        # Only a group that shares a word can be alike; of tweets without words, all are.
        candidates = sorted({group for word in own for group in firsts[word]}) if own else range(len(groups))
        home = next((group for group in candidates if _alike(own, words[groups[group][0]])), None)
        if home is None:
            for word in own:
                firsts[word].append(len(groups))
            groups.append([position])
        else:
            groups[home].append(position)
    return groups


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
