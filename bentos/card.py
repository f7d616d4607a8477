"""The card of a saved model: what it is, how good it is, where it came from."""

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bentos import text
from bentos.calibration import Calibration
from bentos.settings import Family

NAME = "card.json"
LABELS = ("Negative", "Positive")


class CardError(ValueError):
    """A model folder is missing, incomplete or altered; the message names the file and says what to do."""


class Frozen(BaseModel):
    """A part of a card: never changed, and with no field that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Provenance(Frozen):
    """From a card back to the run, the data and the commit that made it.

    `data_fingerprint` is that of the training rows, `source_fingerprints` are those of the ones that each
    training source of `data` brought, in its order.
    """

    run_id: str
    model_uri: str
    experiment: str
    data: tuple[str, ...]
    data_fingerprint: str
    source_fingerprints: tuple[str, ...] = ()
    validation_fingerprint: str
    test_fingerprint: str
    rows: dict[str, int]
    git_commit: str
    libraries: dict[str, str]
    created: str


class Lineage(Provenance):
    """The provenance of a model, with what else its training began from; `teacher` is a tag."""

    seed: int
    base_encoder: str | None = None
    vectors: str | None = None
    teacher: str | None = None


class Retraining(Frozen):
    """What a model was retrained with, to challenge the champion `parent`, a tag.

    `flags` are the ids of the flags in its training rows, each there `weight` times; `regressions` of those
    that were kept out to judge it by. `base_fingerprint` is that of the training rows without flags, of which
    there were `base_rows`.
    """

    parent: str
    base_fingerprint: str
    base_rows: int
    flags: tuple[str, ...]
    regressions: tuple[str, ...]
    weight: int


class Card(Frozen):
    """`card.json`: everything a server and its user need to know of one model.

    `metrics` maps a split (train, validation, test) to its figures: accuracy, loss, auc, precision,
    recall, f1, rows, and of the answers that are unsure their share, `unsure`, their accuracy and that of the
    others. `calibration` makes probabilities of the logits. `files` maps each file of the folder but the card
    to its SHA-256.
    """

    family: Family
    labels: tuple[str, str] = LABELS
    text_version: str = text.VERSION
    weights: str
    calibration: Calibration
    parameters: dict[str, str | int | float | bool | None]
    metrics: dict[str, dict[str, float]]
    training_seconds: float
    milliseconds_per_tweet: float
    size_bytes: int
    lineage: Lineage
    retraining: Retraining | None = None
    files: dict[str, str]


def digest(path: Path, algorithm: str = "sha256") -> str:
    """A file's digest by an algorithm of hashlib, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder but the card and BentoML's own description, by relative path."""
    own = {NAME, "model.yaml"}
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        relative: digest(path)
        for path in files
        if (relative := path.relative_to(folder).as_posix()) not in own
    }


def write(card: Card, folder: Path) -> None:
    """Write `card.json`."""
    (folder / NAME).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")


def parse(folder: Path) -> Card:
    """Read `card.json` alone, for what it says. Raises CardError."""
    path = folder / NAME
    try:
        return Card.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CardError(f"{path} cannot be read ({error.strerror}); train the model again.") from error
    except ValidationError as error:
        raise CardError(
            f"{path} is not a model card ({error.errors()[0]['msg']}); train the model again."
        ) from error


def read(folder: Path) -> Card:
    """Read `card.json` and check every file that it names against its SHA-256.

    Raises CardError.
    """
    card, path = parse(folder), folder / NAME
    if card.text_version != text.VERSION:
        raise CardError(
            f"{path} was made with text cleaning {card.text_version}, this software has {text.VERSION}; "
            "train the model again."
        )
    if card.weights not in card.files:
        raise CardError(
            f"{path} names weights that it has no file of, {card.weights}; train the model again."
        )
    for name, expected in card.files.items():
        file = folder / name
        if not file.is_file():
            raise CardError(f"{file} is missing; train the model again.")
        if digest(file) != expected:
            raise CardError(
                f"{file} is not the file that was saved (its SHA-256 differs); train the model again."
            )
    return card
