"""The settings of telemetry."""

import re
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings


class TelemetrySettings(BaseSettings):
    """What telemetry tells, and where it goes."""

    azure: SecretStr | None = Field(
        None,
        alias="APPLICATIONINSIGHTS_CONNECTION_STRING",
        description="the Application Insights resource that telemetry goes to",
    )
    otlp: str = Field(
        "",
        alias="OTEL_EXPORTER_OTLP_ENDPOINT",
        description="URL of an OpenTelemetry collector that telemetry goes to, over HTTP; "
        "where neither is named, it goes to files in home",
    )
    telemetry_disabled: bool = Field(False, alias="OTEL_SDK_DISABLED", description="true: no telemetry")
    telemetry_text: Literal["off", "masked", "full"] = Field(
        "masked",
        alias="TELEMETRY_TEXT",
        description="what telemetry tells of a negative tweet: nothing, its words without mentions, links, "
        "addresses and numbers, or all",
    )
    traced_requests: float = Field(
        5, alias="TELEMETRY_TRACES", ge=0, description="requests a second that are traced, at most"
    )
    logged_predictions: float = Field(
        50,
        alias="TELEMETRY_PREDICTIONS",
        ge=0,
        description="predictions a second that are logged, at most; 10000 more may wait for their turn",
    )
    logged_warnings: float = Field(
        500,
        alias="TELEMETRY_WARNINGS",
        ge=0,
        description="negative predictions a second that are logged as warnings, at most; 50000 more may wait",
    )
    metric_interval_ms: int = Field(
        60_000,
        alias="OTEL_METRIC_EXPORT_INTERVAL",
        ge=1,
        description="ms from one sending of metrics to the next",
    )

    @field_validator("azure")
    @classmethod
    def _azure(cls, value: SecretStr | None) -> SecretStr | None:
        parts = value.get_secret_value().split(";") if value else []
        found = {
            name.strip().lower(): key.strip() for name, _, key in (part.partition("=") for part in parts)
        }
        if value and not re.fullmatch(r"[0-9a-fA-F-]{36}", found.get("instrumentationkey", "")):
            raise ValueError("it holds no InstrumentationKey; copy it from the resource's overview page")
        return value

    @field_validator("otlp")
    @classmethod
    def _otlp(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("write a URL that begins with http:// or https://")
        return value
