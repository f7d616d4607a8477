"""`auto` over two real models in this process: who answers, when, and why."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bentos import store
from bentos.cascade import PAIR
from bentos.contracts import Comparison, ContractError, Prediction
from bentos.records.feedback import Feedback
from bentos.serving.gateway import Gateway
from bentos.serving.panel import Served
from bentos.serving.waiting import Scored
from bentos.settings import Family
from bentos.store import StoredCascade
from tests.bentos.serving.test_gateway import Down, Near
from tests.bentos.test_cascade import example
from tests.conftest import own_home

Make = Callable[..., Gateway]
TEXTS = ["I love this, thank you so much", "the table", "never again, awful service", "it is what it is"]
NEVER, ALWAYS = 1.0, 0.0  # thresholds at which the linear model is sure


class Counting:
    """A runner that remembers the texts of each call."""

    crowded = False

    def __init__(self, runner: Near) -> None:
        self.runner = runner
        self.model = runner.model
        self.calls: list[list[str]] = []

    async def predict(self, texts: Sequence[str]) -> Scored:
        self.calls.append(list(texts))
        return Scored(self.model, (await self.runner.predict(texts)).rows)

    def knows(self, _: str) -> bool:
        return False

    async def words(self, text: str) -> list[tuple[str, float]]:
        return await self.runner.words(text)


class Silent(Counting):
    """A runner that never answers."""

    async def predict(self, texts: Sequence[str]) -> Scored:
        await super().predict(texts)
        await asyncio.Event().wait()
        raise AssertionError("the event is never set")


class Slow(Counting):
    """A runner that answers too late."""

    async def predict(self, texts: Sequence[str]) -> Scored:
        await asyncio.sleep(1.5)
        return await super().predict(texts)


class Full(Counting):
    """A runner with too much to do."""

    crowded = True

    async def predict(self, texts: Sequence[str]) -> Scored:
        self.calls.append(list(texts))
        raise ContractError(503, "overloaded")


@pytest.fixture(scope="module")
def served(trained_home: Path) -> Iterator[dict[Family, Served]]:
    with own_home(trained_home):
        found = {family: store.load(store.resolve(family)) for family in PAIR}
        yield {family: Served(stored, Near(stored)) for family, stored in found.items()}


@pytest.fixture
def make(served: dict[Family, Served], tmp_path: Path) -> Iterator[Make]:
    """`make(threshold, {family: wrapped runner}, **options)`: a gateway with such a cascade, if any."""
    feedback = Feedback(f"sqlite:///{tmp_path / 'sentiment.db'}")
    feedback.start()
    pins = {family: one.stored.tag for family, one in served.items()}

    def gateway(
        threshold: float | None, wrapped: dict[Family, object] | None = None, **options: object
    ) -> Gateway:
        cascade = (
            None if threshold is None else StoredCascade("sentiment-cascade:c", example(pins, threshold))
        )
        models = {
            family: Served(one.stored, (wrapped or {}).get(family, one.runner))
            for family, one in served.items()
        }
        return Gateway(models, {}, feedback, cascade=cascade, **options)

    yield gateway
    feedback.close()


def auto(gateway: Gateway, text: str = TEXTS[0]) -> Prediction:
    return asyncio.run(gateway.predict(text, "auto", "en"))


def family(made: Prediction) -> str:
    return made.model.partition(":")[0]


def test_the_linear_model_answers_what_it_is_sure_of_and_the_transformer_the_rest(make: Make) -> None:
    alone = [asyncio.run(make(None).predict(text, "logreg")).confidence for text in TEXTS]
    threshold = (sorted(alone)[1] + sorted(alone)[2]) / 2
    made = [auto(make(threshold), text) for text in TEXTS]
    assert [family(one) == "logreg" for one in made] == [confidence > threshold for confidence in alone]
    assert {one.route for one in made} == {"sure", "unsure"}


def test_the_answer_is_that_of_the_model_it_names(make: Make) -> None:
    for threshold in (NEVER, ALWAYS):
        made = auto(make(threshold))
        named = asyncio.run(make(None).predict(TEXTS[0], made.model))
        assert made.probabilities == pytest.approx(named.probabilities, abs=1e-5)


@pytest.mark.parametrize(
    ("runner", "route", "sentence"),
    [
        (Silent, "deadline", "the transformer did not answer within 50 ms"),
        (Full, "overloaded", "the transformer is overloaded"),
        (Down, "unavailable", "the transformer does not answer"),
    ],
)
def test_the_linear_model_answers_for_a_transformer_that_gives_none(
    make: Make,
    served: dict[Family, Served],
    caplog: pytest.LogCaptureFixture,
    runner: Callable[..., object],
    route: str,
    sentence: str,
) -> None:
    made = auto(make(NEVER, {"bert": runner(served["bert"].runner)}, deadline_ms=50))
    assert (family(made), made.route) == ("logreg", route)
    assert str(made.reason).endswith(f"{sentence}.")
    assert "bert gives no answer" in caplog.text


def test_a_transformer_that_is_overloaded_is_told_of_once_a_second(
    make: Make, served: dict[Family, Served], caplog: pytest.LogCaptureFixture
) -> None:
    gateway = make(NEVER, {"bert": Full(served["bert"].runner)})
    for _ in range(20):
        auto(gateway)
    assert 1 <= caplog.text.count("bert gives no answer") < 20


def test_the_transformer_answers_alone_where_the_linear_model_is_away(
    make: Make, served: dict[Family, Served], caplog: pytest.LogCaptureFixture
) -> None:
    made = auto(make(ALWAYS, {"logreg": Down(served["logreg"].runner)}))
    assert (family(made), made.route) == ("bert", "alone")
    assert "logreg gives no answer" in caplog.text


def test_the_transformer_answers_alone_where_the_linear_model_is_late(
    make: Make, served: dict[Family, Served]
) -> None:
    silent = Silent(served["logreg"].runner)
    gateway = make(ALWAYS, {"logreg": silent}, deadline_ms=50, chunk=1)
    results = asyncio.run(gateway.predict_batch(TEXTS, "auto")).results
    assert [result.prediction and result.prediction.route for result in results] == ["alone"] * len(TEXTS)
    assert len(silent.calls) == 2  # two chunks go at once


def test_without_either_model_there_is_no_answer(make: Make, served: dict[Family, Served]) -> None:
    away = {family: Down(one.runner) for family, one in served.items()}
    with pytest.raises(ContractError) as refused:
        auto(make(NEVER, away))
    assert refused.value.key == "model_unavailable"


def test_only_what_the_linear_model_is_unsure_of_goes_to_the_transformer(
    make: Make, served: dict[Family, Served]
) -> None:
    alone = [asyncio.run(make(None).predict(text, "logreg")).confidence for text in TEXTS]
    threshold = sorted(alone)[1]
    counting = Counting(served["bert"].runner)
    gateway = make(threshold, {"bert": counting})
    results = asyncio.run(gateway.predict_batch(["", *TEXTS, "12"], "auto")).results
    unsure = [text for text, confidence in zip(TEXTS, alone, strict=True) if confidence <= threshold]
    assert counting.calls == [unsure]
    assert [bool(result.prediction) for result in results] == [False, *[True] * len(TEXTS), False]
    made = [result.prediction for result in results if result.prediction]
    assert [one.route == "unsure" for one in made] == [text in unsure for text in TEXTS]


def test_a_transformer_that_was_late_once_is_not_waited_for_again_in_a_batch(
    make: Make, served: dict[Family, Served]
) -> None:
    silent = Silent(served["bert"].runner)
    gateway = make(NEVER, {"bert": silent}, deadline_ms=50, chunk=1)
    texts = [f"{text} {number}" for number in range(5) for text in TEXTS]
    results = asyncio.run(gateway.predict_batch(texts, "auto")).results
    assert [result.prediction and result.prediction.route for result in results] == ["deadline"] * len(texts)
    assert len(silent.calls) == 2  # two chunks go at once


def test_the_answer_can_be_flagged_like_any_other(make: Make) -> None:
    gateway = make(NEVER)

    async def flag() -> tuple[str, str]:
        made = await gateway.predict(TEXTS[0], "auto")
        stored, _ = await gateway.flag(made.prediction_id, 0, "")
        return made.prediction_id, stored.prediction_id

    asked, stored = asyncio.run(flag())
    assert asked == stored


def test_without_a_cascade_the_default_model_answers_and_says_so(make: Make) -> None:
    gateway = make(None, default="logreg")
    for made in (auto(gateway), asyncio.run(gateway.compare(TEXTS[0], "en")).auto):
        assert made
        assert (family(made), made.route) == ("logreg", "unfitted")
        assert "sentiment cascade" in str(made.reason)


def test_a_model_that_was_asked_by_name_has_no_route(make: Make) -> None:
    made = asyncio.run(make(NEVER).predict(TEXTS[0], "bert"))
    assert (made.route, made.reason) == (None, None)


@pytest.mark.parametrize(("threshold", "route"), [(NEVER, "unsure"), (None, None)])
def test_auto_is_the_default_where_it_is_chosen_and_fitted(
    make: Make, threshold: float | None, route: str | None
) -> None:
    gateway = make(threshold, default="auto")
    assert asyncio.run(gateway.predict(TEXTS[0])).route == route
    known = asyncio.run(gateway.models())
    assert bool(known.cascade and known.cascade.default) == (threshold is not None)
    assert any(model.default for model in known.served) == (threshold is None)


@pytest.mark.parametrize(("threshold", "chosen"), [(NEVER, "bert"), (ALWAYS, "logreg")])
def test_a_comparison_names_the_answer_that_auto_gives(make: Make, threshold: float, chosen: str) -> None:
    compared = asyncio.run(make(threshold).compare(TEXTS[0]))
    assert compared.auto
    assert family(compared.auto) == chosen
    assert compared.auto.prediction_id in [one.prediction_id for one in compared.predictions]


@pytest.mark.parametrize(
    ("threshold", "slow", "chosen", "route"),
    [(NEVER, "bert", "logreg", "deadline"), (ALWAYS, "logreg", "bert", "alone")],
)
def test_a_comparison_holds_a_model_to_its_deadline_too(
    make: Make, served: dict[Family, Served], threshold: float, slow: Family, chosen: Family, route: str
) -> None:
    gateway = make(threshold, {slow: Slow(served[slow].runner)}, deadline_ms=1_000)
    compared = asyncio.run(gateway.compare(TEXTS[0]))
    assert compared.auto
    assert (family(compared.auto), compared.auto.route) == (chosen, route)


def test_a_comparison_goes_on_where_auto_has_no_answer(make: Make, served: dict[Family, Served]) -> None:
    gateway = make(None, {"bert": Down(served["bert"].runner)}, default="bert")
    compared = asyncio.run(gateway.compare(TEXTS[0]))
    assert compared.auto is None
    assert [family(one) for one in compared.predictions] == ["logreg"]


@pytest.mark.parametrize(("threshold", "chosen"), [(NEVER, "bert"), (ALWAYS, "logreg")])
def test_each_tweet_of_a_compared_batch_gets_the_automatic_answer(
    make: Make, threshold: float, chosen: str
) -> None:
    for compared in asyncio.run(make(threshold).compare_batch(TEXTS)):
        assert isinstance(compared, Comparison)
        assert compared.auto is not None
        assert compared.auto.model.startswith(chosen)


@pytest.mark.parametrize("newer", PAIR)
def test_what_another_model_answers_is_not_judged_by_the_threshold(
    make: Make, served: dict[Family, Served], newer: Family
) -> None:
    runner = Counting(served[newer].runner)
    runner.model = f"{newer}:newer"
    made = auto(make(NEVER, {newer: runner}, default="logreg"))
    assert (family(made), made.route) == ("logreg", "unfitted")
