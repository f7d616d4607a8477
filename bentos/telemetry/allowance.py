"""An allowance: so much a second, what is not used saved up for a second at most (a token bucket)."""

from time import monotonic


class Allowance:
    """Of `per_second` things; to be used in one thread."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._left = self._most = max(per_second, 1.0) if per_second else 0.0
        self._at = monotonic()

    def take(self, wanted: int = 1) -> int:
        """How many of so many more are allowed now; those are taken."""
        now = monotonic()
        self._left = min(self._left + (now - self._at) * self._per_second, self._most)
        self._at = now
        taken = min(wanted, int(self._left))
        self._left -= taken
        return taken
