"""What is told of a tweet names nobody whom it addresses, and no way to reach anybody."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bentos.masking import masked

ANY = st.text(st.characters())
WORDS = st.text(st.sampled_from("abcXYZ .,!?'é🙂"))
LOCAL = st.from_regex(r"[a-z0-9._+-]{1,12}", fullmatch=True)
NAME = st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True)
DOMAIN = st.from_regex(r"[a-z]{1,10}\.(?:com|fr|co\.uk)", fullmatch=True)
PHONE = st.from_regex(r"\+?[0-9]{2,4}(?:[ .-][0-9]{2,3}){3,4}", fullmatch=True)


@given(WORDS, LOCAL, DOMAIN, WORDS)
def test_no_email_address_is_left(before: str, local: str, domain: str, after: str) -> None:
    assert f"@{domain}" not in masked(f"{before} {local}@{domain} {after}")
    assert masked(f"{local}@{domain}") == "[email]"


@pytest.mark.parametrize("address", ["jane.doe@localhost", "jane+x@intranet", "jane＠mail", "jane@@mail.com"])
def test_an_address_without_a_dot_is_one_all_the_same(address: str) -> None:
    assert masked(f"write to {address}, please.") == "write to [email], please."


@given(ANY, NAME, ANY)
def test_no_mention_is_left(before: str, name: str, after: str) -> None:
    assert re.search(r"[@＠]\w", masked(f"{before}@{name} {after}")) is None


@given(WORDS, st.sampled_from(["https://", "HTTP://", "www.", "ftp://"]), DOMAIN, NAME, WORDS)
def test_no_link_is_left(before: str, start: str, domain: str, path: str, after: str) -> None:
    link = f"{start}{domain}/{path}"
    assert masked(f"{before} {link} {after}") == f"{masked(before)} [link] {masked(after)}"


@given(ANY, PHONE, ANY)
def test_no_telephone_number_is_left(before: str, phone: str, after: str) -> None:
    told = masked(f"{before} {phone} {after}")
    assert re.search(r"\d(?:[ .-]?\d){6}", told) is None


@given(WORDS)
def test_a_text_that_names_nobody_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


@given(ANY)
@example("a@..@b")
@example("a@b.c@d.e/f")
@example("www.@user1234567/")
def test_masking_again_changes_nothing(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@AirFrance you lost my bag, call +33 6 12 34 56 78", "[user] you lost my bag, call [number]"),
        ("see t.co/Ab12 or mail jane.doe@example.org!", "see [link] or mail [email]"),
        (".@AirFrance (@klm) is late. no email.Next time", ".[user] ([user]) is late. no email.Next time"),
        ("3 hours late, flight 1234, and/or 24/7", "3 hours late, flight 1234, and/or 24/7"),
    ],
)
def test_what_is_said_can_still_be_read(text: str, told: str) -> None:
    assert masked(text) == told


@pytest.mark.parametrize("unit", ["a", "@", "a.", ".", "1-", "www", "a@", "a@a.", "://", "+("])
def test_a_hostile_text_is_masked_without_delay(unit: str) -> None:
    assert len(masked(unit * 100_000)) > 0
