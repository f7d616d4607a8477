"""The words of the Review tab."""

from bentos.sentences import Language

WORDS: dict[str, dict[Language, str]] = {
    "review_tab": {"fr": "Relecture", "en": "Review"},
    "review_closed": {
        "fr": "La relecture est réservée à l'administrateur.",
        "en": "Reviewing is for the administrator only.",
    },
    "review_flags": {"fr": "Signalements", "en": "Flags"},
    "review_suggestions": {"fr": "Suggestions", "en": "Suggestions"},
    "reviewer": {"fr": "Votre nom, gardé avec chaque avis", "en": "Your name, kept with each verdict"},
    "reviewer_missing": {
        "fr": "Écrivez votre nom, en {limit} caractères au plus : il est gardé avec chaque avis.",
        "en": "Write your name, in {limit} characters at most: it is kept with each verdict.",
    },
    "review_reason": {
        "fr": "Pourquoi, si vous le dites ({press}, puis Échap)",
        "en": "Why, if you care to say ({press}, then Escape)",
    },
    "review_accept": {"fr": "Accepter{label} ({press})", "en": "Accept{label} ({press})"},
    "review_correct": {"fr": "Corriger{label} ({press})", "en": "Correct{label} ({press})"},
    "review_reject": {"fr": "Rejeter{label} ({press})", "en": "Reject{label} ({press})"},
    "review_skip": {"fr": "Sauter{label} ({press})", "en": "Skip{label} ({press})"},
    "review_label": {"fr": " : {label}", "en": ": {label}"},
    "neither": {"fr": "ni l'un ni l'autre", "en": "neither"},
    "review_undo": {"fr": "Annuler ({press})", "en": "Undo ({press})"},
    "given_accept": {"fr": "Accepté.", "en": "Accepted."},
    "given_correct": {"fr": "Corrigé.", "en": "Corrected."},
    "given_reject": {"fr": "Rejeté.", "en": "Rejected."},
    "given_skip": {"fr": "Sauté : aux autres de dire.", "en": "Skipped: left to others."},
    "taken_back": {
        "fr": "Dernier avis annulé ; le voici de nouveau.",
        "en": "Your last verdict is taken back; here it is again.",
    },
    "no_flag_waits": {
        "fr": "Aucun signalement ne vous attend. "
        "Les suggestions sont des prédictions que personne n'a signalées.",
        "en": "No flag waits for you. Suggestions are predictions that nobody flagged.",
    },
    "no_suggestion": {
        "fr": "Rien à suggérer : les modèles s'accordent et sont sûrs.",
        "en": "Nothing to suggest: the models agree and are sure.",
    },
    "flags_wait": {
        "fr": "Signalements qui attendent {reviewer} : {count}",
        "en": "Flags that wait for {reviewer}: {count}",
    },
    "suggestions_wait": {
        "fr": "Suggestions pour {reviewer} : {count}",
        "en": "Suggestions for {reviewer}: {count}",
    },
    "flag_on": {"fr": "Signalé le {created} (UTC)", "en": "Flagged on {created} (UTC)"},
    "model_said": {"fr": "{model} a dit", "en": "{model} said"},
    "flag_said": {"fr": "Le signalement dit", "en": "The flag says"},
    "alike": {
        "fr": "Jugés avec lui, presque identiques : {count}",
        "en": "Judged with it, saying nearly the same: {count}",
    },
    "why_models_disagree": {"fr": "Les modèles ne s'accordent pas.", "en": "The models disagree."},
    "why_unsure": {"fr": "Le modèle n'est pas sûr.", "en": "The model is unsure."},
    "why_under-sampled": {
        "fr": "Trop peu de tweets de ce genre sont signalés : {kind}.",
        "en": "Too few tweets of this kind are flagged: {kind}.",
    },
    "kind_short": {"fr": "courts", "en": "short"},
    "kind_long": {"fr": "longs", "en": "long"},
    "kind_negation": {"fr": "négations", "en": "negation"},
    "kind_emoji": {"fr": "émojis", "en": "emoji"},
    "kind_emoticons": {"fr": "émoticônes", "en": "emoticons"},
    "kind_hashtags": {"fr": "mots-dièse", "en": "hashtags"},
    "kind_mentions": {"fr": "mentions", "en": "mentions"},
    "kind_links": {"fr": "liens", "en": "links"},
    "kind_questions": {"fr": "questions", "en": "questions"},
    "kind_shouting": {"fr": "mots en capitales", "en": "words in capitals"},
    "kind_other_languages": {"fr": "autres langues", "en": "other languages"},
    "reviewers_agree": {"fr": "Accord des relecteurs", "en": "Agreement of the reviewers"},
    "reviewers_agree_how": {
        "fr": "Sur les signalements que les deux ont jugés, avec le kappa de Cohen : 1, toujours d'accord ; "
        "0, pas plus que par hasard.",
        "en": "On the flags that both judged, with Cohen's kappa: "
        "1 for always, 0 for no more than by chance.",
    },
    "reviewers": {"fr": "Relecteurs", "en": "Reviewers"},
    "both": {"fr": "{one} et {other}", "en": "{one} and {other}"},
    "judged_flags": {"fr": "Signalements", "en": "Flags"},
    "judged_alike": {"fr": "Même avis", "en": "Alike"},
    "kappa": {"fr": "Kappa", "en": "Kappa"},
    "no_agreement_yet": {
        "fr": "Pas encore deux relecteurs sur un même signalement.",
        "en": "No two reviewers judged the same flag yet.",
    },
}
