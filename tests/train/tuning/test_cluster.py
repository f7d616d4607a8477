"""A search on a real Ray cluster of two nodes."""

import json
from pathlib import Path

import pytest

from tests.conftest import sentiment
from tests.server import free_port
from tests.train.scoring.nodes import two_nodes


@pytest.mark.usefixtures("tracked")
def test_the_trials_of_a_cluster_are_those_of_the_study(tmp_path: Path) -> None:
    command = ("tune", "logreg", "--limit", "100", "--json", "--trials")
    with two_nodes(tmp_path) as (cluster, _):
        done = sentiment(tmp_path, *command, "2", "--engine", "ray", "--address", cluster.address)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["trials"] == 2
    assert "ray" not in found["train"]
    # Nothing is left to be done here.
    assert json.loads(sentiment(tmp_path, *command, "2").stdout) == found


@pytest.mark.usefixtures("tracked")
def test_where_no_cluster_answers_is_told_in_a_sentence(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    refused = sentiment(tmp_path, "tune", "logreg", "--engine", "ray", "--address", address)
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-1].startswith(f"No Ray cluster answers at {address}")
