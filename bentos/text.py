"""The one cleaning of a tweet, in training and in serving."""

import html
import re
from collections.abc import Iterable

import emoji

VERSION = "1"

_ENTITY = re.compile(r"&(?:#[0-9]+;?|#x[0-9a-f]+;?|[^\t\n\f <&#;]{1,32};?)")  # of a text in lower case
_LONGEST_ENTITY = 40
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# The look behind comes after the sign, and a letter is told after its repetitions: so a search goes from
# one sign, or one repetition, to the next instead of trying every position.
MENTIONS = re.compile(r"@(?<!\w@)\w+(?:@\w+)*")
_REPEATED = re.compile(r"(.)\1\1(?<=[^\W\d])\1*")
# Every emoji holds one of these, keycaps their U+20E3.
_MAYBE_EMOJI = re.compile("[©®\u200d-\U0010ffff]")
# Emoticons become the names Unicode gives to the faces they draw, so that both kinds meet in one word.
_EMOTICONS = {
    "smiling face": [":)", ":-)", "=)", ":]", "(:", "^_^", "^^"],
    "grinning face": [":d", ":-d", "=d", "xd", "xdd"],
    "winking face": [";)", ";-)", ";d"],
    "face with tongue": [":p", ":-p", "=p", ";p"],
    "red heart": ["<3"],
    "broken heart": ["</3"],
    "sad face": [":(", ":-(", "=(", ":[", "):"],
    "crying face": [":'(", ";(", ";_;", "t_t", "t.t"],
    "confused face": [":/", ":-/", ":\\", ":-\\", ":s"],
    "expressionless face": ["-_-", "-__-", "-.-", ":|"],
    "astonished face": [":o", ":-o", "o_o", "o.o"],
}
_NAMES = {emoticon: name for name, emoticons in _EMOTICONS.items() for emoticon in emoticons}
# Every emoticon holds one of these.
_SIGNS = (":", ";", "=", "^", "<", "_", "xd", ".-", ".t", ".o")
# An emoticon stands between blanks or after a word; one made of letters stands alone.
EMOTICON = re.compile(
    r"(?<!\S)(?:{all})(?!\S)|(?<=\w)(?:{signs})(?!\S)".format(
        all="|".join(map(re.escape, sorted(_NAMES, key=len, reverse=True))),
        signs="|".join(
            re.escape(e) for e in sorted(_NAMES, key=len, reverse=True) if e[-1] in "()[]" and e[0] in ":;="
        ),
    )
)


def _emoji_name(_: str, data: dict[str, str]) -> str:
    return f" {data['en'].strip(':').replace('_', ' ')} "


def _unescape(text: str) -> str:
    """The text without HTML entities, those included that only another's character completes (`&amp;lt;`).

    From right to left: what follows an ampersand is plain by then, so that one pass does it.
    """
    at = text.rfind("&")
    while at >= 0:
        match = _ENTITY.match(text, at)
        plain = _character(match.group()) if match else "&"
        if match and plain != match.group():
            text = text[:at] + plain + text[match.end() :]
            at += len(plain)
        at = text.rfind("&", 0, at)
    return text


def _character(entity: str) -> str:
    # No character has so long a number, and int() refuses more than 4,300 digits.
    return html.unescape(entity).lower() if len(entity) <= _LONGEST_ENTITY else "\ufffd"


def _any(parts: Iterable[str], text: str) -> bool:
    return any(map(text.__contains__, parts))


def _users(mentions: re.Match[str]) -> str:
    return " @user " * mentions[0].count("@")


def _twice(repeated: re.Match[str]) -> str:
    return repeated[1] * 2


def _once(tweet: str) -> str:
    text = tweet.lower()
    if "&" in text:
        text = _unescape(text)
    if not text.isascii() and _MAYBE_EMOJI.search(text):
        text = emoji.replace_emoji(text, _emoji_name)
    # A look for the signs first: most tweets hold none, and a plain search costs a tenth of a substitution.
    if "://" in text or "www." in text:
        text = LINK.sub(" http ", text)
    if "@" in text:
        text = MENTIONS.sub(_users, text)
    if _any(_SIGNS, text) and _any(_NAMES, text):
        text = EMOTICON.sub(lambda match: f" {_NAMES[match.group()]} ", text)
    text = _REPEATED.sub(_twice, text)
    return " ".join(text.split())


def _settled(text: str) -> bool:
    """Whether one more round surely leaves a cleaned text as it is: no rule finds what it looks for.

    Links but for `www.` hold a colon, which is a sign; repeated letters are gone after one round.
    """
    # A mention that stands alone is replaced by itself.
    if "@" in text and "@" in f" {text} ".replace(" @user ", " "):
        return False
    return (
        text.isascii()
        and text.islower()
        and "&" not in text
        and "www." not in text
        and not _any(_SIGNS, text)
    )


def normalise(tweet: str) -> str:
    """A tweet in lower case: links, mentions, emoji, emoticons and HTML entities as words.

    Negation and stop words stay. Never raises on a str, lone surrogates included;
    normalise(normalise(tweet)) == normalise(tweet).
    """
    text = _once(tweet)
    # Cleaning one thing can uncover another (`&ggg;`, `<3:)`); each round leaves less to do.
    while not _settled(text) and (again := _once(text)) != text:
        text = again
    return text


def encodable(text: str) -> str:
    """The text as UTF-8 can carry it: a lone surrogate, which tokenizers refuse, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
