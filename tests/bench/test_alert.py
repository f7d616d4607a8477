"""What is printed of an alert's delay, and what cannot be measured."""

import pytest

from tests.bench.alert import main, report


def test_median_and_worst_stand_beside_the_bar() -> None:
    _, _, *lines = report([0.5, 2.5, 0.7]).splitlines()
    assert [line.split(" | ")[1:] for line in lines] == [["0.70", "≤ 2", "yes |"], ["2.50", "≤ 2", "no |"]]


@pytest.mark.usefixtures("home")
def test_a_store_without_logreg_says_how_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert capsys.readouterr().err.startswith("No logreg model is in the store")
