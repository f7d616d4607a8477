"""The base of a retraining: the very rows that a champion was trained and tested on."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bentos.settings import ROOT
from bentos.store import Stored
from train.data import load
from train.fitted import TrainingError
from train.rows import Split
from train.tables import DataError

_TEST = "test: "  # before the test file among a card's sources

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """Where a champion's data is, where that is not where it was; and its columns."""

    data: Sequence[str] = ()
    test: str | None = None
    text_column: str | None = None
    label_column: str | None = None


def rows_of(champion: Stored, source: Source) -> Split:
    """Read a champion's rows again, without the flags that it learnt from.

    Raises TrainingError where they cannot be read, or their fingerprints are others.
    """
    card = champion.card
    told = [_found(name) for name in card.lineage.data if not name.startswith(_TEST)]
    tested = [_found(name.removeprefix(_TEST)) for name in card.lineage.data if name.startswith(_TEST)]
    try:
        split = load(
            source.data or told,
            source.test or next(iter(tested), None),
            limit=card.retraining.base_rows if card.retraining else card.lineage.rows["train"],
            text_column=source.text_column,
            label_column=source.label_column,
            on_progress=log.info,
        )
    except DataError as error:
        raise TrainingError(
            f"The data of {champion.version} cannot be read ({str(error).rstrip('.')}); "
            "say with --data and --test where it is now."
        ) from error
    trained = card.retraining.base_fingerprint if card.retraining else card.lineage.data_fingerprint
    for name, rows, fingerprint in (
        ("training", split.train, trained),
        ("test", split.test, card.lineage.test_fingerprint),
    ):
        if rows.fingerprint() != fingerprint:
            raise TrainingError(
                f"These {name} tweets are not those of {champion.version} (their fingerprint differs), so "
                "the models could not be compared; give its own files with --data and --test, or train anew "
                f"with `sentiment train {card.family}`."
            )
    return split


def _found(name: str) -> str:
    """A source, where it lies; its path may have been given from the root of the code."""
    path = ROOT / name
    return str(path) if path.exists() and not Path(name).exists() else name
