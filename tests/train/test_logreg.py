"""Training logistic regression."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bentos import card as cards
from bentos.models import load
from bentos.settings import ROOT
from tests.conftest import environment, own_home
from tests.train import tweets
from train import candidate, logreg, tracking
from train.fitted import Options, TrainingError
from train.logreg import FEW, MANY, Logreg, fit, grid
from train.rows import Rows, Split


@pytest.fixture(scope="module", autouse=True)
def experiment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with own_home(tmp_path_factory.mktemp("home")) as home:
        (home / "home").mkdir()
        yield tracking.experiment("logreg")


def _fit(experiment: str, split: Split) -> Logreg:
    import mlflow

    with mlflow.start_run(experiment_id=experiment):
        return fit(split, Options(seed=7))


FIT = """
import sys
from pathlib import Path
import mlflow
from tests.train import tweets
from train.fitted import Options
from train.logreg import fit
mlflow.set_tracking_uri(sys.argv[2])
with mlflow.start_run():
    fit(tweets.split(), Options(seed=7)).export(Path(sys.argv[1]))
"""


def test_the_same_seed_gives_the_same_files_in_any_process(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", FIT, str(folder), f"sqlite:///{tmp_path / 'mlflow.db'}"],
            cwd=tmp_path,
            env=environment(tmp_path, PYTHONPATH=str(ROOT)),
            check=True,
        )
    assert cards.digests(folders[0]) == cards.digests(folders[1])


def test_each_candidate_is_a_nested_run_with_its_figures(experiment: str) -> None:
    import mlflow

    with mlflow.start_run(experiment_id=experiment) as parent:
        best = fit(tweets.split(), Options())
    nested = mlflow.MlflowClient().search_runs(
        [experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'"
    )
    assert len(nested) == sum(len(penalties) for _, penalties in FEW)
    losses = {run.info.run_id: run.data.metrics["validation_loss"] for run in nested}
    chosen = [
        run
        for run in nested
        if all(
            run.data.params[name] == str(value) for name, value in best.parameters.items() if name != "terms"
        )
    ]
    assert [losses[run.info.run_id] for run in chosen] == [min(losses.values())]


def test_many_tweets_are_tried_with_other_features_than_few() -> None:
    assert grid(19_999) == FEW
    assert grid(20_000) == MANY


def test_what_many_tweets_are_tried_with_is_served_as_it_was_fitted(
    experiment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logreg, "FEW_ROWS", 0)
    split = tweets.split()
    fitted = _fit(experiment, split)
    (name,) = fitted.export(tmp_path)
    served = load("logreg", tmp_path, name).logits(split.test.texts)
    assert served == pytest.approx(fitted.logits(split.test.texts), abs=1e-6)


@pytest.mark.parametrize("searched", [100, 1_000])
def test_a_candidate_is_the_same_whatever_was_fitted_before(
    searched: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidate, "SEARCHED", searched)
    problem = candidate.Problem.of(MANY[0][0], tweets.split())
    penalties = MANY[0][1]
    first, *_, last = [
        problem.candidate(penalty, "again", seed=7, nested=False) for penalty in (*penalties, penalties[0])
    ]
    np.testing.assert_array_equal(last.pipeline["classifier"].coef_, first.pipeline["classifier"].coef_)


def test_of_very_many_tweets_a_sample_finds_the_penalty_that_all_are_fitted_with(
    experiment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlflow

    monkeypatch.setattr(logreg, "FEW_ROWS", 0)
    monkeypatch.setattr(candidate, "SEARCHED", 100)
    split = tweets.split()
    with mlflow.start_run(experiment_id=experiment) as parent:
        fitted = fit(split, Options(seed=7))
    nested = mlflow.MlflowClient().search_runs(
        [experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'", order_by=["attributes.start_time"]
    )
    assert [run.data.metrics["rows"] for run in nested] == [*[100] * len(MANY[0][1]), len(split.train)]
    assert np.mean(fitted.logits(split.test.texts).argmax(axis=1) == split.test.labels) > 0.9


def test_tweets_without_a_word_end_in_a_sentence(experiment: str) -> None:
    rows = Rows(["-", "="], np.array([0, 1], dtype=np.int8))
    with pytest.raises(TrainingError, match="no words to learn from"):
        _fit(experiment, Split(rows, rows, rows, ("invented",)))


def test_it_learns_what_it_is_shown(experiment: str) -> None:
    split = tweets.split()
    logits = _fit(experiment, split).logits(split.test.texts)
    assert np.mean(logits.argmax(axis=1) == split.test.labels) > 0.95


def test_a_source_that_is_mostly_positive_does_not_make_its_words_so(experiment: str) -> None:
    plain = tweets.split()
    told = [("love the phone", 1)] * 9 + [("hate the phone", 0)]
    texts = [f"{text} tomorrow {number}" for number, (text, _) in enumerate(told * 6)]
    labels = np.array([label for _, label in told * 6], dtype=np.int8)
    merged = Rows([*plain.train.texts, *texts], np.concatenate([plain.train.labels, labels]))
    known = replace(merged, origins=np.repeat([0, 1], [len(plain.train), len(texts)]))
    unaware, aware = (
        _fit(experiment, replace(plain, train=train)).logits(["tomorrow"])[0, 1] for train in (merged, known)
    )
    assert abs(aware) < abs(unaware)
