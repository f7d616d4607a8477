"""Waiting for what other threads and processes do."""

from collections.abc import Callable
from time import monotonic, sleep

_PATIENCE = 120  # seconds; it only ends a test that would never end


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until something is true; fail where it does not become so."""
    limit = monotonic() + _PATIENCE
    while not condition():
        assert monotonic() < limit
        sleep(0.02)
