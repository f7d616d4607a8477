"""Every word the page says, in French and English."""

from typing import TYPE_CHECKING

from bentos.contracts import MAX_BATCH, MAX_BODY, ContractError, Sentiment
from bentos.sentences import Language, sentence

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

SENTENCES: dict[str, dict[Language, str]] = {
    "tagline": {
        "fr": "Un tweet, plusieurs modèles, votre avis",
        "en": "One tweet, several models, your verdict",
    },
    "compare_tab": {"fr": "Comparer", "en": "Compare"},
    "batch_tab": {"fr": "Lot", "en": "Batch"},
    "models_tab": {"fr": "Modèles", "en": "Models"},
    "monitoring_tab": {"fr": "Suivi", "en": "Monitoring"},
    "tweet": {"fr": "Un tweet en anglais", "en": "A tweet in English"},
    "tweet_placeholder": {
        "fr": "Écrivez ou collez un tweet, puis Entrée",
        "en": "Write or paste a tweet, then press Enter",
    },
    "compare": {"fr": "Comparer", "en": "Compare"},
    "examples": {"fr": "Ou essayez :", "en": "Or try:"},
    "welcome": {
        "fr": "Les avis des modèles s'afficheront ici, côte à côte.",
        "en": "The models' opinions will appear here, side by side.",
    },
    "auto": {"fr": "Réponse automatique · {model}", "en": "Automatic answer · {model}"},
    "agree": {"fr": "Les {count} modèles sont d'accord", "en": "All {count} models agree"},
    "alone": {"fr": "Un seul modèle a répondu", "en": "Only one model answered"},
    "disagree": {
        "fr": "Les modèles ne sont pas d'accord : {positive} sur {count} disent Positif",
        "en": "The models disagree: {positive} of {count} say Positive",
    },
    "confidence": {"fr": "Confiance", "en": "Confidence"},
    "no_answer": {"fr": "Pas de réponse", "en": "No answer"},
    "words": {
        "fr": "Ce qui a pesé pour la régression logistique",
        "en": "What weighed for the logistic regression",
    },
    "pulls_negative": {"fr": "tire vers Négatif", "en": "pulls to Negative"},
    "pulls_positive": {"fr": "tire vers Positif", "en": "pulls to Positive"},
    "stronger": {
        "fr": "plus la teinte est forte, plus le mot pèse",
        "en": "the stronger the shade, the heavier the word",
    },
    "no_words": {
        "fr": "Aucun mot de ce tweet n'est connu de ce modèle.",
        "en": "This model knows no word of this tweet.",
    },
    "flag": {
        "fr": "Un modèle s'est trompé ? Donnez la bonne étiquette",
        "en": "Is a model wrong? Give the right label",
    },
    "comment": {"fr": "Commentaire (facultatif)", "en": "Comment (optional)"},
    "comment_placeholder": {
        "fr": "Commentaire (facultatif) : ce qui l'a trompé, l'ironie par exemple",
        "en": "Comment (optional): what misled it, irony perhaps",
    },
    "is_negative": {"fr": "▼ C'est négatif", "en": "▼ It is negative"},
    "is_positive": {"fr": "▲ C'est positif", "en": "▲ It is positive"},
    "flagged": {
        "fr": "Merci, c'est enregistré : {model} aurait dû dire {label}. Numéro du signalement : ",
        "en": "Thank you, it is stored: {model} should have said {label}. Id of the flag: ",
    },
    "confirmed": {
        "fr": "Merci, c'est enregistré : {model} a eu raison de dire {label}. Numéro : ",
        "en": "Thank you, it is stored: {model} was right to say {label}. Id: ",
    },
    "flagged_before": {
        "fr": "Ce signalement était déjà enregistré. Son numéro : ",
        "en": "This flag was stored before. Its id: ",
    },
    "nothing_to_flag": {
        "fr": "Comparez d'abord un tweet, puis donnez la bonne étiquette.",
        "en": "Compare a tweet first, then give the right label.",
    },
    "comment_too_long": {
        "fr": "Le commentaire dépasse {limit} caractères ; raccourcissez-le.",
        "en": "The comment is longer than {limit} characters; shorten it.",
    },
    "paste": {"fr": "Un tweet par ligne", "en": "One tweet a line"},
    "paste_placeholder": {
        "fr": f"Collez jusqu'à {MAX_BATCH} tweets, un par ligne",
        "en": f"Paste up to {MAX_BATCH:,} tweets, one a line",
    },
    "csv": {"fr": "ou un CSV avec une colonne « text »", "en": "or a CSV with a “text” column"},
    "analyse": {"fr": "Analyser le lot", "en": "Analyse the batch"},
    "batch_welcome": {
        "fr": "Les tweets où les modèles divergent le plus viendront en tête.",
        "en": "The tweets on which the models differ most will come first.",
    },
    "no_tweets": {
        "fr": "Collez au moins un tweet, ou déposez un fichier CSV.",
        "en": "Paste at least one tweet, or drop a CSV file.",
    },
    "too_many": {
        "fr": "Le lot compte {count} tweets ; la limite est de {limit}. Envoyez-le en plusieurs fois.",
        "en": "The batch holds {count} tweets; the limit is {limit}. Send it in parts.",
    },
    "no_column": {
        "fr": "Le fichier n'a pas de colonne « text » ; ses colonnes sont : {columns}.",
        "en": "The file has no “text” column; its columns are: {columns}.",
    },
    "not_csv": {
        "fr": "Ce fichier ne se lit pas comme un CSV ; enregistrez-le en CSV (UTF-8) et réessayez.",
        "en": "This file cannot be read as CSV; save it as CSV (UTF-8) and try again.",
    },
    "progress": {"fr": "{done} prédictions sur {total}", "en": "{done} of {total} predictions"},
    "batch_summary": {
        "fr": "{count} tweets analysés, désaccord sur {disagree}",
        "en": "{count} tweets analysed, disagreement on {disagree}",
    },
    "refused": {"fr": "{count} sans réponse", "en": "{count} without an answer"},
    "share": {"fr": "Part de tweets positifs, par modèle", "en": "Share of positive tweets, per model"},
    "download": {"fr": "Télécharger le tableau (CSV)", "en": "Download the table (CSV)"},
    "by_disagreement": {
        "fr": "Du plus grand désaccord au plus petit ; probabilité du positif par modèle",
        "en": "From the largest disagreement to the smallest; probability of positive per model",
    },
    "line": {"fr": "Ligne", "en": "Line"},
    "text": {"fr": "Tweet", "en": "Tweet"},
    "models_intro": {
        "fr": "Les versions servies ici, mesurées à leur entraînement. La meilleure valeur est en gras.",
        "en": "The versions served here, as measured when they were trained. The best value is bold.",
    },
    "measure": {"fr": "Mesure", "en": "Measure"},
    "train": {"fr": "entraînement", "en": "train"},
    "validation": {"fr": "validation", "en": "validation"},
    "test": {"fr": "test", "en": "test"},
    "accuracy": {"fr": "Exactitude", "en": "Accuracy"},
    "loss": {"fr": "Perte", "en": "Loss"},
    "f1": {"fr": "F1", "en": "F1"},
    "auc": {"fr": "AUC", "en": "AUC"},
    "training_time": {"fr": "Temps d'entraînement", "en": "Training time"},
    "size": {"fr": "Taille", "en": "Size"},
    "speed": {"fr": "ms par tweet", "en": "ms per tweet"},
    "default_model": {"fr": "par défaut", "en": "default"},
    "not_served": {"fr": "{model} n'est pas servi : {reason}", "en": "{model} is not served: {reason}"},
    "cascade": {"fr": "Cascade", "en": "Cascade"},
    "cascade_summary": {
        "fr": "répond sous le nom « auto » : la régression logistique au-dessus de {threshold} de confiance, "
        "BERT sinon",
        "en": "answers as “auto”: the logistic regression above a confidence of {threshold}, BERT otherwise",
    },
    "cascade_test": {
        "fr": "Sur le test : exactitude {accuracy}, BERT seul {alone} ; {share} des tweets restent à la "
        "régression logistique, pour {cost} fois le temps de BERT.",
        "en": "On test: accuracy {accuracy}, BERT alone {alone}; {share} of the tweets stay with the "
        "logistic regression, at {cost} times the time of BERT.",
    },
    "cascade_unconfirmed": {
        "fr": "Trop peu de tweets de validation pour confirmer ce seuil : il suit l'estimation seule.",
        "en": "Too few validation tweets to confirm this threshold: it follows the estimate alone.",
    },
    "frontier": {
        "fr": "Validation : ce que chaque seuil donne ; le seuil choisi est en gras",
        "en": "Validation: what each threshold gives; the chosen one is bold",
    },
    "threshold": {"fr": "Seuil", "en": "Threshold"},
    "linear_share": {"fr": "Part de la régression logistique", "en": "Share of the logistic regression"},
    "cost": {"fr": "Temps relatif", "en": "Relative time"},
    "no_cascade": {"fr": "Pas de cascade : {reason}", "en": "No cascade: {reason}"},
    "pictures_and_lineage": {"fr": "images et provenance", "en": "pictures and lineage"},
    "lineage_tag": {"fr": "Modèle", "en": "Model"},
    "lineage_run": {"fr": "Exécution MLflow", "en": "MLflow run"},
    "lineage_experiment": {"fr": "Expérience", "en": "Experiment"},
    "lineage_uri": {"fr": "URI du modèle", "en": "Model URI"},
    "lineage_data": {"fr": "Données", "en": "Data"},
    "lineage_fingerprint": {"fr": "Empreinte des données", "en": "Data fingerprint"},
    "lineage_rows": {"fr": "Lignes", "en": "Rows"},
    "lineage_commit": {"fr": "Commit", "en": "Commit"},
    "lineage_seed": {"fr": "Graine", "en": "Seed"},
    "lineage_encoder": {"fr": "Encodeur", "en": "Base encoder"},
    "lineage_vectors": {"fr": "Vecteurs", "en": "Vectors"},
    "lineage_libraries": {"fr": "Bibliothèques", "en": "Libraries"},
    "lineage_created": {"fr": "Entraîné le", "en": "Trained on"},
    "span_hour": {"fr": "Une heure", "en": "One hour"},
    "span_day": {"fr": "Un jour", "en": "One day"},
    "span_week": {"fr": "Une semaine", "en": "One week"},
    "monitoring_reading": {
        "fr": "Lecture des mesures… La première fois, les modèles sont jugés : quelques secondes.",
        "en": "Reading the figures… The first time, the models are judged: some seconds.",
    },
    "monitoring_closed": {
        "fr": "Le suivi est réservé à l'administrateur.",
        "en": "Monitoring is for the administrator only.",
    },
    "monitoring_login": {
        "fr": "Se connecter (nom quelconque, ADMIN_TOKEN comme mot de passe), puis revenir ici",
        "en": "Sign in (any name, ADMIN_TOKEN as the password), then come back here",
    },
    "monitoring_until": {
        "fr": "Heures UTC. Dernière mesure : {until}. Les modèles sont jugés toutes les cinq minutes.",
        "en": "Times are UTC. Last measured: {until}. The models are judged every five minutes.",
    },
    "retrain_model": {
        "fr": "{model} : réentraînement conseillé. {reasons}",
        "en": "{model}: training again is recommended. {reasons}",
    },
    "retrain_none": {
        "fr": "Rien ne conseille de réentraîner un modèle.",
        "en": "Nothing recommends to train a model again.",
    },
    "negative_share": {"fr": "Part de négatifs", "en": "Negative share"},
    "negative_summary": {
        "fr": "{share} des {count} tweets sont négatifs.",
        "en": "{share} of {count} tweets are negative.",
    },
    "no_tweet_yet": {"fr": "Aucun tweet dans cette période.", "en": "No tweet in this time."},
    "volume": {"fr": "Volume", "en": "Volume"},
    "volume_summary": {
        "fr": "{count} tweets en tout, {most} au plus en {minutes} min.",
        "en": "{count} tweets in all, {most} at most in {minutes} min.",
    },
    "latency": {"fr": "Temps de réponse (95\N{NO-BREAK SPACE}%)", "en": "Time to answer (95%)"},
    "latency_summary": {
        "fr": "95\N{NO-BREAK SPACE}% des réponses du modèle le plus lent viennent en {slowest} ms au plus.",
        "en": "95% of the slowest model's answers come within {slowest} ms.",
    },
    "agreement": {"fr": "Accord des modèles", "en": "Agreement of the models"},
    "no_comparison_yet": {
        "fr": "Aucune comparaison dans cette période.",
        "en": "No comparison in this time.",
    },
    "monitoring_models": {
        "fr": "Les lignes du bas portent sur les 500 dernières prédictions et sur les signalements "
        "depuis l'entraînement ; l'exactitude est estimée sans étiquettes (intervalle à "
        "95\N{NO-BREAK SPACE}%).",
        "en": "The lower rows are about the newest 500 predictions and the flags since training; "
        "accuracy is estimated without labels (95% interval).",
    },
    "answers": {"fr": "Réponses", "en": "Answers"},
    "median": {"fr": "Temps médian", "en": "Median time"},
    "p95": {"fr": "Temps, 95\N{NO-BREAK SPACE}%", "en": "Time, 95%"},
    "corrections": {"fr": "Corrections", "en": "Corrections"},
    "estimated": {"fr": "Exactitude estimée", "en": "Estimated accuracy"},
    "validated": {"fr": "Exactitude à la validation", "en": "Accuracy on validation"},
    "too_few": {"fr": "{rows} tweets, trop peu", "en": "{rows} tweets, too few"},
    "drift": {"fr": "Dérive", "en": "Drift"},
    "no_drift": {"fr": "aucune", "en": "none"},
    "flags_since": {"fr": "Signalements depuis l'entraînement", "en": "Flags since training"},
    "alerts": {"fr": "Alertes", "en": "Alerts"},
    "alert_over": {"fr": "Du {began} au {over}", "en": "From {began} to {over}"},
    "alert_lasts": {"fr": "En cours depuis le {began}", "en": "Going on since {began}"},
    "no_alert": {
        "fr": "Aucune dans cette période (elles demandent ALERT_URLS).",
        "en": "None in this time (they need ALERT_URLS).",
    },
    "unreachable": {
        "fr": "Le service ne répond pas ; vérifiez qu'il tourne, puis réessayez.",
        "en": "The service does not answer; check that it is running, then try again.",
    },
}


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
    return SENTENCES[key][language].format(**values)


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
    return {language: {key: words[language] for key, words in SENTENCES.items()} for language in LANGUAGES}


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
