"""From labelled files to a split: read, clean, de-duplicate, divide."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bentos.settings import settings
from train.cleaning import Progress, normalised
from train.delimited import Bad
from train.labels import NEUTRAL, Labels
from train.rows import TEST_SHARE, Rows, Split, divide, sample
from train.tables import DataError, Table

STARTER = Path(__file__).parent / "starter" / "tweets.csv"
SENTIMENT140 = "sentiment140.zip"
_MIN_VALIDATION = 100
_CONFLICT = -2


def load(
    sources: Sequence[str],
    test: str | None = None,
    *,
    limit: int | None = None,
    text_column: str | None = None,
    label_column: str | None = None,
    on_progress: Progress | None = None,
) -> Split:
    """Read labelled files into training, validation and test rows.

    `sources` are files, "starter" (the bundled corpus) or "sentiment140" (once fetched). The side of a
    tweet follows from the hash of its normalised text: 10 % validation, 10 % test, the rest training.
    With a file `test`, that is the test set: its texts are taken out of training and validation.
    `limit` keeps that many training rows, and validation rows in proportion; a larger limit keeps
    every row of a smaller one. Raises DataError.
    """
    say = on_progress or (lambda _: None)
    counts: Counter[str] = Counter()
    columns = (text_column, label_column)
    rows, origins = _distinct(sources, columns, counts, say)
    if test is None:
        train, validation, held_out = divide(rows, test_share=TEST_SHARE)
    else:
        tested: Counter[str] = Counter()
        held_out, _ = _distinct([test], columns, tested, say)
        counts.update({f"test_{name}": count for name, count in tested.items()})
        apart = {text: label for text, label in rows.items() if text not in held_out}
        counts["in_test"] = len(rows) - len(apart)
        train, validation, _ = divide(apart, test_share=0)
    if limit is not None:
        counts["limit"] = limit
    if limit is not None and limit < len(train):
        share = limit / len(train)
        train = sample(train, limit)
        validation = sample(validation, max(_MIN_VALIDATION, round(share * len(validation))))
    split = Split(
        Rows.of(train, origins if len(sources) > 1 else None),
        Rows.of(validation),
        Rows.of(held_out),
        sources=(*sources, *([f"test: {test}"] if test else [])),
        counts=dict(counts) | {"train": len(train), "validation": len(validation), "test": len(held_out)},
    )
    _check(split)
    say(_sentence(split))
    return split


def labelled(
    path: str,
    text_column: str | None = None,
    label_column: str | None = None,
    on_progress: Progress | None = None,
) -> Rows:
    """All rows of one labelled file, unsplit, for evaluation. Raises DataError."""
    say = on_progress or (lambda _: None)
    counts: Counter[str] = Counter()
    rows = Rows.of(_distinct([path], (text_column, label_column), counts, say)[0])
    say(f"{len(rows):,} tweets; {_dropped(counts)}")
    return rows


def _distinct(
    sources: Sequence[str], columns: tuple[str | None, str | None], counts: Counter[str], say: Progress
) -> tuple[dict[str, int], dict[str, int]]:
    """The label of each distinct text, and the number of the source that it stood in first."""
    texts: list[str] = []
    labels: list[int] = []
    ends: list[int] = []
    for source in sources:
        for text, label in read(source, columns, counts, say):
            texts.append(text)
            labels.append(label)
        ends.append(len(texts))
    distinct: dict[str, int] = {}
    origins: dict[str, int] = {}
    for number, (text, label) in enumerate(zip(normalised(texts, say), labels, strict=True)):
        if (known := distinct.setdefault(text, label)) != label and known != _CONFLICT:
            distinct[text] = _CONFLICT
        if len(sources) > 1:
            origins.setdefault(text, bisect_right(ends, number))
    kept = {text: label for text, label in distinct.items() if label != _CONFLICT}
    counts["conflicts"] += len(distinct) - len(kept)
    counts["duplicates"] += len(texts) - len(distinct)
    return kept, origins


def read(
    source: str, columns: tuple[str | None, str | None], counts: Counter[str], say: Progress
) -> Iterator[tuple[str, int]]:
    """(raw text, label) of each row of one source that is negative or positive, repetitions included.

    `columns` names those of the tweets and of the labels; `counts` counts rows read, neutral and bad.
    Raises DataError.
    """
    table = Table(_path(source), *columns)
    meaning = Labels(table)
    found = neutral = 0
    say(f"Reading {table.path}")
    for line, text, written in table:
        label = meaning.read(line, written)
        if label == NEUTRAL:
            neutral += 1
        else:
            found += 1
            yield text, label
    if neutral:
        say(f"{table.path}: {neutral:,} neutral rows left out")
    if bad := sum(some.lines for some in table.bad):
        say(f"{table.path}: {bad:,} bad lines left out ({_named(table.bad)})")
    if not found:
        raise DataError(f"{table.path} has no usable row; give tweets labelled negative and positive.")
    counts.update(read=found, neutral=neutral, bad=bad)


def _path(source: str) -> Path:
    if source == "starter":
        return STARTER
    if source == "sentiment140":
        path = settings().downloads / SENTIMENT140
        if not path.exists():
            raise DataError("Sentiment140 is not here yet; run `sentiment fetch sentiment140` first.")
        return path
    return Path(source)


def _named(bad: list[Bad]) -> str:
    named = "; ".join(map(str, bad[:5]))
    return named + ("; …" if len(bad) > 5 else "")


def _check(split: Split) -> None:
    sides: Iterable[tuple[str, Rows]] = (
        ("training", split.train),
        ("validation", split.validation),
        ("test", split.test),
    )
    for name, rows in sides:
        if len(set(rows.labels.tolist())) < 2:
            raise DataError(
                f"The {name} split has {len(rows)} tweets and not both labels; "
                "give more tweets, negative and positive ones."
            )


def _sentence(split: Split) -> str:
    c = Counter(split.counts)
    dropped = _dropped(c)
    if "in_test" in c:
        tested = Counter({name: c[f"test_{name}"] for name in ("duplicates", "conflicts")})
        dropped += (
            f", {c['in_test']:,} removed because they stand in the test set; "
            f"of the test file {_dropped(tested)}"
        )
    return (
        f"{c['train']:,} tweets for training, {c['validation']:,} for validation, {c['test']:,} for test; "
        + dropped
    )


def _dropped(counts: Counter[str]) -> str:
    return f"{counts['duplicates']:,} duplicates and {counts['conflicts']:,} texts with both labels dropped"
