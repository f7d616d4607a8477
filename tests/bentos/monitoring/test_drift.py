"""When recent tweets are said to differ from those a model was validated on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bentos.monitoring import drift
from tests.bentos.references import drawn, reference

KNOWN = reference(drawn(1, 2_000))


def drifted(measured: drift.Drift) -> list[str]:
    return [finding.trait for finding in measured.findings if finding.drifted]


def test_windows_of_the_same_tweets_raise_it_in_at_most_one_in_twenty() -> None:
    raised = [drift.measure(KNOWN, drawn(seed, 500)).drifted for seed in range(100, 300)]
    assert sum(raised) <= 10


def test_windows_of_the_same_tweets_raise_it_as_seldom_where_the_reference_is_small() -> None:
    raised = [
        drift.measure(reference(drawn(seed, 100)), drawn(seed + 1_000, 500)).drifted for seed in range(100)
    ]
    assert sum(raised) <= 5


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("confidence", 0.8),
        ("positive", 0.3),
        ("length", 1.3),
        ("unknown", 2.5),
        ("emoji", 0.3),
        ("other_language", 0.3),
    ],
)
def test_a_trait_that_has_changed_is_the_one_that_is_named(trait: str, value: float) -> None:
    found = drawn(7, 500) | {trait: drawn(8, 500, **{trait: value})[trait]}  # type: ignore[index]
    assert drifted(drift.measure(KNOWN, found)) == [trait]


def test_a_difference_that_is_certain_but_trifling_is_no_drift() -> None:
    many = reference(drawn(1, 200_000))
    measured = drift.measure(many, drawn(2, 200_000, confidence=0.98, emoji=0.105))
    assert {finding.trait for finding in measured.findings if finding.p < drift.ALPHA} == {
        "confidence",
        "emoji",
    }
    assert not measured.drifted


def test_a_finding_tells_the_means_of_both_sides() -> None:
    measured = drift.measure(KNOWN, drawn(3, 400, positive=0.2))
    (finding,) = (finding for finding in measured.findings if finding.trait == "positive")
    assert measured.rows == 400
    assert finding.reference == pytest.approx(0.5, abs=0.03)
    assert finding.window == pytest.approx(0.2, abs=0.07)


@settings(max_examples=20)
@given(st.permutations(range(60)))
def test_the_order_of_the_tweets_does_not_matter(order: list[int]) -> None:
    window = drawn(4, 60)
    shuffled = {trait: values[order] for trait, values in window.items()}
    measured, again = drift.measure(KNOWN, window), drift.measure(KNOWN, shuffled)
    assert [finding.p for finding in again.findings] == [finding.p for finding in measured.findings]


@settings(max_examples=20)
@given(st.integers(1, 50))
def test_a_few_tweets_give_p_values_too(rows: int) -> None:
    measured = drift.measure(KNOWN, drawn(rows, rows))
    assert all(0 <= finding.p <= 1 and finding.effect >= 0 for finding in measured.findings)


P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(P_VALUES, st.floats(0.001, 0.5))
def test_holm_rejects_what_his_procedure_rejects_step_by_step(p_values: list[float], alpha: float) -> None:
    rejected = set()
    for step, position in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[position] * (len(p_values) - step) >= alpha:
            break
        rejected.add(position)
    assert {at for at, p in enumerate(drift.holm(p_values)) if p < alpha} == rejected


@given(P_VALUES)
def test_a_corrected_p_value_is_never_smaller(p_values: list[float]) -> None:
    assert all(p <= corrected <= 1 for p, corrected in zip(p_values, drift.holm(p_values), strict=True))
