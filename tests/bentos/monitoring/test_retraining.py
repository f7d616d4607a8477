"""The rule that recommends to train a model again."""

import pytest

from bentos.monitoring.drift import measure
from bentos.monitoring.estimate import Estimate
from bentos.monitoring.retraining import MARGIN, explained, reasons
from tests.bentos.references import drawn, reference

KNOWN = reference(drawn(1, 2_000))
FALLEN = Estimate(accuracy=0.68, low=0.64, high=KNOWN.accuracy - MARGIN - 0.01, rows=500, reviewed=0)
STEADY = Estimate(accuracy=0.7, low=0.66, high=KNOWN.accuracy - MARGIN + 0.01, rows=500, reviewed=0)


def test_an_accuracy_is_lower_once_its_whole_interval_is() -> None:
    assert reasons(KNOWN, FALLEN, None, 0, 50) == ("accuracy",)
    assert reasons(KNOWN, STEADY, None, 0, 50) == ()


def test_drift_recommends_and_tweets_as_before_do_not() -> None:
    assert reasons(KNOWN, None, measure(KNOWN, drawn(2, 500, length=2)), 0, 50) == ("drift",)
    assert reasons(KNOWN, None, measure(KNOWN, drawn(2, 500)), 0, 50) == ()


@pytest.mark.parametrize(("flags", "enough", "found"), [(49, 50, ()), (50, 50, ("flags",)), (50, 0, ())])
def test_enough_flags_recommend_unless_they_never_do(flags: int, enough: int, found: tuple[str, ...]) -> None:
    assert reasons(None, None, None, flags, enough) == found


def test_a_reason_names_what_has_drifted() -> None:
    drifted = measure(KNOWN, drawn(2, 500, emoji=0.9))
    told = explained("drift", "en", reference=KNOWN, estimate=None, drift=drifted, flags=0)
    assert told == "Recent tweets differ from those of validation: emoji."
