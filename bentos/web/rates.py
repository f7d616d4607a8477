"""How many requests a client may send in a period."""

import math
import time

from bentos.contracts import ContractError


class Rate:
    """A limit such as 600/minute, counted for each client in fixed windows in this process's memory."""

    def __init__(self, limit: str) -> None:
        """Raises ValueError for a limit that cannot be read."""
        import limits

        self._limit = limits.parse(limit)
        self._windows = limits.strategies.FixedWindowRateLimiter(limits.storage.MemoryStorage())

    def count(self, client: str) -> None:
        """Count a request; raises ContractError (429, `seconds` until the next window) over the limit."""
        if not self._windows.hit(self._limit, client):
            ends = self._windows.get_window_stats(self._limit, client).reset_time
            raise ContractError(429, "too_many_requests", seconds=max(1, math.ceil(ends - time.time())))
