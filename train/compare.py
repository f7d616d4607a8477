"""The models of the store side by side, as a table, as Markdown or as JSON."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from bentos import store
from bentos.card import Card, CardError
from bentos.settings import FAMILIES
from bentos.store import Stored

_ROWS: tuple[tuple[str, str, str], ...] = (
    ("Test accuracy", "test", "accuracy"),
    ("Test loss", "test", "loss"),
    ("Test F1", "test", "f1"),
    ("Test AUC", "test", "auc"),
    ("Train accuracy", "train", "accuracy"),
    ("Train loss", "train", "loss"),
    ("Validation accuracy", "validation", "accuracy"),
    ("Validation loss", "validation", "loss"),
)


def champions() -> tuple[list[Stored], list[str]]:
    """The served model of each family, and a sentence for each family that has none that can be used."""
    found: list[Stored] = []
    problems: list[str] = []
    for family in FAMILIES:
        try:
            found.append(store.load(store.resolve(family)))
        except CardError as error:
            problems.append(str(error))
    return found, problems


def table(stored: Sequence[Stored]) -> list[list[str]]:
    """Rows of cells, the header first: a measure a row, a model a column, as the seed table has them."""
    cards = [model.card for model in stored]
    rows = [["Measure", *(card.family for card in cards)]]
    for title, side, name in _ROWS:
        rows.append([title, *(_figure(card, side, name) for card in cards)])
    rows.append(["Training time (s)", *(f"{card.training_seconds:,.1f}" for card in cards)])
    rows.append(["Size (MB)", *(f"{card.size_bytes / 1e6:,.1f}" for card in cards)])
    rows.append(["Time per tweet (ms)", *(f"{card.milliseconds_per_tweet:.2f}" for card in cards)])
    rows.append(["Training tweets", *(f"{card.lineage.rows['train']:,}" for card in cards)])
    rows.append(["Data", *("; ".join(map(_short, card.lineage.data)) for card in cards)])
    return rows


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a Markdown table."""
    header, *body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    rule = "|---|" + "---:|" * (len(rows[0]) - 1)
    return "\n".join([header, rule, *body])


def records(stored: Sequence[Stored]) -> list[dict[str, Any]]:
    """One JSON-ready object a model."""
    return [
        {
            "model": model.version,
            "weights": model.card.weights,
            "metrics": model.card.metrics,
            "training_seconds": model.card.training_seconds,
            "size_bytes": model.card.size_bytes,
            "milliseconds_per_tweet": model.card.milliseconds_per_tweet,
            "rows": model.card.lineage.rows,
            "data": model.card.lineage.data,
            "data_fingerprint": model.card.lineage.data_fingerprint,
            "git_commit": model.card.lineage.git_commit,
            "run_id": model.card.lineage.run_id,
            "created": model.card.lineage.created,
        }
        for model in stored
    ]


def inventory() -> tuple[list[dict[str, Any]], list[str]]:
    """One JSON-ready object for each stored model, and a sentence for each that cannot be used."""
    listed: list[dict[str, Any]] = []
    problems: list[str] = []
    for family in FAMILIES:
        champion = store.champion(family)
        for tag in store.versions(family):
            try:
                model = store.load(tag)
            except CardError as error:
                problems.append(str(error))
                continue
            origin = model.card.lineage
            listed.append(
                {
                    "model": model.version,
                    "champion": tag == champion,
                    "test accuracy": round(model.card.metrics["test"]["accuracy"], 4),
                    "weights": model.card.weights,
                    "created": origin.created,
                    "run": origin.run_id,
                    "data": origin.data_fingerprint,
                    "commit": origin.git_commit,
                }
            )
    return listed, problems


def _short(source: str) -> str:
    """A source without its folders: `/a/b.csv` -> `b.csv`, `test: /a/b.csv` -> `test: b.csv`."""
    role, colon, path = source.rpartition(": ")
    return role + colon + PurePath(path).name


def _figure(card: Card, side: str, name: str) -> str:
    value = card.metrics[side].get(name)
    return "–" if value is None else f"{value:.3f}"
