"""Labels mean the same however they are written, and an unknown one is an error."""

from pathlib import Path

import pytest

from train.labels import NEUTRAL, Labels
from train.tables import DataError, Table


def labels() -> Labels:
    return Labels(Table(Path("tweets.csv")))


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("0", 0),
        ("1", 1),
        ("4", 1),
        ("2", NEUTRAL),
        ("4.0", 1),
        ("NEGATIVE", 0),
        ("Positive", 1),
        ("neutral", NEUTRAL),
    ],
)
def test_a_label_is_read_in_any_usual_form(written: str, meaning: int) -> None:
    assert labels().read(1, written) == meaning


def test_an_unknown_label_is_named_with_its_line() -> None:
    with pytest.raises(DataError, match="line 7: the label “angry” is unknown"):
        labels().read(7, "angry")


def test_numbers_that_could_mean_two_things_are_refused() -> None:
    reading = labels()
    reading.read(1, "1")
    with pytest.raises(DataError, match="could mean two things"):
        reading.read(2, "2")
