"""How the page speaks: its words, its numbers and its errors in the reader's language."""

from typing import TYPE_CHECKING

from bentos.contracts import MAX_BODY, ContractError, Sentiment
from bentos.sentences import Language, sentence
from ui.words import WORDS

if TYPE_CHECKING:
    import gradio as gr
    from gradio.i18n import I18nData

LANGUAGES: tuple[Language, ...] = ("fr", "en")
FAMILIES: dict[str, dict[Language, str]] = {
    "logreg": {"fr": "Régression logistique", "en": "Logistic regression"},
    "lstm-word2vec": {"fr": "LSTM · Word2Vec", "en": "LSTM · Word2Vec"},
    "lstm-glove": {"fr": "LSTM · GloVe", "en": "LSTM · GloVe"},
    "bert": {"fr": "BERT", "en": "BERT"},
    "auto": {"fr": "Automatique", "en": "Automatic"},
}
SENTIMENTS: dict[Sentiment, dict[Language, str]] = {
    "Negative": {"fr": "Négatif", "en": "Negative"},
    "Positive": {"fr": "Positif", "en": "Positive"},
}
# Beside the colour, so that nobody needs to see it.
SIGNS: dict[Sentiment, str] = {"Negative": "▼", "Positive": "▲"}


class PageError(ContractError):
    """Something the page itself refuses, in a sentence of its own."""

    def __init__(self, key: str, **values: object) -> None:
        Exception.__init__(self, say(key, "en", **values))
        self.status = 400
        self.key = key
        self.values = values

    def sentence(self, language: Language) -> str:
        """What to tell the user."""
        return say(self.key, language, **self.values)


def say(key: str, language: Language, **values: object) -> str:
    """The sentence of that key in that language, its fields filled in."""
    return WORDS[key][language].format(**values)


def word(key: str) -> "I18nData":
    """The words of that key, which the browser picks in its own language."""
    from gradio.i18n import I18nData

    return I18nData(key)


def spoken(request: "gr.Request") -> Language:
    """The language of a browser, chosen as Gradio's own code in the browser chooses: its first language."""
    first = request.headers.get("accept-language", "").partition(",")[0]
    return "fr" if first.strip().lower().startswith("fr") else "en"


def percent(value: float, language: Language) -> str:
    """A share of 0 to 1 in percent; 0 and 100 only where it is exactly that."""
    whole = round(value * 100)
    if 0 < value < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole}\N{NO-BREAK SPACE}%" if language == "fr" else f"{whole}%"


def number(value: float, decimals: int, language: Language) -> str:
    """A number with that many decimals and the language's decimal sign."""
    digits = f"{value:.{decimals}f}"
    return digits.replace(".", ",") if language == "fr" else digits


def title(model: str, language: Language) -> str:
    """What people call a model, given its family or its `family:version`."""
    return FAMILIES[model.partition(":")[0]][language]


def translations() -> dict[Language, dict[str, str]]:
    """The page's words for `gradio.I18n`: for each language, by key."""
    return {language: {key: words[language] for key, words in WORDS.items()} for language in LANGUAGES}


def failures() -> dict[Language, dict[int, str]]:
    """What the browser says by itself: for each language, by HTTP status, 0 where the server is silent."""
    limit = f"{MAX_BODY:,}".replace(",", "\N{NO-BREAK SPACE}")
    return {
        language: {
            0: say("unreachable", language),
            401: sentence("key_needed", language),
            413: sentence("body_too_large", language, limit=limit),
            429: sentence("too_many_requests", language),
            500: sentence("internal", language),
            503: sentence("overloaded", language),
        }
        for language in LANGUAGES
    }
