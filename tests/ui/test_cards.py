"""What the page shows of a comparison."""

import pytest

from bentos.contracts import UNSURE, Comparison, Prediction
from bentos.sentences import Language
from ui import cards


def shown(confidence: float, language: Language, *, auto: bool = False) -> str:
    """The page's words of one positive answer."""
    made = Prediction(
        prediction=1,
        sentiment="Positive",
        confidence=confidence,
        probabilities={"Negative": 1 - confidence, "Positive": confidence},
        model="logreg:v1",
        prediction_id="1",
        milliseconds=1.0,
        reason="it is sure" if auto else None,
    )
    predictions = [] if auto else [made]
    compared = Comparison(
        predictions=predictions, failures=[], agree=True, words=[], auto=made if auto else None
    )
    return cards.comparison(compared, language)


@pytest.mark.parametrize("auto", [False, True], ids=["a model", "auto"])
@pytest.mark.parametrize(("language", "mark"), [("en", ">unsure<"), ("fr", ">incertain<")])
def test_an_answer_within_the_band_is_marked_unsure(language: Language, mark: str, auto: bool) -> None:
    assert mark in shown(UNSURE - 0.01, language, auto=auto)
    assert mark not in shown(UNSURE, language, auto=auto)
