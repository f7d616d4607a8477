"""The words of the Batch tab."""

from bentos.contracts import MAX_BATCH
from bentos.sentences import Language

WORDS: dict[str, dict[Language, str]] = {
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
}
