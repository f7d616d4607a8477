"""The settings of training again."""

from pydantic import Field
from pydantic_settings import BaseSettings


class RetrainingSettings(BaseSettings):
    """When to train a model again, on what, and what it must show before it is served."""

    retrain_flags: int = Field(
        50,
        alias="SENTIMENT_RETRAIN_FLAGS",
        ge=0,
        description="flagged predictions, reviewed since a model was trained, that recommend to train it "
        "anew; 0: never",
    )
    flag_weight: int = Field(
        5,
        alias="SENTIMENT_FLAG_WEIGHT",
        ge=1,
        description="how many training tweets a reviewed one counts for when a model is retrained",
    )
    flag_cap: float = Field(
        0.1,
        alias="SENTIMENT_FLAG_CAP",
        gt=0,
        le=1,
        description="reviewed tweets, so counted, for each other training tweet, at most; the newest stay",
    )
    gate_margin: float = Field(
        0.01,
        alias="SENTIMENT_GATE_MARGIN",
        ge=0,
        le=1,
        description="test accuracy that a retrained model may have lost, at 95 % confidence",
    )
