"""When a model is to be trained again: the rule, and the sentences that say why."""

from typing import Literal

from bentos.monitoring.drift import Drift
from bentos.monitoring.estimate import Estimate
from bentos.monitoring.reference import Reference
from bentos.sentences import Language, sentence

Reason = Literal["accuracy", "drift", "flags"]

MARGIN = 0.02  # of accuracy: what validation and later tweets differ in anyway


def reasons(
    reference: Reference | None, estimate: Estimate | None, drift: Drift | None, flags: int, enough: int
) -> tuple[Reason, ...]:
    """Why to train a model again.

    Its estimated accuracy has fallen: even the upper end of the interval lies more than MARGIN below the
    accuracy on validation. The tweets have drifted. Or so many flagged predictions as are `enough` were
    reviewed since it was trained; for 0 they never are.
    """
    found: list[Reason] = []
    if reference and estimate and estimate.high < reference.accuracy - MARGIN:
        found.append("accuracy")
    if drift and drift.drifted:
        found.append("drift")
    if enough and flags >= enough:
        found.append("flags")
    return tuple(found)


def explained(
    reason: Reason,
    language: Language,
    *,
    reference: Reference | None,
    estimate: Estimate | None,
    drift: Drift | None,
    flags: int,
) -> str:
    """The reason in one sentence, with its figures."""
    values: dict[str, object] = {"flags": flags}
    if reason == "accuracy" and reference and estimate:
        values = {"high": _percent(estimate.high), "validation": _percent(reference.accuracy)}
    elif reason == "drift" and drift:
        drifted = [finding.trait for finding in drift.findings if finding.drifted]
        values = {"traits": ", ".join(sentence(f"trait_{trait}", language) for trait in drifted)}
    return sentence(f"retrain_{reason}", language, **values)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}"
