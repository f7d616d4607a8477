"""The words of the Compare tab."""

from bentos.sentences import Language

WORDS: dict[str, dict[Language, str]] = {
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
    "unsure": {"fr": "incertain", "en": "unsure"},
    "unsure_meaning": {
        "fr": "confiance inférieure à {below} : au moins trois réponses de ce genre sur dix sont fausses",
        "en": "confidence below {below}: of such answers three in ten are wrong, or more",
    },
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
}
