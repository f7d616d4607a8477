"""What the page lets nobody do, in Chromium: text stays text, the policy holds, the login too."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.conftest import Visit, compare, open_tab
from tests.conftest import API_KEYS
from tests.server import Server

HOSTILE = [
    "<img src=x onerror=window.ran=1> great",
    "<script>window.ran=2</script><svg onload=window.ran=3> great",
    "${window.ran=4} {{window.ran=5}} great",
    "[great](javascript:window.ran=6) ![great](https://other.example/picture.png) **great** `great`",
    '"><iframe srcdoc="<script>parent.ran=7</script>"></iframe> great',
]


def harmless(page: Page, inside: str) -> bool:
    """Whether no text ran as a script or became an element there."""
    made = page.locator(
        f"{inside} :is(img, script, svg, iframe, strong, em, code:not(.card code), a:not(.download))"
    )
    return page.evaluate("window.ran") is None and made.count() == 0


@pytest.mark.parametrize("tweet", HOSTILE)
def test_a_hostile_tweet_is_shown_as_it_was_written(visit: Visit, tweet: str) -> None:
    page = visit()
    compare(page, tweet)
    expect(page.locator(".weighed")).to_contain_text("great")
    assert harmless(page, "#opinions")


def test_a_batch_of_hostile_tweets_is_shown_as_they_were_written(visit: Visit) -> None:
    page = visit()
    open_tab(page, 1)
    page.locator("#pasted textarea").fill("\n".join(HOSTILE))
    page.locator("#analyse").click()
    expect(page.locator("table.rows tbody tr")).to_have_count(len(HOSTILE))
    for tweet in HOSTILE:
        expect(page.locator("table.rows")).to_contain_text(tweet)
    assert harmless(page, "#result")


def test_a_hostile_comment_is_stored_and_never_run(visit: Visit) -> None:
    page = visit()
    compare(page, "The queue was endless and the coffee cold, with a hostile comment")
    page.locator("#comment textarea").fill(" ".join(HOSTILE))
    page.get_by_role("button", name="It is positive").click()
    expect(page.locator("#confirmation code")).to_be_visible()
    assert page.evaluate("window.ran") is None


def test_a_hostile_file_is_named_as_it_is(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "<img src=x onerror=window.ran=8>.csv"
    file.write_text('<img src=x onerror=window.ran=9>,"[great](javascript:1)"\n1,2\n', encoding="utf-8")
    page = visit()
    open_tab(page, 1)
    page.locator("#file input[type=file]").set_input_files(file)
    expect(page.locator("#file")).to_contain_text("csv")
    page.locator("#analyse").click()
    expect(page.locator("#result .problem")).to_contain_text("<img src=x onerror=window.ran=9>, [great]")
    assert harmless(page, "#result")


def test_the_page_lives_with_its_security_policy(visit: Visit, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "tweets.csv"
    file.write_text("text\nso happy\nso sad\n", encoding="utf-8")
    said: list[str] = []
    context = visit().context
    context.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    context.on("weberror", lambda failure: said.append(f"error: {failure.error}"))
    # A page of its own for each address: Gradio's says an error of itself when it is left for another.
    page = context.new_page()
    page.goto(f"{server.url}/ui/")
    compare(page, "hello there")
    expect(page.locator(".card").first).to_be_visible()
    open_tab(page, 1)
    page.locator("#file input[type=file]").set_input_files(file)
    expect(page.locator("#file")).to_contain_text("tweets")
    page.locator("#analyse").click()
    expect(page.locator("table.rows tbody tr")).to_have_count(2)
    with page.expect_download():
        page.locator("a.download").click()
    open_tab(page, 2)
    expect(page.locator("table.figures")).to_be_visible()
    docs = context.new_page()
    docs.goto(f"{server.url}/docs")
    expect(docs.get_by_text("/predict/batch/")).to_be_visible()
    assert [line for line in said if line.startswith("error") or "Content Security Policy" in line] == []


def test_another_site_cannot_show_the_page_in_a_frame(chromium: Browser, server: Server) -> None:
    page = chromium.new_page()
    page.set_content(f"<iframe src='{server.url}/ui/'></iframe>")
    frame = page.frames[-1]
    frame.wait_for_load_state()
    assert frame.locator("#tweet").count() == 0
    page.close()


def test_the_page_opens_and_works_with_a_key_as_password(visit: Visit, closed: Server) -> None:
    page = visit(url=closed.url, password=API_KEYS[1])
    compare(page, "so happy today")
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_role("button", name="It is positive").click()
    expect(page.locator("#confirmation code")).to_be_visible()


def test_the_page_does_not_open_without_a_key(chromium: Browser, closed: Server) -> None:
    page = chromium.new_page()
    # What Chromium answers where nobody is there to be asked for a name and a password.
    with pytest.raises(Error, match="ERR_INVALID_AUTH_CREDENTIALS"):
        page.goto(f"{closed.url}/ui/")
    page.close()
