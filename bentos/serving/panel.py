"""The models that are served: found by name, asked, and what they said recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from bentos.contracts import ContractError, Prediction, WordWeight
from bentos.records.feedback import Feedback
from bentos.serving import answers, chunks
from bentos.serving.answers import Answer
from bentos.serving.runner import Runner
from bentos.settings import AUTO, Family
from bentos.store import Stored
from bentos.telemetry import figures
from bentos.telemetry.observations import Observations
from bentos.text import encodable


@dataclass(frozen=True)
class Served:
    """A model of the store and the runner that answers with it, unless it has a newer one already."""

    stored: Stored
    runner: Runner

    @property
    def accuracy(self) -> float:
        """Accuracy on validation, the figure that the default model is chosen by."""
        return self.stored.card.metrics.get("validation", {}).get("accuracy", 0.0)


class Panel:
    """The served models and the record of their predictions; it raises ContractError and nothing else."""

    def __init__(
        self,
        served: Mapping[Family, Served],
        feedback: Feedback,
        default: Family | None,
        chunk: int,
        observations: Observations | None = None,
    ) -> None:
        """`chunk` texts go to a runner in one call; `observations` are told of each prediction.

        The default model is `default` where it is served, otherwise the best by validation accuracy.
        """
        self.served = dict(served)
        self._feedback = feedback
        self._observations = observations
        self.chunk = chunk
        self._wanted = default
        self._rank()

    def succeed(self, stored: Stored) -> None:
        """Describe a family by this model from now on: its runner answers with it."""
        family = stored.card.family
        self.served[family] = replace(self.served[family], stored=stored)
        self._rank()

    def _rank(self) -> None:
        ranked = sorted(self.served, key=lambda family: self.served[family].accuracy, reverse=True)
        self.default = self._wanted if self._wanted in self.served else next(iter(ranked), None)

    def families(self) -> list[Family]:
        """The served families, one at least."""
        if not self.served:
            raise ContractError(503, "no_model")
        return list(self.served)

    def versions(self, families: Sequence[Family]) -> list[str]:
        """The `family:version` that each family's runner answered with last."""
        return [self.served[family].runner.model for family in families]

    def family(self, model: str | None = None) -> Family:
        """The served family of a name, `family` or `family:version`; the default without one."""
        families = self.families()
        if model is None:
            return self.default or families[0]
        for family, version in zip(families, self.versions(families), strict=True):
            if model in (family, version):
                return family
        served = ", ".join([*families, AUTO])
        raise ContractError(404, "unknown_model", model=encodable(model[:64]), served=served)

    def crowded(self) -> bool:
        """Whether so many wait for one of the families that it would refuse another tweet."""
        return any(served.runner.crowded for served in self.served.values())

    def refuses(self, family: Family, text: str) -> bool:
        """Whether so many wait for a served family that it would refuse this tweet."""
        runner = self.served[family].runner
        return runner.crowded and not runner.knows(encodable(text))

    async def ask(self, family: Family, texts: Sequence[str]) -> list[Prediction]:
        """One model's predictions of n texts, none recorded."""
        served = self.served[family]
        start = perf_counter()
        scored = await served.runner.predict([encodable(text) for text in texts])
        milliseconds = round((perf_counter() - start) * 1000, 2)
        return [answers.decide(float(row[1]), scored.model, milliseconds) for row in scored.rows]

    async def attempt(self, family: Family, texts: Sequence[str]) -> list[Answer]:
        """The same; where the model gives none, the reason for each text."""
        try:
            return [*await self.ask(family, texts)]
        except ContractError as error:
            return [error] * len(texts)

    def record(self, text: str, comparison: str | None, made: Prediction, *, counted: bool = True) -> None:
        """Record a prediction, so that it can be flagged; `comparison` is an id shared with others.

        Alerts see those that are `counted`.
        """
        self._feedback.record(
            made.prediction_id,
            comparison,
            text,
            made.model,
            made.prediction,
            made.confidence,
            {str(sentiment): p for sentiment, p in made.probabilities.items()},
            counted=counted,
            milliseconds=made.milliseconds,
        )
        figures.confidence(made.model, made.sentiment).observe(made.confidence)
        if self._observations:
            self._observations.add(text, made, counted=counted)

    async def predict(self, family: Family, text: str) -> Prediction:
        """One model's prediction of one tweet, recorded."""
        (made,) = await self.ask(family, [text])
        self.record(text, None, made)
        return made

    async def answer(
        self,
        family: Family,
        texts: Sequence[str],
        comparisons: Sequence[str | None],
        on_done: Callable[[int], None] | None = None,
    ) -> list[Answer]:
        """One model's answer to each text, in order, recorded; `on_done` hears how many a chunk had.

        Of a comparison's predictions, that of the default model is counted: a tweet counts once.
        """

        def record(positions: Sequence[int], chunk: Sequence[Answer]) -> None:
            for position, made in zip(positions, chunk, strict=True):
                if isinstance(made, Prediction):
                    comparison = comparisons[position]
                    counted = comparison is None or family == self.default
                    self.record(texts[position], comparison, made, counted=counted)
            if on_done:
                on_done(len(positions))

        return await chunks.answered(texts, self.chunk, partial(self.attempt, family), record)

    async def words(self, text: str) -> list[WordWeight]:
        """The tweet's words as the linear model weighed them, in order; none where it gives none."""
        if "logreg" not in self.served:
            return []
        try:
            words = await self.served["logreg"].runner.words(encodable(text))
        except ContractError:
            # The runner has logged why; an answer without its explanation is worth more than none.
            return []
        return [WordWeight(word=word, weight=weight) for word, weight in words]
