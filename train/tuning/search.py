"""One search: what it trains on, and its study, which is kept so that the same search goes on."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bentos.settings import Family
from train import lineage, recipes, registry
from train.fitted import Options
from train.rows import Rows, Split

if TYPE_CHECKING:
    import optuna
    from optuna.storages.journal import BaseJournalBackend
    from optuna.trial import FrozenTrial

# Attributes of a trial.
NOW = "now"  # of what is trained with where nothing is chosen
AGAIN = "again"  # the number of the trial that was killed and is tried again
SETTINGS = "settings"  # what it was trained with
ACCURACY = "accuracy"
_FIRST = 4  # trials that end before others are compared with them


@dataclass(frozen=True)
class Search:
    """The search for a family's settings on a split, of which it never has the test rows.

    `journal` opens the file that keeps its study, wherever a trial is made. `run_id` is the MLflow run that
    holds those of the trials, in an experiment.
    """

    family: Family
    split: Split
    options: Options
    journal: "Callable[[], BaseJournalBackend]"
    experiment_id: str
    run_id: str

    def study(self, seed: int) -> "optuna.Study":
        """The study, with a sampler of that seed: each trial has a seed of its own."""
        import optuna
        from optuna.storages import JournalStorage

        optuna.logging.set_verbosity(optuna.logging.CRITICAL)
        return optuna.create_study(
            storage=JournalStorage(self.journal()),
            study_name=self.family,
            load_if_exists=True,
            sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=_FIRST),
            pruner=optuna.pruners.MedianPruner(n_startup_trials=_FIRST, n_min_trials=_FIRST),
        )


def untested(split: Split) -> Split:
    """A split without its test rows."""
    return replace(split, test=Rows([], split.test.labels[:0]))


def name(family: Family, split: Split, options: Options) -> str:
    """A name that the same search has whenever it is made, and no other."""
    prints = lineage.fingerprints(untested(split))
    key = repr((family, prints, split.teacher, options))
    return f"{family}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def begin(study: "optuna.Study", search: Search) -> None:
    """See that what the family is trained with now is tried first."""
    for settings in recipes.tried(search.family, len(search.split.train)):
        # One that is there already is skipped: a process may have been killed between two of them.
        study.enqueue_trial(settings, user_attrs={NOW: True}, skip_if_exists=True)


def settle(study: "optuna.Study") -> "list[FrozenTrial]":
    """End the trials whose process was killed, and put each of them down to be tried again, once.

    Returns them.
    """
    from optuna.trial import TrialState

    killed = [
        trial
        for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,))
        if registry.gone(trial.user_attrs.get(registry.PROCESS, ""))
    ]
    for trial in killed:
        study.tell(trial.number, state=TrialState.FAIL)
        if AGAIN not in trial.user_attrs:
            kept = {name: value for name, value in trial.user_attrs.items() if name == NOW}
            chosen = trial.system_attrs.get("fixed_params", trial.params)  # before they are suggested, too
            study.enqueue_trial(chosen, user_attrs={AGAIN: trial.number, **kept})
    return killed


def done(study: "optuna.Study") -> "list[FrozenTrial]":
    """The trials that ended, and those that were killed twice."""
    from optuna.trial import TrialState

    ended = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)
    return [
        trial
        for trial in study.get_trials(deepcopy=False, states=ended)
        if trial.state != TrialState.FAIL or AGAIN in trial.user_attrs
    ]
