"""The words of a prediction's lineage; the facts have the names that the command line prints."""

from bentos.sentences import Language

WORDS: dict[str, dict[Language, str]] = {
    "lineage_of": {
        "fr": "Provenance d'une prédiction : son identifiant, tel que l'API l'a donné",
        "en": "Lineage of a prediction: its id, as the API gave it",
    },
    "lineage_all": {
        "fr": "D'où viennent ces réponses ?",
        "en": "Where do these answers come from?",
    },
    "review_lineage": {"fr": "Provenance ({press})", "en": "Lineage ({press})"},
    "lineage_missing": {
        "fr": "Donnez l'identifiant d'une prédiction.",
        "en": "Give the id of a prediction.",
    },
    "fact_prediction": {"fr": "Prédiction", "en": "Prediction"},
    "fact_text": {"fr": "Tweet", "en": "Tweet"},
    "fact_predicted": {"fr": "Prédit", "en": "Predicted"},
    "fact_confidence": {"fr": "Confiance", "en": "Confidence"},
    "fact_created": {"fr": "Le (UTC)", "en": "On (UTC)"},
    "fact_model": {"fr": "Modèle", "en": "Model"},
    "fact_missing": {"fr": "Fiche du modèle", "en": "Model card"},
    "fact_run": {"fr": "Exécution MLflow", "en": "MLflow run"},
    "fact_data": {"fr": "Données", "en": "Data"},
    "fact_training_data": {"fr": "Empreinte de l'entraînement", "en": "Fingerprint of training"},
    "fact_test_data": {"fr": "Empreinte du test", "en": "Fingerprint of test"},
    "fact_commit": {"fr": "Commit", "en": "Commit"},
    "fact_trained": {"fr": "Entraîné le", "en": "Trained on"},
    "fact_retrained_from": {"fr": "Réentraîné à partir de", "en": "Retrained from"},
    "fact_data_without_flags": {"fr": "Empreinte sans les signalements", "en": "Fingerprint without flags"},
    "fact_learnt_from_flags": {"fr": "A appris des signalements", "en": "Learnt from flags"},
    "fact_its_flags": {"fr": "Ses signalements", "en": "Its flags"},
    "reviewed_accept": {"fr": "{reviewer} accepte", "en": "{reviewer} accepts"},
    "reviewed_correct": {"fr": "{reviewer} corrige", "en": "{reviewer} corrects"},
    "reviewed_reject": {"fr": "{reviewer} rejette", "en": "{reviewer} rejects"},
    "reviewed_skip": {"fr": "{reviewer} saute", "en": "{reviewer} skips"},
    "learnt_by": {"fr": "appris par {models}", "en": "learnt by {models}"},
    "none": {"fr": "aucun", "en": "none"},
}
