"""Which URLs a message can be sent to."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from pydantic import SecretStr

from bentos.alerts.courier import check
from bentos.settings import SettingsError


def test_urls_of_several_services_can_be_used() -> None:
    urls = ["mailtos://me:pass@smtp.example.org?to=a@example.org,b@example.org", "jsons://example.org/hook"]
    check([SecretStr(url) for url in urls])


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the process logs, at every level."""
    written, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.mark.parametrize("url", ["hush", "nowhere://hush@example.org", "mailtos://me:hush@"])
def test_a_url_that_cannot_be_used_is_told_without_its_secret(url: str, log: StringIO) -> None:
    good = "json://example.org"
    with pytest.raises(SettingsError, match="number 2 of its 2") as told:
        check([SecretStr(good), SecretStr(url)])
    assert "hush" not in f"{told.value}{log.getvalue()}"
