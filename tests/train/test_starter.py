"""The starter corpus keeps its rules: enough, balanced, and no template expanded."""

import csv
import re
from collections import Counter, defaultdict

import pytest

from bentos.text import normalise
from train.data import STARTER

Sequence = tuple[str, ...]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with STARTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sequences(text: str, length: int) -> set[Sequence]:
    words = re.findall(r"[\w']+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_it_holds_at_least_3000_tweets_half_of_them_negative(rows: list[dict[str, str]]) -> None:
    labels = Counter(row["label"] for row in rows)
    assert sum(labels.values()) >= 3000
    assert labels["negative"] == labels["positive"]


def test_no_two_tweets_are_the_same(rows: list[dict[str, str]]) -> None:
    assert len({normalise(row["text"]) for row in rows}) == len(rows)


def test_no_two_tweets_share_more_than_half_of_their_word_trigrams(rows: list[dict[str, str]]) -> None:
    trigrams = [sequences(row["text"], 3) for row in rows]
    holders = defaultdict(set)
    for number, found in enumerate(trigrams):
        for trigram in found:
            holders[trigram].add(number)
    alike = []
    for number, found in enumerate(trigrams):
        shared = Counter(other for trigram in found for other in holders[trigram] - {number})
        alike += [
            (rows[number]["text"], rows[other]["text"]) for other, n in shared.items() if n > len(found) / 2
        ]
    assert alike == []


def test_no_sequence_of_five_words_occurs_more_than_five_times(rows: list[dict[str, str]]) -> None:
    counts = Counter(five for row in rows for five in sequences(row["text"], 5))
    assert [five for five, n in counts.items() if n > 5] == []


@pytest.mark.parametrize(
    ("kind", "pattern", "least"),
    [
        ("mentions", r"@\w", 300),
        ("hashtags", r"#\w", 150),
        ("links", r"https?://", 60),
        ("emoji", r"[\U0001f300-\U0001faff☀-➿]", 150),
        ("emoticons", r"[:;]-?[)(DP/]", 80),
        ("negations", r"\b(?:not|never|no|\w+n'?t)\b", 300),
        ("one word", r"^\s*\w+\W*$", 15),
        ("long ones", r"^.{140,}$", 30),
    ],
)
def test_it_holds_what_real_tweets_hold(
    rows: list[dict[str, str]], kind: str, pattern: str, least: int
) -> None:
    assert sum(bool(re.search(pattern, row["text"], re.IGNORECASE)) for row in rows) >= least, kind
