"""What happens to a tweet: check it, ask the models, decide, record, answer."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Literal
from uuid import uuid4

from bentos.commit import UNKNOWN
from bentos.contracts import (
    BatchResponse,
    Comparison,
    ContractError,
    FeedbackResponse,
    ModelsResponse,
    Prediction,
)
from bentos.monitoring.observer import Observer
from bentos.monitoring.overview import Overview, Span
from bentos.records import exported
from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.sentences import Language
from bentos.serving import answers, tweets
from bentos.serving.answers import Answer
from bentos.serving.flagging import Flagging
from bentos.serving.lineup import Lineup
from bentos.serving.panel import Panel, Served
from bentos.serving.reviewing import Reviewing
from bentos.settings import AUTO, Family
from bentos.store import StoredCascade
from bentos.telemetry import figures
from bentos.telemetry.observations import Observations

logger = logging.getLogger("bentoml.sentiment")


class Gateway:
    """The API's and the page's one way to the models; it raises ContractError and nothing else."""

    def __init__(
        self,
        served: Mapping[Family, Served],
        unserved: Mapping[Family, str],
        feedback: Feedback,
        *,
        default: Literal[Family, "auto"] | None = None,
        chunk: int = 64,
        cascade: StoredCascade | None = None,
        cascade_reason: str | None = None,
        deadline_ms: int = 2_000,
        observations: Observations | None = None,
        enough_flags: int = 0,
        commit: str = UNKNOWN,
    ) -> None:
        """`chunk` texts go to a runner in one call; a batch's chunks follow one another.

        The default model is `default` where it is served, otherwise the best by validation accuracy. The
        cascade must be fitted for the served models; its transformer has `deadline_ms` for a call.
        `observations` are told of each prediction that is recorded. So many flags as are `enough_flags`
        recommend to train a model again; for 0 they never do. `commit` is that of the code.
        """
        self.commit = commit
        self.reviewing = Reviewing(feedback)
        self._flagging = Flagging(feedback)
        self._feedback = feedback
        self._panel = Panel(served, feedback, None if default == AUTO else default, chunk, observations)
        self.lineup = Lineup(self._panel, unserved, auto=default == AUTO, deadline_ms=deadline_ms)
        self.lineup.cascade_by(cascade, cascade_reason)
        self.observer = Observer(self.lineup.served, feedback, enough_flags)

    async def predict(self, text: str, model: str | None = None, language: Language = "fr") -> Prediction:
        """One answer to one tweet; `model` is a family, family:version or auto, the default if None."""
        family = self._family(model)
        tweets.check(text)
        if family:
            return await self._panel.predict(family, text)
        (answer,) = await self.lineup.auto.answer([text], language)
        if isinstance(answer, ContractError):
            raise answer
        return answer

    def crowded(self) -> bool:
        """Whether so many wait for one of the models that it would refuse another tweet."""
        return self._panel.crowded()

    def refuses(self, text: str, model: str | None) -> bool:
        """Whether the model that `predict` would ask is overloaded; `auto` asks another then."""
        try:
            family = self._family(model)
        except ContractError:
            return False
        return family is not None and self._panel.refuses(family, text)

    async def compare(self, text: str, language: Language = "fr") -> Comparison:
        """Every served model's answer to one tweet; raises only if none answers."""
        tweets.check(text)
        families = self._panel.families()
        comparison_id = uuid4().hex
        words, asked = await asyncio.gather(
            self._panel.words(text),
            asyncio.gather(*(self._panel.answer(family, [text], [comparison_id]) for family in families)),
        )
        given = {family: answer for family, (answer,) in zip(families, asked, strict=True)}
        return self._comparison(given, language).model_copy(update={"words": words})

    async def predict_batch(
        self, texts: Sequence[str], model: str | None = None, language: Language = "fr"
    ) -> BatchResponse:
        """One item a text, in order; raises only if the model answers none of the texts that are fit."""
        family = self._family(model)
        errors, fit = tweets.sort(texts)
        kept = [texts[i] for i in fit]
        if family:
            asked = await self._panel.answer(family, kept, [None] * len(kept))
        else:
            asked = await self.lineup.auto.answer(kept, language)
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
        """For each text, in order, every model's answer and `auto`'s (no `words`), or why there is none.

        `on_progress` is told the predictions made and their total.
        """
        families = self._panel.families()
        errors, fit = tweets.sort(texts)
        kept = [texts[i] for i in fit]
        ids = [uuid4().hex for _ in fit]
        done = 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            if on_progress:
                on_progress(done, len(kept) * len(families))

        asked = await asyncio.gather(*(self._panel.answer(family, kept, ids, step) for family in families))
        results: dict[int, Comparison | ContractError] = {**errors}
        for position, row in zip(fit, zip(*asked, strict=True), strict=True):
            try:
                results[position] = self._comparison(dict(zip(families, row, strict=True)), language)
            except ContractError as error:
                results[position] = error
        return [results[i] for i in range(len(texts))]

    async def flag(self, prediction_id: str, label: int, comment: str) -> tuple[FeedbackResponse, bool]:
        """Store the right label of a prediction; the second value says whether the flag is new."""
        response, new = await self._flagging.flag(prediction_id, label, comment)
        if new:
            figures.flags().inc()
        return response, new

    async def export(self) -> Iterator[bytes]:
        """Every flag with its prediction as a CSV file, in parts that are read as they are sent."""
        parts = exported.parts(self._feedback.flags())
        try:
            return chain([await asyncio.to_thread(next, parts)], parts)
        except FeedbackUnavailable as error:
            logger.warning("The flags cannot be read: %s", error)
            raise ContractError(503, "export_unavailable") from error

    async def monitoring(self, span: Span, language: Language = "fr") -> Overview:
        """What was predicted up to now, how the models fare, and which to train again."""
        try:
            return await self.observer.overview(span, language)
        except FeedbackUnavailable as error:
            logger.warning("The predictions cannot be read: %s", error)
            raise ContractError(503, "monitoring_unavailable") from error

    async def models(self) -> ModelsResponse:
        """What is served, with figures and lineage, and what is not, with the reason."""
        return self.lineup.described(self.commit)

    def versions(self) -> list[str]:
        """The `family:version` of each served model; of none where none is served."""
        return [stored.version for stored in self.lineup.served()]

    def pictures(self, family: Family) -> list[Path]:
        """The PNG files drawn when a served model was trained."""
        return self.lineup.pictures(family)

    def _comparison(self, given: Mapping[Family, Answer], language: Language) -> Comparison:
        made = answers.compare(self._panel.versions([*given]), [*given.values()], language)
        return made.model_copy(update={"auto": self.lineup.auto.choose(given, language)})

    def _family(self, model: str | None) -> Family | None:
        """The family that answers under a name; None where `auto` does."""
        if model == AUTO or (model is None and self.lineup.auto_default):
            self._panel.families()
            return None
        return self._panel.family(model)
