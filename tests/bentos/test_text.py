"""What the cleaning of a tweet does."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bentos.text import normalise

# Any code point, lone surrogates included, and the pieces that the cleaning looks for, side by side.
_ANY = st.text(st.characters(exclude_categories=()))
_PIECES = st.sampled_from(
    [
        "&amp;",
        "&lt;",
        "amp;",
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
