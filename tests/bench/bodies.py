"""The tweets that are sent, as the bodies of requests."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path

from tests.bench.contenders import Workload
from train.data import STARTER
from train.tables import Table

ROWS = 10_000
_REMEMBERED = 1_000  # texts that a repeated one is drawn from


def tweets(source: str) -> list[str]:
    """The first 10,000 texts of a labelled file, or of the starter corpus; raw, each once.

    Raises DataError.
    """
    table = Table(STARTER if source == "starter" else Path(source))
    return list(dict.fromkeys(text for _, text, _ in islice(table, ROWS) if text.strip()))


def endless(texts: Sequence[str]) -> Iterator[str]:
    """The texts, then variations of the same lengths, none twice: each ends in the last word of another."""
    seen: set[str] = set()
    heads = [text.rpartition(" ") for text in texts]
    for distance in count():
        for position, (head, blank, _) in enumerate(heads):
            text = head + blank + heads[(position + distance) % len(heads)][2]
            if text not in seen:
                seen.add(text)
                yield text


def repeating(texts: Iterator[str], share: float) -> Iterator[str]:
    """The texts with so large a share of others among them that came shortly before."""
    chance = random.Random(0)  # noqa: S311 - nobody shall be surprised
    past: list[str] = []
    for text in texts:
        while past and chance.random() < share:
            yield chance.choice(past[-_REMEMBERED:])
        past.append(text)
        yield text


def write(path: Path, workload: Workload, texts: Iterator[str], requests: int) -> None:
    """Write the bodies of so many requests, one a line."""
    chosen = repeating(texts, workload.repeated) if workload.repeated else texts
    with path.open("w", encoding="utf-8") as file:
        for body in islice(_bodies(workload, chosen), requests):
            file.write(json.dumps(body) + "\n")


def _bodies(workload: Workload, texts: Iterable[str]) -> Iterator[object]:
    waiting = iter(texts)
    while chunk := list(islice(waiting, workload.texts)):
        yield workload.body(chunk)
