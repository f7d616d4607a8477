"""What the gateway makes of a runner's answers."""

import asyncio
from http import HTTPStatus

import pytest
from bentoml.exceptions import BentoMLException

from bentos.contracts import ContractError
from bentos.runners import Remote


class Refusing:
    """A client of BentoML's whose server answers with one status."""

    def __init__(self, status: HTTPStatus) -> None:
        self.status = status
        self.to_async = self

    async def predict(self, texts: list[str]) -> None:
        raise BentoMLException(f"{len(texts)} texts", error_code=self.status)


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (HTTPStatus.SERVICE_UNAVAILABLE, "overloaded"),
        (HTTPStatus.TOO_MANY_REQUESTS, "overloaded"),
        (HTTPStatus.GATEWAY_TIMEOUT, "overloaded"),
        (HTTPStatus.INTERNAL_SERVER_ERROR, "internal"),
    ],
)
def test_a_runner_that_is_late_or_full_is_overloaded(status: HTTPStatus, key: str) -> None:
    with pytest.raises(ContractError) as refused:
        asyncio.run(Remote(Refusing(status), "bert:1").predict(["so happy"]))
    assert refused.value.key == key
