"""The gate: what a challenger must show before it takes the champion's place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bentos.card import Frozen
from bentos.monitoring.drift import holm
from train import bootstrap, mcnemar
from train.report import calibration, figures, slices
from train.report.tweets import Tweets
from train.rows import Rows

SIGNIFICANT = 0.05
SMALLEST_SLICE = 50  # tweets; of fewer, nothing can be said
CALIBRATION = 0.01  # expected calibration error that may be added, but over many promotions no more than to
CALIBRATED = 0.02  # what a model of this project is to have at most, chance left out
SLOWER = 1.5  # times the champion's ms per tweet, and
SLOWER_MS = 0.5  # ms more, which is what measuring errs by
LARGER = 1.5  # times the champion's bytes


@dataclass(frozen=True)
class Contender:
    """A model at the gate, and its costs.

    Its probabilities: (n, 2) of the test rows, (m, 2) of the regressions, (k, 2) of the tweets learnt from.
    """

    test: NDArray[np.float32]
    regressions: NDArray[np.float32]
    learnt: NDArray[np.float32]
    milliseconds_per_tweet: float
    size_bytes: int


class Line(Frozen):
    """One demand: what either model shows, what is asked, and whether the challenger keeps it."""

    name: str
    champion: str
    challenger: str
    asked: str
    held: bool


def judge(
    champion: Contender,
    challenger: Contender,
    test: Rows,
    regressions: Rows,
    learnt: Rows,
    *,
    margin: float,
) -> tuple[Line, ...]:
    """Hold every demand against the challenger; `margin` is the test accuracy that may be lost."""
    return (
        _accuracy(champion, challenger, test, margin),
        _slices(champion, challenger, test),
        _calibration(champion, challenger, test),
        _regressions(champion, challenger, regressions),
        _learnt(champion, challenger, learnt),
        Line(
            name="ms per tweet",
            champion=f"{champion.milliseconds_per_tweet:.2f}",
            challenger=f"{challenger.milliseconds_per_tweet:.2f}",
            asked=f"at most {SLOWER:g} times + {SLOWER_MS:g}",
            held=challenger.milliseconds_per_tweet <= SLOWER * champion.milliseconds_per_tweet + SLOWER_MS,
        ),
        Line(
            name="size (MB)",
            champion=f"{champion.size_bytes / 1e6:.1f}",
            challenger=f"{challenger.size_bytes / 1e6:.1f}",
            asked=f"at most {LARGER:g} times",
            held=challenger.size_bytes <= LARGER * champion.size_bytes,
        ),
    )


def passed(lines: tuple[Line, ...]) -> bool:
    """Whether every demand was kept."""
    return all(line.held for line in lines)


def table(lines: tuple[Line, ...]) -> list[list[str]]:
    """Rows of cells, the header first."""
    header = ["Demand", "Champion", "Challenger", "Asked", "Verdict"]
    return [
        header,
        *(
            [line.name, line.champion, line.challenger, line.asked, "held" if line.held else "FAILED"]
            for line in lines
        ),
    ]


def _right(probabilities: NDArray[np.float32], rows: Rows) -> NDArray[np.bool_]:
    return np.asarray(probabilities.argmax(axis=1) == rows.labels)


def _accuracy(champion: Contender, challenger: Contender, test: Rows, margin: float) -> Line:
    before, after = _right(champion.test, test), _right(challenger.test, test)
    gained = bootstrap.mean(after.astype(np.int8) - before.astype(np.int8))
    split = mcnemar.compare(before, after)
    return Line(
        name="test accuracy",
        champion=f"{before.mean():.4f}",
        challenger=f"{after.mean():.4f} ({gained.low:+.4f} to {gained.high:+.4f}; {split.first_only} lost, "
        f"{split.second_only} won, McNemar p {split.p:.3f})",
        asked=f"at 95 %, no more than {margin:g} below",
        held=gained.low >= -margin,
    )


def _slices(champion: Contender, challenger: Contender, test: Rows) -> Line:
    """McNemar's test on each kind of tweets that is large enough, corrected by Holm's method.

    The rows are normalised, so kinds that the cleaning takes away, emoji for one, are not told.
    """
    before, after = _right(champion.test, test), _right(challenger.test, test)
    kinds = slices.kinds(Tweets("test", test.texts, test.texts, test.labels, {}))
    large = {name: rows for name, rows in kinds.items() if rows.sum() >= SMALLEST_SLICE}
    tests = [mcnemar.compare(before[rows], after[rows]) for rows in large.values()]
    chances = holm([each.p if each.first_only > each.second_only else 1.0 for each in tests])
    failed = [name for name, chance in zip(large, chances, strict=True) if chance < SIGNIFICANT]
    told = failed or list(large)[int(np.argmin(chances)) :][:1] if large else []
    shown = [(name, before[large[name]].mean(), after[large[name]].mean()) for name in told]
    return Line(
        name="slices",
        champion="; ".join(f"{name} {accuracy:.4f}" for name, accuracy, _ in shown) or "–",
        challenger="; ".join(f"{name} {accuracy:.4f}" for name, _, accuracy in shown) or "–",
        asked=f"none of {len(large)} significantly worse",
        held=not failed,
    )


def _calibration(champion: Contender, challenger: Contender, test: Rows) -> Line:
    """Little more than the champion's, and within CALIBRATED as far as so many tweets can tell.

    Of few tweets, a model that is well calibrated, too, shows a large error: what counts is the lower end of
    its 95 % interval, beside what chance alone adds. Where the champion itself is beyond, no more than that
    one's, to as many digits as CALIBRATED has: the next is noise, and rounding, unlike a margin, does not add
    up.
    """
    positive = [each.test[:, 1].astype(np.float64) for each in (champion, challenger)]
    before, after = (figures.measure(test.labels, each)["ece"] for each in positive)
    most = CALIBRATED + calibration.chance(positive[1])
    within = after.low <= most or round(after.value, 2) <= round(before.value, 2)
    return Line(
        name="calibration error",
        champion=f"{before.value:.4f}",
        challenger=f"{after.value:.4f} ({after.low:.4f} to {after.high:.4f})",
        asked=f"at most {CALIBRATION:g} more; at 95 % within {most:.3f}, or to two digits no more",
        held=after.value <= before.value + CALIBRATION and within,
    )


def _regressions(champion: Contender, challenger: Contender, regressions: Rows) -> Line:
    """More of them right; where that cannot be, all: what was mended stays mended."""
    before, after = (int(_right(each.regressions, regressions).sum()) for each in (champion, challenger))
    n = len(regressions)
    return Line(
        name="regressions right",
        champion=f"{before} of {n}" if n else "–",
        challenger=f"{after} of {n}" if n else "–",
        asked="more than the champion, or all" if n else "none yet",
        held=after > before or after == n,
    )


def _learnt(champion: Contender, challenger: Contender, learnt: Rows) -> Line:
    """More of the tweets that were learnt from right, which says little of others, but not nothing.

    Where it fails, the reviewed labels are what the champion says already, or could not be learnt. There is
    no mistake to mend then, and a model that is taught its own answers, wrong ones among them, only gets
    surer of them: no regression can tell, since those labels come from the same hands.
    """
    before, after = (int(_right(each.learnt, learnt).sum()) for each in (champion, challenger))
    n = len(learnt)
    return Line(
        name="flagged tweets right",
        champion=f"{before} of {n}",
        challenger=f"{after} of {n}",
        asked="more than the champion",
        held=after > before,
    )
