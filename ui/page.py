"""The page: three tabs over the gateway, in the browser's language."""

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui import batch, compare, models
from ui.sentences import translations, word

if TYPE_CHECKING:
    import gradio as gr

    from bentos.gateway import Gateway

_HERE = Path(__file__).parent
_QUEUE = 200  # requests that may wait; beyond, the page says that the service is overloaded
_KEPT = 600  # seconds that an uploaded file stays on the disk


def build(gateway: "Gateway") -> "gr.Blocks":
    """The page's components; `appearance()` is to be mounted with them."""
    import gradio as gr

    with gr.Blocks(title="Sentiment", analytics_enabled=False, delete_cache=(_KEPT, _KEPT)) as page:
        gr.HTML(
            word("tagline"),
            html_template="<h1>Sentiment</h1><p>${value}</p>",
            elem_id="masthead",
        )
        with gr.Tabs():
            with gr.Tab(word("compare_tab"), id="compare"):
                compare.tab(gateway)
            with gr.Tab(word("batch_tab"), id="batch"):
                batch.tab(gateway)
            with gr.Tab(word("models_tab"), id="models") as opened:
                models.tab(gateway, opened)
    return page.queue(max_size=_QUEUE, api_open=False)


def appearance() -> dict[str, Any]:
    """What `gradio.mount_gradio_app` takes beside the page: theme, styles, head, icon, translations."""
    import gradio as gr

    script = (_HERE / "failures.js").read_text(encoding="utf-8")
    # Gradio takes no icon for a page that is mounted under a path.
    icon = base64.b64encode((_HERE / "favicon.svg").read_bytes()).decode("ascii")
    keys = ("unreachable", "busy", "failed", "too_large")
    sentences = {language: {key: words[key] for key in keys} for language, words in translations().items()}
    return {
        "theme": gr.themes.Base(
            font=["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"],
            font_mono=["ui-monospace", "SFMono-Regular", "Consolas", "monospace"],
            primary_hue="slate",
            neutral_hue="slate",
        ),
        "css_paths": _HERE / "style.css",
        "head": f"<link rel='icon' type='image/svg+xml' href='data:image/svg+xml;base64,{icon}'>"
        f"<script>const SENTENCES = {json.dumps(sentences)};\n{script}</script>",
        "i18n": gr.I18n(**translations()),
    }
