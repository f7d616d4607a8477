"""Labelled files of every kind are read alike, and what is wrong in them is named."""

import csv
import gzip
import json
import zipfile
from pathlib import Path

import pytest

from train.tables import DataError, Table

OFFICIAL = [
    ["0", "11", "Mon Apr 06 22:19:45 PDT 2009", "NO_QUERY", "ann", "my café is closed, again"],
    ["4", "12", "Mon Jun 01 10:00:00 PDT 2009", "NO_QUERY", "bob", 'she said "yes", and I cried'],
]
EXPECTED = [("my café is closed, again", "0"), ('she said "yes", and I cried', "4")]


def official(encoding: str = "utf-8") -> bytes:
    return "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in OFFICIAL
    ).encode(encoding)


def read(path: Path, **columns: str) -> list[tuple[str, str]]:
    return [(text, label) for _, text, label in Table(path, **columns)]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_the_official_layout_is_read_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "training.csv"
    path.write_bytes(official(encoding))
    assert read(path) == EXPECTED


def test_a_gzipped_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "training.csv.gz"
    path.write_bytes(gzip.compress(official()))
    assert read(path) == EXPECTED


def test_the_training_file_inside_the_authors_archive_is_read(tmp_path: Path) -> None:
    path = tmp_path / "trainingandtestdata.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("testdata.manual.csv", official().splitlines(keepends=True)[0])
        archive.writestr("training.processed.csv", official("latin-1"))
    assert read(path) == EXPECTED


def test_a_csv_with_a_header_is_read_by_its_usual_column_names(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([["id", "Text", "Sentiment"], ["1", "two\nlines", "Positive"]])
    assert read(path) == [("two\nlines", "Positive")]


def test_a_semicolon_separated_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text("label;text\n0;late, as always\n")
    assert read(path) == [("late, as always", "0")]


def test_a_tsv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tweets.tsv"
    path.write_text("label\ttext\nnegative\tlate, as always\n")
    assert read(path) == [("late, as always", "negative")]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text("verdict,words,text\n1,lovely,ignored\n")
    assert read(path, text_column="words", label_column="verdict") == [("lovely", "1")]


def test_json_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "tweets.jsonl"
    path.write_text(json.dumps({"text": "so good 😀", "label": 1}) + "\n")
    assert read(path) == [("so good 😀", "1")]


def test_parquet_is_read(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "tweets.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"tweet": ["meh", "yay"], "target": [0, 4]}), path)
    assert read(path) == [("meh", "0"), ("yay", "4")]


def test_bad_rows_are_named_by_line_and_the_others_kept(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text("text,label\ngood,1\nonly one\n  ,0\nfine,\nbad,0\n")
    table = Table(path)
    assert [text for _, text, _ in table] == ["good", "bad"]
    assert [*map(str, table.bad)] == ["line 3: 1 columns instead of 2", "line 4: no text", "line 5: no label"]


def test_bad_json_lines_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "tweets.jsonl"
    lines = [
        '{"text": "good", "label": 1}',
        '{"text": "cut',
        "[1]",
        '{"text": null, "label": 0}',
        '{"text": "late", "label": ' + "1" * 5_000 + "}",
    ]
    path.write_text("\n".join(lines))
    table = Table(path)
    assert len(list(table)) == 1
    assert [*map(str, table.bad)] == [
        "line 2: not a JSON object",
        "line 3: not a JSON object",
        "line 4: no text",
        "line 5: not a JSON object",
    ]


@pytest.mark.parametrize("after", ["", '0,"closed again"\n', '0,"closed, again"\n'])
def test_an_unclosed_quote_is_named_with_every_line_that_it_swallows(tmp_path: Path, after: str) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text('label,text\n1,good\n0,"cut\n' + "1,swallowed\n" * 3_000 + after)
    table = Table(path)
    assert [text for _, text, _ in table] == ["good"]
    assert sum(bad.lines for bad in table.bad) == 3_001 + bool(after)
    assert str(table.bad[0]).startswith(f"lines 3–{3_003 + bool(after)}: unclosed quote")


def test_an_unclosed_quote_ends_where_no_cell_can_be_as_long(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text('label,text\n0,"cut\n' + "1,swallowed\n" * 20_000)
    table = Table(path)
    kept = len(list(table))
    assert kept > 0
    assert kept + sum(bad.lines for bad in table.bad) == 20_001


def test_lone_surrogates_in_json_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "tweets.jsonl"
    path.write_text('{"text": "hi \\ud83d \\udc80", "label": 1}\n')
    assert read(path) == [("hi \ud83d \udc80", "1")]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("absent.csv", None, "does not exist"),
        ("empty.csv", b"", "is empty"),
        ("columns.csv", b"a,b\n1,2\n", "has no text column; its columns are a, b"),
        ("cut.csv.gz", gzip.compress(official(), mtime=0)[:40], "cannot be read"),
        ("text.csv.gz", b"not gzipped", "cannot be read"),
        ("not.zip", b"PK not a zip", "cannot be read"),
        ("not.parquet", b"PAR1 not", "is not a Parquet file"),
        ("tweets.xlsx", b"PK", "is of an unknown kind"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        list(Table(path))


@pytest.mark.parametrize(("at", "value"), [("flags", b"\x01\x00"), ("method", b"\x63\x00")])
def test_an_archive_that_needs_more_than_unzipping_gets_a_sentence(
    tmp_path: Path, at: str, value: bytes
) -> None:
    path = tmp_path / "tweets.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tweets.csv", official())
    content = bytearray(path.read_bytes())
    # The bit of encryption, and a method of compression that is not one, in both headers of the member.
    for header, start in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = content.index(header) + start + 2 * (at == "method")
        content[position : position + 2] = value
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be unpacked"):
        list(Table(path))


def test_a_named_column_that_is_missing_is_named_in_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text("text,label\ngood,1\n")
    with pytest.raises(DataError, match="has no column “body”"):
        list(Table(path, text_column="body"))
