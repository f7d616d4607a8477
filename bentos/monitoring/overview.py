"""The figures of monitoring: how the models fare now, and what happened in the last hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from bentos.monitoring.drift import Finding
from bentos.monitoring.estimate import Estimate
from bentos.monitoring.monitoring import Flagged, Pair
from bentos.monitoring.retraining import Reason
from bentos.monitoring.timeline import Alert, Latency, Tweets
from bentos.monitoring.traits import Trait

Span = Literal["hour", "day", "week"]


@dataclass(frozen=True)
class Ruler:
    """A span of time and the width of its buckets."""

    length: timedelta
    bucket: timedelta


RULERS: dict[Span, Ruler] = {
    "hour": Ruler(timedelta(hours=1), timedelta(minutes=2)),
    "day": Ruler(timedelta(days=1), timedelta(minutes=30)),
    "week": Ruler(timedelta(days=7), timedelta(hours=4)),
}


class Advice(BaseModel):
    """A reason to train a model again, in one sentence."""

    reason: Reason
    sentence: str


class Health(BaseModel):
    """How a model (family:version) fares on its newest tweets, judged every few minutes.

    `estimate`, `drifted` and `findings` are null where there are too few distinct tweets (`rows`), or where
    `problem` says why nothing can be judged.
    """

    model: str
    judged: datetime
    rows: int
    validation_accuracy: float | None = None
    estimate: Estimate | None = None
    drifted: tuple[Trait, ...] | None = None
    findings: tuple[Finding, ...] | None = None
    flags_since_training: int = Field(
        description="flagged predictions, of any model, whose label reviewers agreed on since it was trained"
    )
    retrain: tuple[Advice, ...] = ()
    problem: str | None = None


class Traffic(BaseModel):
    """What a model answered in the span."""

    model: str
    predictions: int
    negative: int
    median_ms: float | None
    p95_ms: float | None


class Overview(BaseModel):
    """Everything that monitoring shows of a span; it begins later where there is too much to look at."""

    span: Span
    since: datetime
    until: datetime
    bucket_seconds: int
    tweets: tuple[Tweets, ...] = Field(description="each tweet counted once; empty buckets are left out")
    latencies: tuple[Latency, ...]
    traffic: tuple[Traffic, ...]
    agreement: tuple[Pair, ...]
    flagged: tuple[Flagged, ...]
    alerts: tuple[Alert, ...]
    models: tuple[Health, ...]
