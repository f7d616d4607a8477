"""The cascade on the Models tab: what it promises, and the frontier that its threshold was chosen on."""

from bentos.cascade import TRANSFORMER, Point
from bentos.contracts import CascadeDescription
from bentos.sentences import Language
from ui import cards
from ui.sentences import number, percent, say


def html(cascade: CascadeDescription, language: Language) -> str:
    """The cascade's figures on test and its frontier on validation, folded under a summary."""
    summary = say("cascade_summary", language, threshold=percent(cascade.threshold, language))
    tested = say(
        "cascade_test",
        language,
        accuracy=number(cascade.test.accuracy, 3, language),
        alone=number(cascade.accuracy["test"][TRANSFORMER], 3, language),
        share=percent(cascade.test.share, language),
        cost=number(cascade.test.cost, 2, language),
    )
    unconfirmed = "" if cascade.confirmed else cards.hint(say("cascade_unconfirmed", language))
    heads = ("threshold", "linear_share", "accuracy", "cost")
    header = "".join(f"<th scope='col'>{say(head, language)}</th>" for head in heads)
    body = "".join(_row(point, language, chosen=point == cascade.validation) for point in cascade.frontier)
    return (
        f"<details class='cascade'><summary><b>{say('cascade', language)}</b> {summary}</summary>"
        f"{cards.hint(tested)}{unconfirmed}"
        f"<table><caption>{say('frontier', language)}</caption><thead><tr>{header}</tr></thead>"
        f"<tbody>{body}</tbody></table></details>"
    )


def _row(point: Point, language: Language, *, chosen: bool) -> str:
    cells = (
        percent(point.share, language),
        number(point.accuracy, 3, language),
        number(point.cost, 2, language),
    )
    shown = "".join(f"<td>{f'<b>{cell}</b>' if chosen else cell}</td>" for cell in cells)
    threshold = percent(point.threshold, language)
    return f"<tr><th scope='row'>{f'<b>{threshold}</b>' if chosen else threshold}</th>{shown}</tr>"
