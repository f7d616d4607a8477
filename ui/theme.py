"""How the page looks: Gradio's theme in the colours of style.css, and what stands in the page's head."""

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

from ui.keys import KEYS
from ui.sentences import failures

if TYPE_CHECKING:
    import gradio as gr

_HERE = Path(__file__).parent
# Fonts of the reader's own system: the page asks no other server for anything.
_FONTS = ["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"]
_MONOSPACED = ["ui-monospace", "SFMono-Regular", "Consolas", "monospace"]
# style.css gives each of these colours a light and a dark value.
_COLOURS = {
    "body_background_fill": "--paper",
    "body_text_color": "--ink",
    "body_text_color_subdued": "--muted",
    "block_background_fill": "--surface",
    "block_border_color": "--line",
    "block_label_background_fill": "--surface",
    "block_label_text_color": "--ink",
    "border_color_primary": "--line",
    "border_color_accent": "--accent",
    "color_accent": "--accent",
    "link_text_color": "--accent",
    "input_background_fill": "--surface",
    "input_border_color": "--line",
    "input_border_color_focus": "--accent",
    "input_placeholder_color": "--muted",
    "button_primary_background_fill": "--accent",
    "button_primary_background_fill_hover": "--accent-strong",
    "button_primary_text_color": "--on-accent",
    "button_primary_border_color": "--accent",
    "button_primary_border_color_hover": "--accent-strong",
    "button_secondary_background_fill": "--surface",
    "button_secondary_background_fill_hover": "--sunken",
    "button_secondary_text_color": "--ink",
}


def theme() -> "gr.themes.Base":
    """Gradio's theme in the page's fonts and colours."""
    import gradio as gr

    base = gr.themes.Base(font=_FONTS, font_mono=_MONOSPACED)
    available = vars(base)
    colours = {name: f"var({colour})" for name, colour in _COLOURS.items()}
    dark = {f"{name}_dark": colour for name, colour in colours.items() if f"{name}_dark" in available}
    return base.set(**colours, **dark)


def icon() -> str:
    """The page's icon, as SVG."""
    return (_HERE / "icon.svg").read_text(encoding="utf-8").strip()


def head() -> str:
    """Icon, styles, the script that speaks when the server is silent, and the one that hears keys."""
    # Gradio takes no icon for a page that is mounted under a path, and rewrites the rules of its `css`.
    encoded = base64.b64encode(icon().encode()).decode("ascii")
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    script = (_HERE / "failures.js").read_text(encoding="utf-8")
    keys = (_HERE / "keys.js").read_text(encoding="utf-8")
    pressed = {key: component for component, key in KEYS.items()}
    return (
        f"<link rel='icon' type='image/svg+xml' href='data:image/svg+xml;base64,{encoded}'>"
        f"<style>{style}</style><script>const SENTENCES = {json.dumps(failures())};\n{script}</script>"
        f"<script>const KEYS = {json.dumps(pressed)};\n{keys}</script>"
    )
