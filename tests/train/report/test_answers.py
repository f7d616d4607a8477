"""How long a model takes."""

import numpy as np

from train.report import answers


class _Counted:
    """A classifier that remembers how many texts each call had."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def logits(self, texts: list[str]) -> np.ndarray:
        self.calls.append(len(texts))
        return np.zeros((len(texts), 2), dtype=np.float32)


def test_so_many_batches_are_timed_each_several_times() -> None:
    counted = _Counted()
    assert answers.milliseconds(counted, ["late"] * 100, 32, 2) >= 0
    assert counted.calls == [32, 32] * 5


def test_fewer_texts_than_a_batch_are_one_batch() -> None:
    counted = _Counted()
    answers.milliseconds(counted, ["late"] * 5, 32, 20)
    assert counted.calls == [5] * 5
