"""The page of `sentiment report` in a browser, and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from train.report import page as pages
from train.report import runs
from train.report.runs import Run

RUNS = [
    Run("logreg:a", {"C": "2.0", "words": "2"}, {"test_accuracy": 0.81, "rows": 100.0}),
    Run("logreg:b", {"C": "2.0", "words": "3"}, {"test_accuracy": 0.83, "rows": 100.0}),
    Run("bert:c", {"epochs": "3"}, {"test_accuracy": 0.81}),
]


@pytest.fixture
def blank(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def _differences(page: Page) -> list[list[str]]:
    rows = page.locator("#differences tr")
    return [line.locator("th, td").all_inner_texts() for line in rows.all()]


@pytest.mark.parametrize("older", [False, True])
def test_two_runs_are_told_apart_by_what_differs(blank: Page, older: bool) -> None:
    template = pages.environment().get_template("runs.html")
    blank.set_content(template.render(runs=runs.records(RUNS), older_runs=older))
    assert _differences(blank) == [["words", "2", "3", ""], ["test_accuracy", "0.81", "0.83", "0.02"]]
    blank.locator("#second").select_option("bert:c")
    assert _differences(blank) == [
        ["C", "2.0", "–", ""],
        ["epochs", "–", "3", ""],
        ["words", "2", "–", ""],
        ["rows", "100", "–", ""],
    ]
    blank.locator("#second").select_option("logreg:a")
    assert _differences(blank) == [["Nothing differs.", "", "", ""]]
    assert ("older ones are in MLflow" in blank.inner_text("body")) == older


def test_what_is_folded_on_the_screen_is_open_on_paper(blank: Page) -> None:
    style = (Path(pages.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
    blank.set_content(f"<style>{style}</style><details><summary>More</summary><p>folded</p></details>")
    expect(blank.get_by_text("folded")).to_be_hidden()
    blank.emulate_media(media="print")
    expect(blank.get_by_text("folded")).to_be_visible()
