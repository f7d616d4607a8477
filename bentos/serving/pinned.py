"""One BentoML service per model family: it packs its pinned model; `worker` starts its process."""

from typing import Any

from bentos.serving.worker import service_name
from bentos.settings import Family


def service(family: Family, tag: str) -> Any:
    """The BentoML service of one pinned model."""
    import bentoml

    class Packed:
        # A class attribute, so that `bentoml build` packs the model.
        model = bentoml.models.BentoModel(tag)

    return bentoml.service(name=service_name(family))(Packed)
