"""From a probability to an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos.contracts import ContractError, Prediction
from bentos.serving.answers import compare, decide

probability = st.floats(min_value=0, max_value=1, width=32)


@given(probability)
def test_a_prediction_is_the_likelier_label_with_its_probability(positive: float) -> None:
    made = decide(positive, "logreg:1", 1.0)
    assert made.confidence == max(made.probabilities.values()) >= 0.5
    assert made.probabilities[made.sentiment] == made.confidence
    assert sum(made.probabilities.values()) == pytest.approx(1, abs=1e-9)
    assert made.sentiment == ("Negative", "Positive")[made.prediction]


@given(st.lists(probability, min_size=1, max_size=4))
def test_models_agree_when_their_labels_are_one(positives: list[float]) -> None:
    answers = [decide(positive, f"model:{number}", 1.0) for number, positive in enumerate(positives)]
    compared = compare([answer.model for answer in answers], answers, "en")
    assert compared.agree == (len({answer.sentiment for answer in answers}) == 1)
    assert compared.failures == []


def test_a_model_that_fails_is_named_and_the_others_are_compared() -> None:
    made = decide(0.9, "logreg:1", 1.0)
    failed = ContractError(503, "model_unavailable", model="bert:1")
    compared = compare(["logreg:1", "bert:1"], [made, failed], "fr")
    assert compared.predictions == [made]
    [failure] = compared.failures
    assert failure.model == "bert:1"
    assert failure.detail == "Le modèle « bert:1 » ne répond pas ; réessayez dans quelques secondes."


def test_a_comparison_without_any_answer_fails_as_the_first_model_did() -> None:
    answers: list[Prediction | ContractError] = [
        ContractError(503, "overloaded"),
        ContractError(503, "model_unavailable", model="bert:1"),
    ]
    with pytest.raises(ContractError) as raised:
        compare(["logreg:1", "bert:1"], answers, "fr")
    assert raised.value is answers[0]
