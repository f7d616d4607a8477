"""The Review tab, in Chromium: keys, two reviewers, text that stays text, the administrator only."""

from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, compare, open_tab
from tests.browser.test_page import OUTSIDE
from tests.browser.test_security import HOSTILE, harmless
from tests.conftest import ADMIN_TOKEN, API_KEYS
from tests.server import Server

REVIEW = 4


def flag(server: Server, tweet: str, comment: str = "") -> None:
    """Have a model read a tweet, and flag its answer as negative."""
    predicted = httpx.post(f"{server.url}/predict/", json={"text": tweet}, timeout=60).json()
    body = {"prediction_id": predicted["prediction_id"], "label": 0, "comment": comment}
    assert httpx.post(f"{server.url}/feedback/", json=body, timeout=60).is_success


def begin(page: Page, reviewer: str) -> None:
    """Open the tab under a name for which all flags wait."""
    open_tab(page, REVIEW)
    expect(page.locator("#case .case")).to_be_visible()
    page.locator("#reviewer input").fill(reviewer)
    page.keyboard.press("Escape")
    expect(page.locator("#case .fine").first).to_contain_text(reviewer)


def press(page: Page, key: str) -> None:
    """Press a key, and wait until another case, or none, is shown."""
    case = page.locator("#case [data-case]").get_attribute("data-case")
    page.keyboard.press(key)
    expect(page.locator(f"#case [data-case='{case}']")).to_have_count(0)


def test_keys_alone_judge_a_case_and_take_the_verdict_back(visit: Visit, server: Server) -> None:
    flag(server, f"keys alone {uuid4().hex}")
    page = visit()
    begin(page, uuid4().hex)
    first = page.locator("#case blockquote").inner_text()
    page.keyboard.press("w")
    page.keyboard.type("a reason")
    page.keyboard.press("Escape")
    press(page, "a")
    expect(page.locator("#review-said")).to_contain_text("Accepted.")
    expect(page.locator("#review-reason textarea")).to_have_value("")
    page.keyboard.press("u")
    expect(page.locator("#review-said")).to_contain_text("taken back")
    expect(page.locator("#case blockquote")).to_have_text(first)


@pytest.mark.parametrize(
    ("locale", "labels", "names"),
    [
        ("en-US", ["Negative", "Positive"], ["Accept: {} (A)", "Correct: {} (C)", "Reject: neither (R)"]),
        ("fr-FR", ["Négatif", "Positif"], ["Accepter : {} (A)", "Corriger : {} (C)", "Sauter (S)"]),
    ],
)
def test_each_button_shows_its_key_and_the_label_that_it_stands_for(
    visit: Visit, server: Server, locale: str, labels: list[str], names: list[str]
) -> None:
    flag(server, f"buttons {uuid4().hex}")
    page = visit(locale)
    begin(page, uuid4().hex)
    flagged = page.locator("#case dd b").last.inner_text()
    right, wrong = labels if labels[0] in flagged else labels[::-1]
    for name, label in zip(names, (right, wrong, ""), strict=True):
        expect(page.get_by_role("button", name=name.format(label))).to_be_enabled()


def test_two_reviewers_agreement_is_shown(visit: Visit, server: Server) -> None:
    flag(server, f"agreement {uuid4().hex}")
    page = visit()
    ada, bob = sorted(uuid4().hex for _ in range(2))
    for name in (ada, bob):
        begin(page, name)
        press(page, "r")
        page.reload()
        page.locator("#tweet textarea").wait_for()
    begin(page, ada)
    expect(page.locator("#review-agreement tbody tr").filter(has_text=f"{ada} and {bob}")).to_have_count(1)


def test_a_hostile_flag_is_shown_as_it_was_written(visit: Visit, server: Server) -> None:
    tweet = f"{' '.join(HOSTILE)} {uuid4().hex}"
    flag(server, tweet, " ".join(HOSTILE))
    page = visit()
    begin(page, "<img src=x onerror=window.ran=10>")
    while tweet not in page.locator("#case blockquote").inner_text():
        press(page, "s")
    expect(page.locator("#case q").first).to_contain_text("<script>window.ran=2</script>")
    page.keyboard.press("l")
    expect(page.locator("#lineage dl")).to_contain_text(tweet)
    assert harmless(page, "#case blockquote")
    assert harmless(page, "#case q")
    assert harmless(page, "#lineage dd:nth-of-type(2)")


def test_the_lineage_of_a_case_leads_to_its_models_run(visit: Visit, server: Server) -> None:
    flag(server, f"lineage {uuid4().hex}")
    page = visit()
    begin(page, uuid4().hex)
    page.keyboard.press("l")
    expect(page.locator("#lineage dl")).to_contain_text("MLflow run")
    expect(page.locator("#lineage dl")).to_contain_text("Fingerprint of training")


def test_the_answers_of_a_comparison_lead_to_their_models_runs(visit: Visit) -> None:
    page = visit()
    compare(page, "so happy today")
    page.get_by_role("button", name="Where do these answers come from?").click()
    expect(page.locator("#lineages details")).to_have_count(4)
    page.locator("#lineages summary").first.click()
    expect(page.locator("#lineages dl").first).to_contain_text("MLflow run")


@pytest.mark.parametrize("locale", ["fr-FR", "en-US"])
def test_nothing_of_a_case_sticks_out_on_a_phone(visit: Visit, server: Server, locale: str) -> None:
    flag(server, f"phone {uuid4().hex}")
    page = visit(locale, 390, 844)
    begin(page, uuid4().hex)
    page.keyboard.press("l")
    expect(page.locator("#lineage dl")).to_be_visible()
    assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize(
    ("password", "opened"), [(API_KEYS[0], False), (ADMIN_TOKEN, True)], ids=["client", "administrator"]
)
def test_a_clients_key_does_not_open_the_tab(
    visit: Visit, closed: Server, password: str, opened: bool
) -> None:
    page = visit(url=closed.url, password=password)
    open_tab(page, REVIEW)
    if opened:
        expect(page.locator("#reviewer input")).to_have_value("anybody")
    else:
        expect(page.locator("#review-closed")).to_contain_text("for the administrator only")
        expect(page.locator("#review")).to_be_hidden()
