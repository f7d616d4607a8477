"""The tables of predictions, flags, reviews, alerts and recommendations, and the types of their columns."""

import re
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    false,
)

# PostgreSQL takes no NUL, no driver takes a lone surrogate; the backslash escapes, so it is escaped itself.
_UNSTORABLE = re.compile("[\\\\\x00\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:\\|u([0-9a-f]{4}))")


class Exact(TypeDecorator[str]):
    r"""Any str, given back as it came: a backslash is stored as `\\`, NUL and lone surrogates as `\uXXXX`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the same on every database
        """What is stored of a text."""
        return None if value is None else _UNSTORABLE.sub(_escape, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the same on every database
        """The text of what is stored."""
        return None if value is None else _ESCAPE.sub(_unescape, value)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored and given back in UTC to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the same on every database
        """The moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the same on every database
        """The moment in UTC; SQLite gives it without its zone."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return "\\\\" if character == "\\" else f"\\u{ord(character):04x}"


def _unescape(match: re.Match[str]) -> str:
    digits = match.group(1)
    return chr(int(digits, 16)) if digits else "\\"


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

predictions = Table(
    "predictions",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("comparison_id", Exact, comment="shared by the predictions of one comparison"),
    Column("created", Moment, nullable=False, index=True),
    Column("text", Exact, nullable=False, comment="the tweet as it came, see Exact"),
    Column("model", Exact, nullable=False, comment="family:version"),
    Column("prediction", SmallInteger, nullable=False, comment="0 Negative, 1 Positive"),
    Column("confidence", Float, nullable=False),
    Column("probabilities", JSON, nullable=False),
    Column(
        "counted",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether alerts count it: of one tweet's comparison they count one prediction",
    ),
    Column("milliseconds", Float, comment="until its model had answered, the chunk of a batch"),
    Index("ix_predictions_counted", "counted", "prediction", "created"),
    Index(None, "model", "created"),
)

flags = Table(
    "flags",
    metadata,
    Column("id", Exact, primary_key=True, comment="follows from the flag: the same flag has the same id"),
    Column("prediction_id", ForeignKey("predictions.id"), nullable=False, index=True),
    Column("label", SmallInteger, nullable=False, comment="0 Negative, 1 Positive"),
    Column("comment", Exact, nullable=False),
    Column("created", Moment, nullable=False, index=True),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True, comment="in the order in which they were given"),
    Column("flag_id", ForeignKey("flags.id"), nullable=False, index=True),
    Column("reviewer", Exact, nullable=False),
    Column("verdict", Exact, nullable=False, comment="see Verdict"),
    Column("label", SmallInteger, comment="0 Negative, 1 Positive; none where there is no right one"),
    Column("reason", Exact, nullable=False),
    Column("created", Moment, nullable=False),
    Column("undone", Moment, comment="when the reviewer took it back"),
    Index(None, "reviewer", "id"),
)

episodes = Table(
    "episodes",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("first", Moment, nullable=False, comment="the oldest negative, see Episode"),
    Column("began", Moment, nullable=False),
    Column("held", Moment, nullable=False, index=True),
    Column("over", Moment, comment="when it was seen to be over"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, comment="messages to one receiver leave in this order"),
    Column("episode_id", ForeignKey("episodes.id"), comment="none where it tells of no episode"),
    Column("kind", Exact, nullable=False, comment="see Kind"),
    Column("receiver", SmallInteger, nullable=False, comment="position in ALERT_URLS, from 0"),
    Column("subject", Exact, nullable=False),
    Column("body", Exact, nullable=False),
    Column("due", Moment, nullable=False, comment="not tried before: a pause, or another process tries it"),
    Column("attempts", Integer, nullable=False),
    Column("sent", Moment, index=True),
    # One message of a kind, whatever several processes decide at once.
    Index("ix_outbox_message", "episode_id", "kind", "receiver", unique=True),
)

recommendations = Table(
    "recommendations",
    metadata,
    Column("model", Exact, primary_key=True, comment="family:version"),
    Column("reason", Exact, primary_key=True, comment="see Reason"),
    Column("created", Moment, nullable=False),
)


FLAG_DIGITS = 32  # hexadecimal


def flag_id(prediction_id: str, label: int, comment: str) -> str:
    """The id of a flag, FLAG_DIGITS digits.

    It stands for a unique index over the three, which PostgreSQL refuses for long comments.
    """
    parts = (part.encode("utf-8", "surrogatepass") for part in (prediction_id, str(label), comment))
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()[:FLAG_DIGITS]
