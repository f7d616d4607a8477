"""The ratios that matter, beside their bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.contenders import BATCH
from tests.bench.figures import Figures, Limit

BERT, LOGREG = "sentiment-bento bert", "sentiment-bento logreg"
BERT_BATCH = f"{BERT}, batch of {BATCH:,}"
TOLD, SILENT = f"{LOGREG}, telemetry on", f"{LOGREG}, telemetry off"
TORCH, SKLEARN = "FastAPI + torch bert", "FastAPI + scikit-learn logreg"


@dataclass(frozen=True)
class Turn:
    """What one turn measured: figures by row, and the limit unless it was left out."""

    rows: Mapping[str, Figures]
    limit: Limit | None


@dataclass(frozen=True)
class Bar:
    """A value that shall be at least, or, if `most`, at most the bound."""

    name: str
    value: float
    bound: float
    most: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.value <= self.bound if self.most else self.value >= self.bound


def of_turn(one: Turn) -> list[Bar]:
    """Every bar that a turn has the figures for."""
    return [*_bert(one), *_logreg(one), *_service(one)]


def middle(turns: Sequence[Turn]) -> list[Bar]:
    """Each bar with the median of its values: what is compared was measured in the same turn."""
    found: dict[str, list[Bar]] = {}
    for one in turns:
        for bar in of_turn(one):
            found.setdefault(bar.name, []).append(bar)
    return [
        Bar(name, median(bar.value for bar in bars), bars[0].bound, bars[0].most)
        for name, bars in found.items()
    ]


def _bert(one: Turn) -> list[Bar]:
    bars = []
    peers = [
        row.tweets_per_second for name, row in one.rows.items() if name.endswith("bert") and name != BERT
    ]
    if ours := one.rows.get(BERT):
        if torch := one.rows.get(TORCH):
            ratio = ours.tweets_per_second / torch.tweets_per_second
            bars.append(Bar("bert: requests/s, to FastAPI + torch", ratio, 6))
        if peers:
            bars.append(Bar("bert: requests/s, to the best peer", ours.tweets_per_second / max(peers), 2))
        if one.limit:
            bars += [
                Bar("bert: requests/s, to the limit", ours.tweets_per_second / one.limit.bert, 0.8),
                Bar(
                    "bert: p50 alone, to the model's own time",
                    ours.alone / one.limit.bert_alone,
                    1.5,
                    most=True,
                ),
            ]
    if one.limit and (batch := one.rows.get(BERT_BATCH)):
        ratio = batch.tweets_per_second / one.limit.bert
        bars.append(Bar(f"bert: tweets/s in batches of {BATCH:,}, to the limit", ratio, 0.9))
    return bars


def _logreg(one: Turn) -> list[Bar]:
    bars = []
    if ours := one.rows.get(LOGREG):
        if sklearn := one.rows.get(SKLEARN):
            ratio = ours.tweets_per_second / sklearn.tweets_per_second
            bars.append(Bar("logreg: requests/s, to FastAPI + scikit-learn", ratio, 1))
        bars.append(Bar("logreg: p50 alone, ms", ours.alone, 5, most=True))
    if (told := one.rows.get(TOLD)) and (silent := one.rows.get(SILENT)):
        ratio = told.tweets_per_second / silent.tweets_per_second
        bars.append(Bar("logreg: requests/s with telemetry, to those without", ratio, 0.95))
    if one.limit:
        bars += [
            Bar("logreg: tweets/s in its process, raw", one.limit.logreg_read, 20_000),
            Bar("logreg: tweets/s in its process, normalised before", one.limit.logreg, 20_000),
        ]
    return bars


def _service(one: Turn) -> list[Bar]:
    ours = [row for name, row in one.rows.items() if name.startswith("sentiment-bento")]
    if not ours:
        return []
    return [
        Bar("the whole service: memory, MB of PSS", max(row.pss for row in ours), 1_500, most=True),
        Bar("the whole service: seconds until ready", ours[0].ready_seconds, 12, most=True),
    ]
