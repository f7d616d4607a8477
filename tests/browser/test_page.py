"""What holds for the whole page, in Chromium: language, width, keyboard, and no other server."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, compare, open_tab
from tests.server import Server

TWEET = "Not bad, but averyveryverylongwordthatneverendsandgoesonandonandonandonandon @you :("
# What sticks out on the right, beyond what its own container scrolls or hides.
OUTSIDE = """() => [...document.querySelectorAll('main *')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize(
    ("locale", "language", "tabs", "label"),
    [
        ("fr-FR", "fr", ["Comparer", "Lot", "Modèles", "Suivi", "Relecture"], "Un tweet en anglais"),
        ("en-US", "en", ["Compare", "Batch", "Models", "Monitoring", "Review"], "A tweet in English"),
        ("de-DE", "en", ["Compare", "Batch", "Models", "Monitoring", "Review"], "A tweet in English"),
    ],
)
def test_the_page_speaks_the_language_of_the_browser(
    visit: Visit, locale: str, language: str, tabs: list[str], label: str
) -> None:
    page = visit(locale)
    expect(page.get_by_label(label)).to_be_focused()
    assert page.get_by_role("tab").all_inner_texts() == tabs
    assert page.evaluate("document.documentElement.lang") == language
    assert "__i18n__" not in page.locator("body").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_on_a_phone(visit: Visit, scheme: str) -> None:
    page = visit("fr-FR", 390, 844, scheme=scheme)
    compare(page, TWEET)
    expect(page.locator(".card").first).to_be_visible()
    assert page.evaluate(OUTSIDE) == []
    open_tab(page, 1)
    page.locator("#pasted textarea").fill(TWEET)
    page.locator("#analyse").click()
    expect(page.locator("table.rows")).to_be_visible()
    assert page.evaluate(OUTSIDE) == []
    open_tab(page, 2)
    expect(page.locator("table.figures")).to_be_visible()
    assert page.evaluate(OUTSIDE) == []


def test_the_keyboard_alone_compares_and_flags(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#tweet textarea")).to_be_focused()
    # Gradio shows a page piece by piece; the key goes to what is there.
    expect(page.locator("#compare")).to_be_visible()
    expect(page.locator(".chip")).to_have_count(4)
    page.keyboard.type("the keyboard is enough")
    page.keyboard.press("Tab")
    expect(page.locator("#compare")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator("#comment textarea")).to_be_visible()
    for _ in range(5):  # four examples, then the comment
        page.keyboard.press("Tab")
    expect(page.locator("#comment textarea")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#confirmation code")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "words"), [("fr-FR", "Code et modèles servis"), ("en-US", "Code and models served")]
)
def test_the_foot_names_the_code_and_the_models(
    visit: Visit, server: Server, locale: str, words: str
) -> None:
    served = httpx.get(f"{server.url}/models/").json()
    foot = visit(locale).locator("#foot")
    expect(foot).to_contain_text(words)
    expect(foot.locator("code").first).to_have_attribute("title", served["commit"])
    expect(foot.locator("code")).to_have_text(
        [served["commit"][:12], *(model["model"] for model in served["served"])]
    )


def test_results_are_announced_to_screen_readers(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#opinions [aria-live=polite]")).to_have_count(1)
    expect(page.locator("#confirmation [aria-live=polite]")).to_have_count(1)


def test_the_page_asks_no_other_server_for_anything(visit: Visit, server: Server) -> None:
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    compare(page, "hello there")
    expect(page.locator(".card").first).to_be_visible()
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []
