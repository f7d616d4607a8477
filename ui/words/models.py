"""The words of the Models tab."""

from bentos.sentences import Language

WORDS: dict[str, dict[Language, str]] = {
    "models_intro": {
        "fr": "Les versions servies ici, mesurées à leur entraînement. La meilleure valeur est en gras.",
        "en": "The versions served here, as measured when they were trained. The best value is bold.",
    },
    "train": {"fr": "entraînement", "en": "train"},
    "validation": {"fr": "validation", "en": "validation"},
    "test": {"fr": "test", "en": "test"},
    "loss": {"fr": "Perte", "en": "Loss"},
    "f1": {"fr": "F1", "en": "F1"},
    "auc": {"fr": "AUC", "en": "AUC"},
    "training_time": {"fr": "Temps d'entraînement", "en": "Training time"},
    "size": {"fr": "Taille", "en": "Size"},
    "speed": {"fr": "ms par tweet", "en": "ms per tweet"},
    "default_model": {"fr": "par défaut", "en": "default"},
    "not_served": {"fr": "{model} n'est pas servi : {reason}", "en": "{model} is not served: {reason}"},
    "waiting": {
        "fr": "{model} est le champion, et n'est pas encore servi : {reason}",
        "en": "{model} is the champion, and not served yet: {reason}",
    },
    "loading": {
        "fr": "il se charge ; si cela dure, le journal dit pourquoi.",
        "en": "it is being loaded; if that lasts, the log says why.",
    },
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
    "lineage_teacher": {"fr": "Modèle enseignant", "en": "Teacher"},
    "lineage_libraries": {"fr": "Bibliothèques", "en": "Libraries"},
    "lineage_created": {"fr": "Entraîné le", "en": "Trained on"},
}
