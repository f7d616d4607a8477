"""What is already scored survives whatever stops a run."""

from pathlib import Path

import pytest

from train.scoring.parts import Parts, alone
from train.tables import DataError

RUN = {"models": ["one"], "rows": 2}
COUNTS = {"rows": 2}


def opened(folder: Path, *, force: bool = False, **run: object) -> Parts:
    (folder / "parts").mkdir(exist_ok=True)
    return Parts(folder / "parts", RUN | run, force=force)


def text(content: str) -> object:
    return lambda path: path.write_text(content)


def joined(parts: Parts, out: Path) -> str:
    parts.join(out, lambda each, path: path.write_text("".join(part.read_text() for part in each)))
    return out.read_text()


def fail(path: Path) -> None:
    path.write_text("half")
    raise OSError("the disk is full")


def test_the_parts_are_joined_in_their_order_and_deleted(tmp_path: Path) -> None:
    with alone(tmp_path / "parts"):
        parts = opened(tmp_path)
        for number in (2, 0, 1):
            parts.add(number, text(str(number)), COUNTS)
        assert joined(parts, tmp_path / "out") == "012"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_next_run_knows_what_is_done(tmp_path: Path) -> None:
    opened(tmp_path).add(0, text("0"), COUNTS)
    assert opened(tmp_path).done == {0: COUNTS}


def test_a_part_that_was_not_written_to_its_end_is_not_done(tmp_path: Path) -> None:
    parts = opened(tmp_path)
    with pytest.raises(OSError, match="full"):
        parts.add(0, fail, COUNTS)
    again = opened(tmp_path)
    assert not again.done
    again.add(0, text("whole"), COUNTS)
    assert joined(again, tmp_path / "out") == "whole"


def test_a_line_of_the_journal_that_ends_too_early_counts_for_nothing(tmp_path: Path) -> None:
    opened(tmp_path).add(0, text("0"), COUNTS)
    with (tmp_path / "parts" / "journal.jsonl").open("a") as journal:
        journal.write('{"block": 1, "ro')
    again = opened(tmp_path)
    again.add(1, text("1"), COUNTS)
    assert opened(tmp_path).done == {0: COUNTS, 1: COUNTS}


def test_parts_of_another_run_are_refused(tmp_path: Path) -> None:
    opened(tmp_path).add(0, text("0"), COUNTS)
    with pytest.raises(DataError, match="scored with another model, other options or another file"):
        opened(tmp_path, models=["other"])


def test_parts_of_another_run_are_deleted_where_that_is_forced(tmp_path: Path) -> None:
    opened(tmp_path).add(0, text("0"), COUNTS)
    assert not opened(tmp_path, force=True, models=["other"]).done


def test_a_folder_that_another_run_has_is_refused(tmp_path: Path) -> None:
    with (
        alone(tmp_path / "parts"),
        pytest.raises(DataError, match="Another run is writing"),
        alone(tmp_path / "parts"),
    ):
        pass


def test_what_else_lies_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "mine").write_text("mine")
    with alone(tmp_path / "parts"):
        parts = opened(tmp_path)
        parts.add(0, text("0"), COUNTS)
        assert joined(parts, tmp_path / "out") == "0"
    assert (tmp_path / "parts" / "mine").read_text() == "mine"
