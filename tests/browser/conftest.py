"""A real Chromium that visits the page of a real server."""

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

if TYPE_CHECKING:
    from tests.server import Server

_PATIENCE = 60_000  # ms; machines differ in speed

Visit = Callable[..., Page]


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium where there is one, else the one that playwright installs."""
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the package: the event loop that playwright keeps must not outlive it."""
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server: "Server") -> Iterator[Visit]:
    """`visit(locale, width, height, url, scheme, password)`: the page, open, in a fresh browser context."""
    contexts = []

    def open_page(
        locale: str = "en-US",
        width: int = 1366,
        height: int = 768,
        url: str = server.url,
        scheme: str = "light",
        password: str | None = None,
    ) -> Page:
        context = chromium.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            http_credentials={"username": "anybody", "password": password} if password else None,
        )
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{url}/ui/")
        page.locator("#tweet textarea").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()


def compare(page: Page, tweet: str) -> None:
    """Write a tweet and press Enter."""
    page.locator("#tweet textarea").fill(tweet)
    page.keyboard.press("Enter")


def open_tab(page: Page, position: int) -> None:
    """Open the first (Compare), second (Batch), third (Models), fourth (Monitoring) or fifth (Review) tab."""
    page.get_by_role("tab").nth(position).click()
