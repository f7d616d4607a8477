"""The tweets that a report is made of."""

from pathlib import Path

from train.report import tweets


def test_each_text_counts_once_and_what_is_left_out_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text(
        "label,text\n4,Lovely day :)\n4,lovely  day :)\n0,Late AGAIN\n0,both\n4,Both\n2,neither\n",
        encoding="utf-8",
    )
    found = tweets.load(str(path))
    assert found.raw == ["Lovely day :)", "Late AGAIN"]
    assert found.texts == ["lovely day smiling face", "late again"]
    assert found.labels.tolist() == [1, 0]
    assert found.counts == {"read": 5, "neutral": 1, "bad": 0, "duplicates": 2, "conflicts": 1}
