"""Episodes: the times in which a sliding window over negative tweets holds too many of them.

A moment is full where at least `threshold` negatives happened less than `window` before it, or at it. An
episode begins at the first full moment. It is over once no moment has been full for `quiet`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rule:
    """When an episode begins and ends: `threshold` negatives, at least 1; `quiet` is above zero."""

    threshold: int
    window: timedelta
    quiet: timedelta


@dataclass(frozen=True)
class Episode:
    """Full from `began`, and for the last time up to, but without, `held`.

    `first` is when the oldest of the negatives happened that made the episode.
    """

    first: datetime
    began: datetime
    held: datetime


def episodes(times: Sequence[datetime], rule: Rule) -> list[Episode]:
    """The episodes of negatives that happened at those times, which are in order; the oldest first."""
    found: list[Episode] = []
    for oldest, newest in zip(times, times[rule.threshold - 1 :], strict=False):
        if newest - oldest >= rule.window:
            continue
        held = oldest + rule.window
        if found and newest - found[-1].held < rule.quiet:
            found[-1] = Episode(found[-1].first, found[-1].began, held)
        else:
            found.append(Episode(oldest, newest, held))
    return found
