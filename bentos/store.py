"""The models and cascades in the BentoML store: saved with their lineage, resolved by family."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from bentos import card as cards
from bentos import cascade as cascades
from bentos import promotions
from bentos.card import Card, CardError, Provenance
from bentos.cascade import Cascade
from bentos.promotions import Kind, Promotion

PREFIX = "sentiment-"
CASCADE: Literal["cascade"] = "cascade"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """A model of the store whose files have been checked."""

    tag: str
    folder: Path
    card: Card

    @property
    def version(self) -> str:
        """`family:version`, the name under which the API speaks of the model."""
        return self.tag.removeprefix(PREFIX)


@dataclass(frozen=True)
class StoredCascade:
    """A cascade of the store."""

    tag: str
    card: Cascade


def save(made: Path, card: Card) -> Stored:
    """Copy a model's folder into the store; the card's lineage becomes labels and metadata.

    Raises CardError.
    """
    with _entry(card.family, card.lineage, {"metrics": card.metrics}) as (tag, target):
        shutil.copytree(made, target, dirs_exist_ok=True)
        cards.write(card, target)
    return load(tag)


def save_cascade(card: Cascade) -> StoredCascade:
    """Save a cascade as a model of its own. Raises CardError."""
    with _entry(CASCADE, card.lineage, {"pins": dict(card.pins)}) as (tag, target):
        cascades.write(card, target)
    return load_cascade(tag)


@contextmanager
def _entry(family: str, lineage: Provenance, metadata: dict[str, Any]) -> Iterator[tuple[str, Path]]:
    """The tag and the folder of a new entry, which is complete when the block ends."""
    import bentoml

    labels = {
        "family": family,
        "mlflow-run-id": lineage.run_id,
        "git-commit": lineage.git_commit,
        "data-fingerprint": lineage.data_fingerprint[:63],
    }
    # BentoML takes no None in metadata.
    metadata = metadata | {"lineage": lineage.model_dump(mode="json", exclude_none=True)}
    try:
        with bentoml.models.create(f"{PREFIX}{family}", labels=labels, metadata=metadata) as model:
            yield str(model.tag), Path(model.path)
    except bentoml.exceptions.BentoMLException as error:
        raise CardError(f"The model cannot be saved in BentoML's model store ({error}).") from error


def versions(family: str) -> list[str]:
    """Tags of a family's complete models, newest first; a damaged entry is left out, with a warning.

    The cascades are the family CASCADE.
    """
    # BentoML's own list of models fails as a whole where one entry of the store is damaged.
    shelf = entries(family)
    dated = [
        (created, f"{shelf.name}:{entry.name}")
        for entry in shelf.glob("*/")
        if (created := _created(entry, f"{shelf.name}:{entry.name}"))
    ]
    return [tag for _, tag in sorted(dated, reverse=True)]


def _created(entry: Path, tag: str) -> datetime | None:
    """When a model was saved; None where its entry is damaged, or was never written to its end."""
    import bentoml

    card = cascades.NAME if entry.parent.name == f"{PREFIX}{CASCADE}" else cards.NAME
    try:
        created = bentoml.models.get(tag).info.creation_time
        (entry / card).stat()
    except Exception as error:  # noqa: BLE001 - a damaged description fails in as many ways as YAML can be read
        log.warning(
            "%s is damaged and left out; delete the folder. (%s)", entry, str(error).partition("\n")[0]
        )
        return None
    return created


def champion(family: str) -> str | None:
    """The tag that is served for a family; None where none was trained.

    It was promoted last of those that the store still holds, or, where none was ever promoted, saved last.
    Raises CardError.
    """
    tags = versions(family)
    return next((tag for tag in reversed(_standing(family)) if tag in tags), next(iter(tags), None))


def promote(tag: str, kind: Kind, reason: str) -> None:
    """Make a model of the store the champion of its family. Raises CardError."""
    stored = load(tag)
    promotions.add(entries(stored.card.family), promotions.promotion(tag, kind, reason))


def roll_back(family: str, reason: str) -> str:
    """Make the champion before the present one the champion again; its tag.

    Those that are damaged or deleted are passed over. Raises CardError where there is none.
    """
    present = champion(family)
    tags = _standing(family)
    for tag in reversed(tags[: tags.index(present)] if present in tags else []):
        try:
            promote(tag, "rollback", reason)
        except CardError as error:
            log.warning("%s is passed over: %s", tag, error)
        else:
            return tag
    raise CardError(
        f"{family} has no earlier champion to go back to; promote a model of `sentiment models` "
        "with `sentiment promote FAMILY:VERSION`."
    )


def history(family: str) -> tuple[Promotion, ...]:
    """The promotions of a family, the oldest first. Raises CardError."""
    return promotions.read(entries(family))


def _standing(family: str) -> list[str]:
    return promotions.standing(history(family))


def resolve(name: str) -> str:
    """The tag of `family` (its champion) or `family:version`.

    Raises CardError where the store holds no such model.
    """
    family, _, version = name.removeprefix(PREFIX).partition(":")
    tags = {tag.partition(":")[2]: tag for tag in versions(family)}
    if not tags:
        raise CardError(f"No {family} model is in the store; train one with `sentiment train {family}`.")
    if not version:
        return champion(family) or next(iter(tags.values()))
    if version not in tags:
        raise CardError(f"{family} has no version {version}; the store holds {', '.join(tags)}.")
    return tags[version]


def load(tag: str) -> Stored:
    """A model of the store by its tag, each file checked against the card.

    Raises CardError.
    """
    path = folder(tag)
    return Stored(tag, path, cards.read(path))


def load_cascade(tag: str) -> StoredCascade:
    """A cascade of the store by its tag. Raises CardError."""
    return StoredCascade(tag, cascades.read(folder(tag)))


def entries(family: str) -> Path:
    """The folder of a family in the store; the cascades are the family CASCADE."""
    from bentoml._internal.configuration.containers import BentoMLContainer

    return Path(BentoMLContainer.model_store.get()._path) / f"{PREFIX}{family}"


def folder(tag: str) -> Path:
    """Where the store keeps a model or a cascade. Raises CardError."""
    import bentoml

    try:
        return Path(bentoml.models.get(tag).path)
    except bentoml.exceptions.BentoMLException as error:
        raise CardError(f"{tag} is not in the model store ({error}).") from error
