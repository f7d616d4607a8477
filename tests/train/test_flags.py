"""`sentiment feedback export`."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bentos.records.exported import COLUMNS, record
from bentos.records.feedback import Feedback, Flag
from bentos.settings import settings
from train.cli import app
from train.flags import write_csv, write_json_lines

TWEETS = ["=1+1 is more fun than this", "plain, “quoted” and\ntwo lines", "nul \x00 and \ud800 \\u0000 🙂"]
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
MOMENT = datetime(2031, 5, 17, 8, 30, tzinfo=UTC)
ANY_TEXT = st.text(st.characters())


def made(text: str, comment: str = "") -> Flag:
    return Flag("f1", "p1", 0, comment, MOMENT, text, "bert:a1", 1, 0.75)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["feedback", "export", *arguments])


@pytest.fixture
def flagged(home: Path) -> Path:
    """A home whose database holds a flag for each tweet; the folder to export to."""
    feedback = Feedback(settings().database)
    for number, tweet in enumerate(TWEETS):
        feedback.record(str(number), None, tweet, "bert:a1", 1, 0.75, {"Negative": 0.25, "Positive": 0.75})
        feedback.flag(str(number), 0, f"@comment {number}")
    feedback.close()
    return home


def test_json_lines_hold_every_flag_exactly(flagged: Path) -> None:
    done = run(str(flagged / "flags.jsonl"))
    rows = [json.loads(line) for line in (flagged / "flags.jsonl").read_text().splitlines()]
    assert done.exit_code == 0
    assert "3 flags written to" in done.output
    assert [row["text"] for row in rows] == TWEETS
    assert [row["comment"] for row in rows] == ["@comment 0", "@comment 1", "@comment 2"]
    assert [row["label"] for row in rows] == [0, 0, 0]


def test_csv_opens_in_a_spreadsheet_as_text(flagged: Path) -> None:
    assert run(str(flagged / "flags.csv")).exit_code == 0
    content = (flagged / "flags.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [row["text"] for row in rows[:2]] == ["'" + TWEETS[0], TWEETS[1]]
    assert rows[0]["comment"] == "'@comment 0"
    assert rows[0]["label"] == "0"


def test_a_dash_prints_json_lines_and_nothing_else(flagged: Path) -> None:  # noqa: ARG001 - its flags are printed
    done = run("-")
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == TWEETS
    assert done.stderr == "3 flags printed.\n"


def test_an_older_file_is_replaced_and_nothing_else_is_left(flagged: Path) -> None:
    folder = flagged / "out"
    folder.mkdir()
    (folder / "flags.csv").write_text("old")
    run(str(folder / "flags.csv"))
    assert "old" not in (folder / "flags.csv").read_text()
    assert [path.name for path in folder.iterdir()] == ["flags.csv"]


def test_a_database_without_flags_gives_a_file_without_rows(home: Path) -> None:
    feedback = Feedback(settings().database)
    feedback.start()
    feedback.close()
    done = run(str(home / "flags.csv"))
    assert "0 flags written" in done.output
    assert len((home / "flags.csv").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("out", "sentence"), [("flags.xlsx", ".csv or .jsonl"), ("nowhere/flags.csv", "nowhere")]
)
def test_a_file_that_cannot_be_written_is_told_in_a_sentence(flagged: Path, out: str, sentence: str) -> None:
    done = run(str(flagged / out))
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_is_not_there_is_told_and_not_made(home: Path) -> None:
    done = run(str(home / "flags.csv"))
    assert done.exit_code == 2
    assert "No flags were stored yet" in done.stderr
    assert list(home.rglob("*.db")) == list(home.rglob("flags.csv")) == []


def test_a_file_that_is_no_database_leaves_the_older_export(flagged: Path) -> None:
    (flagged / "flags.csv").write_text("old")
    (flagged / "home" / "sentiment.db").write_bytes(b"not a database " * 100)
    done = run(str(flagged / "flags.csv"))
    assert done.exit_code == 2
    assert "The flags cannot be read" in done.stderr
    assert (flagged / "flags.csv").read_text() == "old"


@given(ANY_TEXT, ANY_TEXT)
@example("=1+1", "@user")
@example("\r-1", "'=1")
def test_no_cell_of_a_csv_begins_as_a_formula(text: str, comment: str) -> None:
    file = io.StringIO(newline="")
    write_csv(file, [made(text, comment)])
    cells = dict(zip(COLUMNS, list(csv.reader(io.StringIO(file.getvalue(), newline="")))[1], strict=True))
    for name, value in (("text", text), ("comment", comment)):
        assert cells[name] == (f"'{value}" if value.startswith(FORMULA) else value)


@given(ANY_TEXT)
def test_a_json_line_holds_a_text_exactly(text: str) -> None:
    file = io.StringIO()
    write_json_lines(file, [made(text)])
    # JSON has no way to tell two halves of a character from the character.
    exact = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert json.loads(file.getvalue()) == record(made(exact))
    assert file.getvalue().count("\n") == 1
