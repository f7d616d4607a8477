"""The Batch tab, in Chromium."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, open_tab

PASTED = "I love it\n\n=1+1 is what I call a bad day\nso so\n42\n@friend this is terrible, sorry"


def _analyse(page: Page, pasted: str) -> None:
    page.locator("#pasted textarea").fill(pasted)
    page.locator("#analyse").click()


def test_pasted_lines_come_back_by_disagreement_and_unanswered_ones_last(visit: Visit) -> None:
    page = visit()
    open_tab(page, 1)
    _analyse(page, PASTED)
    rows = page.locator("table.rows tbody tr")
    expect(rows).to_have_count(5)
    kinds = [str(row.get_attribute("class")) for row in rows.all()]
    assert kinds == sorted(kinds, key=["disagree", "agree", "refused"].index)
    expect(rows.last).to_contain_text("The text must not be a number.")
    expect(page.locator(".shares [role=meter]").first).to_be_visible()


def test_the_download_opens_in_a_spreadsheet_without_running_anything(visit: Visit) -> None:
    page = visit()
    open_tab(page, 1)
    _analyse(page, PASTED)
    with page.expect_download() as started:
        page.locator("a.download").click()
    with Path(started.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = {row["line"]: row for row in csv.DictReader(file)}
    assert rows["3"]["text"] == "'=1+1 is what I call a bad day"
    assert rows["6"]["text"] == "'@friend this is terrible, sorry"
    assert rows["1"]["logreg label"] in ("Negative", "Positive")
    assert rows["5"]["error"] == "The text must not be a number."


def test_a_csv_file_is_read_by_its_text_column(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "tweets.csv"
    file.write_text('id;Text\n1;"lovely; really"\n2;awful\n', encoding="utf-8-sig")
    page = visit("fr-FR")
    open_tab(page, 1)
    page.locator("#file input[type=file]").set_input_files(file)
    expect(page.locator("#file")).to_contain_text("tweets")
    page.locator("#analyse").click()
    expect(page.locator("table.rows tbody tr")).to_have_count(2)
    expect(page.locator("table.rows")).to_contain_text("lovely; really")
    expect(page.locator(".summary")).to_contain_text("2 tweets analysés")


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [(" \n ", "Collez au moins un tweet"), ("a\n" * 1001, "Le lot compte 1001 tweets")],
)
def test_a_batch_without_tweets_or_with_too_many_gets_a_sentence(
    visit: Visit, pasted: str, sentence: str
) -> None:
    page = visit("fr-FR")
    open_tab(page, 1)
    page.locator("#pasted textarea").wait_for()
    # As a browser pastes; typing a thousand lines takes Chromium's editor seconds.
    page.locator("#pasted textarea").evaluate(
        "(area, text) => { area.value = text; area.dispatchEvent(new Event('input', {bubbles: true})) }",
        pasted,
    )
    page.locator("#analyse").click()
    expect(page.locator("#result .problem")).to_contain_text(sentence)


def test_a_request_that_the_server_refuses_for_its_size_gets_a_sentence(visit: Visit) -> None:
    page = visit("fr-FR")
    open_tab(page, 1)
    page.locator("#pasted textarea").wait_for()
    page.locator("#pasted textarea").evaluate(
        "area => { area.value = 'é'.repeat(6e5); area.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    page.locator("#analyse").click()
    expect(page.get_by_role("alert")).to_contain_text("octets ; envoyez-la en plusieurs fois")
