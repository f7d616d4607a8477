"""Reading a batch."""

from pathlib import Path

import pytest

from ui import tweets
from ui.sentences import PageError


def _csv(folder: Path, content: bytes) -> str:
    path = folder / "batch.csv"
    path.write_bytes(content)
    return str(path)


def test_pasted_lines_keep_their_numbers_and_blank_ones_are_left_out() -> None:
    assert tweets.read("one\n\n  \ntwo", None) == [(1, "one"), (4, "two")]


@pytest.mark.parametrize(
    "content",
    [
        b"id,text\n1,caf\xc3\xa9\n",
        b"\xef\xbb\xbfText;id\ncaf\xc3\xa9;1\n",
        b"id\tTEXT\n1\tcaf\xe9\n",
        b'text\n"caf\xc3\xa9"\n',
    ],
)
def test_a_file_is_read_whatever_its_separator_case_and_encoding(tmp_path: Path, content: bytes) -> None:
    assert tweets.read("", _csv(tmp_path, content)) == [(1, "café")]


def test_a_tweet_of_several_lines_is_one_row(tmp_path: Path) -> None:
    content = b'text,id\n"first\nsecond",1\nthird\n'
    assert tweets.read("", _csv(tmp_path, content)) == [(1, "first\nsecond"), (2, "third")]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "not_csv"),
        (b"\x00\x01\x02", "not_csv"),
        (b"id,tweet\n1,hello\n", "no_column"),
        (b"text\n", "no_tweets"),
        (b"text\n" + b"again\n" * 1001, "too_many"),
    ],
)
def test_a_file_that_is_no_batch_is_refused_with_a_sentence(tmp_path: Path, content: bytes, key: str) -> None:
    with pytest.raises(PageError) as refused:
        tweets.read("", _csv(tmp_path, content))
    assert refused.value.key == key
    assert refused.value.sentence("fr") != refused.value.sentence("en")
