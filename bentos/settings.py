"""Settings: the environment, read once into one frozen object."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent

Family = Literal["logreg", "lstm-word2vec", "lstm-glove", "bert"]
BENTO = ROOT.parent / "bento.yaml"  # is there where this code is served from a Bento
FAMILIES: tuple[Family, ...] = ("logreg", "lstm-word2vec", "lstm-glove", "bert")


def _home() -> Path:
    # A Bento is replaced by the next version, its folder with it; what users flagged must outlive it.
    if BENTO.is_file():
        return Path(os.environ.get("BENTOML_HOME") or Path.home() / "bentoml") / "sentiment"
    return ROOT / "var"


class SettingsError(ValueError):
    """A setting has a value that the software cannot start with; the message says which and why."""


class Settings(BaseSettings):
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
    default_family: Family | None = Field(
        None,
        alias="SENTIMENT_DEFAULT_MODEL",
        description="answers when none is named; empty: the best",
    )
    host: str = Field("127.0.0.1", alias="HOST", description="address or name to listen on")
    port: int = Field(3000, alias="PORT", ge=1, le=65535)
    max_batch_size: int = Field(
        64, alias="SENTIMENT_MAX_BATCH_SIZE", ge=2, description="tweets a runner batches"
    )
    deadline_ms: int = Field(
        2_000,
        alias="SENTIMENT_DEADLINE_MS",
        ge=1,
        description="ms that a tweet may wait for a model; one that would wait longer is refused at once",
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
