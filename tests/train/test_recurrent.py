"""Training the LSTMs: what Keras learns is what is served, and a seed says it all."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bentos import models
from train.fitted import Options
from train.recurrent import MAX_EPOCHS, Lstm, fit_glove, fit_word2vec
from train.rows import Rows, Split

WORDS = {
    0: ["awful", "late", "broken", "rude", "cold", "never"],
    1: ["lovely", "early", "shiny", "kind", "warm", "always"],
}
NEUTRAL = ["the", "bus", "soup", "phone", "concert", "is", "my", "so"]


def rows(count: int, seed: int) -> Rows:
    """Made-up tweets of 1 to 12 words, two thirds of them neutral, that one kind of word decides."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    labels = [n % 2 for n in range(count)]
    texts = [
        " ".join(
            [draw.choice(NEUTRAL if draw.random() < 0.6 else WORDS[label]) for _ in range(draw.randrange(12))]
            + [draw.choice(WORDS[label])]
        )
        for label in labels
    ]
    return Rows(texts, np.array(labels, np.int8))


@pytest.fixture(scope="module")
def split() -> Split:
    return Split(rows(320, 1), rows(60, 2), rows(60, 3), sources=("made up",))


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GloVe file that knows all but a few words."""
    draw = np.random.default_rng(5)
    path = tmp_path_factory.mktemp("vectors") / "glove.txt"
    known = [*WORDS[0][1:], *WORDS[1][1:], *NEUTRAL]
    lines = [f"{word} {' '.join(map(str, draw.normal(size=20).round(4)))}\n" for word in known]
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(split: Split, vectors: Path, run_id: str) -> Lstm:
    import mlflow

    with mlflow.start_run(run_id=run_id):
        return fit_glove(split, Options(vectors=str(vectors)))


def accuracy(lstm: Lstm, rows: Rows) -> float:
    return float((lstm.logits(rows.texts).argmax(1) == rows.labels).mean())


def test_it_learns_which_words_decide(trained: Lstm, split: Split) -> None:
    assert accuracy(trained, split.test) > 0.9
    assert trained.vectors == "glove.txt"


def test_the_run_knows_every_epoch(trained: Lstm, run_id: str) -> None:
    import mlflow

    history = mlflow.MlflowClient().get_metric_history(run_id, "epoch_val_loss")
    assert [point.step for point in history] == [*range(1, int(str(trained.parameters["epochs"])) + 1)]


def test_the_export_agrees_with_keras_at_every_length(trained: Lstm, tmp_path: Path, split: Split) -> None:
    served = models.load("lstm-glove", tmp_path, trained.export(tmp_path)[0])
    texts = [*split.test.texts, "", "lovely", "unheard of", "rude " * 200]
    assert np.allclose(served.logits(texts), trained.logits(texts), atol=1e-5)


def test_padding_changes_nothing(trained: Lstm) -> None:
    short = np.array([[2, 3, 4]], np.int32)
    padded = np.pad(short, ((0, 0), (0, 40)))
    assert np.allclose(trained.network(short), trained.network(padded), atol=1e-6)


@pytest.mark.usefixtures("own_run")
def test_one_seed_gives_one_model(trained: Lstm, split: Split, vectors: Path) -> None:
    again = fit_glove(split, Options(vectors=str(vectors)))
    assert np.allclose(again.logits(split.test.texts), trained.logits(split.test.texts), atol=1e-4)


@pytest.mark.usefixtures("own_run")
def test_a_training_that_was_stopped_goes_on_and_ends_the_same(
    trained: Lstm, split: Split, vectors: Path
) -> None:
    class Stopped(Exception):  # noqa: N818 - no fault: the process is killed
        pass

    def look(share: float, loss: float) -> None:  # noqa: ARG001 - whoever watches hears it
        seen.append(round(share * MAX_EPOCHS))

    def stop(share: float, loss: float) -> None:
        look(share, loss)
        if seen[-1] == 4:
            raise Stopped

    seen: list[int] = []
    options = Options(vectors=str(vectors))
    with pytest.raises(Stopped):
        fit_glove(split, replace(options, watch=stop))
    again = fit_glove(split, replace(options, watch=look))
    # What was read of the fourth epoch is read again.
    assert seen == [1, 2, 3, 4, *range(4, int(str(trained.parameters["epochs"])) + 1)]
    assert again.parameters == trained.parameters
    assert np.allclose(again.logits(split.test.texts), trained.logits(split.test.texts), atol=1e-4)


@pytest.mark.usefixtures("own_run")
def test_word2vec_starts_the_same_network(trained: Lstm, split: Split) -> None:
    lstm = fit_word2vec(split, Options())
    assert lstm.parameters["units"] == trained.parameters["units"]
    assert accuracy(lstm, split.test) > 0.9


def test_no_texts_give_no_rows(trained: Lstm) -> None:
    assert trained.logits([]).shape == (0, 2)
