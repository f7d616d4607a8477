"""A case of a reviewer's queue, as HTML."""

from datetime import UTC, datetime

import pytest

from bentos.records.agreement import Agreement
from bentos.records.feedback import Flag
from bentos.records.informative import Suggestion
from bentos.records.queue import Case
from bentos.sentences import Language
from ui import cases

HOSTILE = "<img src=x onerror=window.ran=1> **bold** \ud800"
SHOWN = "&lt;img src=x onerror=window.ran=1&gt; **bold** ?"


def flag(text: str, comment: str = "") -> Flag:
    moment = datetime(2031, 5, 17, 8, 30, tzinfo=UTC)
    return Flag("f1", "p1", 0, comment, moment, text, "bert:a1", 1, 0.75)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["BERT said", "Positive</b> 75%", "The flag says", "Flagged on 2031-05-17 08:30"]),
        ("fr", ["BERT a dit", "Positif</b> 75\N{NO-BREAK SPACE}%", "Le signalement dit"]),
    ],
)
def test_a_case_tells_what_the_model_and_the_flag_say(language: Language, said: list[str]) -> None:
    shown = cases.html(Case(0, (flag("late again"),)), "", language)
    assert [part for part in said if part not in shown] == []


def test_texts_and_comments_are_escaped_in_the_first_tweet_and_in_those_like_it() -> None:
    shown = cases.html(Case(0, (flag(HOSTILE, HOSTILE), flag(HOSTILE, HOSTILE))), "", "en")
    assert "<img" not in shown
    assert shown.count(SHOWN) == 4
    shown.encode()


def test_a_suggestion_says_why_it_is_here() -> None:
    suggestion = Suggestion("p1", "why?", "bert:a1", 1, 0.75, "under-sampled", "questions")
    assert "Too few tweets of this kind are flagged: questions." in cases.html(
        Case(1, (suggestion,)), "", "en"
    )


def test_reviewers_are_escaped_and_their_kappa_has_the_languages_decimal_sign() -> None:
    shown = cases.agreement([Agreement(("<b>ada", "bob"), 10, 8, 0.583)], "fr")
    assert "&lt;b&gt;ada et bob" in shown
    assert "0,58" in shown
