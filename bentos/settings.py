"""Settings: the environment, read once into one frozen object."""

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from bentos.alerts.settings import AlertSettings
from bentos.monitoring.settings import RetrainingSettings
from bentos.telemetry.settings import TelemetrySettings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

ROOT = Path(__file__).resolve().parent.parent

Family = Literal["logreg", "lstm-word2vec", "lstm-glove", "bert"]
AUTO: Literal["auto"] = "auto"  # the name under which the cascade answers
BENTO = ROOT.parent / "bento.yaml"  # is there where this code is served from a Bento
FAMILIES: tuple[Family, ...] = ("logreg", "lstm-word2vec", "lstm-glove", "bert")
OFF = "off"  # the rate limit that limits nothing

_STRONG = 16  # characters of a secret that is not guessed


def _home() -> Path:
    # A Bento is replaced by the next version, its folder with it; what users flagged must outlive it.
    if BENTO.is_file():
        return Path(os.environ.get("BENTOML_HOME") or Path.home() / "bentoml") / "sentiment"
    return ROOT / "var"


def _parts(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


class SettingsError(ValueError):
    """A setting has a value that the software cannot start with; the message says which and why."""


class Settings(AlertSettings, RetrainingSettings, TelemetrySettings):
    """Every setting with its default; each is read from the environment variable named as its alias.

    A variable that is empty counts as absent.
    """

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    home: Path = Field(
        default_factory=_home,
        alias="SENTIMENT_HOME",
        description="folder for databases, runs, downloads; "
        "default: var beside the code, or sentiment in BENTOML_HOME where a Bento is served",
    )
    database_url: str = Field("", alias="DATABASE_URL", description="SQLAlchemy URL; empty: SQLite in home")
    tracking_uri: str = Field("", alias="MLFLOW_TRACKING_URI", description="empty: SQLite in home")
    served: Annotated[tuple[Family, ...], NoDecode] = Field(
        FAMILIES, alias="SENTIMENT_FAMILIES", description="families to serve, separated by commas"
    )
    default_model: Literal[Family, "auto"] | None = Field(
        None,
        alias="SENTIMENT_DEFAULT_MODEL",
        description="a family, or auto for the cascade: answers when none is named; empty: the best family",
    )
    commit: str = Field(
        "",
        alias="SENTIMENT_COMMIT",
        description="commit of the code; empty: that of the Bento's label, or of the clone",
    )
    host: str = Field(
        "127.0.0.1",
        alias="HOST",
        description="address or name to listen on; another machine reaches it only where ADMIN_TOKEN is set",
    )
    port: int = Field(3000, alias="PORT", ge=1, le=65535)
    admin_token: SecretStr | None = Field(
        None, alias="ADMIN_TOKEN", description="opens everything, monitoring and exported flags included"
    )
    api_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        alias="API_KEYS",
        description="separated by commas; each opens prediction, flagging and the page; empty: they are open",
    )
    rate_limit: str = Field(
        "",
        alias="SENTIMENT_RATE_LIMIT",
        description="requests of one API key or client address, such as 600/minute, or off; "
        "empty: 6000/minute for other machines",
    )
    keep_days: int = Field(
        90,
        alias="SENTIMENT_KEEP_DAYS",
        ge=0,
        description="days after which a prediction that nobody flagged, a message that was sent and an alert "
        "that is over are deleted; 0: they are kept for ever",
    )
    max_batch_size: int = Field(
        64, alias="SENTIMENT_MAX_BATCH_SIZE", ge=2, description="tweets a runner batches"
    )
    deadline_ms: int = Field(
        2_000,
        alias="SENTIMENT_DEADLINE_MS",
        ge=1,
        description="ms that a tweet may wait for a model: one that would wait longer is refused at once, "
        "and auto answers with the linear model",
    )
    client_seconds: float = Field(
        30,
        alias="SENTIMENT_CLIENT_SECONDS",
        gt=0,
        description="s that a client may take to send a request, or to read the next 16 KB of its answer",
    )
    start_seconds: float = Field(
        120,
        alias="SENTIMENT_START_SECONDS",
        ge=0,
        description="s after which the server is ready with the models that answer, without the others",
    )

    @field_validator("served", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _parts(value)

    @field_validator("admin_token", mode="before")
    @classmethod
    def _token(cls, value: object) -> object:
        if isinstance(value, str) and not (value := value.strip()):
            raise ValueError("it is blank; write a token, such as `openssl rand -hex 32` makes, or nothing")
        return value

    @field_validator("api_keys", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        # A lock that was meant to be shut does not open because of a typing error.
        keys = _parts(value)
        if isinstance(value, str) and not keys:
            raise ValueError("it names no key; write keys separated by commas, or nothing")
        return keys

    @field_validator("rate_limit")
    @classmethod
    def _rate(cls, value: str) -> str:
        if value and value != OFF:
            import limits

            try:
                allowed = limits.parse(value).amount
            except ValueError:
                allowed = 0
            if not allowed:
                raise ValueError(f"write a number and a period, such as 600/minute, or {OFF}")
        return value

    @property
    def database(self) -> str:
        """SQLAlchemy URL of predictions and flags."""
        return self.database_url or f"sqlite:///{self.home / 'sentiment.db'}"

    @property
    def page(self) -> str:
        """URL at which people reach the page, for links in messages; empty where it is not known."""
        return f"{self.public_url.rstrip('/')}/ui" if self.public_url else ""

    @property
    def mlflow(self) -> str:
        """MLflow tracking URI."""
        return self.tracking_uri or f"sqlite:///{self.home / 'mlflow.db'}"

    @property
    def guessable(self) -> tuple[str, ...]:
        """The variables whose secrets are too short."""
        secrets = {"ADMIN_TOKEN": (self.admin_token,) if self.admin_token else (), "API_KEYS": self.api_keys}
        return tuple(name for name, each in secrets.items() if any(len(one) < _STRONG for one in each))

    @property
    def telemetry(self) -> Path:
        """Folder of telemetry that stays here, or waits."""
        return self.home / "telemetry"

    @property
    def downloads(self) -> Path:
        """Folder of fetched corpora and vectors."""
        return self.home / "downloads"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process.

    Raises SettingsError with one sentence per wrong variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{e['loc'][0]}: {e['msg']}{_given(e)}" for e in error.errors()]
        raise SettingsError("These settings cannot be used: " + "; ".join(wrong)) from None


def _given(error: "ErrorDetails") -> str:
    """What was given for a setting, unless it is a secret."""
    secret = {field.alias for field in Settings.model_fields.values() if "SecretStr" in str(field.annotation)}
    return "" if error["loc"][0] in secret else f" (got {error['input']!r})"
