"""What answers for a family, wherever it runs."""

from collections.abc import Sequence
from typing import Protocol

from bentos.serving.waiting import Scored


class Runner(Protocol):
    """What answers for a family. Both functions raise ContractError and nothing else."""

    @property
    def model(self) -> str:
        """The model that gave the last answer, family:version."""
        ...

    async def predict(self, texts: Sequence[str]) -> Scored:
        """What one model says of the tweets, and which."""
        ...

    @property
    def crowded(self) -> bool:
        """Whether so many wait that it would refuse a tweet that it does not know."""
        ...

    def knows(self, text: str, /) -> bool:
        """Whether it remembers its answer to a tweet."""
        ...

    async def words(self, text: str) -> list[tuple[str, float]]:
        """The tweet's words in order with their log-odds; only the linear model has them."""
        ...
