"""The page while its server is dead, in Chromium."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visit, compare
from tests.server import Server


def test_a_dead_server_gets_a_sentence_and_no_trace(visit: Visit, trained_home: Path) -> None:
    server = Server(trained_home, SENTIMENT_FAMILIES="logreg")
    # The page is not built by then: it shows itself once it is.
    server.start(until="alive")
    page = visit("fr-FR", url=server.url)
    compare(page, "hello there")
    expect(page.locator(".card")).to_have_count(1)
    server.kill()
    compare(page, "is anybody there")
    expect(page.get_by_role("alert")).to_have_text(
        "Le service ne répond pas ; vérifiez qu'il tourne, puis réessayez."
    )
    assert "Traceback" not in page.content()
