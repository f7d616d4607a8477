"""Which models are served: decided once, by the first process of a server, and handed down to the others."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # its types are a package of their own
from pydantic import BaseModel, ConfigDict

from bentos import cascade as cascades
from bentos import store
from bentos.card import CardError
from bentos.settings import BENTO, Family

_VARIABLE = "SENTIMENT_CATALOGUE"


class Catalogue(BaseModel):
    """The pinned tag of each family that is served and of the cascade, or the reason why there is none.

    `folders` are those of the models.
    """

    model_config = ConfigDict(frozen=True)

    tags: dict[Family, str]
    folders: dict[Family, Path]
    reasons: dict[Family, str]
    cascade: str | None
    cascade_reason: str | None


def decide(families: Sequence[Family], bento: Path = BENTO) -> Catalogue:
    """One model of each family, each of its files checked, and the cascade that was fitted for them.

    It is the champion of the store, or, where `bento` is a file, the model that this Bento was built
    with: what is trained on the same machine afterwards changes nothing in it.
    """
    packed = _packed(bento) if bento.is_file() else None
    tags: dict[Family, str] = {}
    folders: dict[Family, Path] = {}
    reasons: dict[Family, str] = {}
    for family in families:
        try:
            tag = store.resolve(family) if packed is None else packed.get(family)
            if tag is None:
                raise CardError(f"This Bento was built without a {family} model.")
            stored = store.load(tag)
            tags[family], folders[family] = stored.tag, stored.folder
        except CardError as error:
            reasons[family] = str(error)
    try:
        cascade = fitting(tags) if packed is None else _fitting(tags, [packed.get(store.CASCADE)])
    except CardError as error:
        return Catalogue(tags=tags, folders=folders, reasons=reasons, cascade=None, cascade_reason=str(error))
    return Catalogue(tags=tags, folders=folders, reasons=reasons, cascade=cascade, cascade_reason=None)


def fitting(tags: Mapping[Family, str]) -> str:
    """The tag of the newest cascade in the store that was fitted for these models. Raises CardError."""
    return _fitting(tags, store.versions(store.CASCADE))


def _fitting(tags: Mapping[Family, str], candidates: Sequence[str | None]) -> str:
    wrong: CardError | None = None
    for tag in filter(None, candidates):
        try:
            cascades.check(store.load_cascade(tag).card, tags)
        except CardError as error:
            wrong = wrong or error
        else:
            return tag
    raise wrong or CardError("There is no cascade yet; fit one with `sentiment cascade`.")


def _packed(bento: Path) -> dict[str, str]:
    """The tag of each family that `bento.yaml` lists."""
    built = yaml.safe_load(bento.read_text(encoding="utf-8"))
    # Each service of the Bento lists the models that it loads: a runner its own, the gateway the cascade.
    tags = [str(model["tag"]) for service in built["services"] for model in service["models"]]
    return {tag.partition(":")[0].removeprefix(store.PREFIX): tag for tag in tags}


def decided() -> bool:
    """Whether this is not the first process of its server."""
    return _VARIABLE in os.environ


def handed_down() -> Catalogue:
    """The catalogue that the first process of this server decided on; `decided` says whether there is one."""
    return Catalogue.model_validate_json(os.environ[_VARIABLE])


def shared(families: Sequence[Family]) -> Catalogue:
    """The catalogue of this server.

    The first process writes its decision into the environment that the others inherit: what all of them began
    with, whatever is promoted later (`bentos.succession`).
    """
    if decided():
        return handed_down()
    catalogue = decide(families)
    os.environ[_VARIABLE] = catalogue.model_dump_json()
    return catalogue
