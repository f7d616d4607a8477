"""The Batch tab: up to 1,000 tweets, those on which the models differ most first."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bentos.contracts import Comparison, ContractError
from bentos.sentences import Language
from bentos.telemetry import events
from ui import cards, table, tweets
from ui.sentences import say, spoken, word

if TYPE_CHECKING:
    import gradio as gr

    from bentos.serving.gateway import Gateway

_EVERY = 0.25  # seconds between two reports of progress


def tab(gateway: "Gateway") -> None:
    """Lay the tab into the Blocks that are open."""
    import gradio as gr

    with gr.Row(equal_height=True):
        pasted = gr.Textbox(
            label=word("paste"),
            placeholder=word("paste_placeholder"),
            lines=6,
            max_lines=6,
            scale=3,
            elem_id="pasted",
        )
        file = gr.File(
            label=str(word("csv")),
            file_types=[".csv"],
            type="filepath",
            height=176,
            scale=2,
            elem_id="file",
        )
    start = gr.Button(word("analyse"), variant="primary", elem_id="analyse")
    result = gr.HTML(
        cards.hint(str(word("batch_welcome"))),
        elem_id="result",
        js_on_load=cards.LIVE,
        apply_default_css=False,
    )

    async def analyse(lines: str, path: str | None, request: gr.Request) -> AsyncIterator[str]:
        async for step in _analyse(gateway, lines, path, request):
            yield step

    start.click(
        analyse,
        [pasted, file],
        result,
        concurrency_limit=2,
        show_progress="hidden",
        api_visibility="private",
    )


async def _analyse(
    gateway: "Gateway", pasted: str, path: str | None, request: "gr.Request"
) -> AsyncIterator[str]:
    language = spoken(request)
    progress = (0, 0)

    def step(done: int, total: int) -> None:
        nonlocal progress
        progress = (done, total)

    try:
        given = tweets.read(pasted, path)

        async def ask() -> list[Comparison | ContractError]:
            with events.followed("batch", request.headers):
                return await gateway.compare_batch([text for _, text in given], step, language)

        task = asyncio.create_task(ask())
        try:
            while not task.done():
                yield _progress(*progress, language)
                await asyncio.wait([task], timeout=_EVERY)
            answers = task.result()
        finally:
            # The reader may leave before the end; nobody would see the rest.
            task.cancel()
    except ContractError as error:
        yield cards.notice(error.sentence(language))
        return
    rows = [table.Row(line, text, answer) for (line, text), answer in zip(given, answers, strict=True)]
    yield table.html(table.ranked(rows), language)


def _progress(done: int, total: int, language: Language) -> str:
    sentence = say("progress", language, done=done, total=total)
    share = 100 * done // (total or 1)
    bar = (
        f"<div class='bar' role='progressbar' aria-label='{sentence}' aria-valuenow='{share}'>"
        f"<i style='width:{share}%'></i></div>"
    )
    return f"<div class='progress'>{bar}<span>{sentence}</span></div>"
