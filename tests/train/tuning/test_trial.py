"""One trial of a search."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import mlflow
import numpy as np
import optuna
import pytest
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState, create_trial

from tests.train import tweets
from tests.train.conftest import tracked_home
from train import recipes, registry, tracking
from train.fitted import Options
from train.rows import Rows
from train.tuning.search import NOW, SETTINGS, Search, begin, name, settle, untested
from train.tuning.trial import attempt, steps

BETTER = create_trial(value=0.0, intermediate_values={25: 0.0, 50: 0.0, 100: 0.0})


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
    trial = study.trials[0]
    (run,) = runs(search)
    assert run.data.params == {name: str(value) for name, value in trial.user_attrs[SETTINGS].items()}
    assert run.data.metrics["validation_loss"] == trial.value
    assert not any("test" in name for name in run.data.metrics)


def test_it_is_given_up_on_a_share_of_the_rows_where_others_were_better(search: Search) -> None:
    study = search.study(1)
    study.add_trials([BETTER] * 4)
    attempt(search, 1)
    trial = study.trials[-1]
    (run,) = runs(search)
    assert (trial.state, list(trial.intermediate_values)) == (TrialState.PRUNED, [25])
    assert (run.info.status, run.data.tags["pruned"]) == ("FINISHED", "true")


def test_what_is_trained_with_now_is_never_given_up(search: Search) -> None:
    study = search.study(1)
    begin(study, search)
    study.add_trials([BETTER] * 4)
    attempt(search, 1)
    assert study.trials[0].state == TrialState.COMPLETE


def test_a_search_that_was_killed_as_it_began_still_tries_all_of_now(
    search: Search,
) -> None:
    study = search.study(1)
    now = recipes.tried("logreg", len(search.split.train))
    study.enqueue_trial(now[0], user_attrs={NOW: True})
    begin(study, search)
    begin(study, search)
    assert [trial.system_attrs["fixed_params"] for trial in study.trials] == now


def test_a_trial_that_was_killed_before_its_settings_were_suggested_is_made_again(search: Search) -> None:
    study = search.study(1)
    begin(study, search)
    trial = study.ask()
    # A process of this machine that is none any more.
    trial.set_user_attr(registry.PROCESS, registry.process().replace(" ", " 1", 1))
    settle(study)
    assert study.trials[-1].system_attrs["fixed_params"] == study.trials[0].system_attrs["fixed_params"]
    assert NOW in study.trials[-1].user_attrs


def test_a_search_never_has_the_test_rows() -> None:
    split = tweets.split()
    other = replace(split, test=Rows(["another tweet"], split.test.labels[:1]))
    assert name("logreg", split, Options()) == name("logreg", other, Options())
    assert len(untested(split).test) == 0


def test_a_share_of_the_rows_is_learnt_with_the_teachers_opinions_of_it(search: Search) -> None:
    train = search.split.train
    opinions = np.linspace(0, 1, len(train), dtype=np.float32)
    of = dict(zip(train.texts, opinions.tolist(), strict=True))
    taught = replace(search.split, train=replace(train, opinions=opinions))
    shares = [split.train for _, split in steps(replace(search, split=taught))]
    assert [len(share) for share in shares] == [60, 120, 240]
    for share in shares:
        assert share.opinions is not None
        assert share.opinions.tolist() == [of[text] for text in share.texts]


def test_other_data_options_or_teachers_are_another_search() -> None:
    split = tweets.split()
    less = replace(split, train=tweets.rows(0, 200))
    names = {
        name("logreg", split, Options()),
        name("logreg", less, Options()),
        name("logreg", split, Options(seed=1)),
        name("logreg", replace(split, teacher="sentiment-bert:a1"), Options()),
    }
    assert len(names) == 4


def test_each_seed_draws_settings_of_its_own(search: Search) -> None:
    drawn = [
        optuna.create_study(sampler=search.study(seed).sampler).ask().suggest_float("C", 0.0, 1.0)
        for seed in (1, 2, 1)
    ]
    assert drawn[0] == drawn[2] != drawn[1]
