"""What the API says when it cannot answer, why `auto` chose a model, and alerts, in French and English."""

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
    "head_too_large": {
        "fr": "Les en-têtes dépassent {limit} octets ; envoyez-en moins.",
        "en": "The headers are larger than {limit} bytes; send fewer.",
    },
    "too_slow": {
        "fr": "La requête n'est pas arrivée entière en {seconds} s ; renvoyez-la, ou envoyez-en moins.",
        "en": "The request did not arrive whole within {seconds} s; send it again, or send less.",
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
    "deadline": {
        "fr": "Le modèle « {model} » n'a pas répondu en {deadline} ms ; réessayez dans quelques secondes.",
        "en": "The model “{model}” did not answer within {deadline} ms; try again in a few seconds.",
    },
    "route_sure": {
        "fr": "Le modèle linéaire répond : il est sûr à {confidence}\N{NO-BREAK SPACE}%, "
        "le seuil est de {threshold}\N{NO-BREAK SPACE}%.",
        "en": "The linear model answers: it is {confidence}% sure, the threshold is {threshold}%.",
    },
    "route_unsure": {
        "fr": "Le transformer répond : le modèle linéaire n'est sûr qu'à {confidence}\N{NO-BREAK SPACE}%, "
        "le seuil est de {threshold}\N{NO-BREAK SPACE}%.",
        "en": "The transformer answers: the linear model is only {confidence}% sure, "
        "the threshold is {threshold}%.",
    },
    "route_deadline": {
        "fr": "Le modèle linéaire répond, sûr à {confidence}\N{NO-BREAK SPACE}% seulement : "
        "le transformer n'a pas répondu en {deadline} ms.",
        "en": "The linear model answers, though only {confidence}% sure: "
        "the transformer did not answer within {deadline} ms.",
    },
    "route_overloaded": {
        "fr": "Le modèle linéaire répond, sûr à {confidence}\N{NO-BREAK SPACE}% seulement : "
        "le transformer est saturé.",
        "en": "The linear model answers, though only {confidence}% sure: the transformer is overloaded.",
    },
    "route_unavailable": {
        "fr": "Le modèle linéaire répond, sûr à {confidence}\N{NO-BREAK SPACE}% seulement : "
        "le transformer ne répond pas.",
        "en": "The linear model answers, though only {confidence}% sure: the transformer does not answer.",
    },
    "route_alone": {
        "fr": "Le transformer répond : le modèle linéaire ne répond pas.",
        "en": "The transformer answers: the linear model does not answer.",
    },
    "route_unfitted": {
        "fr": "Le modèle par défaut répond : il n'y a pas de cascade pour les modèles servis ; "
        "ajustez-en une avec « sentiment cascade ».",
        "en": "The default model answers: there is no cascade for the served models; "
        "fit one with “sentiment cascade”.",
    },
    "feedback_unavailable": {
        "fr": "Le signalement n'a pas pu être enregistré (base injoignable) ; réessayez plus tard.",
        "en": "The flag could not be stored (the database cannot be reached); try again later.",
    },
    "export_unavailable": {
        "fr": "Les signalements n'ont pas pu être lus (base injoignable) ; réessayez plus tard.",
        "en": "The flags could not be read (the database cannot be reached); try again later.",
    },
    "monitoring_unavailable": {
        "fr": "Les mesures n'ont pas pu être lues (base injoignable) ; réessayez plus tard.",
        "en": "The figures could not be read (the database cannot be reached); try again later.",
    },
    "reviews_unavailable": {
        "fr": "Les relectures n'ont pas pu être lues ou enregistrées (base injoignable) ; "
        "réessayez plus tard.",
        "en": "The reviews could not be read or stored (the database cannot be reached); try again later.",
    },
    "nothing_to_undo": {
        "fr": "{reviewer} n'a donné aucun avis qui puisse être annulé.",
        "en": "There is no verdict of {reviewer} to take back.",
    },
    "not_recorded": {
        "fr": "Aucune prédiction n'a l'identifiant « {prediction_id} » : "
        "elle n'a jamais été enregistrée ici, ou son âge l'a fait supprimer.",
        "en": "No prediction has the id “{prediction_id}”; "
        "it was never recorded here, or was deleted by its age.",
    },
    "page_building": {
        "fr": "La page se prépare ; elle s'affichera dans quelques secondes.",
        "en": "The page is being prepared; it will be here in a few seconds.",
    },
    "key_needed": {
        "fr": "Cette adresse demande une clé : envoyez « Authorization: Bearer CLÉ » ou « X-API-Key: CLÉ », "
        "ou connectez-vous avec un nom quelconque et la clé comme mot de passe.",
        "en": "This address needs a key: send “Authorization: Bearer KEY” or “X-API-Key: KEY”, "
        "or sign in with any name and the key as the password.",
    },
    "admin_needed": {
        "fr": "Cette adresse demande le jeton de l'administrateur : envoyez « Authorization: Bearer JETON », "
        "ou connectez-vous avec un nom quelconque et le jeton comme mot de passe.",
        "en": "This address needs the administrator's token: send “Authorization: Bearer TOKEN”, "
        "or sign in with any name and the token as the password.",
    },
    "this_machine_only": {
        "fr": "Sans ADMIN_TOKEN, l'adresse ne répond qu'à la machine du service ; définissez ADMIN_TOKEN.",
        "en": "Without ADMIN_TOKEN, this address answers the service's own machine only; set ADMIN_TOKEN.",
    },
    "foreign_page": {
        "fr": "Cette requête vient de la page d'un autre site ; envoyez-la depuis celle de ce service.",
        "en": "This request comes from another site's page; send it from the page of this service.",
    },
    "too_many_requests": {
        "fr": "Trop de requêtes ; réessayez un peu plus tard.",
        "en": "Too many requests; try again a little later.",
    },
    "internal": {
        "fr": "Une erreur interne s'est produite ; réessayez, et signalez-la si elle persiste.",
        "en": "An internal error occurred; try again, and report it if it persists.",
    },
    "alert_begun": {
        "fr": "Alerte, tweets négatifs : {threshold} ou plus en moins de {window}",
        "en": "Alert, negative tweets: {threshold} or more in less than {window}",
    },
    "alert_begun_count": {
        "fr": "{count} tweets négatifs du {first} au {last} (UTC).",
        "en": "{count} negative tweets from {first} to {last} (UTC).",
    },
    "alert_over": {
        "fr": "Fin de l'alerte, tweets négatifs : moins de {threshold} en {window} depuis {quiet}",
        "en": "Alert over, negative tweets: fewer than {threshold} in {window} for {quiet}",
    },
    "alert_over_count": {
        "fr": "{count} tweets négatifs en tout, du {first} au {last} (UTC).",
        "en": "{count} negative tweets in all, from {first} to {last} (UTC).",
    },
    "alert_models": {"fr": "Modèle : {models}", "en": "Model: {models}"},
    "retrain": {
        "fr": "Réentraînement conseillé : {model}",
        "en": "Training again is recommended: {model}",
    },
    "retrain_accuracy": {
        "fr": "L'exactitude estimée est d'au plus {high}\N{NO-BREAK SPACE}%, "
        "contre {validation}\N{NO-BREAK SPACE}% à la validation.",
        "en": "The estimated accuracy is {high}% at most; it was {validation}% on validation.",
    },
    "retrain_drift": {
        "fr": "Les tweets récents diffèrent de ceux de la validation : {traits}.",
        "en": "Recent tweets differ from those of validation: {traits}.",
    },
    "retrain_flags": {
        "fr": "Prédictions signalées et relues depuis l'entraînement : {flags}.",
        "en": "Flagged predictions reviewed since it was trained: {flags}.",
    },
    "trait_confidence": {"fr": "confiance", "en": "confidence"},
    "trait_positive": {"fr": "part de positifs", "en": "share of positives"},
    "trait_length": {"fr": "nombre de mots", "en": "number of words"},
    "trait_unknown": {"fr": "mots inconnus", "en": "unknown words"},
    "trait_emoji": {"fr": "émojis", "en": "emoji"},
    "trait_other_language": {"fr": "autre langue", "en": "another language"},
    "alert_page": {"fr": "Page : {url}", "en": "Page: {url}"},
}


def sentence(key: str, language: Language, **values: object) -> str:
    """The sentence of that key in that language, its fields filled in."""
    return SENTENCES[key][language].format(**values)
