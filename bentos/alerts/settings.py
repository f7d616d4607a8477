"""The settings of alerts."""

from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from bentos.sentences import Language

_DAY = 86_400.0  # seconds


class AlertSettings(BaseSettings):
    """When negative tweets make an alert, and where it goes."""

    public_url: str = Field(
        "", alias="PUBLIC_URL", description="URL at which people reach the service, for links in alerts"
    )
    alert_urls: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        alias="ALERT_URLS",
        description="where alerts go, separated by blanks: mailtos://USER:PASSWORD@HOST?to=ADDRESS, "
        "or another of https://appriseit.com/services; empty: there are none",
    )
    alert_threshold: int = Field(
        3, alias="ALERT_THRESHOLD", ge=1, description="negative tweets that make an alert"
    )
    alert_window: float = Field(
        300, alias="ALERT_WINDOW", gt=0, le=_DAY, description="s; that many in less than this"
    )
    alert_confidence: float = Field(
        0.5, alias="ALERT_CONFIDENCE", ge=0, le=1, description="a negative below it does not count"
    )
    alert_quiet: float = Field(
        300, alias="ALERT_QUIET", gt=0, le=_DAY, description="s with fewer, after which an alert is over"
    )
    alert_language: Language = Field("fr", alias="ALERT_LANGUAGE", description="fr or en")

    @field_validator("alert_urls", mode="before")
    @classmethod
    def _urls(cls, value: object) -> object:
        # A comma may stand in a URL, between receivers.
        return tuple(value.split()) if isinstance(value, str) else value
