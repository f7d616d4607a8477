"""`sentiment score` on files of every kind."""

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.conftest import environment, own_home
from tests.server import Server
from tests.train.scoring import files
from train.cli import app
from train.scoring.block import SIZE
from train.scoring.parts import alone

UNFIT = {"": "empty", "  ": "empty", "42": "number", "x" * 5_001: "text_too_long"}


@pytest.fixture(scope="module", autouse=True)
def _trained(trained_home: Path) -> Iterator[None]:
    with own_home(trained_home):
        yield


def score(source: Path, out: Path, *options: str, model: str = "logreg") -> Result:
    return CliRunner().invoke(app, ["score", str(source), str(out), "--model", model, *options])


def scored(source: Path, out: Path, *options: str, model: str = "logreg") -> list[files.Cells]:
    result = score(source, out, *options, model=model)
    assert result.exit_code == 0, result.stderr
    return files.read(out)


def said(rows: list[files.Cells]) -> list[tuple[str, ...]]:
    """What a model said of each row."""
    return [(row["prediction"], row["sentiment"], row["confidence"], row["model"]) for row in rows]


@pytest.mark.parametrize("name", ["tweets.tsv", "tweets.csv.gz", "tweets.jsonl", "tweets.parquet"])
def test_a_file_of_any_kind_is_scored_as_csv_is(tmp_path: Path, name: str) -> None:
    texts = files.some(40)
    expected = scored(files.written(tmp_path / "tweets.csv", texts), tmp_path / "out.csv")
    rows = scored(files.written(tmp_path / name, texts), tmp_path / f"out-{name}")
    assert [(row["id"], row["text"]) for row in rows] == [(str(n), text) for n, text in enumerate(texts)]
    assert said(rows) == said(expected)


def test_the_official_layout_is_given_a_header(tmp_path: Path) -> None:
    source = tmp_path / "training.csv"
    source.write_text('"0","7","Mon Apr 06 22:19:45 PDT 2009","NO_QUERY","ann","late again, of course"\n')
    (row,) = scored(source, tmp_path / "out.csv")
    assert [*row][:6] == ["target", "id", "date", "flag", "user", "text"]
    assert row["text"] == "late again, of course"
    assert row["sentiment"] in {"Negative", "Positive"}


def test_bytes_that_are_not_utf8_are_scored_and_stand_as_they_were(tmp_path: Path) -> None:
    source, out = tmp_path / "tweets.csv", tmp_path / "out.csv"
    source.write_bytes(b"text\nI love this caf\xe9\n")
    result = score(source, out)
    assert result.exit_code == 0, result.stderr
    assert out.read_bytes().splitlines()[1].startswith(b"I love this caf\xe9,")


def test_a_text_that_no_model_can_answer_has_a_reason_instead(tmp_path: Path) -> None:
    rows = scored(files.written(tmp_path / "tweets.csv", ["so happy", *UNFIT]), tmp_path / "out.csv")
    assert [row["reason"] for row in rows] == ["", *UNFIT.values()]
    assert {(row["prediction"], row["confidence"], row["model"]) for row in rows[1:]} == {("", "", "")}


def test_an_object_without_a_text_has_a_reason(tmp_path: Path) -> None:
    source = tmp_path / "tweets.jsonl"
    source.write_text('{"text": "fine"}\n{"text": null}\n{}\n{"text": 42}\n')
    rows = scored(source, tmp_path / "out.jsonl")
    assert [row["reason"] for row in rows] == ["", "no_text", "no_text", "number"]


def test_what_stands_in_an_object_stays_as_it_is_written(tmp_path: Path) -> None:
    source, out = tmp_path / "tweets.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 12345678901234567890.0100, "text": "fine"}\n')
    scored(source, out)
    assert out.read_text().startswith('{"id": 12345678901234567890.0100, "text": "fine", "prediction": ')


def test_lines_that_hold_no_row_are_left_out_and_named(tmp_path: Path) -> None:
    source = tmp_path / "tweets.csv"
    source.write_text("id,text\n1,fine\n2,one,too many\n3,good\n")
    result = score(source, tmp_path / "out.csv", "--json")
    assert json.loads(result.stdout)["unread_lines"] == 1
    assert [row["id"] for row in files.read(tmp_path / "out.csv")] == ["1", "3"]


def test_a_column_of_the_same_name_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    scored(files.written(tmp_path / "tweets.csv", ["so happy"]), once)
    (row,) = scored(once, twice, model="bert")
    assert row["model"].startswith("logreg:")
    assert row["scored_model"].startswith("bert:")


def test_the_counts_are_those_of_the_rows(tmp_path: Path) -> None:
    texts = [*files.some(40), "", "42"]
    result = score(files.written(tmp_path / "tweets.csv", texts), tmp_path / "out.csv", "--json")
    counts, rows = json.loads(result.stdout), files.read(tmp_path / "out.csv")
    assert (counts["rows"], counts["empty"], counts["number"]) == (42, 1, 1)
    assert counts["negative"] == sum(row["sentiment"] == "Negative" for row in rows)
    assert counts["positive"] == sum(row["sentiment"] == "Positive" for row in rows)


@pytest.mark.parametrize("model", ["logreg", "lstm-glove", "auto"])
def test_the_service_says_the_same(tmp_path: Path, server: Server, model: str) -> None:
    texts = files.some(60)
    rows = scored(files.written(tmp_path / "tweets.csv", texts), tmp_path / "out.csv", model=model)
    body = {"texts": texts, "model": model}
    results = httpx.post(f"{server.url}/predict/batch/", json=body, timeout=60).json()["results"]
    answers = [result["prediction"] for result in results]
    assert said(rows) == [
        (str(a["prediction"]), a["sentiment"], str(a["confidence"]), a["model"]) for a in answers
    ]


