"""Where a container begins."""

import subprocess
from pathlib import Path

import pytest

from bentos.settings import ROOT

START = ROOT / "bentos" / "container" / "start"


@pytest.fixture
def bento(tmp_path: Path) -> Path:
    """A Bento whose server says where it would put temporary files."""
    entrypoint = tmp_path / "bento" / "env" / "docker" / "entrypoint.sh"
    entrypoint.parent.mkdir(parents=True)
    entrypoint.write_text('#!/bin/sh\necho "$TMPDIR"\n', encoding="utf-8")
    entrypoint.chmod(0o755)
    return tmp_path / "bento"


def start(bento: Path, volume: Path, **env: str) -> subprocess.CompletedProcess[str]:
    given = {"BENTO_PATH": str(bento), "SENTIMENT_HOME": str(volume), **env}
    return subprocess.run(["/bin/sh", START], env=given, capture_output=True, text=True, check=False)


def test_what_a_killed_container_left_is_deleted_and_the_flags_are_not(bento: Path, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "left").touch()
    (tmp_path / "sentiment.db").touch()
    done = start(bento, tmp_path, TMPDIR=str(tmp_path))
    assert done.stdout.strip() == str(tmp_path / "tmp")
    assert not list((tmp_path / "tmp").iterdir())
    assert (tmp_path / "sentiment.db").exists()


def test_without_a_volume_nothing_is_deleted_and_nothing_starts(bento: Path, tmp_path: Path) -> None:
    done = start(bento, tmp_path, SENTIMENT_HOME="", TMPDIR=str(tmp_path))
    assert done.returncode == 2
    assert "SENTIMENT_HOME" in done.stderr
    assert (bento / "env").exists()
