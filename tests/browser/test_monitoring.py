"""The Monitoring tab, in Chromium."""

from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, compare, open_tab
from tests.conftest import ADMIN_TOKEN, API_KEYS
from tests.server import Server

MONITORING = 3
LONG = 60_000  # ms; the tab looks several times in it


def send(server: Server) -> None:
    """Have every model read a new tweet."""
    text = {"text": f"nobody answers {uuid4().hex}"}
    assert httpx.post(f"{server.url}/compare/", json=text, timeout=60).status_code == httpx.codes.OK


def tweets(page: Page) -> int:
    """The tweets that the tab counts."""
    summary = page.locator(".chart p").filter(has_text="tweets in all")
    expect(summary).to_be_visible()
    return int(summary.inner_text().split()[0])


def test_the_charts_count_new_tweets_by_themselves(visit: Visit, server: Server) -> None:
    send(server)
    page = visit()
    open_tab(page, MONITORING)
    before = tweets(page)
    send(server)
    page.wait_for_function(
        "(before) => [...document.querySelectorAll('.chart p')].some("
        "(p) => p.textContent.includes('tweets in all') && parseInt(p.textContent) > before)",
        arg=before,
    )


def test_nothing_is_asked_once_another_tab_is_open(visit: Visit) -> None:
    page = visit()
    page.clock.install()
    open_tab(page, MONITORING)
    expect(page.locator(".chart").first).to_be_visible()
    open_tab(page, 0)
    expect(page.locator("#tweet")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(LONG)
    compare(page, "so happy today")
    expect(page.locator(".card").first).to_be_visible()
    assert len([url for url in asked if "queue/join" in url]) == 1


@pytest.mark.parametrize(("locale", "width"), [("fr-FR", 390), ("en-US", 1366)])
def test_every_chart_is_told_in_words_and_fits_the_screen(visit: Visit, locale: str, width: int) -> None:
    page = visit(locale, width)
    open_tab(page, MONITORING)
    charts = page.locator(".chart svg")
    expect(charts).to_have_count(3)
    names = [str(chart.get_attribute("aria-label")) for chart in charts.all()]
    assert all(len(name) > 20 for name in names)
    assert ("Part de négatifs" if locale == "fr-FR" else "Negative share") in names[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("password", "opened"), [(API_KEYS[0], False), (ADMIN_TOKEN, True)], ids=["client", "administrator"]
)
def test_a_clients_key_does_not_open_the_tab(
    visit: Visit, closed: Server, password: str, opened: bool
) -> None:
    page = visit(url=closed.url, password=password)
    open_tab(page, MONITORING)
    shown = page.locator("#monitoring")
    expect(shown).to_contain_text("Agreement" if opened else "for the administrator only")
    expect(page.locator(".chart")).to_have_count(4 if opened else 0)
