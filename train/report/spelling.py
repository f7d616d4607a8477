"""Words that stand in no dictionary: slang, abbreviations, misspellings."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

_LIST = Path(__file__).with_name("slang.txt")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPELT = re.compile(r"(?<![#\w])[a-z]{4,}(?![\w'’])")  # a capital may begin a name, which no dictionary has
_ALLOWED = 1  # edits that lead from a misspelling to a word


def slang(text: str) -> list[str]:
    """The words of a normalised text that are slang or an abbreviation, by a list of this project's own."""
    return [word for word in _WORD.findall(text) if word in _words()]


def misspelt(tweet: str) -> list[str]:
    """The words of a raw tweet that are one edit away from a word of the dictionary, and are none themselves.

    Only words of four small letters and more, neither hashtag nor slang, are looked at.
    """
    return [word for word in _SPELT.findall(tweet) if word not in _words() and _wrong(word)]


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=_ALLOWED)


@lru_cache(maxsize=100_000)
def _wrong(word: str) -> bool:
    dictionary = _dictionary()
    return not dictionary.known([word]) and bool(dictionary.known(dictionary.edit_distance_1(word)))
