"""One trial of a search."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import mlflow
import optuna
import pytest
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState, create_trial

from tests.train import tweets
from tests.train.conftest import tracked_home
from train import tracking
from train.fitted import Options
from train.rows import Rows
from train.tuning.search import SETTINGS, Search, begin, name, untested
from train.tuning.trial import attempt


@pytest.fixture
def search(tmp_path: Path, no_runs: Path) -> Iterator[Search]:
    """A search for logistic regression's settings, in a home of its own."""
    with tracked_home(tmp_path, no_runs):
        experiment = tracking.experiment("logreg")
        journal = partial(JournalFileBackend, str(tmp_path / "journal"))
        with mlflow.start_run(experiment_id=experiment) as run:
            parent = run.info.run_id
        yield Search("logreg", untested(tweets.split()), Options(), journal, experiment, parent)


def runs(search: Search) -> list[mlflow.entities.Run]:
    """The runs of the trials."""
    return mlflow.MlflowClient().search_runs(
        [search.experiment_id], f"tags.mlflow.parentRunId = '{search.run_id}'"
    )


def test_it_is_a_run_with_its_settings_and_validation_figures(search: Search) -> None:
    study = search.study(1)
    begin(study, search)
    attempt(search, 1)
    (trial,) = study.trials
    (run,) = runs(search)
    assert run.data.params == {name: str(value) for name, value in trial.user_attrs[SETTINGS].items()}
    assert run.data.metrics["validation_loss"] == trial.value
    assert not any("test" in name for name in run.data.metrics)


def test_it_is_given_up_on_a_share_of_the_rows_where_others_were_better(search: Search) -> None:
    study = search.study(1)
    better = create_trial(value=0.0, intermediate_values={1: 0.0, 2: 0.0, 3: 0.0})
    study.add_trials([better] * 4)
    attempt(search, 1)
    trial = study.trials[-1]
    (run,) = runs(search)
    assert (trial.state, list(trial.intermediate_values)) == (TrialState.PRUNED, [1])
    assert (run.info.status, run.data.tags["pruned"]) == ("FINISHED", "true")


def test_a_search_never_has_the_test_rows() -> None:
    split = tweets.split()
    other = replace(split, test=Rows(["another tweet"], split.test.labels[:1]))
    assert name("logreg", split, Options()) == name("logreg", other, Options())
    assert len(untested(split).test) == 0


def test_other_data_or_options_are_another_search() -> None:
    split = tweets.split()
    less = replace(split, train=tweets.rows(0, 200))
    names = {
        name("logreg", split, Options()),
        name("logreg", less, Options()),
        name("logreg", split, Options(seed=1)),
    }
    assert len(names) == 3


def test_each_seed_draws_settings_of_its_own(search: Search) -> None:
    drawn = [
        optuna.create_study(sampler=search.study(seed).sampler).ask().suggest_float("C", 0.0, 1.0)
        for seed in (1, 2, 1)
    ]
    assert drawn[0] == drawn[2] != drawn[1]
