"""As many tweets as Sentiment140 has, in its layout, made of fewer real ones: what training on them costs.

`python -m tests.bench.many OUT.csv --data sentiment140/train.csv.gz` writes each tweet once as it is, and
then again and again with a few of its words altered: left out, misspelt, or changed for one that stands
in another tweet with the same label. So the vocabulary grows as that of real tweets does, rare words
first, and no row is dropped as a duplicate. The same seed gives the same file, and a file of fewer rows is
the beginning of a longer one.
"""

import argparse
import csv
import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from train.data import read

ROWS = 1_600_000
ALTERED = 0.2  # of the words of a repeated tweet, one at least


def altered(words: list[str], others: list[str], chance: random.Random) -> list[str]:
    """The words of a tweet with a few of them altered; `others` are those to change one for."""
    chosen = {index for index in range(len(words)) if chance.random() < ALTERED}
    chosen = chosen or {chance.randrange(len(words))}
    return [
        changed
        for index, word in enumerate(words)
        if (changed := _changed(word, others, chance) if index in chosen else word)
    ]


def _changed(word: str, others: list[str], chance: random.Random) -> str:
    way = chance.randrange(4)
    if way == 0:
        return ""
    if way == 1 and len(word) > 1:
        at = chance.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return chance.choice(others)


def rows(tweets: list[tuple[str, int]], seed: int) -> Iterator[tuple[str, int]]:
    """(text, label) without end: the tweets as they are, then altered ones of them in turn."""
    yield from tweets
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    said = [(text.split(), label) for text, label in tweets]
    others = {label: [word for words, own in said if own == label for word in words] for label in (0, 1)}
    while True:
        for words, label in said:
            if words:
                yield " ".join(altered(words, others[label], chance)), label


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.many", description=main.__doc__)
    parser.add_argument("out", type=Path, help="the CSV file to write, in the official layout")
    parser.add_argument("--data", required=True, help="the labelled tweets that it is made of")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tweets = list(read(given.data, (None, None), Counter(), lambda _: None))
    with given.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for number, (text, label) in enumerate(islice(rows(tweets, given.seed), given.rows)):
            writer.writerow([4 * label, number, "Mon Apr 06 22:19:45 PDT 2009", "NO_QUERY", "nobody", text])


if __name__ == "__main__":
    main()
