"""SECURITY.md names tests that exist, one for each boundary."""

import ast
import re

import pytest

from bentos.settings import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
BOUNDARIES = [line for line in TEXT.splitlines() if line.startswith("| ") and "](" in line]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_exists(file: str, name: str) -> None:
    module = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in [made.name for made in module.body if isinstance(made, ast.FunctionDef)]


def test_every_boundary_names_its_code_and_its_test() -> None:
    assert len(BOUNDARIES) > 20
    assert [line for line in BOUNDARIES if "`tests/" not in line] == []
