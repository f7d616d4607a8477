"""What is refused for a while says when to come back."""

import pytest

from bentos.contracts import ContractError
from bentos.web import refusals

SCOPE = {"type": "http", "headers": []}


@pytest.mark.parametrize(
    "key", ["overloaded", "feedback_unavailable", "monitoring_unavailable", "reviews_unavailable"]
)
def test_what_passes_by_itself_says_when_to_try_again(key: str) -> None:
    assert int(refusals.response(ContractError(503, key), SCOPE).headers["Retry-After"]) > 0


@pytest.mark.parametrize(("status", "key"), [(503, "no_model"), (500, "internal"), (404, "not_recorded")])
def test_what_no_waiting_helps_against_does_not(status: int, key: str) -> None:
    refused = refusals.response(ContractError(status, key, prediction_id=""), SCOPE)
    assert "Retry-After" not in refused.headers
