"""What the API takes and gives: requests, responses, and the error with a sentence for the user."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bentos.card import Lineage
from bentos.cascade import Cascade, Route
from bentos.sentences import Language, sentence
from bentos.settings import Family

MAX_TEXT = 5_000  # characters
UNSURE = 0.7  # confidence below which an answer is unsure: three in ten such answers, or more, are wrong
MAX_BODY = 1_000_000  # bytes
MAX_BATCH = 1_000  # texts
MAX_COMMENT = 1_000  # characters

Sentiment = Literal["Negative", "Positive"]


class ContractError(Exception):
    """A request that cannot be answered: an HTTP status and a sentence in either language."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(sentence(key, "en", **values))
        self.status = status
        self.key = key
        self.values = values

    def sentence(self, language: Language) -> str:
        """What to tell the user."""
        return sentence(self.key, language, **self.values)


class _Request(BaseModel):
    model_config = ConfigDict(extra="ignore")


class PredictRequest(_Request):
    """One tweet, and the model that shall answer."""

    text: str = Field(examples=["Thanks for the quick help, you saved my day!"])
    model: str | None = Field(
        None,
        examples=["auto", "logreg"],
        description="a family, family:version, or auto for the cascade; the service's default if absent",
    )


class CompareRequest(_Request):
    """One tweet for every served model."""

    text: str = Field(examples=["Two hours on hold and nobody answers."])


class BatchRequest(_Request):
    """Up to 1,000 tweets, and the model that shall answer."""

    texts: Annotated[list[str], Field(min_length=1, max_length=MAX_BATCH)]
    model: str | None = None


def _whole(value: object) -> object:
    # Python holds False for 0 and True for 1; a label that is neither 0 nor 1 is a mistake.
    if isinstance(value, bool):
        raise ValueError("Input should be 0 or 1")
    return value


class FeedbackRequest(_Request):
    """A prediction that was wrong, and the right label."""

    prediction_id: str = Field(min_length=1, max_length=64)
    label: Annotated[Literal[0, 1], BeforeValidator(_whole)]
    comment: str = Field("", max_length=MAX_COMMENT)


class Prediction(BaseModel):
    """One model's answer."""

    prediction: Literal[0, 1]
    sentiment: Sentiment
    confidence: float = Field(ge=0, le=1)
    probabilities: dict[Sentiment, float]
    model: str = Field(description="family:version")
    prediction_id: str
    milliseconds: float = Field(description="ms from the gateway to the runner and back, its queue included")
    route: Route | None = Field(None, description="why `auto` gave this model's answer; null without `auto`")
    reason: str | None = Field(None, description="the route as a sentence")


class WordWeight(BaseModel):
    """How much a word pulled the linear model (log-odds): below zero to Negative, above to Positive."""

    word: str
    weight: float


class ModelFailure(BaseModel):
    """A served model that gave no answer this time."""

    model: str
    detail: str


class Comparison(BaseModel):
    """Every served model's answer to one tweet."""

    predictions: list[Prediction]
    failures: list[ModelFailure]
    agree: bool
    words: list[WordWeight] = Field(
        description="the tweet's words as the linear model weighed them, in order"
    )
    auto: Prediction | None = Field(
        None, description="the prediction that `auto` chooses, with its route; null if its models gave none"
    )


class BatchItem(BaseModel):
    """The answer to one text of a batch: a prediction or the sentence that says why there is none."""

    prediction: Prediction | None = None
    detail: str | None = None


class BatchResponse(BaseModel):
    """One item for each text, in order."""

    results: list[BatchItem]


class FeedbackResponse(BaseModel):
    """A stored flag."""

    id: str
    prediction_id: str
    label: Literal[0, 1]
    comment: str
    created: str = Field(description="ISO 8601, UTC")


class ModelDescription(BaseModel):
    """A served model with its figures and its lineage."""

    family: Family
    model: str = Field(description="family:version")
    tag: str = Field(description="tag in the BentoML store")
    default: bool
    weights: str
    metrics: dict[str, dict[str, float]]
    training_seconds: float
    milliseconds_per_tweet: float
    size_bytes: int
    lineage: Lineage


class CascadeDescription(Cascade):
    """The cascade that answers as `auto`."""

    tag: str = Field(description="tag in the BentoML store")
    default: bool
    deadline_ms: int = Field(description="ms that the transformer has to answer")


class UnservedModel(BaseModel):
    """A family that is not served, and why."""

    family: Family
    reason: str


class WaitingModel(BaseModel):
    """The champion of a family, while another model answers for it."""

    model: str = Field(description="family:version")
    reason: str | None = Field(description="what is wrong with its files; null while its runner loads it")


class ModelsResponse(BaseModel):
    """What is served and what is not; `cascade_reason` says why there is no cascade."""

    commit: str = Field(description="git commit of the service's own code")
    served: list[ModelDescription]
    unserved: list[UnservedModel]
    waiting: list[WaitingModel] = Field(description="models that were promoted and are not served yet")
    cascade: CascadeDescription | None
    cascade_reason: str | None
