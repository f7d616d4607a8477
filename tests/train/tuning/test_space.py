"""What a search tries."""

import pytest
from optuna.trial import FixedTrial

from bentos.settings import FAMILIES, Family
from train import recipes
from train.tuning import space


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("rows", [100, 100_000])
def test_the_settings_of_before_lie_within_it(family: Family, rows: int) -> None:
    for before in recipes.tried(family, rows):
        tried = space.suggest(family, FixedTrial(before))
        assert tried.items() <= before.items()
