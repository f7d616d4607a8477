"""Masking: a tweet without what says who wrote it, to whom, or where to reach them."""

import re

_AT = ("@", "＠")
# What a text must hold for a pattern to be worth its time, the pattern, its mask. In this order: an address
# holds what looks like a mention, a link what looks like a number.
_MASKS = (
    (_AT, re.compile(r"(?<![^\s@＠])[^\s@＠]++[@＠][^\s@＠]+\.[^\s@＠]+"), "[email]"),
    (
        ("://", "ww", "WW", "wW", "Ww"),
        re.compile(r"(?:\b[a-z][a-z0-9+.\-]{0,20}+://|\bwww\.)\S*", re.IGNORECASE),
        "[link]",
    ),
    # `t.co/abc`: a name with a dot before a slash.
    (("/",), re.compile(r"(?<![\w.\-])\w[\w\-]*+(?:\.[\w\-]++)++/\S*"), "[link]"),
    (_AT, re.compile(r"[@＠]\w+"), "[user]"),
    # Seven digits and more, however they are grouped: telephone, account and order numbers alike.
    (("",), re.compile(r"[+(]{0,2}\d(?:[\s().\-–/]{0,3}\d){6,}"), "[number]"),
)


def masked(text: str) -> str:
    """The text with `[email]`, `[link]`, `[user]` and `[number]` for what they name; names of people stay.

    masked(masked(text)) == masked(text).
    """
    for signs, pattern, mask in _MASKS:
        for sign in signs:
            if sign in text:
                text = pattern.sub(mask, text)
                break
    return text
