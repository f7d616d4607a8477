"""Cells that a spreadsheet must not run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos.records.spreadsheet import safe


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_opens_a_formula_gets_an_apostrophe(start: str) -> None:
    assert safe(f"{start}1") == f"'{start}1"


@given(st.text())
def test_nothing_else_changes(cell: str) -> None:
    assert safe(cell).removeprefix("'") == cell.removeprefix("'")
    assert not safe(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
