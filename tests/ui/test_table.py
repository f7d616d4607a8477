"""A compared batch: its order and its download."""

import csv
import io

from bentos.contracts import Comparison, ContractError, Prediction
from ui import table


def _row(line: int, *positives: float, text: str = "a tweet") -> table.Row:
    predictions = [
        Prediction(
            prediction=1 if positive > 0.5 else 0,
            sentiment="Positive" if positive > 0.5 else "Negative",
            confidence=max(positive, 1 - positive),
            probabilities={"Negative": 1 - positive, "Positive": positive},
            model=f"{family}:v1",
            prediction_id=f"{line}-{family}",
            milliseconds=1.0,
        )
        for family, positive in zip(("logreg", "bert"), positives, strict=False)
    ]
    agree = len({made.prediction for made in predictions}) == 1
    return table.Row(line, text, Comparison(predictions=predictions, failures=[], agree=agree, words=[]))


def test_different_labels_come_before_distant_probabilities_and_failures_last() -> None:
    far = _row(1, 0.55, 0.99)
    refused = table.Row(2, "", ContractError(400, "empty"))
    split = _row(3, 0.45, 0.55)
    alike = _row(4, 0.9, 0.9)
    assert [row.line for row in table.ranked([far, refused, split, alike])] == [3, 1, 4, 2]


def test_a_model_that_did_not_answer_leaves_its_cells_empty() -> None:
    rows = [_row(1, 0.9, 0.2), _row(2, 0.7)]
    written = list(csv.DictReader(io.StringIO(table.download(rows, table.models(rows)))))
    assert written[0]["bert label"] == "Negative"
    assert (written[1]["bert label"], written[1]["bert positive"]) == ("", "")


def test_the_automatic_answer_stands_before_the_models_with_its_reason() -> None:
    row = _row(1, 0.2, 0.9)
    assert isinstance(row.answer, Comparison)
    auto = row.answer.predictions[1].model_copy(update={"route": "unsure", "reason": "logreg is unsure"})
    rows = [table.Row(1, row.text, row.answer.model_copy(update={"auto": auto}))]
    assert table.models(rows) == ["auto", "logreg:v1", "bert:v1"]
    assert "Positive · logreg is unsure" in table.html(rows, "en")
    written = next(csv.DictReader(io.StringIO(table.download(rows, table.models(rows)))))
    assert (written["auto label"], written["auto positive"]) == ("Positive", "0.9000")


def test_a_hostile_tweet_is_escaped_in_the_page_and_disarmed_in_the_file() -> None:
    rows = [_row(1, 0.9, 0.2, text="=cmd()|<script>")]
    assert "<script>" not in table.html(rows, "fr")
    written = next(csv.DictReader(io.StringIO(table.download(rows, table.models(rows)))))
    assert written["text"] == "'=cmd()|<script>"


def test_a_batch_that_no_model_answered_still_gets_its_table() -> None:
    page = table.html([table.Row(1, "", ContractError(400, "empty"))], "fr")
    assert "Le texte ne peut pas être vide." in page
