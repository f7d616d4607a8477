"""Reviewed flags as rows: those that a challenger learns from, and those that it is judged by."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from bentos.text import normalise
from train.accepted import Accepted
from train.rows import TEST_SHARE, Rows, Split, divide


@dataclass(frozen=True)
class Reviewed:
    """Reviewed tweets, normalised, each with the ids of its flags.

    `learnt` goes into training. `regressions` never does: a mistake that was mended there stays mended.
    `left_out` counts the tweets that went nowhere, by reason.
    """

    learnt: Rows
    learnt_flags: tuple[str, ...]
    regressions: Rows
    regression_flags: tuple[str, ...]
    left_out: dict[str, int]


def sort(accepted: Iterable[Accepted], split: Split, most: int) -> Reviewed:
    """Sort accepted flags, the oldest first.

    A tweet of the test rows, or with a hash that would put it into a test split, is a regression. Tweets
    with both labels go nowhere, nor do those of the validation rows; of the others, the `most` newest are
    learnt from.
    """
    labels: dict[str, set[int]] = {}
    ids: dict[str, list[str]] = {}
    for flag in accepted:
        text = normalise(flag.text)
        # The newest flag of a tweet says how new the tweet is.
        labels[text] = labels.pop(text, set()) | {flag.label}
        ids.setdefault(text, []).append(flag.id)
    agreed = {text: min(found) for text, found in labels.items() if len(found) == 1}
    tested, validated = set(split.test.texts), set(split.validation.texts)
    _, _, held_out = divide(agreed, TEST_SHARE)
    regressions = {text: label for text, label in agreed.items() if text in tested or text in held_out}
    free = {
        text: label for text, label in agreed.items() if text not in regressions and text not in validated
    }
    learnt = dict(list(free.items())[-most:]) if most else {}
    return Reviewed(
        learnt=Rows.of(learnt),
        learnt_flags=tuple(flag_id for text in learnt for flag_id in ids[text]),
        regressions=Rows.of(regressions),
        regression_flags=tuple(flag_id for text in regressions for flag_id in ids[text]),
        left_out={
            "both labels": len(labels) - len(agreed),
            "in validation": len(agreed) - len(free) - len(regressions),
            "beyond the cap": len(free) - len(learnt),
        },
    )


def joined(split: Split, learnt: Rows, weight: int) -> Split:
    """The split with each reviewed tweet `weight` times in training, instead of itself with its old label.

    Where training has several sources, the reviewed tweets are one more.
    """
    reviewed = set(learnt.texts)
    kept = [index for index, text in enumerate(split.train.texts) if text not in reviewed]
    texts = [split.train.texts[index] for index in kept] + learnt.texts * weight
    labels = np.concatenate([split.train.labels[kept], np.tile(learnt.labels, weight)])
    origins = split.train.origins
    if origins is not None:
        added = np.full(len(learnt) * weight, origins.max() + 1)
        origins = np.concatenate([origins[kept], added])
    opinions = split.train.opinions
    if opinions is not None:
        # People know better than a teacher.
        opinions = np.concatenate([opinions[kept], labels[len(kept) :].astype(np.float32)])
    return replace(
        split,
        train=Rows(texts, labels, origins, opinions),
        counts=split.counts | {"reviewed": len(learnt), "weight": weight, "train": len(texts)},
    )
