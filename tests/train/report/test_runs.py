"""The runs that a report knows of."""

import mlflow
import pytest

from train import tracking
from train.report import runs


@pytest.mark.usefixtures("tracked")
def test_that_there_are_older_runs_than_those_shown_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = tracking.experiment("logreg")
    for number in range(3):
        with mlflow.start_run(experiment_id=experiment):
            mlflow.set_tag("bento.tag", f"sentiment-logreg:{number}")
    monkeypatch.setattr(runs, "MOST", 3)
    found, older = runs.known([])
    assert (len(found), older) == (3, False)
    monkeypatch.setattr(runs, "MOST", 2)
    found, older = runs.known([])
    assert ([each.name.split()[0] for each in found], older) == (["logreg:2", "logreg:1"], True)
