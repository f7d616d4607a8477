"""What the tests of connections share."""

from collections.abc import Iterator

import pytest

from bentos import settings
from tests.bentos.web.clients import SECONDS


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that gives a client little time."""
    monkeypatch.setenv("SENTIMENT_CLIENT_SECONDS", str(SECONDS))
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()
