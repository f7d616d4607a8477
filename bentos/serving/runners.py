"""One BentoML service per model family: a process that loads its pinned model and answers the hop."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bentos import store
from bentos.serving.ending import end_after
from bentos.serving.hop import Hop
from bentos.settings import Family, settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WARM_UP = ("ok", "Two hours on hold and nobody answers.", "so happy " * 12, "never again :( " * 20)
_BATCHES = (1, 8)


def service_name(family: Family) -> str:
    """`lstm-glove` -> `LstmGlove`: BentoML's process supervisor takes no hyphen in a name."""
    return family.title().replace("-", "")


def service(family: Family, tag: str) -> Any:
    """The BentoML service that serves one pinned model; its process loads and checks it when it starts."""
    import bentoml
    from bentoml import Service

    hop = Hop()

    class Runner(Service[Any]):
        def to_asgi(self, is_main: bool = True) -> Any:
            return hop.before(super().to_asgi(is_main))

    class Served:
        # A class attribute, so that `bentoml build` packs the model.
        model = bentoml.models.BentoModel(tag)

        def __init__(self) -> None:
            from bentos import models
            from bentos.telemetry.telemetry import Telemetry

            stored = store.load(tag)
            self.classifier: Any = models.load(family, stored.folder, stored.card.weights)
            self.score = partial(models.predict, self.classifier, stored.card.temperature)
            for size in _BATCHES:
                self.predict([_WARM_UP[i % len(_WARM_UP)] for i in range(size)])
            hop.serve(self)
            self.telemetry = Telemetry(settings(), family)

        def predict(self, texts: Sequence[str]) -> "NDArray[np.float32]":
            return self.score(texts)

        def words(self, text: str) -> list[tuple[str, float]]:
            weighed: list[tuple[str, float]] = self.classifier.words(text)
            return weighed

        @bentoml.on_startup
        async def start(self) -> None:
            end_after(hop.gateway)
            self.telemetry.start()

        @bentoml.on_shutdown
        async def stop(self) -> None:
            await asyncio.to_thread(self.telemetry.close)

    return bentoml.service(
        name=service_name(family), service_class=Runner, logging={"access": {"enabled": False}}
    )(Served)
