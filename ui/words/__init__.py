"""Every word of the page, by key, in French and English: one file a tab."""

from bentos.sentences import Language
from ui.words import batch, compare, lineage, models, monitoring, page, review

WORDS: dict[str, dict[Language, str]] = {
    **page.WORDS,
    **compare.WORDS,
    **batch.WORDS,
    **models.WORDS,
    **monitoring.WORDS,
    **review.WORDS,
    **lineage.WORDS,
}
