"""The Models tab: what is served, how good it is, where it came from, and what is not served and why."""

import base64
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bentos.contracts import ContractError, Language, ModelDescription, ModelsResponse
from ui import cards
from ui.sentences import say, spoken, title

if TYPE_CHECKING:
    import gradio as gr

    from bentos.gateway import Gateway

Figure = Callable[[ModelDescription], float | None]
_SPLITS = ("train", "validation", "test")


def tab(gateway: "Gateway", opened: "gr.Tab") -> None:
    """Lay the tab into the Blocks that are open; it is filled when the user opens it."""
    import gradio as gr

    content = gr.HTML(elem_id="models", js_on_load=cards.LIVE)

    async def show(request: gr.Request) -> str:
        language = spoken(request)
        try:
            return html(await gateway.models(), gateway.pictures, language)
        except ContractError as error:
            return cards.notice(error.sentence(language))

    opened.select(show, None, content, concurrency_limit=8, show_progress="hidden", api_visibility="private")


def html(known: ModelsResponse, pictures: Callable[..., list[Path]], language: Language) -> str:
    """The table of figures, each served model's pictures and lineage, and the models that are not served."""
    missing = "".join(
        cards.notice(
            say("not_served", language, model=title(model.family, language), reason=model.reason), "hint"
        )
        for model in known.unserved
    )
    if not known.served:
        return cards.notice(ContractError(503, "no_model").sentence(language)) + missing
    details = "".join(_details(model, pictures(model.family), language) for model in known.served)
    return _table(known.served, language) + missing + details


def _table(models: Sequence[ModelDescription], language: Language) -> str:
    default = f"<small>{say('default_model', language)}</small>"
    heads = "".join(
        f"<th scope='col'>{escape(title(model.family, language))}{default if model.default else ''}</th>"
        for model in models
    )
    lines = ""
    for measure, best in (("accuracy", max), ("loss", min)):
        for split in _SPLITS:
            name = f"{say(measure, language)} <small>{say(split, language)}</small>"
            lines += _line(name, [_metric(m, split, measure) for m in models], best, ".3f")
    for measure in ("f1", "auc"):
        name = f"{say(measure, language)} <small>{say('test', language)}</small>"
        lines += _line(name, [_metric(m, "test", measure) for m in models], max, ".3f")
    lines += _line(say("training_time", language), [m.training_seconds for m in models], min, ".0f", " s")
    megabytes = " Mo" if language == "fr" else " MB"
    lines += _line(say("size", language), [m.size_bytes / 1e6 for m in models], min, ".1f", megabytes)
    lines += _line(say("speed", language), [m.milliseconds_per_tweet for m in models], min, ".2f")
    return (
        f"<table class='figures'><caption>{say('models_intro', language)}</caption>"
        f"<thead><tr><th scope='col'>{say('measure', language)}</th>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table>"
    )


def _metric(model: ModelDescription, split: str, measure: str) -> float | None:
    return model.metrics.get(split, {}).get(measure)


def _line(
    name: str, values: Sequence[float | None], best: Callable[..., float], form: str, unit: str = ""
) -> str:
    known = [value for value in values if value is not None]
    cells = ""
    for value in values:
        shown = "–" if value is None else f"{value:{form}}{unit}"
        winner = len(known) > 1 and value is not None and value == best(known)
        cells += f"<td>{f'<b>{shown}</b>' if winner else shown}</td>"
    return f"<tr><th scope='row'>{name}</th>{cells}</tr>"


def _details(model: ModelDescription, pictures: Sequence[Path], language: Language) -> str:
    lineage = model.lineage
    facts = {
        "lineage_tag": model.tag,
        "lineage_run": lineage.run_id,
        "lineage_experiment": lineage.experiment,
        "lineage_uri": lineage.model_uri,
        "lineage_data": ", ".join(lineage.data),
        "lineage_rows": ", ".join(f"{name} {count:,}" for name, count in lineage.rows.items()),
        "lineage_fingerprint": lineage.data_fingerprint,
        "lineage_commit": lineage.git_commit,
        "lineage_seed": str(lineage.seed),
        "lineage_encoder": lineage.base_encoder,
        "lineage_vectors": lineage.vectors,
        "lineage_created": lineage.created,
        "lineage_libraries": ", ".join(f"{name} {version}" for name, version in lineage.libraries.items()),
    }
    items = "".join(
        f"<dt>{say(key, language)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items() if value
    )
    name = escape(title(model.family, language))
    images = "".join(_picture(path, name) for path in pictures)
    return (
        f"<details><summary><b>{name}</b> {say('pictures_and_lineage', language)}</summary>"
        f"<div class='pictures'>{images}</div><dl>{items}</dl></details>"
    )


def _picture(path: Path, name: str) -> str:
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    label = escape(path.stem.replace("_", " ").replace("-", " "))
    return f"<img loading='lazy' alt='{name}: {label}' src='data:image/png;base64,{content}'>"
