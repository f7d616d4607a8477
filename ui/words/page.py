"""The words of the page itself, and those that several tabs share."""

from bentos.sentences import Language

WORDS: dict[str, dict[Language, str]] = {
    "tagline": {
        "fr": "Un tweet, plusieurs modèles, votre avis",
        "en": "One tweet, several models, your verdict",
    },
    "foot": {"fr": "Code et modèles servis", "en": "Code and models served"},
    "compare_tab": {"fr": "Comparer", "en": "Compare"},
    "batch_tab": {"fr": "Lot", "en": "Batch"},
    "models_tab": {"fr": "Modèles", "en": "Models"},
    "monitoring_tab": {"fr": "Suivi", "en": "Monitoring"},
    "no_answer": {"fr": "Pas de réponse", "en": "No answer"},
    "measure": {"fr": "Mesure", "en": "Measure"},
    "accuracy": {"fr": "Exactitude", "en": "Accuracy"},
    "unreachable": {
        "fr": "Le service ne répond pas ; vérifiez qu'il tourne, puis réessayez.",
        "en": "The service does not answer; check that it is running, then try again.",
    },
    "sign_in": {
        "fr": "Se connecter (nom quelconque, ADMIN_TOKEN comme mot de passe), puis revenir ici",
        "en": "Sign in (any name, ADMIN_TOKEN as the password), then come back here",
    },
}
