"""An allowance: so much a second, what is not used saved up for a second at most (a token bucket)."""

from time import monotonic


class Allowance:
    """Of `per_second` things; to be used in one thread."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._left = self._most = max(per_second, 1.0) if per_second else 0.0
        self._at = monotonic()

    def take(self) -> bool:
        """Whether one more is allowed now."""
        now = monotonic()
        self._left = min(self._left + (now - self._at) * self._per_second, self._most)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
