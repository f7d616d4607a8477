"""What a better model thinks of the training tweets."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import bentoml
import numpy as np
import pytest

from bentos import models, store
from bentos.settings import settings
from tests.conftest import sentiment
from tests.train import reviewers, tweets
from tests.train.conftest import tracked_home
from train import logreg, run
from train.base import Source
from train.challenge import challenge
from train.data import load
from train.fitted import Options, TrainingError
from train.rows import Split
from train.teacher import SHARE, taught

SPLIT = tweets.split()


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory, no_runs: Path) -> Iterator[store.Stored]:
    """A logreg, in a home of its own."""
    folder = tmp_path_factory.mktemp("home")
    with tracked_home(folder, no_runs):
        reviewers.train(reviewers.write(folder))
        yield store.load(store.resolve("logreg"))


def chances(teacher: store.Stored, split: Split) -> np.ndarray:
    classifier = models.load("logreg", teacher.folder, teacher.card.weights)
    return teacher.card.calibration.probabilities(classifier.logits(split.train.texts))[:, 1]


def test_what_is_learnt_lies_between_the_label_and_the_teachers_chance(teacher: store.Stored) -> None:
    split = taught(SPLIT, "logreg")
    between = SHARE * chances(teacher, SPLIT) + (1 - SHARE) * SPLIT.train.labels
    np.testing.assert_allclose(split.train.targets[:, 1], between, atol=1e-6)
    assert split.teacher == teacher.tag


def test_the_rows_and_their_fingerprint_stay_what_they_were(teacher: store.Stored) -> None:
    split = taught(SPLIT, teacher.version)
    assert split.train.fingerprint() == SPLIT.train.fingerprint()
    assert split.train.labels.tolist() == SPLIT.train.labels.tolist()


@pytest.mark.usefixtures("teacher")
def test_opinions_that_were_kept_are_those_of_the_same_tweets_in_another_order() -> None:
    kept = taught(SPLIT, "logreg").train.targets
    turned = replace(SPLIT.train, texts=SPLIT.train.texts[::-1], labels=SPLIT.train.labels[::-1])
    assert taught(replace(SPLIT, train=turned), "logreg").train.targets[::-1].tolist() == kept.tolist()
    assert len(list((settings().home / "opinions").iterdir())) == 1


def saved(array: np.ndarray) -> bytes:
    file = BytesIO()
    np.save(file, array)
    return file.getvalue()


@pytest.mark.usefixtures("teacher")
@pytest.mark.parametrize("damaged", [b"", b"no array", b"\x93NUMPY", saved(np.full(1, 0.5, np.float32))])
def test_where_kept_opinions_are_damaged_the_teacher_is_asked_again(damaged: bytes) -> None:
    kept = taught(SPLIT, "logreg").train.targets
    (file,) = (settings().home / "opinions").iterdir()
    file.write_bytes(damaged)
    assert taught(SPLIT, "logreg").train.targets.tolist() == kept.tolist()


@pytest.mark.usefixtures("teacher")
def test_a_student_learns_the_opinions_and_not_the_labels_beside_them() -> None:
    import mlflow

    def right(opinions: np.ndarray | None) -> float:
        with mlflow.start_run():
            student = logreg.fit(replace(SPLIT, train=replace(SPLIT.train, opinions=opinions)), Options())
        return float((student.logits(SPLIT.test.texts).argmax(axis=1) == SPLIT.test.labels).mean())

    labels = SPLIT.train.labels.astype(np.float32)
    assert right(None) > 0.9
    assert right(labels) > 0.9
    assert right(1 - labels) < 0.1


@pytest.mark.usefixtures("teacher")
def test_a_teacher_that_was_tested_on_other_tweets_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    taught(SPLIT, "logreg")
    assert "the figures flatter" in caplog.text


@pytest.mark.usefixtures("home")
def test_a_teacher_that_is_not_there_is_asked_for() -> None:
    with pytest.raises(TrainingError, match="No bert model is in the store"):
        taught(SPLIT, "bert")


def learnt(path: Path) -> store.Stored:
    """A champion that the champion before it has taught."""
    return run.train("logreg", taught(load([str(path)]), "logreg"), Options(seed=5))


def challenged() -> store.Stored:
    """Its challenger."""
    reviewers.flag()
    challenger = challenge("logreg", Source()).challenger
    assert challenger is not None
    return store.load(challenger)


@pytest.fixture
def file(tmp_path: Path, no_runs: Path) -> Iterator[Path]:
    """A labelled file in a home with a champion."""
    with tracked_home(tmp_path, no_runs):
        path = reviewers.write(tmp_path)
        reviewers.train(path)
        yield path


def test_a_model_that_was_taught_says_by_whom_and_its_challenger_learns_from_the_same(file: Path) -> None:
    first = store.resolve("logreg")
    assert learnt(file).card.lineage.teacher == first
    assert challenged().card.lineage.teacher == first


def test_where_a_teacher_has_left_the_store_the_champion_of_its_family_teaches(file: Path) -> None:
    first = store.resolve("logreg")
    champion = learnt(file)
    bentoml.models.delete(first)
    assert challenged().card.lineage.teacher == champion.tag


def test_what_could_teach_is_trained_first_and_without_it_the_others_are_not_trained(tmp_path: Path) -> None:
    path = reviewers.write(tmp_path)
    done = sentiment(
        tmp_path, "train", "all", "--data", str(path), "--teacher", "bert", "--base-model", "./nowhere"
    )
    assert "Not trained: bert, logreg, lstm-word2vec, lstm-glove." in done.stderr
    assert done.stderr.count("No bert model is in the store") == 3
