"""What MLflow keeps of a run."""

import pytest

from train import tracking


@pytest.mark.usefixtures("tracked")
def test_the_experiment_is_made_once() -> None:
    assert tracking.experiment("bert") == tracking.experiment("bert")
