"""The table of the README: every model's figures on the report's tweets, and what it took to make it."""

from bentos.contracts import UNSURE
from train import compare
from train.report.answers import BATCH
from train.report.figures import NAMES
from train.report.findings import Findings
from train.report.page import percent

_MEASURED = ("Test", "Time")  # beginnings of the card's rows that the report measures itself


def table(findings: Findings) -> list[list[str]]:
    """Rows of cells, the header first: a measure a row, a model a column; intervals in brackets."""
    header, *carded = compare.table([each.answers.model.stored for each in findings.models])
    figures = [
        [
            f"Test {title if title.isupper() or title == 'F1' else title.lower()}",
            *(
                f"{(found := each.figures[name]).value:.3f} ({found.low:.3f}–{found.high:.3f})"
                for each in findings.models
            ),
        ]
        for name, title in NAMES.items()
    ]
    times = [
        ["Time per tweet (ms)", *(f"{each.answers.alone:.2f}" for each in findings.models)],
        [f"In batches of {BATCH} (ms)", *(f"{each.answers.batched:.2f}" for each in findings.models)],
    ]
    shown = [next(band for band in each.bands if band.below == UNSURE) for each in findings.models]
    bands = [
        [f"Test, unsure (confidence below {UNSURE})", *(percent(band.share) for band in shown)],
        ["Test accuracy, unsure", *(percent(band.inside) for band in shown)],
        ["Test accuracy, others", *(percent(band.outside) for band in shown)],
    ]
    return [header, *figures, *bands, *times, *(row for row in carded if not row[0].startswith(_MEASURED))]
