"""How far reviewers agree: Cohen's kappa."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from bentos.records.reviews import Review


@dataclass(frozen=True)
class Agreement:
    """Two reviewers' verdicts on the same flags: how many flags, how many alike, and kappa."""

    reviewers: tuple[str, str]
    flags: int
    alike: int
    kappa: float | None


def agreements(standing: Sequence[Review]) -> list[Agreement]:
    """The agreement of each two reviewers who judged a flag in common; a skipped flag was not judged."""
    given: dict[str, dict[str, int | None]] = {}
    for each in standing:
        if each.verdict != "skip":
            given.setdefault(each.reviewer, {})[each.flag_id] = each.label
    found = []
    for one, other in combinations(sorted(given), 2):
        if common := given[one].keys() & given[other].keys():
            pairs = [(given[one][flag], given[other][flag]) for flag in common]
            alike = sum(first == second for first, second in pairs)
            found.append(Agreement((one, other), len(pairs), alike, kappa(pairs)))
    return found


def kappa(pairs: Sequence[tuple[object, object]]) -> float | None:
    """Cohen's kappa (1960, A Coefficient of Agreement for Nominal Scales), from -1 to 1, of n > 0 pairs.

    None where both said the same of everything and of nothing anything else: chance alone explains it.
    """
    n = len(pairs)
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    by_chance = sum(first[value] * second[value] for value in first) / n**2
    if by_chance == 1:
        return None
    alike = sum(one == other for one, other in pairs) / n
    return (alike - by_chance) / (1 - by_chance)
