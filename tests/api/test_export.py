"""The flags as a file, over HTTP."""

import csv
import io

import httpx
import pytest

from bentos.records.exported import COLUMNS
from tests.server import Server

TWEET = "=1+1 is what the queue felt like, again"


@pytest.fixture(scope="module")
def flagged(server: Server) -> str:
    """The id of a flag of TWEET."""
    prediction = httpx.post(f"{server.url}/predict/", json={"text": TWEET}, timeout=60).json()
    flag = {"prediction_id": prediction["prediction_id"], "label": 0, "comment": "@nobody"}
    identifier: str = httpx.post(f"{server.url}/feedback/", json=flag, timeout=60).json()["id"]
    return identifier


def test_the_export_holds_what_was_flagged_as_a_spreadsheet_may_open_it(server: Server, flagged: str) -> None:
    response = httpx.get(f"{server.url}/feedback/export", timeout=60)
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    row = next(row for row in rows if row["id"] == flagged)
    assert list(row) == list(COLUMNS)
    assert (row["text"], row["comment"], row["label"]) == (f"'{TWEET}", "'@nobody", "0")


def test_the_export_is_a_file_that_nobody_keeps_on_the_way(server: Server) -> None:
    headers = httpx.get(f"{server.url}/feedback/export/", timeout=60).headers
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="flags.csv"'
    assert headers["Cache-Control"] == "no-store"
