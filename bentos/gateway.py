"""What happens to a tweet: check it, ask the models, decide, record, answer."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from bentos import answers, exported, tweets
from bentos.answers import Answer
from bentos.contracts import (
    BatchResponse,
    Comparison,
    ContractError,
    FeedbackResponse,
    ModelsResponse,
    Prediction,
    UnservedModel,
    WordWeight,
)
from bentos.feedback import Feedback, FeedbackUnavailable, UnknownPrediction
from bentos.remote import Runner
from bentos.sentences import Language
from bentos.settings import Family
from bentos.store import Stored
from bentos.text import encodable

logger = logging.getLogger("bentoml.sentiment")


@dataclass(frozen=True)
class Served:
    """A model of the store and the runner that answers for it."""

    stored: Stored
    runner: Runner

    @property
    def accuracy(self) -> float:
        """Accuracy on validation, the figure that the default model is chosen by."""
        return self.stored.card.metrics.get("validation", {}).get("accuracy", 0.0)


class Gateway:
    """The API's and the page's one way to the models; it raises ContractError and nothing else."""

    def __init__(
        self,
        served: Mapping[Family, Served],
        unserved: Mapping[Family, str],
        feedback: Feedback,
        *,
        default: Family | None = None,
        chunk: int = 64,
    ) -> None:
        """`chunk` texts go to a runner in one call; a batch's chunks follow one another.

        The default model is `default` where it is served, otherwise the best by validation accuracy.
        """
        self._served = served
        self._unserved = unserved
        self._feedback = feedback
        self._chunk = chunk
        ranked = sorted(served, key=lambda family: served[family].accuracy, reverse=True)
        self._default = default if default in served else next(iter(ranked), None)

    async def ready(self) -> bool:
        """Whether any model is served."""
        return bool(self._served)

    async def predict(self, text: str, model: str | None = None) -> Prediction:
        """One model's answer to one tweet; `model` is a family or family:version, the default if None."""
        family = self._family(model)
        tweets.check(text)
        return (await self._ask(family, [text], [None]))[0]

    async def compare(self, text: str, language: Language = "fr") -> Comparison:
        """Every served model's answer to one tweet; raises only if none answers."""
        tweets.check(text)
        families = self._families()
        comparison_id = uuid4().hex
        words, asked = await asyncio.gather(
            self._words(text),
            asyncio.gather(*(self._ask_each(family, [text], [comparison_id]) for family in families)),
        )
        comparison = answers.compare(self._versions(families), [answer for (answer,) in asked], language)
        return comparison.model_copy(update={"words": words})

    async def predict_batch(
        self, texts: Sequence[str], model: str | None = None, language: Language = "fr"
    ) -> BatchResponse:
        """One item a text, in order; raises only if the model answers none of the texts that are fit."""
        family = self._family(model)
        errors, fit = tweets.sort(texts)
        asked = await self._ask_each(family, [texts[i] for i in fit], [None] * len(fit))
        if asked and all(isinstance(answer, ContractError) for answer in asked):
            raise next(answer for answer in asked if isinstance(answer, ContractError))
        results: dict[int, Answer] = {**errors, **dict(zip(fit, asked, strict=True))}
        return BatchResponse(results=[answers.item(results[i], language) for i in range(len(texts))])

    async def compare_batch(
        self,
        texts: Sequence[str],
        on_progress: Callable[[int, int], None] | None = None,
        language: Language = "fr",
    ) -> list[Comparison | ContractError]:
        """For each text, in order, every served model's answer (`words` empty) or why there is none.

        `on_progress` is told the predictions made and their total.
        """
        families = self._families()
        errors, fit = tweets.sort(texts)
        kept = [texts[i] for i in fit]
        ids = [uuid4().hex for _ in fit]
        done = 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            if on_progress:
                on_progress(done, len(kept) * len(families))

        asked = await asyncio.gather(*(self._ask_each(family, kept, ids, step) for family in families))
        results: dict[int, Comparison | ContractError] = {**errors}
        for position, row in zip(fit, zip(*asked, strict=True), strict=True):
            try:
                results[position] = answers.compare(self._versions(families), row, language)
            except ContractError as error:
                results[position] = error
        return [results[i] for i in range(len(texts))]

    async def flag(self, prediction_id: str, label: int, comment: str) -> tuple[FeedbackResponse, bool]:
        """Store the right label of a prediction; the second value says whether the flag is new."""
        try:
            return await asyncio.to_thread(self._feedback.flag, prediction_id, label, comment)
        except UnknownPrediction as error:
            raise ContractError(404, "unknown_prediction", prediction_id=_short(prediction_id)) from error
        except FeedbackUnavailable as error:
            logger.warning("A flag could not be stored: %s", error)
            raise ContractError(503, "feedback_unavailable") from error

    async def export(self) -> Iterator[bytes]:
        """Every flag with its prediction as a CSV file, in parts that are read as they are sent."""
        parts = exported.parts(self._feedback.flags())
        try:
            return chain([await asyncio.to_thread(next, parts)], parts)
        except FeedbackUnavailable as error:
            logger.warning("The flags cannot be read: %s", error)
            raise ContractError(503, "export_unavailable") from error

    async def models(self) -> ModelsResponse:
        """What is served, with figures and lineage, and what is not, with the reason."""
        return ModelsResponse(
            served=[
                answers.describe(served.stored, default=family == self._default)
                for family, served in self._served.items()
            ],
            unserved=[UnservedModel(family=family, reason=why) for family, why in self._unserved.items()],
        )

    def pictures(self, family: Family) -> list[Path]:
        """The PNG files drawn when a served model was trained."""
        return sorted((self._served[family].stored.folder / "pictures").glob("*.png"))

    def _families(self) -> list[Family]:
        if not self._served:
            raise ContractError(503, "no_model")
        return list(self._served)

    def _versions(self, families: Sequence[Family]) -> list[str]:
        return [self._served[family].stored.version for family in families]

    def _family(self, model: str | None) -> Family:
        families = self._families()
        if model is None:
            return self._default or families[0]
        for family, version in zip(families, self._versions(families), strict=True):
            if model in (family, version):
                return family
        raise ContractError(404, "unknown_model", model=_short(model), served=", ".join(families))

    async def _ask(
        self, family: Family, texts: Sequence[str], comparisons: Sequence[str | None]
    ) -> list[Prediction]:
        served = self._served[family]
        start = perf_counter()
        rows = await served.runner.predict([encodable(text) for text in texts])
        milliseconds = round((perf_counter() - start) * 1000, 2)
        predictions = [answers.decide(float(row[1]), served.stored.version, milliseconds) for row in rows]
        for text, comparison, made in zip(texts, comparisons, predictions, strict=True):
            self._feedback.record(
                made.prediction_id,
                comparison,
                text,
                made.model,
                made.prediction,
                made.confidence,
                {str(sentiment): p for sentiment, p in made.probabilities.items()},
            )
        return predictions

    async def _ask_each(
        self,
        family: Family,
        texts: Sequence[str],
        comparisons: Sequence[str | None],
        on_done: Callable[[int], None] | None = None,
    ) -> list[Answer]:
        # Chunk after chunk, so that a single tweet never waits behind a whole batch.
        asked: list[Answer] = []
        for start in range(0, len(texts), self._chunk):
            chunk = slice(start, start + self._chunk)
            try:
                asked += await self._ask(family, texts[chunk], comparisons[chunk])
            except ContractError as error:
                asked += [error] * len(texts[chunk])
            if on_done:
                on_done(len(texts[chunk]))
        return asked

    async def _words(self, text: str) -> list[WordWeight]:
        if "logreg" not in self._served:
            return []
        try:
            words = await self._served["logreg"].runner.words(encodable(text))
        except ContractError:
            # The runner has logged why; an answer without its explanation is worth more than none.
            return []
        return [WordWeight(word=word, weight=weight) for word, weight in words]


def _short(name: str) -> str:
    return encodable(name[:64])
