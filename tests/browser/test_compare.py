"""The Compare tab, in Chromium."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, compare
from tests.server import Server


def test_enter_shows_one_card_for_each_served_model(visit: Visit, server: Server) -> None:
    served = httpx.get(f"{server.url}/models/").json()["served"]
    page = visit()
    compare(page, "Thanks, what a lovely surprise this morning!")
    expect(page.locator(".card")).to_have_count(len(served))
    for model in served:
        version = model["model"].partition(":")[2]
        card = page.locator(".card", has_text=version)
        expect(card).to_contain_text(" ms")
        expect(card.get_by_role("meter")).to_be_visible()


def test_a_click_on_an_example_compares_it(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Two hours on hold").click()
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator("#tweet textarea")).to_have_value("Two hours on hold, nobody answers")


def test_the_verdict_says_whether_the_models_agree(visit: Visit) -> None:
    page = visit()
    compare(page, "I love this, thank you so much")
    expect(page.locator(".card").first).to_be_visible()
    labels = set(page.locator(".card .label").all_inner_texts())
    expect(page.locator(".verdict")).to_contain_text("agree" if len(labels) == 1 else "disagree")


def test_the_words_that_weighed_carry_a_sign_and_a_legend(visit: Visit) -> None:
    page = visit()
    compare(page, "thank you this is bad bad bad")
    expect(page.locator(".legend")).to_contain_text("▲ pulls to Positive")
    expect(page.locator(".legend")).to_contain_text("▼ pulls to Negative")
    words = page.locator(".weighed .word[title]").all()
    assert words
    for word in words:
        sign = "▲" if str(word.get_attribute("title")).startswith("+") else "▼"
        assert word.inner_text().startswith(sign)


@pytest.mark.parametrize(
    ("locale", "tweet", "sentence"),
    [
        ("fr-FR", "   ", "Le texte ne peut pas être vide."),
        ("en-GB", "   ", "The text must not be empty."),
        ("fr-FR", "12345", "Le texte ne peut pas être un nombre."),
        ("en-GB", "a" * 5001, "The text is longer than"),
    ],
)
def test_a_text_that_cannot_be_judged_gets_a_sentence(
    visit: Visit, locale: str, tweet: str, sentence: str
) -> None:
    page = visit(locale)
    compare(page, tweet)
    expect(page.locator("#opinions .notice.problem")).to_contain_text(sentence)
    expect(page.locator(".flag")).not_to_be_visible()


def test_the_automatic_answer_stands_first_with_its_model_and_the_reason(
    visit: Visit, server: Server
) -> None:
    text = "What a lovely morning, thank you"
    body, headers = {"text": text, "model": "auto"}, {"Accept-Language": "en"}
    answer = httpx.post(f"{server.url}/predict/", json=body, headers=headers, timeout=60).json()
    page = visit()
    compare(page, text)
    auto = page.locator("#opinions section").first
    expect(auto).to_contain_text("Automatic answer")
    expect(auto).to_contain_text(answer["sentiment"])
    expect(auto).to_contain_text(answer["reason"])
