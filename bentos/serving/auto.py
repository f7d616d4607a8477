"""`auto`: each tweet is answered by the model that the cascade chooses, within a deadline."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from bentos.cascade import BY_TRANSFORMER, LINEAR, PAIR, TRANSFORMER, Cascade, Failure, route, sure
from bentos.contracts import ContractError, Prediction
from bentos.sentences import Language
from bentos.serving import answers, chunks
from bentos.serving.answers import Answer
from bentos.serving.panel import Panel
from bentos.settings import Family
from bentos.store import PREFIX
from bentos.telemetry.allowance import Allowance

_WARNINGS = 1.0  # a second
_FAILURES: dict[str, Failure] = {"deadline": "deadline", "overloaded": "overloaded"}

logger = logging.getLogger("bentoml.sentiment")


class Auto(Protocol):
    """What answers as `auto`."""

    async def answer(self, texts: Sequence[str], language: Language) -> list[Answer]:
        """An answer to each text, in order, recorded: a prediction with its route, or why there is none."""
        ...

    def choose(self, given: Mapping[Family, Answer], language: Language) -> Prediction | None:
        """Of all models' answers to one tweet, the one that `auto` gives; None where it would give none."""
        ...


class Unfitted:
    """`auto` where there is no cascade for the served models: the default family answers."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel

    async def answer(self, texts: Sequence[str], language: Language) -> list[Answer]:
        """See Auto."""
        given = await self._panel.answer(self._panel.family(), texts, [None] * len(texts))
        return [
            answers.routed(answer, "unfitted", language) if isinstance(answer, Prediction) else answer
            for answer in given
        ]

    def choose(self, given: Mapping[Family, Answer], language: Language) -> Prediction | None:
        """See Auto."""
        made = given[self._panel.family()]
        return answers.routed(made, "unfitted", language) if isinstance(made, Prediction) else None


class Cascading:
    """`auto` by a cascade that was fitted for the served models."""

    def __init__(self, panel: Panel, cascade: Cascade, deadline_ms: int) -> None:
        """`deadline_ms` is what each model has for a tweet, or for a chunk of a batch."""
        self._panel = panel
        self._unfitted = Unfitted(panel)
        self._models = {tag.removeprefix(PREFIX) for tag in cascade.pins.values()}
        self._cascade = cascade
        self._deadline_ms = deadline_ms
        # While a model has too much to do, a line for each tweet would be one more burden.
        self._warnings = Allowance(_WARNINGS)

    async def answer(self, texts: Sequence[str], language: Language) -> list[Answer]:
        """See Auto."""
        asked = await self._ask(texts)
        if not all(self._fits(each) for pair in asked for each in pair):
            return await self._unfitted.answer(texts, language)
        given = [self._chosen(linear, transformer, language) for linear, transformer in asked]
        for text, made in zip(texts, given, strict=True):
            if isinstance(made, Prediction):
                self._panel.record(text, None, made)
        return given

    def choose(self, given: Mapping[Family, Answer], language: Language) -> Prediction | None:
        """See Auto."""
        if not all(self._fits(given[family]) for family in PAIR):
            return self._unfitted.choose(given, language)
        linear, transformer = self._in_time(LINEAR, given[LINEAR]), given[TRANSFORMER]
        if isinstance(linear, Prediction):  # else there is nothing to fall back on
            transformer = self._in_time(TRANSFORMER, transformer)
        made = self._chosen(linear, transformer, language)
        return made if isinstance(made, Prediction) else None

    def _fits(self, answer: Answer | None) -> bool:
        """Whether the threshold was fitted for what answered: another model may have taken its place."""
        return not isinstance(answer, Prediction) or answer.model in self._models

    def _chosen(self, linear: Answer, transformer: Answer | None, language: Language) -> Answer:
        """`transformer` is None where it was not asked, since the linear model is sure."""
        confidence = linear.confidence if isinstance(linear, Prediction) else None
        threshold = self._cascade.threshold
        taken = route(confidence, threshold, _failure(transformer))
        made = transformer if transformer and taken in BY_TRANSFORMER else linear
        if isinstance(made, ContractError):
            return made
        values = {"threshold": round(threshold * 100), "deadline": self._deadline_ms}
        return answers.routed(made, taken, language, confidence=_percent(confidence), **values)

    async def _ask(self, texts: Sequence[str]) -> list[tuple[Answer, Answer | None]]:
        """What the linear model says of each text, and the transformer where it is asked."""
        seconds = self._deadline_ms / 1000
        linear = await self._within(LINEAR, texts, seconds)
        failed = any(isinstance(made, ContractError) for made in linear)
        unsure = [
            position
            for position, made in enumerate(linear)
            if isinstance(made, ContractError) or not sure(made.confidence, self._cascade.threshold)
        ]
        # Without an answer to fall back on there is no deadline.
        asked = await self._within(
            TRANSFORMER, [texts[position] for position in unsure], None if failed else seconds
        )
        transformer = dict(zip(unsure, asked, strict=True))
        return [(made, transformer.get(position)) for position, made in enumerate(linear)]

    async def _within(self, family: Family, texts: Sequence[str], seconds: float | None) -> list[Answer]:
        """What a model says of each text; `seconds` are those that it has for a chunk."""
        late: ContractError | None = None

        async def ask(chunk: list[str]) -> list[Answer]:
            nonlocal late
            # Once too late, it is not asked again: it would keep every chunk waiting.
            if late:
                return [late] * len(chunk)
            try:
                async with asyncio.timeout(seconds):
                    return [*await self._panel.ask(family, chunk)]
            except TimeoutError:
                failed = late = self._late(family)
            except ContractError as error:
                failed = error
            self._warn(family, failed)
            return [failed] * len(chunk)

        return await chunks.answered(texts, self._panel.chunk, ask)

    def _warn(self, family: Family, failed: ContractError) -> None:
        if self._warnings.take():
            logger.warning("auto: %s gives no answer (%s)", family, failed)

    def _in_time(self, family: Family, answer: Answer) -> Answer:
        late = isinstance(answer, Prediction) and answer.milliseconds > self._deadline_ms
        return self._late(family) if late else answer

    def _late(self, family: Family) -> ContractError:
        return ContractError(503, "deadline", model=family, deadline=self._deadline_ms)


def _failure(answer: Answer | None) -> Failure | None:
    if not isinstance(answer, ContractError):
        return None
    return _FAILURES.get(answer.key, "unavailable")


def _percent(confidence: float | None) -> int | None:
    # 100 only where it is exactly that.
    return None if confidence is None else min(round(confidence * 100), 100 if confidence == 1 else 99)
