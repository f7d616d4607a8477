"""The promotions of a family, as they stand on disk."""

from pathlib import Path

import pytest

from bentos import promotions
from bentos.card import CardError
from bentos.promotions import Kind, Promotion


def made(tag: str, kind: Kind = "promoted") -> Promotion:
    return Promotion(tag=tag, kind=kind, by="ada", reason="better", at="2031-05-17T08:30:00+00:00")


def test_promotions_are_read_as_they_were_added(tmp_path: Path) -> None:
    added = (made("a"), made("b", "forced"))
    for each in added:
        promotions.add(tmp_path, each)
    assert promotions.read(tmp_path) == added


def test_a_family_without_the_file_has_no_promotion(tmp_path: Path) -> None:
    assert promotions.read(tmp_path) == ()


def test_a_line_that_was_cut_short_counts_for_nothing_and_spoils_nothing(tmp_path: Path) -> None:
    promotions.add(tmp_path, made("a"))
    with (tmp_path / promotions.NAME).open("a") as file:
        file.write('{"tag": "b", "ki')
    assert promotions.read(tmp_path) == (made("a"),)
    promotions.add(tmp_path, made("c"))
    assert promotions.read(tmp_path) == (made("a"), made("c"))


def test_a_line_that_is_no_promotion_is_named(tmp_path: Path) -> None:
    (tmp_path / promotions.NAME).write_text("{}\n")
    with pytest.raises(CardError, match=r"promotions\.jsonl holds a line that is no promotion"):
        promotions.read(tmp_path)


@pytest.mark.parametrize(
    ("story", "standing"),
    [
        ([made("a"), made("b"), made("b")], ["a", "b"]),
        ([made("a"), made("b"), made("a", "rollback")], ["a"]),
        ([made("a"), made("b"), made("c"), made("a", "rollback")], ["a"]),
        ([made("a"), made("b"), made("a", "rollback"), made("c")], ["a", "c"]),
        ([made("a"), made("b"), made("a")], ["a", "b", "a"]),
    ],
)
def test_a_rollback_takes_away_the_champions_that_it_ended(
    story: list[Promotion], standing: list[str]
) -> None:
    assert promotions.standing(story) == standing
