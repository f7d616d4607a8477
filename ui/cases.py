"""A case of a reviewer's queue as HTML, and how far reviewers agree."""

from collections.abc import Sequence
from html import escape
from typing import Literal

from bentos.records.agreement import Agreement
from bentos.records.feedback import Flag
from bentos.records.informative import Suggestion
from bentos.records.queue import Case
from bentos.sentences import Language
from bentos.text import encodable
from ui.sentences import SENTIMENTS, SIGNS, number, percent, say, title

_NAMES: tuple[Literal["Negative"], Literal["Positive"]] = ("Negative", "Positive")


def html(case: Case, waiting: str, language: Language) -> str:
    """How many are waiting, the tweet, what was said of it and why it is here, what says nearly the same.

    What other reviewers said of it is not shown: each judges for themselves.
    """
    first, *others = case.tweets
    alike = ""
    if others:
        items = "".join(f"<li>{_safe(each.text)}{_comment(each)}</li>" for each in others)
        alike = f"<h3>{say('alike', language, count=len(others))}</h3><ul>{items}</ul>"
    return (
        f"<article class='case' data-case='{escape(case.id)}'><p class='fine'><span>{_safe(waiting)}</span>"
        f"<span>{_since(first, language)}</span></p><blockquote>{_safe(first.text)}</blockquote>"
        f"<dl>{_said(case, first, language)}</dl>{alike}"
        f"<p class='fine'><code>{escape(first.prediction_id)}</code><code>{escape(first.model)}</code></p>"
        "</article>"
    )


def label(value: int, language: Language) -> str:
    """The sentiment of a label, without its sign."""
    return SENTIMENTS[_NAMES[value]][language]


def agreement(found: Sequence[Agreement], language: Language) -> str:
    """A table of two reviewers each."""
    heading = f"<h3>{say('reviewers_agree', language)}</h3>"
    if not found:
        return f"<section class='alerts'>{heading}<p>{say('no_agreement_yet', language)}</p></section>"
    keys = ("reviewers", "judged_flags", "judged_alike", "kappa")
    heads = "".join(f"<th scope='col'>{say(key, language)}</th>" for key in keys)
    return (
        f"<section class='alerts'>{heading}<table class='figures'>"
        f"<caption>{say('reviewers_agree_how', language)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(_row(each, language) for each in found)}</tbody></table></section>"
    )


def _said(case: Case, first: Flag | Suggestion, language: Language) -> str:
    confidence = percent(first.confidence, language)
    model = say("model_said", language, model=escape(title(first.model, language)))
    told = f"<dt>{model}</dt><dd>{_signed(first.prediction, language)} {confidence}</dd>"
    if isinstance(first, Flag):
        flag = f"{_signed(case.label, language)}{_comment(first)}"
        return f"{told}<dt>{say('flag_said', language)}</dt><dd>{flag}</dd>"
    return told


def _since(first: Flag | Suggestion, language: Language) -> str:
    if isinstance(first, Flag):
        return say("flag_on", language, created=f"{first.created:%Y-%m-%d %H:%M}")
    kind = say(f"kind_{first.kind.replace(' ', '_')}", language) if first.kind else ""
    return say(f"why_{first.why.replace(' ', '_')}", language, kind=kind)


def _comment(tweet: Flag | Suggestion) -> str:
    if isinstance(tweet, Flag) and tweet.comment:
        return f" <q>{_safe(tweet.comment)}</q>"
    return ""


def _signed(value: int, language: Language) -> str:
    name = _NAMES[value]
    sign = f"<span aria-hidden='true'>{SIGNS[name]}</span>"
    return f"<b class='{name.lower()}'>{sign} {SENTIMENTS[name][language]}</b>"


def _row(found: Agreement, language: Language) -> str:
    one, other = map(_safe, found.reviewers)
    kappa = "–" if found.kappa is None else number(found.kappa, 2, language)
    return (
        f"<tr><th scope='row'>{say('both', language, one=one, other=other)}</th>"
        f"<td>{found.flags}</td><td>{found.alike}</td><td>{kappa}</td></tr>"
    )


def _safe(text: str) -> str:
    return escape(encodable(text))
