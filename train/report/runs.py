"""The runs that made the models: their parameters and figures, for the difference between any two."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bentos.settings import FAMILIES, settings
from bentos.store import PREFIX, Stored
from train.fitted import TrainingError

MOST = 100  # runs; older ones are left out


@dataclass(frozen=True)
class Run:
    """A training run: a name that people know it by, its parameters as text, its metrics."""

    name: str
    parameters: dict[str, str]
    metrics: dict[str, float]


def known(stored: Sequence[Stored]) -> tuple[list[Run], bool]:
    """The runs in MLflow's store that saved a model, newest first, and those of champions that it lacks.

    And whether there are older ones, which are left out. Raises TrainingError where MLflow's store does not
    answer.
    """
    import mlflow

    where = settings()
    where.home.mkdir(parents=True, exist_ok=True)
    try:
        client = mlflow.MlflowClient(where.mlflow)
        names = [client.get_experiment_by_name(f"{PREFIX}{family}") for family in FAMILIES]
        found = client.search_runs(
            [each.experiment_id for each in names if each],
            f"attributes.status = 'FINISHED' AND tags.`bento.tag` LIKE '{PREFIX}%'",
            order_by=["attributes.start_time DESC"],
            max_results=MOST + 1,
        )
    except mlflow.MlflowException as error:
        raise TrainingError(
            f"MLflow's store at {where.mlflow} cannot be used; check MLFLOW_TRACKING_URI. "
            f"({str(error).splitlines()[0]})"
        ) from error
    shown = found[:MOST]
    tracked = {run.info.run_id for run in shown}
    untracked = [each for each in stored if each.card.lineage.run_id not in tracked]
    return [*map(_tracked, shown), *map(_carded, untracked)], len(found) > MOST


def records(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """The runs, JSON-ready."""
    return [asdict(run) for run in runs]


def _tracked(run: Any) -> Run:
    when = datetime.fromtimestamp(run.info.start_time / 1000, UTC).strftime("%Y-%m-%d %H:%M")
    model = str(run.data.tags["bento.tag"]).removeprefix(PREFIX)
    return Run(f"{model} ({when})", dict(run.data.params), dict(run.data.metrics))


def _carded(stored: Stored) -> Run:
    card = stored.card
    metrics = {
        f"{side}_{name}": value for side, figures in card.metrics.items() for name, value in figures.items()
    }
    return Run(
        f"{stored.version} ({card.lineage.created[:16].replace('T', ' ')})",
        {name: str(value) for name, value in card.parameters.items()},
        {**metrics, "training_seconds": card.training_seconds, "size_bytes": float(card.size_bytes)},
    )
