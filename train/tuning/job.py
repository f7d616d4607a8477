"""A search from the first trial to the best: trials are made as long as some are missing."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bentos.settings import Family, settings
from train import lineage, recipes, registry, tracking
from train.fitted import Options, Parameter, TrainingError
from train.rows import Split
from train.tuning import search as searches
from train.tuning.search import Search

if TYPE_CHECKING:
    import optuna
    from optuna.trial import FrozenTrial

RUN = "mlflow.run"  # attribute of a study: the run that holds those of its trials

log = logging.getLogger(__name__)


class Engine(Protocol):
    """Where trials are made, several at once."""

    @property
    def free(self) -> int:
        """How many more trials can be made at once."""
        ...

    @property
    def busy(self) -> int:
        """How many trials are being made."""
        ...

    def begin(self, seed: int) -> None:
        """Let a trial be made."""
        ...

    def wait(self) -> None:
        """Wait until a trial is over, or its process has died. Raises TrainingError where the trial did."""
        ...


Opened = Callable[[Search], AbstractContextManager[Engine]]


@dataclass(frozen=True)
class Result:
    """What came of a search: the best settings beside those of before, and the validation figures of both.

    Those of before are the best that training itself tries; None where not all of that has been tried.
    """

    settings: dict[str, Parameter]
    before: dict[str, Parameter] | None
    loss: float
    accuracy: float
    loss_before: float | None
    accuracy_before: float | None
    trials: int
    pruned: int
    killed: int
    run_id: str


def tune(family: Family, split: Split, options: Options, trials: int, opened: Opened) -> Result:
    """Search until so many trials have ended, those of earlier calls with the same data and options included.

    The test rows of the split are not looked at. Raises TrainingError.
    """
    import mlflow
    from optuna.storages.journal import JournalFileBackend

    name = searches.name(family, split, options)
    path = settings().home / "studies" / f"{name}.journal"
    path.parent.mkdir(parents=True, exist_ok=True)
    experiment_id = tracking.experiment(family)
    journal = partial(JournalFileBackend, str(path))
    search = Search(family, searches.untested(split), options, journal, experiment_id, run_id="")
    study = search.study(options.seed)
    if made := len(searches.done(study)):
        log.info("%s: going on with the study %s after %d trials", family, name, made)
    else:
        searches.begin(study, search)
    with tracking.stores():
        registry.end_runs(mlflow.MlflowClient(), family)
        search = replace(search, run_id=_run(study, search, name))
        with mlflow.start_run(run_id=search.run_id):
            mlflow.set_tag(registry.PROCESS, registry.process())
            with opened(search) as engine:
                _make(study, search, trials, engine)
            found = _result(study, search)
            mlflow.log_dict(asdict(found), "best.json")
            mlflow.log_metrics({"validation_loss": found.loss, "validation_accuracy": found.accuracy})
    return found


def _run(study: "optuna.Study", search: Search, name: str) -> str:
    """The run of a study; a new one where it has none, or where that is not in MLflow's store any more."""
    import mlflow

    client = mlflow.MlflowClient()
    try:
        return str(client.get_run(study.user_attrs[RUN]).info.run_id)
    except (KeyError, mlflow.MlflowException):
        prints = lineage.fingerprints(search.split)
        tags = {
            "study": name,
            "data": ", ".join(search.split.sources)[:500],
            "git.commit": lineage.commit(),
            **{f"data.{side}.sha256": prints[side] for side in ("training", "validation")},
            **({"teacher": search.split.teacher} if search.split.teacher else {}),
        }
        made: str = client.create_run(search.experiment_id, run_name=f"tune {name}", tags=tags).info.run_id
        study.set_user_attr(RUN, made)
        return made


def _make(study: "optuna.Study", search: Search, trials: int, engine: Engine) -> None:
    """Have trials made until so many have ended."""
    import mlflow

    said = {trial.number for trial in searches.done(study)}
    while True:
        if killed := searches.settle(study):
            registry.end_runs(mlflow.MlflowClient(), search.family)
        for trial in killed:
            again = "" if searches.AGAIN in trial.user_attrs else "; it is tried once more"
            log.info("trial %d was stopped, most likely for lack of memory%s", trial.number, again)
        while engine.free and len(searches.done(study)) + engine.busy < trials:
            engine.begin(search.options.seed + len(study.trials) + engine.busy)
        if not engine.busy:
            return
        engine.wait()
        for trial in searches.done(study):
            if trial.number not in said:
                said.add(trial.number)
                log.info("%s (%d of %d)", _said(trial), len(said), trials)


def _said(trial: "FrozenTrial") -> str:
    if trial.value is None or searches.ACCURACY not in trial.user_attrs:
        return f"trial {trial.number} was given up after {len(trial.intermediate_values)} steps"
    accuracy = trial.user_attrs[searches.ACCURACY]
    return f"trial {trial.number}: validation loss {trial.value:.4f}, accuracy {accuracy:.4f}"


def _result(study: "optuna.Study", search: Search) -> Result:
    from optuna.trial import TrialState

    states = [trial.state for trial in searches.done(study)]
    if TrialState.COMPLETE not in states:
        raise TrainingError("No trial came to its end, so nothing is known; give more memory or fewer rows.")
    best = study.best_trial
    complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    now = [trial for trial in complete if searches.NOW in trial.user_attrs]
    whole = len(now) == len(recipes.tried(search.family, len(search.split.train)))
    before = min(now, key=lambda trial: trial.value or 0.0) if whole else None
    return Result(
        settings=best.user_attrs[searches.SETTINGS],
        before=before.user_attrs[searches.SETTINGS] if before else None,
        loss=study.best_value,
        accuracy=best.user_attrs[searches.ACCURACY],
        loss_before=before.value if before else None,
        accuracy_before=before.user_attrs[searches.ACCURACY] if before else None,
        trials=len(states),
        pruned=states.count(TrialState.PRUNED),
        killed=states.count(TrialState.FAIL),
        run_id=search.run_id,
    )
