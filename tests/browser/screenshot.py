"""Draw the README's picture from a server that runs: `python -m tests.browser.screenshot [URL]`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import compare, launch

PICTURE = Path(__file__).resolve().parents[2] / "ui" / "screenshot.png"
TWEET = "Not bad at all, but two hours on hold before anybody answered :("


def draw(url: str) -> None:
    """A laptop's view of a comparison, in English."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(locale="en-US", viewport={"width": 1366, "height": 700})
        page.goto(f"{url}/ui/")
        page.locator("#tweet textarea").wait_for()
        compare(page, TWEET)
        page.locator(".card").first.wait_for()
        page.mouse.click(5, 400)
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    draw(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:3000")
