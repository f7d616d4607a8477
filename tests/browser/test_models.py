"""The Models tab, in Chromium."""

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import Visit, open_tab
from tests.server import Server


def test_the_table_holds_every_served_model_and_its_figures(visit: Visit, server: Server) -> None:
    served = httpx.get(f"{server.url}/models/").json()["served"]
    page = visit()
    open_tab(page, 2)
    table = page.locator("table.figures")
    expect(table.locator("thead th")).to_have_count(len(served) + 1)
    for model in served:
        expect(table).to_contain_text(f"{model['metrics']['test']['accuracy']:.3f}")
    for name in (
        "Accuracy train",
        "Loss test",
        "F1 test",
        "AUC test",
        "Training time",
        "Size",
        "ms per tweet",
    ):
        expect(table).to_contain_text(name)


def test_a_model_opens_to_its_pictures_and_its_lineage(visit: Visit, server: Server) -> None:
    model = httpx.get(f"{server.url}/models/").json()["served"][0]
    page = visit("fr-FR")
    open_tab(page, 2)
    details = page.locator("details").first
    details.locator("summary").click()
    picture = details.locator("img").first
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('details img').naturalWidth > 0")
    for fact in ("run_id", "data_fingerprint", "git_commit"):
        expect(details).to_contain_text(model["lineage"][fact])


def test_the_cascade_opens_to_its_figures_and_its_frontier(visit: Visit, server: Server) -> None:
    cascade = httpx.get(f"{server.url}/models/").json()["cascade"]
    page = visit()
    open_tab(page, 2)
    details = page.locator("details.cascade")
    details.locator("summary").click()
    expect(details).to_contain_text(f"accuracy {cascade['test']['accuracy']:.3f}")
    expect(details.locator("tbody tr")).to_have_count(len(cascade["frontier"]))
    expect(details.locator("tbody th b")).to_have_text(f"{cascade['threshold']:.0%}")
