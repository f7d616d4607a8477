"""What the API says when it cannot answer, in French and English."""

from typing import Literal

Language = Literal["fr", "en"]

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
    "export_unavailable": {
        "fr": "Les signalements n'ont pas pu être lus (base injoignable) ; réessayez plus tard.",
        "en": "The flags could not be read (the database cannot be reached); try again later.",
    },
    "internal": {
        "fr": "Une erreur interne s'est produite ; réessayez, et signalez-la si elle persiste.",
        "en": "An internal error occurred; try again, and report it if it persists.",
    },
}


def sentence(key: str, language: Language, **values: object) -> str:
    """The sentence of that key in that language, its fields filled in."""
    return SENTENCES[key][language].format(**values)
