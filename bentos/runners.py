"""One batching service per model family, and how the gateway calls it."""

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bentos import models, store
from bentos.contracts import ContractError
from bentos.settings import Family, Settings

# bentoml.depends closes its session, running calls included, after so many requests or seconds.
CONNECTION = {"max_requests": 10**9, "max_age": 1e9}
MAX_WAITING = 4_096  # texts that wait for one runner; BentoML's own queue has no bound

_OVERLOADED = (
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.GATEWAY_TIMEOUT,
)

# A runner closes connections that were idle for 5 s, BentoML's client keeps them for 15 s: a request may
# meet a closed one, and another after it. Predicting twice does no harm.
_PAUSES = (0.0, 0.1, 0.5)  # seconds before another attempt

_WARM_UP = ("ok", "Two hours on hold and nobody answers.", "so happy " * 12, "never again :( " * 20)
_BATCHES = (1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32)

logger = logging.getLogger("bentoml.sentiment")


class Runner(Protocol):
    """What answers for one model. Both functions raise ContractError and nothing else."""

    async def predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Calibrated probabilities of n tweets: (n, 2) float32, rows sum to 1."""
        ...

    async def words(self, text: str) -> list[tuple[str, float]]:
        """The tweet's words in order with their log-odds; only the linear model has them."""
        ...


def service_name(family: Family) -> str:
    """`lstm-glove` -> `LstmGlove`: BentoML's process supervisor takes no hyphen in a name."""
    return family.title().replace("-", "")


def service(family: Family, tag: str, settings: Settings) -> Any:
    """The BentoML service that serves one pinned model; its process loads and checks it when it starts."""
    import bentoml

    class Served:
        # A class attribute, so that `bentoml build` packs the model.
        model = bentoml.models.BentoModel(tag)

        def __init__(self) -> None:
            stored = store.load(tag)
            self.classifier: Any = models.load(family, stored.folder, stored.card.weights)
            self.temperature = stored.card.temperature
            for size in _BATCHES:
                self._predict([_WARM_UP[i % len(_WARM_UP)] for i in range(size)])

        def _predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return models.predict(self.classifier, self.temperature, texts)

        @bentoml.api(
            batchable=True, max_batch_size=settings.max_batch_size, max_latency_ms=settings.max_latency_ms
        )
        def predict(self, texts: list[str]) -> NDArray[np.float32]:
            return self._predict(texts)

    class Linear(Served):
        @bentoml.api
        def words(self, text: str) -> list[tuple[str, float]]:
            weighed: list[tuple[str, float]] = self.classifier.words(text)
            return weighed

    return bentoml.service(
        name=service_name(family),
        runner_connection=CONNECTION,
        logging={"access": {"enabled": False}},
    )(Linear if family == "logreg" else Served)


class Remote:
    """A runner in its own process, reached through what `bentoml.depends` gives."""

    def __init__(self, proxy: Any, model: str) -> None:
        self.proxy = proxy
        self.model = model
        self.waiting = 0
        self._away = False

    async def predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Runner."""
        if self.waiting + len(texts) > MAX_WAITING:
            raise ContractError(503, "overloaded")
        self.waiting += len(texts)
        try:
            answer: NDArray[np.float32] = await self._call("predict", list(texts))
        finally:
            self.waiting -= len(texts)
        return answer

    async def words(self, text: str) -> list[tuple[str, float]]:
        """See Runner."""
        answer: list[tuple[str, float]] = await self._call("words", text)
        return answer

    async def ready(self) -> bool:
        """Whether the runner's process answers; if it does, calls go to it again."""
        import aiohttp

        try:
            answers = bool(await self.proxy.is_ready(timeout=1))
        except (aiohttp.ClientError, TimeoutError):
            return False
        if answers:
            self._away = False
        return answers

    def give_up(self) -> None:
        """Refuse every call until the process is ready: its socket takes calls that nobody answers."""
        self._away = True

    async def _call(self, name: str, argument: object) -> Any:
        import aiohttp
        from bentoml.exceptions import BentoMLException

        if self._away:
            raise ContractError(503, "model_unavailable", model=self.model)
        try:
            for pause in _PAUSES:
                try:
                    # BentoML sets `to_async` up only after the gateway's __init__ has run.
                    return await getattr(self.proxy.to_async, name)(argument)
                except aiohttp.ClientError:
                    await asyncio.sleep(pause)
            return await getattr(self.proxy.to_async, name)(argument)
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("%s does not answer: %r", self.model, error)
            raise ContractError(503, "model_unavailable", model=self.model) from error
        except BentoMLException as error:
            if error.error_code in _OVERLOADED:
                raise ContractError(503, "overloaded") from error
            logger.exception("%s failed", self.model)
            raise ContractError(500, "internal") from error
