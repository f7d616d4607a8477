"""The commit of the service: what is set, what the Bento's label says, or what git says."""

from pathlib import Path

import pytest

from bentos import commit
from bentos.settings import Settings


def settings(value: str = "") -> Settings:
    return Settings(SENTIMENT_COMMIT=value)


@pytest.fixture
def bento(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The description of a Bento that the code is served from."""
    described = tmp_path / "bento.yaml"
    described.write_text("labels:\n  git-commit: abc123\n", encoding="utf-8")
    monkeypatch.setattr(commit, "BENTO", described)
    return described


@pytest.mark.usefixtures("bento")
def test_what_is_set_counts_most() -> None:
    assert commit.running(settings("fff")) == "fff"


@pytest.mark.usefixtures("bento")
def test_a_bento_names_the_commit_that_it_was_built_from() -> None:
    assert commit.running(settings()) == "abc123"


def test_a_bento_without_a_label_has_no_known_commit(bento: Path) -> None:
    bento.write_text("labels: {}\n", encoding="utf-8")
    assert commit.running(settings()) == "unknown"


def test_a_clone_asks_git() -> None:
    assert commit.running(settings()) == commit.cloned()


def test_outside_git_no_commit_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert commit.cloned() == "unknown"
