"""`sentiment alerts replay`."""

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bentos.settings import settings
from tests.conftest import own_home
from train.cli import app

SPIKE = """date,text,label
2031-05-17 08:30:00,late again,negative
2031-05-17T08:31:00Z,lost my bag,negative
Sat May 17 01:32:00 PDT 2031,nobody answers,negative
2031-05-17 08:33:00,thank you,positive
2031-05-17 09:33:00 +0000,why,negative
"""
ALERT = {"began": "2031-05-17T08:32:00+00:00", "over": "2031-05-17T08:40:00+00:00", "negatives": 3}


def replay(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["alerts", "replay", *arguments])


@pytest.fixture
def spike(home: Path) -> str:
    """A file of three negative tweets within two minutes, dated in three ways, and two others."""
    path = home / "spike.csv"
    path.write_text(SPIKE, encoding="utf-8")
    return str(path)


def test_what_labels_would_have_set_off_is_printed_as_json(spike: str) -> None:
    done = replay(spike, "--labelled", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout) == {"by": "labels", "tweets": 5, "negative": 4, "alerts": [ALERT]}


def test_a_table_shows_each_alert_with_its_negatives(spike: str) -> None:
    done = replay(spike, "--labelled")
    assert [line.split()[-1] for line in done.stdout.splitlines() if "2031" in line] == ["3"]


def test_the_rule_is_that_of_the_settings(spike: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_THRESHOLD", "4")
    settings.cache_clear()
    done = replay(spike, "--labelled")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "No alert." in done.stderr


@pytest.mark.usefixtures("home")
def test_the_official_layout_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    rows = [
        f'"{label}","1","Mon Jun 01 19:4{minute}:16 PDT 2009","NO_QUERY","user","a tweet"\n'
        for label, minute in ((0, 3), (4, 2), (0, 1), (0, 4))
    ]
    path = tmp_path / "tweets.csv.gz"
    path.write_bytes(gzip.compress("".join(rows).encode()))
    [alert] = json.loads(replay(str(path), "--labelled", "--json").stdout)["alerts"]
    assert alert["began"] == "2009-06-02T02:44:16+00:00"


def test_without_labels_the_model_of_the_best_validation_decides(trained_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    tweets = "".join(f"2031-05-17 08:30:0{second},so sad i hate this\n" for second in range(3))
    path.write_text(f"created_at,tweet\n{tweets}", encoding="utf-8")
    with own_home(trained_home):
        done = replay(str(path), "--json")
        named = replay(str(path), "--json", "--model", "logreg")
    assert done.exit_code == named.exit_code == 0, done.stderr
    assert json.loads(named.stdout)["by"].startswith("logreg:")
    assert json.loads(named.stdout)["negative"] == 3
    assert ":" in json.loads(done.stdout)["by"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        (None, ["--labelled"], "does not exist"),
        ("text\nlate\n", ["--labelled"], "no date column"),
        ("text,date\nlate,2031-05-17\n", ["--labelled"], "no label column"),
        ("text,date\nlate,2031-05-17\n", ["--date-column", "day", "--labelled"], "no column “day”"),
        ("text,date,label\nlate,soon,0\n", ["--labelled"], "no usable row"),
        ("text,date\nlate,2031-05-17\n", ["--model", "bert"], "No bert model is in the store"),
        ("text,date\nlate,2031-05-17\n", [], "sentiment train"),
        ("text,date,label\nlate,2031-05-17,sad\n", ["--labelled"], "the label “sad” is unknown"),
    ],
)
def test_what_cannot_be_replayed_is_told_in_a_sentence(
    tmp_path: Path, content: str | None, arguments: list[str], sentence: str
) -> None:
    path = tmp_path / "tweets.csv"
    if content:
        path.write_text(content, encoding="utf-8")
    done = replay(str(path), *arguments)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
