"""The Monitoring tab: what was predicted lately, how the models fare, and which to train again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bentos.contracts import ContractError
from bentos.monitoring.overview import RULERS, Span
from ui import cards, door, watched
from ui.sentences import spoken, word

if TYPE_CHECKING:
    import gradio as gr

    from bentos.serving.gateway import Gateway

_EVERY = 10.0  # seconds between two looks while the tab is open
_REST = "() => ({__type__: 'update', active: false})"  # what the server would answer, without asking it


def tab(gateway: "Gateway", opened: "gr.Tab", others: Sequence["gr.Tab"]) -> None:
    """Lay the tab into the Blocks that are open; it looks again by itself until the user opens another."""
    import gradio as gr

    span = gr.Radio(
        [(word(f"span_{each}"), each) for each in RULERS],
        value="day",
        show_label=False,
        container=False,
        elem_id="span",
    )
    content = gr.HTML(
        cards.hint(str(word("monitoring_reading"))), elem_id="monitoring", apply_default_css=False
    )
    timer = gr.Timer(_EVERY, active=False)

    async def show(chosen: Span, request: gr.Request) -> str:
        language = spoken(request)
        if not door.opens(request):
            return door.html("monitoring_closed", language)
        try:
            return watched.html(await gateway.monitoring(chosen, language), language)
        except ContractError as error:
            return cards.notice(error.sentence(language))

    async def begin(chosen: Span, request: gr.Request) -> tuple[str, gr.Timer]:
        return await show(chosen, request), gr.Timer(active=True)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    opened.select(begin, span, [content, timer], concurrency_limit=8, **quiet)
    gr.on([timer.tick, span.change], show, span, content, concurrency_limit=8, **quiet)
    for other in others:
        other.select(None, None, timer, js=_REST, api_visibility="private")
