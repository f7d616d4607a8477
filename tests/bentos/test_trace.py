"""From a prediction to what is behind it, and onwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bentos import store
from bentos.card import Retraining
from bentos.records.feedback import Feedback, UnknownPrediction
from bentos.records.reviews import Reviews
from bentos.store import Stored
from bentos.trace import trace
from tests.bentos.databases import Sqlite
from tests.bentos.stores import predict, running
from tests.bentos.test_card import example


@pytest.fixture
def feedback(sqlite: Sqlite) -> Iterator[Feedback]:
    with running(sqlite) as feedback:
        yield feedback


def save(home: Path, *flags: str) -> Stored:
    """A model that learnt from some flags."""
    folder = home / "model"
    folder.mkdir(exist_ok=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    retraining = Retraining(
        parent="sentiment-logreg:a",
        base_fingerprint="ab" * 32,
        base_rows=2,
        flags=flags,
        regressions=(),
        weight=1,
    )
    return store.save(folder, example(folder).model_copy(update={"retraining": retraining}))


def said_by(feedback: Feedback, model: str) -> str:
    """The id of a prediction of a model that was flagged once, so that it is recorded."""
    feedback.record("p1", None, "late again", model, 1, 0.75, {})
    return feedback.flag("p1", 0, "")[0].id


def test_a_prediction_leads_to_its_models_card(home: Path, feedback: Feedback) -> None:
    stored = save(home, "f0")
    said_by(feedback, stored.version)
    found = trace("p1", feedback)
    assert found.card == stored.card
    assert (found.text, found.prediction, found.model) == ("late again", 1, stored.version)


def test_a_flag_leads_to_its_reviews_and_to_the_model_that_learnt_from_it(
    home: Path, feedback: Feedback
) -> None:
    flag_id = said_by(feedback, "logreg:before")
    Reviews(feedback).give([flag_id], "ada", "accept", "irony")
    learnt, _ = save(home, flag_id), save(home, "another")
    (flag,) = trace("p1", feedback).flags
    assert [(each.reviewer, each.reason) for each in flag.reviews] == [("ada", "irony")]
    assert flag.learnt_by == (learnt.version,)


@pytest.mark.usefixtures("home")
def test_a_model_that_is_gone_is_said_to_be_missing(feedback: Feedback) -> None:
    said_by(feedback, "logreg:gone")
    found = trace("p1", feedback)
    assert found.card is None
    assert "logreg:gone is not in the model store" in str(found.missing)


@pytest.mark.usefixtures("home")
def test_a_prediction_that_is_not_written_yet_is_traced(feedback: Feedback) -> None:
    assert trace(predict(feedback, "a moment ago"), feedback).text == "a moment ago"


@pytest.mark.usefixtures("home")
def test_an_unknown_prediction_is_not_traced(feedback: Feedback) -> None:
    predict(feedback)
    with pytest.raises(UnknownPrediction):
        trace("nowhere", feedback)
