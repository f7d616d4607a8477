"""Settings: the environment, read once into one frozen object."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent

Family = Literal["logreg", "lstm-word2vec", "lstm-glove", "bert"]
FAMILIES: tuple[Family, ...] = ("logreg", "lstm-word2vec", "lstm-glove", "bert")


class SettingsError(ValueError):
    """A setting has a value that the software cannot start with; the message says which and why."""


class Settings(BaseSettings):
    """Every setting with its default; each is read from the environment variable named as its alias."""

    model_config = SettingsConfigDict(frozen=True, populate_by_name=True)

    home: Path = Field(
        ROOT / "var", alias="SENTIMENT_HOME", description="folder for databases, runs, downloads"
    )
    database_url: str = Field("", alias="DATABASE_URL", description="SQLAlchemy URL; empty: SQLite in home")
    tracking_uri: str = Field("", alias="MLFLOW_TRACKING_URI", description="empty: SQLite in home")
    served: Annotated[tuple[Family, ...], NoDecode] = Field(
        FAMILIES, alias="SENTIMENT_FAMILIES", description="families to serve, separated by commas"
    )
    default_family: Family | None = Field(
        None,
        alias="SENTIMENT_DEFAULT_MODEL",
        description="answers when none is named; empty: the best",
    )
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(3000, alias="PORT", ge=1, le=65535)
    max_batch_size: int = Field(
        64, alias="SENTIMENT_MAX_BATCH_SIZE", ge=2, description="tweets a runner batches"
    )
    max_latency_ms: int = Field(
        30_000,
        alias="SENTIMENT_MAX_LATENCY_MS",
        ge=1000,
        description="ms after which BentoML sheds a request",
    )

    @field_validator("served", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @property
    def database(self) -> str:
        """SQLAlchemy URL of predictions and flags."""
        return self.database_url or f"sqlite:///{self.home / 'sentiment.db'}"

    @property
    def mlflow(self) -> str:
        """MLflow tracking URI."""
        return self.tracking_uri or f"sqlite:///{self.home / 'mlflow.db'}"

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
        wrong = [f"{e['loc'][0]}: {e['msg']} (got {e['input']!r})" for e in error.errors()]
        raise SettingsError("These settings cannot be used: " + "; ".join(wrong)) from error
