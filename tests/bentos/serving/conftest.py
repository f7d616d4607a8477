"""What tests of the hop share: a model and the socket that it answers at."""

from pathlib import Path

import pytest

from tests.bentos.serving.lengths import Lengths


@pytest.fixture
def model() -> Lengths:
    return Lengths()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runner.sock"
