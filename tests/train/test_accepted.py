"""Accepted flags in a file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from train.accepted import Accepted, read, write
from train.fitted import TrainingError


@given(st.text(st.characters()))
def test_any_text_is_read_back_exactly(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "accepted.jsonl"
    found = [Accepted("f1", text, 1), Accepted("f2", "plain", 0)]
    write(path, found)
    assert read(path) == found


@pytest.mark.parametrize(
    "line", ["no JSON", "[]", '{"id": "f", "text": "tweet"}', '{"id": "f", "text": "", "label": 4}']
)
def test_a_line_that_is_no_accepted_flag_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "accepted.jsonl"
    path.write_text('{"id": "f", "text": "tweet", "label": 1}\n' + line)
    with pytest.raises(TrainingError, match=r"Line 2 of .*review export"):
        read(path)
