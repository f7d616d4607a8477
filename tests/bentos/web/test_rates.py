"""How many requests a client may send."""

import pytest

from bentos.contracts import ContractError
from bentos.web.rates import Rate


def test_a_client_over_the_limit_is_told_when_to_come_again() -> None:
    rate = Rate("2/hour")
    rate.count("jeanne")
    rate.count("jeanne")
    with pytest.raises(ContractError) as caught:
        rate.count("jeanne")
    assert caught.value.status == 429
    assert 1 <= int(str(caught.value.values["seconds"])) <= 3600


def test_one_client_over_the_limit_is_in_no_other_clients_way() -> None:
    rate = Rate("1/hour")
    rate.count("jeanne")
    rate.count("pierre")
    with pytest.raises(ContractError):
        rate.count("jeanne")
