"""The check-up of a served model: what its newest predictions say of drift, accuracy and flags."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bentos.card import CardError
from bentos.monitoring import drift, estimate, reference
from bentos.monitoring.drift import Drift
from bentos.monitoring.estimate import Estimate
from bentos.monitoring.monitoring import Monitoring
from bentos.monitoring.overview import Advice, Health
from bentos.monitoring.reference import Reference
from bentos.monitoring.retraining import Reason, explained, reasons
from bentos.sentences import Language
from bentos.store import Stored

WINDOW = 500  # predictions
ENOUGH = 100  # distinct tweets among them: fewer are not judged


@dataclass(frozen=True)
class Checkup:
    """What was found of a model; without a `reference`, `problem` says why."""

    model: str
    judged: datetime
    rows: int
    flags: int
    reasons: tuple[Reason, ...]
    reference: Reference | None = None
    problem: str | None = None
    drift: Drift | None = None
    estimate: Estimate | None = None

    def explain(self, reason: Reason, language: Language) -> str:
        """One sentence."""
        return explained(
            reason,
            language,
            reference=self.reference,
            estimate=self.estimate,
            drift=self.drift,
            flags=self.flags,
        )

    def health(self, language: Language) -> Health:
        """As monitoring tells it."""
        findings = self.drift and self.drift.findings
        return Health(
            model=self.model,
            judged=self.judged,
            rows=self.rows,
            validation_accuracy=self.reference and self.reference.accuracy,
            estimate=self.estimate,
            drifted=findings and tuple(finding.trait for finding in findings if finding.drifted),
            findings=findings,
            flags_since_training=self.flags,
            retrain=tuple(
                Advice(reason=reason, sentence=self.explain(reason, language)) for reason in self.reasons
            ),
            problem=self.problem,
        )


def check(monitoring: Monitoring, stored: Stored, enough_flags: int) -> Checkup:
    """Look at a model's newest predictions; so many reviewed flags recommend to train it again, 0 never do.

    Raises FeedbackUnavailable.
    """
    known, problem = _reference(stored)
    window = monitoring.window(stored.version, WINDOW)
    flags = monitoring.reviewed_since(datetime.fromisoformat(stored.card.lineage.created))
    drifted, estimated = None, None
    if known and len(window.texts) >= ENOUGH:
        drifted = drift.measure(known, known.traits(window.texts, window.positive))
        estimated = estimate.estimate(known, window.positive, window.labels)
    return Checkup(
        model=stored.version,
        judged=datetime.now(UTC),
        rows=len(window.texts),
        flags=flags,
        reasons=reasons(known, estimated, drifted, flags, enough_flags),
        reference=known,
        problem=problem,
        drift=drifted,
        estimate=estimated,
    )


def _reference(stored: Stored) -> tuple[Reference | None, str | None]:
    try:
        return reference.read(stored.folder), None
    except CardError as error:
        return None, str(error)
