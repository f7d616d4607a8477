"""The notice of an alert: what is told of an episode when it begins and when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from bentos.alerts.episodes import Rule
from bentos.masking import masked
from bentos.sentences import Language, sentence

Kind = Literal["begun", "over", "retrain"]

EXCERPTS = 3  # tweets that a notice shows

_READ = 2_000  # characters of a tweet that are looked at
_SHOWN = 140


@dataclass(frozen=True)
class Negatives:
    """The negatives of an episode: how many, from when to when, by which models; `tweets` as they came."""

    count: int
    first: datetime
    last: datetime
    models: Sequence[str]
    tweets: Sequence[str]


@dataclass(frozen=True)
class Notice:
    """A message in plain text."""

    subject: str
    body: str


@dataclass(frozen=True)
class Wording:
    """How notices are written; `page` is the URL of the page, or empty."""

    rule: Rule
    language: Language
    page: str

    def notice(self, kind: Kind, negatives: Negatives) -> Notice:
        """The notice; no tweet in it names a person addressed, a link or a way to reach somebody."""
        subject = self._say(
            f"alert_{kind}",
            threshold=self.rule.threshold,
            window=_duration(self.rule.window),
            quiet=_duration(self.rule.quiet),
        )
        lines = [
            self._say(
                f"alert_{kind}_count",
                count=negatives.count,
                first=_moment(negatives.first),
                last=_moment(negatives.last),
            ),
            self._say("alert_models", models=", ".join(negatives.models)),
            *([self._say("alert_page", url=self.page)] if self.page else []),
        ]
        tweets = [f"> {_excerpt(tweet)}" for tweet in negatives.tweets[:EXCERPTS]]
        return Notice(subject, "\n".join([*lines, *(["", *tweets] if tweets else [])]) + "\n")

    def _say(self, key: str, **values: object) -> str:
        return sentence(key, self.language, **values)


def _duration(length: timedelta) -> str:
    seconds = length.total_seconds()
    return f"{seconds / 60:g} min" if seconds % 60 == 0 else f"{seconds:g} s"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _excerpt(tweet: str) -> str:
    line = " ".join(masked(tweet[:_READ]).encode("utf-8", "replace").decode().split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
