"""Tweets that a model has learnt are no test of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bentos import store
from bentos.card import Retraining
from bentos.store import Stored
from tests.conftest import own_home
from tests.train import reviewers
from tests.train.conftest import tracked_home
from train import base
from train.base import Source
from train.report import learnt
from train.report.tweets import Tweets
from train.rows import Rows, Split


@pytest.fixture(scope="module")
def model(trained_home: Path) -> Iterator[Stored]:
    with own_home(trained_home):
        yield store.load(store.resolve("logreg"))


@pytest.fixture(scope="module")
def split(model: Stored) -> Split:
    return base.rows_of(model, Source())


def _tweets(*parts: Rows) -> Tweets:
    texts = [text for rows in parts for text in rows.texts]
    return Tweets("", texts, texts, Rows.of(dict.fromkeys(texts, 0)).labels, {})


def test_of_the_test_nothing_is_said(model: Stored, split: Split) -> None:
    tweets = Tweets("", split.test.texts, split.test.texts, split.test.labels, {})
    assert learnt.warnings([model], tweets) == []


def test_of_a_part_of_the_test_nothing_is_said_either(model: Stored, split: Split) -> None:
    assert learnt.warnings([model], _tweets(Rows(split.test.texts[:20], split.test.labels[:20]))) == []


def test_what_was_learnt_is_counted(model: Stored, split: Split) -> None:
    some = Rows(split.train.texts[:7], split.train.labels[:7])
    [said] = learnt.warnings([model], _tweets(some, split.test))
    assert said.startswith(f"{model.version} has learnt 7 of these {7 + len(split.test):,} tweets")


@pytest.mark.parametrize("kept", [True, False])
def test_flags_that_were_learnt_are_counted_or_nobody_knows(
    tmp_path: Path, no_runs: Path, *, kept: bool
) -> None:
    with tracked_home(tmp_path, no_runs):
        model = store.load(reviewers.train(reviewers.write(tmp_path)))
        flags = tuple(reviewers.flag()) if kept else ("gone",)
        split = base.rows_of(model, Source())
        retraining = Retraining(
            parent=model.tag,
            base_fingerprint=split.train.fingerprint(),
            base_rows=len(split.train),
            flags=flags,
            regressions=(),
            weight=1,
        )
        retrained = Stored(model.tag, model.folder, model.card.model_copy(update={"retraining": retraining}))
        [said] = learnt.warnings([retrained], _tweets(Rows.of(dict(reviewers.SAID))))
    assert said.startswith(
        f"{model.version} has learnt {len(flags)} of" if kept else f"Nobody knows whether {model.version} has"
    )


def test_where_the_training_data_are_gone_nobody_knows(model: Stored) -> None:
    gone = model.card.lineage.model_copy(update={"data": ("gone.csv",)})
    moved = Stored(model.tag, model.folder, model.card.model_copy(update={"lineage": gone}))
    [said] = learnt.warnings([moved], _tweets(Rows.of({"a tweet": 1})))
    assert said.startswith(f"Nobody knows whether {model.version} has learnt")
