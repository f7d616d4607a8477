"""The Review tab: what waits for a verdict, one case at a time, by keys; agreement and lineage below."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from bentos.records.queue import Case
from bentos.records.reviews import VERDICTS, Verdict
from bentos.serving.reviewing import Source
from ui import cards, door
from ui.desk import Desk
from ui.keys import key
from ui.sentences import say, spoken, word

if TYPE_CHECKING:
    import gradio as gr

    from bentos.serving.gateway import Gateway

# What the reviewer saw: a second press that comes too soon must not judge the next case unseen.
_SEEN = (
    "(judged, seen, ...rest) => "
    "[judged, document.querySelector('#case [data-case]')?.dataset.case ?? '', ...rest]"
)


def tab(gateway: "Gateway", opened: "gr.Tab") -> None:
    """Lay the tab into the Blocks that are open; it is filled when the administrator opens it."""
    import gradio as gr

    closed = gr.HTML(visible=False, apply_default_css=False, elem_id="review-closed")
    with gr.Column(visible=False, elem_id="review") as room:
        with gr.Row(elem_classes="queue"):
            source = gr.Radio(
                [(word("review_flags"), "flags"), (word("review_suggestions"), "suggestions")],
                value="flags",
                show_label=False,
                container=False,
                elem_id="source",
            )
            reviewer = gr.Textbox(label=word("reviewer"), lines=1, max_lines=1, elem_id="reviewer")
        content = gr.HTML(elem_id="case", js_on_load=cards.LIVE, apply_default_css=False)
        with gr.Row(elem_classes="verdicts"):
            buttons = {verdict: gr.Button(elem_id=f"review-{verdict}", min_width=150) for verdict in VERDICTS}
            undo = gr.Button(elem_id="review-undo", min_width=150)
        reason = gr.Textbox(lines=1, max_lines=3, elem_id="review-reason")
        said = gr.HTML(elem_id="review-said", js_on_load=cards.LIVE, apply_default_css=False)
        agreed = gr.HTML(elem_id="review-agreement", apply_default_css=False)
        with gr.Row(elem_classes="ask"):
            wanted = gr.Textbox(label=word("lineage_of"), lines=1, max_lines=1, scale=6, elem_id="wanted")
            trace = gr.Button(elem_id="review-lineage", min_width=160, scale=1)
        traced = gr.HTML(elem_id="lineage", js_on_load=cards.LIVE, apply_default_css=False)
    case, seen = gr.State(None), gr.Textbox(visible=False)
    shown = [case, content, *buttons.values(), agreed]
    desk = Desk(gateway.reviewing)

    async def begin(which: Source, who: str, request: gr.Request) -> list[Any]:
        language = spoken(request)
        if not door.opens(request):
            return [
                gr.HTML(door.html("review_closed", language), visible=True),
                *unchanged(6 + len(shown)),
            ]
        who = who or door.name(request)
        return [
            gr.HTML(visible=False),
            gr.Column(visible=True),
            who,
            gr.Button(say("review_undo", language, press=key("review-undo"))),
            gr.Textbox(label=say("review_reason", language, press=key("review-reason"))),
            gr.Button(say("review_lineage", language, press=key("review-lineage"))),
            "",
            *await desk.head(which, who, language),
        ]

    async def show(which: Source, who: str, request: gr.Request) -> list[Any]:
        return await desk.head(which, who, spoken(request)) if door.opens(request) else unchanged(len(shown))

    def judging(verdict: Verdict) -> Callable[..., Coroutine[Any, Any, list[Any]]]:
        async def judge(
            judged: Case | None, saw: str, which: Source, who: str, why: str, request: gr.Request
        ) -> list[Any]:
            if judged is None or judged.id != saw or not door.opens(request):
                return unchanged(3 + len(shown))
            stored, told = await desk.judge(judged, who, verdict, why, spoken(request))
            if not stored:
                return [told, *unchanged(2 + len(shown))]
            return [told, "", "", *await desk.head(which, who, spoken(request))]

        return judge

    async def take_back(who: str, request: gr.Request) -> list[Any]:
        if not door.opens(request):
            return unchanged(2 + len(shown))
        taken, told = await desk.undo(who, spoken(request))
        if not taken:
            return [told, *unchanged(1 + len(shown))]
        # What was judged is a flag by now, even where it was suggested.
        return [told, "flags", *await desk.head("flags", who, spoken(request), taken)]

    async def look(judged: Case | None, given: str, request: gr.Request) -> str:
        if not door.opens(request):
            return ""
        prediction_id = given.strip() or (judged.tweets[0].prediction_id if judged else "")
        return await desk.lineage(prediction_id, spoken(request))

    def unchanged(count: int) -> list[Any]:
        return [gr.skip()] * count

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 8}
    begun = [closed, room, reviewer, undo, reason, trace, said, *shown]
    opened.select(begin, [source, reviewer], begun, **quiet)
    gr.on([source.input, reviewer.submit, reviewer.blur], show, [source, reviewer], shown, **quiet)
    judged = [case, seen, source, reviewer, reason]
    for verdict, button in buttons.items():
        button.click(judging(verdict), judged, [said, reason, traced, *shown], js=_SEEN, **quiet)
    undo.click(take_back, reviewer, [said, source, *shown], **quiet)
    gr.on([trace.click, wanted.submit], look, [case, wanted], traced, **quiet)
