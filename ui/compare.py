"""The Compare tab: one tweet, every model's card, and a flag for the model that is wrong."""

from typing import TYPE_CHECKING, Any, Literal

from bentos.contracts import MAX_COMMENT, ContractError, Prediction
from bentos.sentences import Language
from bentos.telemetry import events
from ui import cards, lineage
from ui.sentences import SENTIMENTS, PageError, say, spoken, title, word

if TYPE_CHECKING:
    import gradio as gr

    from bentos.serving.gateway import Gateway

EXAMPLES = (
    "You saved my day, thank you!",
    "Two hours on hold, nobody answers",
    "Great, delayed again. Just perfect :/",
    "Not bad at all, I'd go back",
)


def tab(gateway: "Gateway") -> None:
    """Lay the tab into the Blocks that are open."""
    import gradio as gr

    with gr.Row(elem_classes="ask"):
        tweet = gr.Textbox(
            label=word("tweet"),
            placeholder=word("tweet_placeholder"),
            lines=1,
            max_lines=4,
            autofocus=True,
            scale=6,
            elem_id="tweet",
        )
        send = gr.Button(word("compare"), variant="primary", scale=1, min_width=120, elem_id="compare")
    with gr.Row(elem_classes="examples"):
        gr.HTML(word("examples"), apply_default_css=False)
        examples = [gr.Button(example, size="sm", elem_classes="chip") for example in EXAMPLES]
    opinions = gr.HTML(
        cards.hint(str(word("welcome"))), elem_id="opinions", js_on_load=cards.LIVE, apply_default_css=False
    )
    predictions = gr.State([])
    with gr.Column(visible=False, elem_classes="flag") as panel:
        gr.HTML(word("flag"), html_template="<h3>${value}</h3>", apply_default_css=False)
        with gr.Row(elem_classes="give"):
            comment = gr.Textbox(
                label=word("comment"),
                show_label=False,
                placeholder=word("comment_placeholder"),
                lines=1,
                max_lines=3,
                scale=4,
                elem_id="comment",
            )
            wrong = {
                0: gr.Button(word("is_negative"), scale=1, min_width=140, elem_classes="negative"),
                1: gr.Button(word("is_positive"), scale=1, min_width=140, elem_classes="positive"),
            }
    confirmation = gr.HTML(elem_id="confirmation", js_on_load=cards.LIVE, apply_default_css=False)
    with gr.Column(visible=False, elem_classes="origins") as behind:
        trace = gr.Button(word("lineage_all"), size="sm", elem_classes="chip", elem_id="origins")
        origins = gr.HTML(elem_id="lineages", js_on_load=cards.LIVE, apply_default_css=False)

    async def compare(text: str, request: gr.Request) -> list[Any]:
        language = spoken(request)
        try:
            with events.followed("compare", request.headers):
                made = await gateway.compare(text, language)
        except ContractError as error:
            hidden = gr.Column(visible=False)
            return [cards.notice(error.sentence(language)), [], hidden, hidden, "", "", ""]
        seen = gr.Column(visible=True)
        return [cards.comparison(made, language), made.predictions, seen, seen, "", "", ""]

    async def flag_negative(made: list[Prediction], said: str, request: gr.Request) -> str:
        return await _flag(gateway, made, 0, said, request)

    async def flag_positive(made: list[Prediction], said: str, request: gr.Request) -> str:
        return await _flag(gateway, made, 1, said, request)

    async def follow(made: list[Prediction], request: gr.Request) -> str:
        return await _origins(gateway, made, spoken(request))

    compared = [opinions, predictions, panel, behind, comment, confirmation, origins]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on([tweet.submit, send.click], compare, tweet, compared, concurrency_limit=16, **quiet)
    for example in examples:
        example.click(None, example, tweet, js="(text) => text").then(
            compare, example, compared, concurrency_limit=16, **quiet
        )
    wrong[0].click(flag_negative, [predictions, comment], confirmation, concurrency_limit=16, **quiet)
    wrong[1].click(flag_positive, [predictions, comment], confirmation, concurrency_limit=16, **quiet)
    trace.click(follow, predictions, origins, concurrency_limit=8, **quiet)


async def _flag(
    gateway: "Gateway", made: list[Prediction], label: Literal[0, 1], comment: str, request: "gr.Request"
) -> str:
    language = spoken(request)
    try:
        if not made:
            raise PageError("nothing_to_flag")
        if len(comment) > MAX_COMMENT:
            raise PageError("comment_too_long", limit=MAX_COMMENT)
        # The first model that got it wrong; where all are right, the first confirms it.
        flagged = next((prediction for prediction in made if prediction.prediction != label), made[0])
        with events.followed("flag", request.headers):
            stored, created = await gateway.flag(flagged.prediction_id, label, comment)
    except ContractError as error:
        return cards.notice(error.sentence(language))
    right = SENTIMENTS["Positive" if stored.label else "Negative"][language]
    kind = "flagged" if flagged.prediction != label else "confirmed"
    sentence = say(
        kind if created else "flagged_before", language, model=title(flagged.model, language), label=right
    )
    return cards.confirmation(sentence, stored.id)


async def _origins(gateway: "Gateway", made: list[Prediction], language: Language) -> str:
    """The lineage of each answer, folded under its model's name."""
    try:
        traced = [await gateway.reviewing.trace(each.prediction_id) for each in made]
    except ContractError as error:
        return cards.notice(error.sentence(language))
    return "".join(
        f"<details><summary><b>{title(each.model, language)}</b></summary>"
        f"{lineage.html(each.prediction_id, facts, language)}</details>"
        for each, facts in zip(made, traced, strict=True)
    )
