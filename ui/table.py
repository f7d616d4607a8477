"""A compared batch as HTML and as CSV: summary, share of positives per model, rows by disagreement."""

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bentos.contracts import Comparison, ContractError, Prediction
from bentos.records.spreadsheet import safe
from bentos.sentences import Language
from bentos.settings import AUTO
from ui.sentences import SENTIMENTS, SIGNS, percent, say, title

_SHOWN = 280  # characters of a tweet in the table; the download holds it whole


@dataclass(frozen=True)
class Row:
    """A tweet of the batch, its line in what the user gave, and the answer to it."""

    line: int
    text: str
    answer: Comparison | ContractError

    @property
    def given(self) -> dict[str, Prediction]:
        """What `auto` answers, where it does, and each model; empty where no model answered."""
        if isinstance(self.answer, ContractError):
            return {}
        auto = {AUTO: self.answer.auto} if self.answer.auto else {}
        return auto | {made.model: made for made in self.answer.predictions}

    @property
    def agree(self) -> bool:
        """Whether all models that answered chose one label."""
        return isinstance(self.answer, ContractError) or self.answer.agree

    @property
    def disagreement(self) -> tuple[bool, float]:
        """Different labels before equal ones, then the range of the probabilities."""
        values = [made.probabilities["Positive"] for made in self.given.values()]
        return (not self.agree, max(values) - min(values) if values else -1.0)


def ranked(rows: Sequence[Row]) -> list[Row]:
    """The rows from the largest disagreement to the smallest, unanswered ones last."""
    return sorted(rows, key=lambda row: row.disagreement, reverse=True)


def models(rows: Sequence[Row]) -> list[str]:
    """`auto` and `family:version` of every model that answered at least once, in the order of the answers."""
    return list(dict.fromkeys(model for row in rows for model in row.given))


def html(rows: Sequence[Row], language: Language) -> str:
    """Summary, chart, download and table of ranked rows."""
    columns = models(rows)
    refused = sum(not row.given for row in rows)
    summary = say(
        "batch_summary", language, count=len(rows) - refused, disagree=sum(not row.agree for row in rows)
    )
    if refused:
        summary += f" · {say('refused', language, count=refused)}"
    head = "".join(f"<th scope='col'>{escape(title(model, language))}</th>" for model in columns)
    body = "".join(_row(row, columns, language) for row in rows)
    return (
        f"<div class='summary'><h3>{summary}</h3><a class='download' download='sentiment.csv' "
        f"href='{_address(rows, columns)}'>{say('download', language)}</a></div>"
        f"{_shares(rows, columns, language)}"
        f"<table class='rows'><caption>{say('by_disagreement', language)}</caption>"
        f"<thead><tr><th scope='col'>{say('line', language)}</th><th scope='col'>{say('text', language)}</th>"
        f"{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: Row, columns: Sequence[str], language: Language) -> str:
    shown = row.text if len(row.text) <= _SHOWN else f"{row.text[:_SHOWN]}…"
    cells = f"<td class='line'>{row.line}</td><td class='text'>{escape(shown)}"
    if isinstance(row.answer, ContractError):
        sentence = escape(row.answer.sentence(language))
        return f"<tr class='refused'>{cells}</td><td colspan='{len(columns) or 1}'>{sentence}</td></tr>"
    cells += "</td>" + "".join(_cell(row, model, language) for model in columns)
    return f"<tr class='{'agree' if row.agree else 'disagree'}'>{cells}</tr>"


def _cell(row: Row, model: str, language: Language) -> str:
    name = escape(title(model, language))
    made = row.given.get(model)
    if made is None:
        return f"<td data-model='{name}'>{say('no_answer', language)}</td>"
    told = escape(" · ".join(filter(None, (SENTIMENTS[made.sentiment][language], made.reason))))
    return (
        f"<td data-model='{name}' class='{made.sentiment.lower()}' title='{told}'>"
        f"<span class='sign'>{SIGNS[made.sentiment]}</span>"
        f"{percent(made.probabilities['Positive'], language)}</td>"
    )


def _shares(rows: Sequence[Row], columns: Sequence[str], language: Language) -> str:
    bars = ""
    for model in columns:
        labels = [row.given[model].prediction for row in rows if model in row.given]
        share = sum(labels) / len(labels)
        name = escape(title(model, language))
        bars += (
            f"<div class='share'><span>{name}</span><div class='bar split' role='meter' aria-label='{name}' "
            f"aria-valuemin='0' aria-valuemax='100' aria-valuenow='{share * 100:.0f}'>"
            f"<i style='width:{share:.1%}'></i></div><b>{percent(share, language)}</b></div>"
        )
    return (
        f"<figure class='shares'><figcaption>{say('share', language)}</figcaption>{bars}</figure>"
        if bars
        else ""
    )


def _address(rows: Sequence[Row], columns: Sequence[str]) -> str:
    # The file travels inside the page: nothing that a user sent stays on the server's disk.
    content = base64.b64encode(download(rows, columns).encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{content}"


def download(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """CSV with one line a row: line, text, agree, disagreement, then label and probability of each column."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    families = [model.partition(":")[0] for model in columns]
    heads = [f"{family} {what}" for family in families for what in ("label", "positive")]
    writer.writerow(["line", "text", "agree", "disagreement", *heads, "error"])
    for row in rows:
        failed = isinstance(row.answer, ContractError)
        cells: list[object] = [row.line, safe(row.text)]
        cells += ["", ""] if failed else [row.agree, f"{row.disagreement[1]:.4f}"]
        for model in columns:
            made = row.given.get(model)
            cells += [made.sentiment, f"{made.probabilities['Positive']:.4f}"] if made else ["", ""]
        writer.writerow([*cells, safe(str(row.answer)) if failed else ""])
    return file.getvalue()
