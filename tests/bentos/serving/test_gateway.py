"""The gateway over real models in this process and a real store of flags."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter
from opentelemetry.sdk.resources import Resource
from sqlalchemy import create_engine, select

from bentos import models, store
from bentos.contracts import Comparison, ContractError
from bentos.records.feedback import Feedback
from bentos.records.tables import predictions
from bentos.serving.gateway import Gateway
from bentos.serving.panel import Served
from bentos.serving.waiting import Scored
from bentos.settings import Family
from bentos.telemetry.observations import Observations
from tests.conftest import own_home


class Near:
    """A runner without a process of its own."""

    crowded = False

    def __init__(self, stored: store.Stored) -> None:
        self.classifier = models.load(stored.card.family, stored.folder, stored.card.weights)
        self.calibration = stored.card.calibration
        self.model = stored.version

    async def predict(self, texts: Sequence[str]) -> Scored:
        return Scored(self.model, models.predict(self.classifier, self.calibration, texts))

    def knows(self, _: str) -> bool:
        return False

    async def words(self, text: str) -> list[tuple[str, float]]:
        return self.classifier.words(text)  # type: ignore[attr-defined, no-any-return]


class Down:
    """A runner that is away, from the call after `calls` on."""

    crowded = False

    def __init__(self, runner: Near, calls: int = 0) -> None:
        self.runner = runner
        self.calls = calls
        self.model = runner.model

    async def predict(self, texts: Sequence[str]) -> Scored:
        self.calls -= 1
        if self.calls < 0:
            raise ContractError(503, "model_unavailable", model="it")
        return await self.runner.predict(texts)

    def knows(self, _: str) -> bool:
        return False

    async def words(self, text: str) -> list[tuple[str, float]]:
        raise ContractError(503, "model_unavailable", model=text)


@pytest.fixture(scope="module")
def served(trained_home: Path) -> Iterator[dict[Family, Served]]:
    families: tuple[Family, ...] = ("logreg", "lstm-word2vec")
    with own_home(trained_home):
        found = {family: store.load(store.resolve(family)) for family in families}
        yield {family: Served(stored, Near(stored)) for family, stored in found.items()}


@pytest.fixture
def feedback(tmp_path: Path) -> Iterator[Feedback]:
    feedback = Feedback(f"sqlite:///{tmp_path / 'sentiment.db'}")
    feedback.start()
    yield feedback
    feedback.close()


def without(served: dict[Family, Served], *families: Family, calls: int = 0) -> dict[Family, Served]:
    """The same models, some of them away."""
    return {
        family: Served(one.stored, Down(Near(one.stored), calls) if family in families else one.runner)
        for family, one in served.items()
    }


def test_a_comparison_goes_on_without_the_model_that_is_away(
    served: dict[Family, Served], feedback: Feedback
) -> None:
    gateway = Gateway(without(served, "logreg"), {}, feedback)
    compared = asyncio.run(gateway.compare("so happy today", "en"))
    assert [one.model.partition(":")[0] for one in compared.predictions] == ["lstm-word2vec"]
    assert [failure.model.partition(":")[0] for failure in compared.failures] == ["logreg"]
    assert compared.words == []


def test_of_a_comparison_the_default_models_prediction_counts(
    served: dict[Family, Served], tmp_path: Path
) -> None:
    feedback = Feedback(f"sqlite:///{tmp_path / 'sentiment.db'}")
    feedback.start()
    gateway = Gateway(served, {}, feedback, default="lstm-word2vec")
    asyncio.run(gateway.compare("so happy today"))
    asyncio.run(gateway.compare_batch(["never again", "thank you"]))
    asyncio.run(gateway.predict("so happy today", "logreg"))
    feedback.close()
    with create_engine(f"sqlite:///{tmp_path / 'sentiment.db'}").connect() as connection:
        counted = connection.scalars(select(predictions.c.model).where(predictions.c.counted)).all()
    families = sorted(model.partition(":")[0] for model in counted)
    assert families == ["logreg", "lstm-word2vec", "lstm-word2vec", "lstm-word2vec"]


def test_what_is_told_of_a_comparison_says_which_prediction_counts(
    served: dict[Family, Served], feedback: Feedback
) -> None:
    exporter = InMemoryLogRecordExporter()
    told = Observations(1_000, 1_000, "off", {})
    gateway = Gateway(served, {}, feedback, default="lstm-word2vec", observations=told)
    asyncio.run(gateway.compare("so happy today"))
    told.start(Resource.get_empty(), [exporter])
    told.close()
    attributes = [each.log_record.attributes for each in exporter.get_finished_logs()]
    assert {each["model"]: each["counted"] for each in attributes} == {"logreg": False, "lstm-word2vec": True}


def test_a_comparison_without_any_model_is_refused(served: dict[Family, Served], feedback: Feedback) -> None:
    gateway = Gateway(without(served, "logreg", "lstm-word2vec"), {}, feedback)
    with pytest.raises(ContractError) as refused:
        asyncio.run(gateway.compare("so happy today"))
    assert refused.value.status == 503


def test_a_batch_keeps_what_was_answered_before_the_model_went_away(
    served: dict[Family, Served], feedback: Feedback
) -> None:
    gateway = Gateway(without(served, "logreg", calls=2), {}, feedback, chunk=2)
    results = asyncio.run(gateway.predict_batch(["so happy"] * 5, "logreg")).results
    assert [bool(result.prediction) for result in results] == [True, True, True, True, False]
    assert results[4].detail


def test_a_batch_is_compared_in_order_with_a_reason_for_each_text_that_is_not(
    served: dict[Family, Served], feedback: Feedback
) -> None:
    progress: list[tuple[int, int]] = []
    gateway = Gateway(served, {}, feedback, chunk=2)
    texts = ["so happy today", "", "never again", "12", "ok", "why"]
    results = asyncio.run(gateway.compare_batch(texts, lambda done, total: progress.append((done, total))))
    assert [isinstance(result, Comparison) for result in results] == [True, False, True, False, True, True]
    assert [result.key for result in results if isinstance(result, ContractError)] == ["empty", "number"]
    assert progress[-1] == (8, 8)
    alone = asyncio.run(gateway.compare("never again"))
    compared = results[2]
    assert isinstance(compared, Comparison)
    assert [one.sentiment for one in compared.predictions] == [one.sentiment for one in alone.predictions]


def test_every_prediction_can_be_flagged_with_the_text_as_it_came(
    served: dict[Family, Served], feedback: Feedback
) -> None:
    gateway = Gateway(served, {}, feedback)
    texts = ["=1+1 @you", "  So HAPPY \n", "😀 &amp; \u0000"]

    async def flag_all() -> None:
        made = [await gateway.predict(texts[0])]
        made += (await gateway.compare(texts[1])).predictions
        made += [
            item.prediction for item in (await gateway.predict_batch([texts[2]])).results if item.prediction
        ]
        for prediction in made:
            await gateway.flag(prediction.prediction_id, 1, "")

    asyncio.run(flag_all())
    assert {flag.text for flag in feedback.flags()} == set(texts)


def test_a_flag_that_cannot_be_stored_is_refused_with_a_sentence(served: dict[Family, Served]) -> None:
    feedback = Feedback("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(ContractError) as refused:
        asyncio.run(Gateway(served, {}, feedback).flag("0" * 32, 1, ""))
    assert (refused.value.status, refused.value.key) == (503, "feedback_unavailable")


def test_flags_that_cannot_be_read_are_not_exported_in_part(served: dict[Family, Served]) -> None:
    feedback = Feedback("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(ContractError) as refused:
        asyncio.run(Gateway(served, {}, feedback).export())
    assert (refused.value.status, refused.value.key) == (503, "export_unavailable")


@pytest.mark.parametrize("wanted", ["logreg", "lstm-word2vec"])
def test_the_default_model_can_be_chosen(
    served: dict[Family, Served], feedback: Feedback, wanted: Family
) -> None:
    gateway = Gateway(served, {}, feedback, default=wanted)
    assert asyncio.run(gateway.predict("so happy")).model.partition(":")[0] == wanted


def test_a_default_model_that_is_not_served_gives_way_to_the_best(
    served: dict[Family, Served], feedback: Feedback
) -> None:
    best = max(served, key=lambda family: served[family].accuracy)
    gateway = Gateway(served, {}, feedback, default="bert")
    assert asyncio.run(gateway.predict("so happy")).model.partition(":")[0] == best


def test_a_gateway_without_models_says_what_to_do(feedback: Feedback) -> None:
    gateway = Gateway({}, {"bert": "bert is missing"}, feedback)
    assert asyncio.run(gateway.models()).unserved[0].reason == "bert is missing"
    for call in (
        gateway.predict("so happy"),
        gateway.compare("so happy"),
        gateway.predict_batch(["so happy"]),
    ):
        with pytest.raises(ContractError) as refused:
            asyncio.run(call)
        assert (refused.value.status, refused.value.key) == (503, "no_model")


def test_a_model_shows_the_pictures_of_its_training(served: dict[Family, Served], feedback: Feedback) -> None:
    pictures = Gateway(served, {}, feedback).pictures("logreg")
    assert len(pictures) >= 3
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
