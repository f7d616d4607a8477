"""How good a model is said to be."""

import numpy as np
import pytest

from train import evaluate


def _logits(positive: list[float]) -> np.ndarray:
    odds = np.log(np.array(positive) / (1 - np.array(positive)))
    return np.stack([-odds / 2, odds / 2], axis=1).astype(np.float32)


def test_the_figures_are_those_of_the_textbook() -> None:
    labels = np.array([1, 1, 1, 0, 0], dtype=np.int8)
    figures = evaluate.metrics(labels, _logits([0.9, 0.8, 0.29, 0.6, 0.2]))
    assert figures == pytest.approx(
        {
            "accuracy": 3 / 5,
            "precision": 2 / 3,
            "recall": 2 / 3,
            "f1": 2 / 3,
            "auc": 5 / 6,
            "loss": -np.mean(np.log([0.9, 0.8, 0.29, 0.4, 0.8])),
            "rows": 5,
            "unsure": 1 / 5,
            "accuracy_unsure": 0,
            "accuracy_sure": 3 / 4,
        },
        abs=1e-6,
    )


def test_rows_of_one_label_have_no_auc() -> None:
    figures = evaluate.metrics(np.array([1, 1], dtype=np.int8), _logits([0.9, 0.2]))
    assert "auc" not in figures
    assert figures["accuracy"] == 0.5


class _Lengths:
    """A classifier that says how long each text is, and remembers how many it was asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def logits(self, texts: list[str]) -> np.ndarray:
        self.asked.append(len(texts))
        return np.array([[0, len(text)] for text in texts], dtype=np.float32).reshape(-1, 2)


def test_many_texts_are_read_in_parts_and_keep_their_order() -> None:
    lengths, said = _Lengths(), []
    logits = evaluate.all_logits(lengths, ["x" * (n % 7) for n in range(5_000)], said.append)
    assert logits[:, 1].tolist() == [n % 7 for n in range(5_000)]
    assert sum(lengths.asked) == 5_000
    assert said[-1] == "5,000 of 5,000 tweets"


def test_no_texts_have_no_logits() -> None:
    assert evaluate.all_logits(_Lengths(), []).shape == (0, 2)


def test_time_is_measured_one_tweet_at_a_time() -> None:
    lengths = _Lengths()
    assert evaluate.milliseconds_per_tweet(lengths, ["a"] * 50) >= 0
    assert set(lengths.asked) == {1}
