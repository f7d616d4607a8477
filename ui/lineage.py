"""The lineage of a prediction as HTML: what `sentiment trace` prints, in the reader's language."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from bentos.contracts import Sentiment
from bentos.sentences import Language
from bentos.text import encodable
from ui.sentences import SENTIMENTS, percent, say

_FOLDED = 4  # ids of flags; more of them are folded away


def html(prediction_id: str, facts: Mapping[str, Any], language: Language) -> str:
    """All facts of a prediction, in their order."""
    items = f"<dt>{say('fact_prediction', language)}</dt><dd><code>{_safe(prediction_id)}</code></dd>"
    items += "".join(
        f"<dt>{say('fact_' + name.replace(' ', '_'), language)}</dt><dd>{_told(name, value, language)}</dd>"
        for name, value in facts.items()
    )
    return f"<dl class='lineage'>{items}</dl>"


def _told(name: str, value: Any, language: Language) -> str:
    match name:
        case "predicted":
            return _sentiment(value, language)
        case "confidence":
            return percent(value, language)
        case "created" | "trained":
            return _moment(value)
        case "its flags":
            return "".join(_flag(flag, language) for flag in value) or say("none", language)
        case "learnt from flags":
            return _ids(value, language)
        case "data":
            return _safe(", ".join(value))
    return _safe(str(value))


def _ids(ids: Sequence[str], language: Language) -> str:
    listed = " ".join(f"<code>{_safe(each)}</code>" for each in ids) or say("none", language)
    return (
        f"<details><summary>{len(ids)}</summary><p>{listed}</p></details>" if len(ids) > _FOLDED else listed
    )


def _flag(flag: Mapping[str, Any], language: Language) -> str:
    told = [f"<b>{_sentiment(flag['label'], language)}</b> <code>{_safe(flag['id'])}</code>"]
    told += [_review(each, language) for each in flag["reviews"]]
    if flag["learnt by"]:
        told.append(say("learnt_by", language, models=_safe(", ".join(flag["learnt by"]))))
    return f"<p>{'<br>'.join(told)}</p>"


def _review(review: Mapping[str, Any], language: Language) -> str:
    what = say(f"reviewed_{review['verdict']}", language, reviewer=_safe(review["reviewer"]))
    reason = f" — {_safe(review['reason'])}" if review["reason"] else ""
    return f"{what} <small>{_moment(review['created'])}</small>{reason}"


def _sentiment(label: Sentiment, language: Language) -> str:
    return SENTIMENTS[label][language]


def _moment(moment: str) -> str:
    return escape(moment[:16].replace("T", " "))


def _safe(text: str) -> str:
    return escape(encodable(text))
