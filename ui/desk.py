"""The reviewer's desk: what the buttons of the Review tab do, and what they then show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bentos.contracts import MAX_COMMENT, ContractError
from bentos.records.queue import Case
from bentos.records.reviews import VERDICTS, Verdict
from bentos.sentences import Language
from bentos.serving.reviewing import MOST, Reviewing, Source
from ui import cards, cases, lineage
from ui.keys import key
from ui.sentences import PageError, say

if TYPE_CHECKING:
    import gradio as gr

_NAME = 100  # characters of a reviewer's name at most
_ID = 64  # characters of a prediction's id that are looked up


class Desk:
    """The head of a reviewer's queue, again and again; what goes wrong is a sentence."""

    def __init__(self, reviewing: Reviewing) -> None:
        self._reviewing = reviewing

    async def head(
        self, source: Source, reviewer: str, language: Language, first: Sequence[str] = ()
    ) -> list[Any]:
        """The case to judge, itself and as HTML, a button for each verdict, the reviewers' agreement.

        `first` are ids of flags that come before all others.
        """
        try:
            found = await self._reviewing.cases(source, _name(reviewer), first)
            agreed = cases.agreement(await self._reviewing.agreement(), language)
        except ContractError as error:
            return _empty(cards.notice(error.sentence(language)), "", language)
        if not found:
            none = "no_flag_waits" if source == "flags" else "no_suggestion"
            return _empty(cards.hint(say(none, language)), agreed, language)
        count = sum(len(case.tweets) for case in found)
        shown = f"{count}+" if count == MOST[source] else count
        waiting = say(f"{source}_wait", language, count=shown, reviewer=_name(reviewer))
        buttons = [_button(verdict, found[0], language) for verdict in VERDICTS]
        return [found[0], cases.html(found[0], waiting, language), *buttons, agreed]

    async def judge(
        self, case: Case, reviewer: str, verdict: Verdict, reason: str, language: Language
    ) -> tuple[bool, str]:
        """Store a verdict: whether it is stored, and what to say."""
        try:
            if len(reason) > MAX_COMMENT:
                raise PageError("comment_too_long", limit=MAX_COMMENT)
            await self._reviewing.judge(case, _name(reviewer), verdict, reason)
        except ContractError as error:
            return False, cards.notice(error.sentence(language))
        return True, cards.hint(say(f"given_{verdict}", language))

    async def undo(self, reviewer: str, language: Language) -> tuple[list[str], str]:
        """Take back the last verdict: the ids of its flags, none where there was none, and what to say."""
        try:
            taken = await self._reviewing.undo(_name(reviewer))
        except ContractError as error:
            return [], cards.notice(error.sentence(language))
        return [each.flag_id for each in taken], cards.hint(say("taken_back", language))

    async def lineage(self, prediction_id: str, language: Language) -> str:
        """Where a prediction came from, and what became of it."""
        try:
            if not prediction_id:
                raise PageError("lineage_missing")
            facts = await self._reviewing.trace(prediction_id[:_ID])
        except ContractError as error:
            return cards.notice(error.sentence(language))
        return lineage.html(prediction_id, facts, language)


def _name(reviewer: str) -> str:
    name = reviewer.strip()
    if not 0 < len(name) <= _NAME:
        raise PageError("reviewer_missing", limit=_NAME)
    return name


def _empty(content: str, agreed: str, language: Language) -> list[Any]:
    return [None, content, *[_button(verdict, None, language) for verdict in VERDICTS], agreed]


def _button(verdict: Verdict, case: Case | None, language: Language) -> "gr.Button":
    """The button of a verdict: it says which label it stands for, in that label's colour."""
    import gradio as gr

    label, classes = "", []
    if case and verdict in ("accept", "correct"):
        value = case.label if verdict == "accept" else 1 - case.label
        label, classes = cases.label(value, language), ["positive" if value else "negative"]
    elif verdict == "reject":
        label = say("neither", language)
    told = say("review_label", language, label=label) if label else ""
    text = say(f"review_{verdict}", language, label=told, press=key(f"review-{verdict}"))
    return gr.Button(text, interactive=case is not None, elem_classes=classes)
