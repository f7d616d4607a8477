"""The pace of a runner, by which the wait in its queue is known."""

_TELLING = 64  # tweets in a call that counts as much as all before it


class Pace:
    """How fast a runner works, so that a queue's wait is known before anybody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0  # for a tweet in a batch; nobody is refused before that is known
        self._free = 0.0

    def done(self, sent: float, now: float, tweets: int) -> None:
        """A call of so many tweets that was sent then is answered now (monotonic seconds)."""
        # Two calls overlap: the second begins in the model when the first has ended.
        took = (now - max(sent, self._free)) / tweets
        self._free = now
        # A tweet on its own takes longer than its share of a batch, and a queue is worked off in batches.
        share = tweets**2 / (tweets**2 + _TELLING**2)
        self.seconds += share * (took - self.seconds)
