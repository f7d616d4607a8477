"""The Models tab: what is served, how good it is, where it came from, and what is not served and why."""

import base64
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bentos.contracts import ContractError, ModelDescription, ModelsResponse
from bentos.sentences import Language
from ui import cards, cascade
from ui.sentences import number, say, spoken, title

if TYPE_CHECKING:
    import gradio as gr

    from bentos.serving.gateway import Gateway

_SPLITS = ("train", "validation", "test")
_MEASURES: tuple[tuple[str, Callable[..., float], tuple[str, ...]], ...] = (
    ("accuracy", max, _SPLITS),
    ("loss", min, _SPLITS),
    ("f1", max, ("test",)),
    ("auc", max, ("test",)),
)


def tab(gateway: "Gateway", opened: "gr.Tab") -> None:
    """Lay the tab into the Blocks that are open; it is filled when the user opens it."""
    import gradio as gr

    content = gr.HTML(elem_id="models", js_on_load=cards.LIVE, apply_default_css=False)

    async def show(request: gr.Request) -> str:
        language = spoken(request)
        try:
            return html(await gateway.models(), gateway.pictures, language)
        except ContractError as error:
            return cards.notice(error.sentence(language))

    opened.select(show, None, content, concurrency_limit=8, show_progress="hidden", api_visibility="private")


def html(known: ModelsResponse, pictures: Callable[..., list[Path]], language: Language) -> str:
    """The table of figures, what is not served, each model's pictures and lineage, the cascade's frontier."""
    missing = "".join(
        cards.hint(say("not_served", language, model=title(model.family, language), reason=model.reason))
        for model in known.unserved
    )
    missing += "".join(
        cards.hint(
            say("waiting", language, model=model.model, reason=model.reason or say("loading", language))
        )
        for model in known.waiting
    )
    if not known.served:
        return cards.notice(ContractError(503, "no_model").sentence(language)) + missing
    details = "".join(_details(model, pictures(model.family), language) for model in known.served)
    if known.cascade:
        details += cascade.html(known.cascade, language)
    else:
        missing += cards.hint(say("no_cascade", language, reason=known.cascade_reason))
    return _table(known.served, language) + missing + details


def _table(models: Sequence[ModelDescription], language: Language) -> str:
    default = f"<small>{say('default_model', language)}</small>"
    heads = "".join(
        f"<th scope='col'>{escape(title(model.family, language))}{default if model.default else ''}</th>"
        for model in models
    )
    rows: list[tuple[str, Callable[..., float], int, str, list[float | None]]] = []
    for measure, best, splits in _MEASURES:
        for split in splits:
            name = f"{say(measure, language)} <small>{say(split, language)}</small>"
            values = [model.metrics.get(split, {}).get(measure) for model in models]
            rows.append((name, best, 3, "", values))
    megabytes = "Mo" if language == "fr" else "MB"
    rows += [
        (say("training_time", language), min, 0, " s", [model.training_seconds for model in models]),
        (say("size", language), min, 1, f" {megabytes}", [model.size_bytes / 1e6 for model in models]),
        (say("speed", language), min, 2, "", [model.milliseconds_per_tweet for model in models]),
    ]
    lines = "".join(_line(*row, language) for row in rows)
    return (
        f"<table class='figures'><caption>{say('models_intro', language)}</caption>"
        f"<thead><tr><th scope='col'>{say('measure', language)}</th>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table>"
    )


def _line(
    name: str,
    best: Callable[..., float],
    decimals: int,
    unit: str,
    values: Sequence[float | None],
    language: Language,
) -> str:
    known = [round(value, decimals) for value in values if value is not None]
    # Where all are alike, none is best.
    winner = best(known) if len(set(known)) > 1 else None
    cells = ""
    for value in values:
        shown = "–" if value is None else f"{number(value, decimals, language)}{unit}"
        wins = value is not None and round(value, decimals) == winner
        cells += f"<td>{f'<b>{shown}</b>' if wins else shown}</td>"
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
        "lineage_teacher": lineage.teacher,
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
