"""Flagging a wrong prediction, in Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, compare
from tests.conftest import API_KEYS
from tests.server import Server


def _flag(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    identifier = page.locator("#confirmation code").inner_text()
    assert identifier
    return identifier


def test_a_flag_is_confirmed_with_its_id_and_kept_once(visit: Visit) -> None:
    page = visit()
    compare(page, "Oh great, the printer ate my report again")
    page.locator("#comment textarea").fill("irony")
    first = _flag(page, "It is negative")
    expect(page.locator("#confirmation")).to_contain_text("Thank you")
    page.get_by_role("button", name="It is negative").click()
    expect(page.locator("#confirmation")).to_contain_text("stored before")
    assert page.locator("#confirmation code").inner_text() == first


def test_the_first_model_that_was_wrong_is_flagged(visit: Visit) -> None:
    page = visit()
    compare(page, "What a wonderful day, everything works")
    labels = page.locator(".card .label")
    expect(labels.first).to_be_visible()
    said = labels.first.inner_text()
    wrong, right = ("negative", "Negative") if "Positive" in said else ("positive", "Positive")
    _flag(page, f"It is {wrong}")
    family = page.locator(".card h3").first.inner_text()
    expect(page.locator("#confirmation")).to_contain_text(f"{family} should have said {right}")


@pytest.mark.parametrize(
    ("locale", "button", "sentence"),
    [
        ("en-US", "It is {}", "Logistic regression was right to say"),
        ("fr-FR", "C'est {}", "Régression logistique a eu raison de dire"),
    ],
)
def test_a_label_that_every_model_gave_is_confirmed(
    visit: Visit, closed: Server, locale: str, button: str, sentence: str
) -> None:
    # It serves one model, which agrees with itself.
    page = visit(locale, url=closed.url, password=API_KEYS[0])
    compare(page, f"Everything about {locale} is lovely")
    label = page.locator(".card .label").first
    expect(label).to_be_visible()
    # A mark before it, and perhaps "unsure" behind.
    said = re.findall(r"\w+", label.inner_text())[0]
    _flag(page, button.format(said.lower()))
    expect(page.locator("#confirmation")).to_contain_text(f"{sentence} {said}")


def test_a_new_comparison_clears_the_confirmation_and_the_comment(visit: Visit) -> None:
    page = visit()
    compare(page, "The queue was endless and the coffee cold")
    page.locator("#comment textarea").fill("clear")
    _flag(page, "It is positive")
    compare(page, "Lovely concert tonight")
    expect(page.locator("#confirmation .notice")).to_have_count(0)
    expect(page.locator("#comment textarea")).to_have_value("")


def test_a_comment_that_is_too_long_gets_a_sentence(visit: Visit) -> None:
    page = visit("fr-FR")
    compare(page, "Lovely concert tonight")
    page.locator("#comment textarea").fill("a" * 1001)
    page.get_by_role("button", name="C'est négatif").click()
    expect(page.locator("#confirmation .problem")).to_contain_text("Le commentaire dépasse 1000 caractères")
