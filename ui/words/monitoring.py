"""The words of the Monitoring tab."""

from bentos.sentences import Language

WORDS: dict[str, dict[Language, str]] = {
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
        "relus depuis l'entraînement ; l'exactitude est estimée sans étiquettes (intervalle à "
        "95\N{NO-BREAK SPACE}%).",
        "en": "The lower rows are about the newest 500 predictions and the flags reviewed since training; "
        "accuracy is estimated without labels (95% interval).",
    },
    "answers": {"fr": "Réponses", "en": "Answers"},
    "median": {"fr": "Temps médian", "en": "Median time"},
    "p95": {"fr": "Temps, 95\N{NO-BREAK SPACE}%", "en": "Time, 95%"},
    "corrections": {"fr": "Corrections", "en": "Corrections"},
    "estimated": {"fr": "Exactitude estimée", "en": "Estimated accuracy"},
    "validated": {"fr": "Exactitude à la validation", "en": "Accuracy on validation"},
    "too_few": {"fr": "trop peu de tweets : {rows}", "en": "too few tweets: {rows}"},
    "drift": {"fr": "Dérive", "en": "Drift"},
    "no_drift": {"fr": "aucune", "en": "none"},
    "flags_since": {"fr": "Signalements relus depuis l'entraînement", "en": "Reviewed flags since training"},
    "alerts": {"fr": "Alertes", "en": "Alerts"},
    "alert_over": {"fr": "Du {began} au {over}", "en": "From {began} to {over}"},
    "alert_lasts": {"fr": "En cours depuis le {began}", "en": "Going on since {began}"},
    "no_alert": {
        "fr": "Aucune dans cette période (elles demandent ALERT_URLS).",
        "en": "None in this time (they need ALERT_URLS).",
    },
}
