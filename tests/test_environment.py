"""Tests leave alone what the user works with."""

from pathlib import Path

import pytest

from bentos.settings import settings
from tests.conftest import environment, own_home

SETTINGS = (
    "DATABASE_URL",
    "MLFLOW_TRACKING_URI",
    "SENTIMENT_FAMILIES",
    "HOST",
    "PORT",
    "ADMIN_TOKEN",
    "API_KEYS",
)


@pytest.fixture(autouse=True)
def _users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.setenv(name, "the user's")


def fail_in(home: Path) -> None:
    with own_home(home):
        raise ZeroDivisionError


def test_a_process_of_the_tests_sees_none_of_the_users_settings(tmp_path: Path) -> None:
    assert "the user's" not in environment(tmp_path).values()


def test_this_process_sees_none_of_them_in_a_home_of_its_own(tmp_path: Path) -> None:
    with own_home(tmp_path):
        assert settings().home == tmp_path / "home"
        assert settings().tracking_uri == ""


def test_a_home_is_given_back_after_a_failure(tmp_path: Path) -> None:
    from bentoml._internal.configuration.containers import BentoMLContainer

    before = BentoMLContainer.model_store.get()
    with pytest.raises(ZeroDivisionError):
        fail_in(tmp_path)
    assert BentoMLContainer.model_store.get() is before
