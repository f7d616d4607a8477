"""What the cleaning of a tweet does."""

import sys
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bentos.text import _NAMES, _SIGNS, _once, normalise

# Any code point, lone surrogates included, and the pieces that the cleaning looks for, side by side.
_ANY = st.text(st.characters(exclude_categories=()))
_PIECES = st.sampled_from(
    [
        "&amp;",
        "&lt;",
        "amp;",
        "amp",
        "#38;",
        "&num;",
        "&#65;mp;",
        "&",
        "3",
        "http://",
        "www.",
        "@",
        "ggg",
        ":)",
        ":(",
        " ",
        "😀",
        "'",
        ";",
        "xD",
        "@user",
        "www",
        "o.o",
        "-.-",
        "love",
        "\x1c",
    ]
)
_TWEETS = st.one_of(_ANY, st.lists(st.one_of(_PIECES, _ANY)).map("".join))


@given(_TWEETS)
@example("&amp;amp;lt;3")
@example("\ud800 lone")
@example("İstanbul")
def test_cleaning_twice_is_cleaning_once(tweet: str) -> None:
    once = normalise(tweet)
    assert normalise(once) == once


@given(_TWEETS)
@example("hello @user")
@example("xddd")
@example("wwww.x")
def test_a_clean_tweet_has_nothing_left_to_clean(tweet: str) -> None:
    clean = normalise(tweet)
    assert _once(clean) == clean


def passes(tweet: str) -> int:
    """How many times one cleaning goes over the tweet."""
    count = 0

    def seen(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code.co_name == "_once"

    sys.setprofile(seen)
    try:
        normalise(tweet)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("tweet", "clean"),
    [
        ("&" + "amp;" * 1249, "&"),
        ("&" + "amp" * 1666, "&"),
        ("&#38;" * 1000, "&" * 1000),
        ("&" + "#38;" * 1249, "&"),
        ("&" * 625 + "num;38;" * 625, "#38;"),
        ("&" * 500 + "#65;mp;" * 500, "amp;"),
        ("&#" + "1" * 4998, "\ufffd"),
        ("&#x" + "f" * 4997, "\ufffd"),
    ],
)
def test_5000_characters_of_nested_entities_are_clean_after_two_passes(tweet: str, clean: str) -> None:
    assert normalise(tweet) == clean
    assert passes(tweet) == 2


def test_5000_characters_of_mentions_without_a_blank_are_clean_after_two_passes() -> None:
    tweet = "@a" * 2500
    assert normalise(tweet) == " ".join(["@user"] * 2500)
    assert passes(tweet) == 2


@given(_TWEETS)
def test_a_clean_tweet_has_single_blanks_and_none_at_its_ends(tweet: str) -> None:
    assert normalise(tweet) == " ".join(normalise(tweet).split())


@pytest.mark.parametrize(
    ("tweet", "clean"),
    [
        ("I do NOT like it", "i do not like it"),
        ("see https://t.co/abc?x=1 now", "see http now"),
        ("www.example.org is down", "http is down"),
        ("@Jane_99 thanks", "@user thanks"),
        ("mail me at a@b.org", "mail me at a@b.org"),
        ("soooooo gooood", "soo good"),
        ("Tom &amp; Ann", "tom & ann"),
        ("I &lt;3 this", "i red heart this"),
        ("great :)", "great smiling face"),
        ("late again :(", "late again sad face"),
        ("so tired 😭", "so tired loudly crying face"),
        ("  two\n\tlines  ", "two lines"),
        ("1000000 times", "1000000 times"),
        ("", ""),
    ],
)
def test_cleaning(tweet: str, clean: str) -> None:
    assert normalise(tweet) == clean


def test_emoji_and_emoticon_of_the_same_face_meet_in_the_same_words() -> None:
    assert normalise("❤️") == normalise("<3")


@pytest.mark.parametrize("emoticon", sorted(_NAMES))
def test_every_emoticon_is_looked_for(emoticon: str) -> None:
    assert any(sign in emoticon for sign in _SIGNS)
