"""Slices: kinds of tweets that can be told by how they are written."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bentos.monitoring.traits import language
from bentos.text import EMOTICON, LINK, MENTIONS

Kind = Literal[
    "short",
    "long",
    "negation",
    "emoji",
    "emoticons",
    "hashtags",
    "mentions",
    "links",
    "questions",
    "shouting",
    "other languages",
]

SHORT, LONG = 5, 20  # words
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|hardly|barely|cannot|\w+n['’]t|"
    r"(?:do|did|does|is|was|are|were|wo|ca|could|would|should|has|have|had|ai)nt)\b"
)
_HASHTAG = re.compile(r"(?<![&\w])#\w*[^\W\d]")
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_ENGLISH = "en"


def kinds(tweets: Sequence[str], texts: Sequence[str]) -> dict[Kind, NDArray[np.bool_]]:
    """For each kind which of n tweets are of it, (n,), by the tweets as written and by the normalised texts.

    A tweet may be of several kinds, or of none.
    """
    # Kinds of writing are told by the tweet as it was written: the cleaning takes away what they look for.
    raw = [unescape(tweet) for tweet in tweets]
    without = [bare(tweet) for tweet in raw]
    words = np.array([len(text.split()) for text in texts], dtype=np.int64)
    return {
        "short": words <= SHORT,
        "long": words >= LONG,
        "negation": marked(_NEGATION.search(text) for text in texts),
        "emoji": marked(map(_emoji, raw)),
        "emoticons": marked(EMOTICON.search(text.lower()) for text in without),
        "hashtags": marked(_HASHTAG.search(text) for text in without),
        "mentions": marked(MENTIONS.search(tweet) for tweet in raw),
        "links": marked(LINK.search(tweet) for tweet in raw),
        "questions": marked("?" in text for text in without),
        "shouting": marked(len(_SHOUTED.findall(text)) > 1 for text in without),
        "other languages": marked(language(text) != _ENGLISH for text in texts),
    }


def bare(tweet: str) -> str:
    """A tweet without its links and mentions."""
    return MENTIONS.sub(" ", LINK.sub(" ", tweet))


def marked(found: Iterable[object]) -> NDArray[np.bool_]:
    """(n,) which of n findings found something."""
    return np.fromiter(map(bool, found), dtype=np.bool_)


def _emoji(tweet: str) -> bool:
    import emoji

    return not tweet.isascii() and bool(emoji.emoji_count(tweet))
