"""What the API takes and gives: requests, responses, and its sentences in French and English."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bentos.card import Lineage
from bentos.settings import Family

MAX_TEXT = 5_000  # characters
MAX_BODY = 1_000_000  # bytes
MAX_BATCH = 1_000  # texts
MAX_COMMENT = 1_000  # characters

Language = Literal["fr", "en"]
Sentiment = Literal["Negative", "Positive"]

SENTENCES: dict[str, dict[Language, str]] = {
    "empty": {"fr": "Le texte ne peut pas être vide.", "en": "The text must not be empty."},
    "number": {"fr": "Le texte ne peut pas être un nombre.", "en": "The text must not be a number."},
    "text_too_long": {
        "fr": "Le texte dépasse {limit} caractères ; raccourcissez-le.",
        "en": "The text is longer than {limit} characters; shorten it.",
    },
    "body_too_large": {
        "fr": "La requête dépasse {limit} octets ; envoyez-la en plusieurs fois.",
        "en": "The request is larger than {limit} bytes; send it in parts.",
    },
    "unknown_model": {
        "fr": "Le modèle « {model} » n'est pas servi ; modèles servis : {served}.",
        "en": "The model “{model}” is not served; served models: {served}.",
    },
    "unknown_prediction": {
        "fr": "La prédiction « {prediction_id} » est inconnue ; refaites la prédiction, puis signalez-la.",
        "en": "The prediction “{prediction_id}” is unknown; predict again, then flag it.",
    },
    "no_model": {
        "fr": "Aucun modèle n'est servi ; entraînez-en un avec « sentiment train all ».",
        "en": "No model is served; train one with “sentiment train all”.",
    },
    "model_unavailable": {
        "fr": "Le modèle « {model} » ne répond pas ; réessayez dans quelques secondes.",
        "en": "The model “{model}” does not answer; try again in a few seconds.",
    },
    "overloaded": {
        "fr": "Le service est saturé ; réessayez dans quelques secondes.",
        "en": "The service is overloaded; try again in a few seconds.",
    },
    "feedback_unavailable": {
        "fr": "Le signalement n'a pas pu être enregistré (base injoignable) ; réessayez plus tard.",
        "en": "The flag could not be stored (the database cannot be reached); try again later.",
    },
    "internal": {
        "fr": "Une erreur interne s'est produite ; réessayez, et signalez-la si elle persiste.",
        "en": "An internal error occurred; try again, and report it if it persists.",
    },
}


def sentence(key: str, language: Language, **values: object) -> str:
    """The sentence of that key in that language, its fields filled in."""
    return SENTENCES[key][language].format(**values)


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
    """One tweet, and the family that shall answer."""

    text: str = Field(examples=["Thanks for the quick help, you saved my day!"])
    model: str | None = Field(
        None, examples=["logreg"], description="a family; the service's default if absent"
    )


class CompareRequest(_Request):
    """One tweet for every served model."""

    text: str = Field(examples=["Two hours on hold and nobody answers."])


class BatchRequest(_Request):
    """Up to 1,000 tweets."""

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


class UnservedModel(BaseModel):
    """A family that is not served, and why."""

    family: Family
    reason: str


class ModelsResponse(BaseModel):
    """What is served and what is not."""

    served: list[ModelDescription]
    unserved: list[UnservedModel]
