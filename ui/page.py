"""The page: five tabs over the gateway, in the browser's language."""

from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any

from ui import batch, compare, models, monitoring, review, theme
from ui.sentences import translations, word

if TYPE_CHECKING:
    import gradio as gr

    from bentos.serving.gateway import Gateway

_QUEUE = 200  # requests that may wait; beyond, the page says that the service is overloaded
_SHORT = 12  # characters of a commit that tell it from others
_KEPT = 600  # seconds that an uploaded file stays on the disk


def build(gateway: "Gateway") -> "gr.Blocks":
    """The page's components; `appearance()` is to be mounted with them."""
    import gradio as gr

    _settle_matplotlib()
    with gr.Blocks(title="Sentiment", analytics_enabled=False, delete_cache=(_KEPT, _KEPT)) as page:
        gr.HTML(
            word("tagline"),
            html_template=f"<h1>{theme.icon()}Sentiment</h1><p>${{value}}</p><a href='../docs'>API</a>",
            apply_default_css=False,
            elem_id="masthead",
        )
        with gr.Tabs():
            with gr.Tab(word("compare_tab"), id="compare") as comparing:
                compare.tab(gateway)
            with gr.Tab(word("batch_tab"), id="batch") as batching:
                batch.tab(gateway)
            with gr.Tab(word("models_tab"), id="models") as describing:
                models.tab(gateway, describing)
            watching = gr.Tab(word("monitoring_tab"), id="monitoring")
            with gr.Tab(word("review_tab"), id="review") as reviewing:
                review.tab(gateway, reviewing)
            with watching:
                monitoring.tab(gateway, watching, [comparing, batching, describing, reviewing])
        foot = gr.HTML(
            word("foot"),
            html_template="<span>${value}</span>${served}",
            apply_default_css=False,
            elem_id="foot",
            served=_served(gateway),
        )

        def now() -> gr.HTML:
            return gr.HTML(served=_served(gateway))

        # Another model may have been promoted since the page was built.
        page.load(now, None, foot, show_progress="hidden", api_visibility="private")
    return page.queue(max_size=_QUEUE, api_open=False)


def _served(gateway: "Gateway") -> str:
    code = f"<code title='{escape(gateway.commit)}'>{escape(gateway.commit[:_SHORT])}</code>"
    return code + "".join(f"<code>{escape(version)}</code>" for version in gateway.versions())


def _settle_matplotlib() -> None:
    # Where matplotlib is installed, Gradio imports it and looks for its backend inside the first event,
    # and the server stands still for seconds. Here, nobody waits yet.
    with suppress(ImportError):
        import matplotlib

        matplotlib.use("agg")


def appearance() -> dict[str, Any]:
    """What `gradio.mount_gradio_app` takes beside the page."""
    import gradio as gr

    return {"theme": theme.theme(), "head": theme.head(), "i18n": gr.I18n(**translations())}
