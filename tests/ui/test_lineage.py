"""The lineage of a prediction, as HTML."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bentos.card import Retraining
from bentos.records.reviews import Review
from bentos.sentences import Language
from bentos.trace import Flagged, Trace, record
from tests.bentos.test_card import example
from ui import lineage

MOMENT = datetime(2031, 5, 17, 8, 30, tzinfo=UTC)
HOSTILE = "<img src=x onerror=window.ran=1> \ud800"


@pytest.fixture
def facts(tmp_path: Path) -> dict[str, Any]:
    """All that can be known of a prediction: its model learnt from flags, another learnt from its own."""
    learnt = tuple(f"learnt-from-{number}" for number in range(9))
    retraining = Retraining(
        parent="sentiment-logreg:a",
        base_fingerprint="ba5e",
        base_rows=2,
        flags=learnt,
        regressions=(),
        weight=1,
    )
    review = Review("f1", HOSTILE, "correct", 1, HOSTILE, MOMENT)
    return record(
        Trace(
            prediction_id="p1",
            created=MOMENT,
            text=HOSTILE,
            prediction=1,
            confidence=0.75,
            model="logreg:b",
            card=example(tmp_path).model_copy(update={"retraining": retraining}),
            missing=None,
            flags=(Flagged("f1", 0, (review,), ("logreg:c",)),),
        )
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["MLflow run", "Learnt from flags", "corrects", "learnt by logreg:c", "Positive", "75%"]),
        (
            "fr",
            ["Exécution MLflow", "A appris des signalements", "corrige", "appris par logreg:c", "Positif"],
        ),
    ],
)
def test_every_fact_is_told_in_the_readers_language(
    facts: dict[str, Any], language: Language, words: list[str]
) -> None:
    shown = lineage.html("p1", facts, language)
    assert shown.count("<dt>") == 1 + len(facts)
    assert [word for word in words if word not in shown] == []
    assert [flag for flag in facts["learnt from flags"] if flag not in shown] == []


def test_tweets_reviewers_and_reasons_are_escaped(facts: dict[str, Any]) -> None:
    shown = lineage.html("<img>", facts, "en")
    assert "<img" not in shown
    assert shown.count("&lt;img src=x onerror=window.ran=1&gt; ?") == 3
    shown.encode()


def test_a_model_that_is_gone_is_told() -> None:
    shown = lineage.html(
        "p1", {"model": "logreg:b", "missing": "It is not in the store.", "its flags": []}, "en"
    )
    assert "It is not in the store." in shown
    assert "none" in shown
