"""Which models are served: decided once, by the first process of a server, and handed down to the others."""

import os
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from bentos import store
from bentos.card import CardError
from bentos.settings import Family

_VARIABLE = "SENTIMENT_CATALOGUE"


class Catalogue(BaseModel):
    """The pinned tag of each family that is served, and the reason for each that is not."""

    model_config = ConfigDict(frozen=True)

    tags: dict[Family, str]
    reasons: dict[Family, str]


def decide(families: Sequence[Family]) -> Catalogue:
    """The champion of each family, each of its files checked."""
    tags: dict[Family, str] = {}
    reasons: dict[Family, str] = {}
    for family in families:
        try:
            tags[family] = store.load(store.resolve(family)).tag
        except CardError as error:
            reasons[family] = str(error)
    return Catalogue(tags=tags, reasons=reasons)


def shared(families: Sequence[Family]) -> Catalogue:
    """The catalogue of this server.

    A runner that restarts hours later must load the model that the gateway speaks of, not a newer
    one: the first process writes its decision into the environment that the others inherit.
    """
    if _VARIABLE in os.environ:
        return Catalogue.model_validate_json(os.environ[_VARIABLE])
    catalogue = decide(families)
    os.environ[_VARIABLE] = catalogue.model_dump_json()
    return catalogue
