"""Scoring on a real Ray cluster of two nodes."""

import subprocess
import sys
import time
from pathlib import Path

from typer.testing import CliRunner

from tests.conftest import environment, own_home
from tests.server import free_port
from tests.train.scoring import files
from tests.train.scoring.nodes import two_nodes
from train.cli import app
from train.scoring.block import SIZE

_BLOCKS = 8


def test_each_row_is_scored_as_on_one_machine_though_a_node_is_killed(
    tmp_path: Path, trained_home: Path
) -> None:
    texts = [*files.some(_BLOCKS * SIZE - 2), "", "42"]
    source = files.written(tmp_path / "tweets.csv", texts)
    local, out = tmp_path / "local.csv", tmp_path / "out.csv"
    arguments = ("--model", "logreg")
    with own_home(trained_home):
        CliRunner().invoke(app, ["score", str(source), str(local), *arguments])
    journal = tmp_path / "out.csv.parts" / "journal.jsonl"
    with two_nodes(tmp_path) as (cluster, second):
        command = [sys.executable, "-m", "train.cli", "score", source, out, *arguments]
        running = subprocess.Popen(
            [*command, "--engine", "ray", "--address", cluster.address],
            env=environment(trained_home),
            stderr=subprocess.PIPE,
            text=True,
        )
        while not journal.exists() or journal.read_text().count("\n") < 2:
            assert running.poll() is None, running.stderr and running.stderr.read()
            time.sleep(0.05)
        cluster.remove_node(second, allow_graceful=False)
        _, said = running.communicate()
    assert running.returncode == 0, said
    assert out.read_bytes() == local.read_bytes()


def test_an_address_at_which_no_cluster_answers_is_told_in_a_sentence(
    tmp_path: Path, trained_home: Path
) -> None:
    source = files.written(tmp_path / "tweets.csv", ["so happy"])
    options = ["--engine", "ray", "--address", f"127.0.0.1:{free_port()}"]
    with own_home(trained_home):
        refused = CliRunner().invoke(
            app, ["score", str(source), str(tmp_path / "out.csv"), "--model", "logreg", *options]
        )
    assert refused.exit_code == 2
    assert "start one with `ray start --head`, or give its --address." in refused.stderr
