"""The command line: what it prints, and how it fails."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bentos import settings
from tests.conftest import environment, own_home
from tests.train import tweets
from train.cli import app
from train.logreg import FEW


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A file of 600 invented tweets."""
    rows = tweets.rows(0, 600)
    path = tmp_path / "tweets.jsonl"
    records = [
        {"text": text, "label": int(label)} for text, label in zip(rows.texts, rows.labels, strict=True)
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "logreg", "--data", "nowhere.csv"], "nowhere.csv does not exist"),
        (["train", "logreg", "--data", "sentiment140"], "sentiment fetch sentiment140"),
        (["train", "logreg", "--data", "LABELLED", "--text-column", "tweet"], "has no column “tweet”"),
        (["train", "svm"], "svm"),
        (["train", "logreg", "--limit", "0"], "--limit"),
        (["train", "logreg", "--teacher", "bert"], "No bert model is in the store"),
        (["train", "bert", "--teacher", "logreg"], "bert learns from labels alone"),
        (["evaluate", "--model", "logreg", "--data", "LABELLED"], "No logreg model is in the store"),
        (["cascade"], "No logreg model is in the store"),
        (["compare"], "No bert model is in the store"),
        (["compare", "--json"], "No bert model is in the store"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    labelled: Path, arguments: list[str], sentence: str
) -> None:
    result = CliRunner().invoke(app, [str(labelled) if word == "LABELLED" else word for word in arguments])
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "seventy", "PORT"),
        ("SENTIMENT_HOME", "/proc/nowhere", "/proc/nowhere"),
        ("MLFLOW_TRACKING_URI", "http://127.0.0.1:9", "http://127.0.0.1:9"),
    ],
)
def test_an_environment_that_does_not_work_is_said_in_a_sentence(
    labelled: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    settings.settings.cache_clear()
    result = CliRunner().invoke(app, ["train", "logreg", "--data", str(labelled)])
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.usefixtures("home")
def test_an_empty_store_is_said_to_be_empty() -> None:
    result = CliRunner().invoke(app, ["models"])
    assert result.exit_code == 0
    assert "The model store is empty" in result.stderr


def test_a_stored_model_is_measured_on_any_labelled_file(trained_home: Path, labelled: Path) -> None:
    with own_home(trained_home):
        result = CliRunner().invoke(app, ["evaluate", "--model", "logreg", "--data", str(labelled), "--json"])
    assert result.exit_code == 0, result.stderr
    figures = json.loads(result.stdout)
    assert figures["rows"] == 600
    assert {"accuracy", "loss", "auc", "precision", "recall", "f1", "milliseconds_per_tweet"} < set(figures)


def test_training_prints_the_tag_alone_and_its_progress_beside_it(tmp_path: Path, labelled: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "train.cli", "train", "logreg", "--data", str(labelled), "--limit", "200"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("sentiment-logreg:")
    assert len(done.stdout.splitlines()) == 1
    candidates = sum(len(penalties) for _, penalties in FEW)
    assert f"candidate-{candidates}, " in done.stderr
    assert "alembic" not in done.stderr


def test_interrupted_training_says_so_and_saves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "train.cli", "train", "logreg"]
    with subprocess.Popen(
        command,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets what it runs in the background ignore Ctrl-C, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            # From here on nothing is imported: an interrupted import may end in any error.
            if "candidate-1" in line:
                os.kill(process.pid, signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130
    assert rest.splitlines()[-1].startswith("Interrupted")
    assert not list((tmp_path / "bentoml" / "models").glob("sentiment-*"))
