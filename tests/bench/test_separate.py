"""Work in a process of its own that does not come to its end."""

from pathlib import Path

import pytest

from tests.bench import separate
from tests.conftest import environment


def test_a_worker_that_fails_is_said(tmp_path: Path) -> None:
    asked = separate.worker("tests.bench.limit", {"tweets": []}, environment(tmp_path))
    with (
        pytest.raises(SystemExit, match=r"(?s)tests\.bench\.limit failed: .*No bert model is in the store"),
        asked,
    ):
        pass
