"""What a newcomer's first command checks before it trains for minutes."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bentos import store
from tests.bentos import test_cascade
from tests.bentos.test_card import example
from tests.conftest import environment
from train.newcomer import unpaired


def newcomer(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run it on an empty store."""
    return subprocess.run(
        [sys.executable, "-m", "train.newcomer"],
        env=environment(home, **variables),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PORT", "abc"), ("HOST", "no-such-host.invalid"), ("DATABASE_URL", "mysql://somewhere/else")],
)
def test_a_setting_that_cannot_be_used_is_named_before_anything_is_trained(
    tmp_path: Path, variable: str, value: str
) -> None:
    ended = newcomer(tmp_path, **{variable: value})
    assert ended.returncode == 2
    assert variable in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_port_that_is_taken_is_named_before_anything_is_trained(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ended = newcomer(tmp_path, PORT=port)
    assert ended.returncode == 2
    assert port in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_cascade_is_missing_until_one_is_fitted_for_both_models(home: Path) -> None:
    folder = home / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    card, pins = example(folder), {}
    assert not unpaired()
    for family in ("logreg", "bert"):
        pins[family] = store.save(folder, card.model_copy(update={"family": family})).tag
    assert unpaired()
    store.save_cascade(test_cascade.example(pins))
    assert not unpaired()