def test_without_a_model_that_which_the_service_answers_with_is_asked(tmp_path: Path, server: Server) -> None:
    source, out = files.written(tmp_path / "tweets.csv", ["so happy"]), tmp_path / "out.csv"
    assert CliRunner().invoke(app, ["score", str(source), str(out)]).exit_code == 0
    served = httpx.get(f"{server.url}/models/").json()["served"]
    (default,) = [model["model"] for model in served if model["default"]]
    assert files.read(out)[0]["model"] == default


def test_a_run_that_was_killed_goes_on_and_each_row_is_written_once(
    tmp_path: Path, trained_home: Path
) -> None:
    source = files.written(tmp_path / "tweets.csv", files.some(6 * SIZE))
    whole, out = tmp_path / "whole.csv", tmp_path / "out.csv"
    journal = tmp_path / "out.csv.parts" / "journal.jsonl"
    killed = subprocess.Popen(
        [sys.executable, "-m", "train.cli", "score", source, out, "--model", "logreg"],
        env=environment(trained_home),
        stderr=subprocess.DEVNULL,
    )
    while not journal.exists() or journal.read_text().count("\n") < 3:
        assert killed.poll() is None
        time.sleep(0.01)
    workers = psutil.Process(killed.pid).children(recursive=True)
    killed.kill()
    assert killed.wait() == -signal.SIGKILL
    assert not out.exists()
    result = score(source, out)
    assert "Going on after" in result.stderr
    assert scored(source, whole) == files.read(out)
    assert len(files.read(out)) == 6 * SIZE
    assert not journal.parent.exists()
    psutil.wait_procs(workers, timeout=30)
    assert not [worker for worker in workers if worker.is_running()]


def test_a_second_run_with_the_same_output_is_refused_while_the_first_goes_on(tmp_path: Path) -> None:
    source, out = files.written(tmp_path / "tweets.csv", ["so happy"]), tmp_path / "out.csv"
    with alone(tmp_path / "out.csv.parts"):
        refused = score(source, out)
    assert refused.exit_code == 2
    assert "wait until it has ended, or give another OUT." in refused.stderr
    assert len(scored(source, out)) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"tweets.csv", "out.csv"}


def test_a_disk_that_takes_no_more_ends_in_a_sentence_and_the_run_goes_on_later(
    tmp_path: Path, trained_home: Path
) -> None:
    source, out = files.written(tmp_path / "tweets.csv", files.some(SIZE)), tmp_path / "out.csv"
    # Every file that the command writes may have a kilobyte, as if the disk had no more.
    limited = (
        "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (1024, 1024)); import train.cli; train.cli.app()"
    )
    failed = subprocess.run(
        [sys.executable, "-c", limited, "score", source, out, "--model", "logreg"],
        env=environment(trained_home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert failed.returncode == 2
    assert failed.stderr.splitlines()[-1].endswith("check the disk and the path.")
    assert len(scored(source, out)) == SIZE


def test_parts_of_another_model_are_left_alone_unless_forced(tmp_path: Path) -> None:
    source, out = files.written(tmp_path / "tweets.csv", ["so happy"]), tmp_path / "out.csv"
    parts = tmp_path / "out.csv.parts"
    parts.mkdir()
    (parts / "journal.jsonl").write_text('{"models": ["sentiment-bert:other"]}\n')
    refused = score(source, out)
    assert refused.exit_code == 2
    assert "give --force to begin anew" in refused.stderr
    assert len(scored(source, out, "--force")) == 1


def test_a_file_that_is_there_is_replaced_only_if_forced(tmp_path: Path) -> None:
    source, out = files.written(tmp_path / "tweets.csv", ["so happy"]), tmp_path / "out.csv"
    out.write_text("mine")
    refused = score(source, out)
    assert (refused.exit_code, out.read_text()) == (2, "mine")
    assert "exists; give another name, or --force to replace it." in refused.stderr
    assert len(scored(source, out, "--force")) == 1


@pytest.mark.parametrize(
    ("content", "out", "options", "sentence"),
    [
        ("text\nfine\n", "out.jsonl", [], "is to be of the kind of what is scored; end its name in .csv"),
        ("text\nfine\n", "nowhere/out.csv", [], "is not a folder; make it first."),
        ("text\nfine\n", "tweets.csv", [], "is the file that is scored; give another name."),
        ("text\nfine\n", "out.csv", ["--text-column", "body"], "has no column “body”; its columns are text"),
        ("a,b\n1,2\n", "out.csv", [], "has no text column; its columns are a, b"),
        ("", "out.csv", [], "is empty; give a file of tweets with a header."),
        (None, "out.csv", [], "does not exist; check the path."),
    ],
)
def test_what_cannot_be_scored_is_told_in_a_sentence(
    tmp_path: Path, content: str | None, out: str, options: list[str], sentence: str
) -> None:
    source = tmp_path / "tweets.csv"
    if content is not None:
        source.write_text(content)
    refused = score(source, tmp_path / out, *options)
    assert refused.exit_code == 2
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_file_with_a_header_alone_has_a_header_alone_afterwards(tmp_path: Path) -> None:
    source, out = tmp_path / "tweets.csv", tmp_path / "out.csv"
    source.write_text("id,text\n")
    assert scored(source, out) == []
    assert next(csv.reader(out.open()))[:3] == ["id", "text", "prediction"]
