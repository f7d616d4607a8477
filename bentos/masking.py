"""Masking: a tweet without what says who wrote it, to whom, or where to reach them."""

import re

_AT = ("@", "＠")
_ANY = re.compile("")
# The sign first, which is sought for several times faster than what stands before it.
_ADDRESSED = re.compile(r"[@＠](?<=[^\s@＠][@＠])")
# What a text must hold for a pattern to be worth its time, one of the signs and a hint, found sooner than it;
# the pattern, its mask. In this order: an address holds what looks like a mention, a link what looks like a
# number.
_MASKS = (
    (_AT, _ADDRESSED, re.compile(r"(?<![^\s@＠])[^\s@＠]++[@＠][^\s@＠\[]+\.[^\s@＠\[]+"), "[email]"),
    # `jane@localhost`: a name that ends where the sign stands; in `.@name` none does.
    (_AT, _ADDRESSED, re.compile(r"(?<![\w.+\-])[\w.+\-]++(?<=[\w+\-])[@＠]++\w++(?:[.\-]\w++)*"), "[email]"),
    (
        ("://", "ww", "WW", "wW", "Ww"),
        _ANY,
        re.compile(r"(?:\b[a-z][a-z0-9+.\-]{0,20}+://|\bwww\.)\S*", re.IGNORECASE),
        "[link]",
    ),
    # `t.co/abc`: a name with a dot before a slash.
    (("/",), _ANY, re.compile(r"(?<![\w.\-])\w[\w\-]*+(?:\.[\w\-]++)++/\S*"), "[link]"),
    (_AT, _ANY, re.compile(r"[@＠]\w+"), "[user]"),
    # Seven digits and more, however they are grouped: telephone, account and order numbers alike.
    (("",), re.compile(r"\d"), re.compile(r"[+(]{0,2}\d(?:[\s().\-–/]{0,3}\d){6,}"), "[number]"),
)


def masked(text: str) -> str:
    """The text with `[email]`, `[link]`, `[user]` and `[number]` for what they name.

    Names of people stay, and so does a bare domain: `example.com` looks like two sentences without a blank.
    masked(masked(text)) == masked(text).
    """
    for signs, hint, pattern, mask in _MASKS:
        for sign in signs:
            if sign in text:
                if hint.search(text):
                    text = pattern.sub(mask, text)
                break
    return text
