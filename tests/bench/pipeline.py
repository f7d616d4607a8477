"""The served linear model, back in the form that scikit-learn serves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bentos.models import flat
from bentos.models.ngrams import Characters, bounded
from bentos.text import normalise


def _normalised(tweets: Any) -> list[str]:
    return [normalise(tweet) for tweet in tweets]


def _terms(part: flat.Part, symbols: Sequence[str], between: str) -> list[str]:
    """The text of each node of a trie, level by level."""
    terms: list[str] = []
    parents = [""]
    for level in part.levels:
        pairs = (divmod(key, len(symbols)) for key in level.keys.tolist())
        parents = [f"{parents[parent]}{between}{symbols[symbol]}" for parent, symbol in pairs]
        terms += [text.removeprefix(between) for text in parents]
    return terms


def _vectorizer(part: flat.Part, terms: Sequence[str], **settings: Any) -> tuple[Any, Any]:
    """A TF-IDF vectorizer and the coefficients of its terms."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    # What weighs nothing is the beginning of terms and no term itself.
    nodes = np.flatnonzero(part.idf)
    vocabulary = {terms[node]: number for number, node in enumerate(nodes.tolist())}
    vectorizer = TfidfVectorizer(
        vocabulary=vocabulary, lowercase=False, ngram_range=(1, len(part.levels)), **settings
    )
    vectorizer.idf_ = part.idf[nodes].astype(np.float64)
    return vectorizer, part.coefficients[nodes].astype(np.float64)


def read(weights: Path) -> Any:
    """The whole scikit-learn pipeline of a stored file: n raw tweets in, (n, 2) probabilities out."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion, Pipeline
    from sklearn.preprocessing import FunctionTransformer

    model = flat.read(weights)
    # The last symbol stands for every word that is unknown.
    words = _terms(model.words, [*model.vocabulary, ""], " ")
    pattern = {"token_pattern": model.pattern, "preprocessor": bounded}
    fields = [("words", *_vectorizer(model.words, words, sublinear_tf=model.sublinear, **pattern))]
    if part := model.characters:
        characters = _terms(part, [chr(point) for point in range(Characters.span)], "")
        settings = {"analyzer": "char_wb", "sublinear_tf": model.sublinear}
        fields.append(("characters", *_vectorizer(part, characters, **settings)))
    classifier = LogisticRegression()
    classifier.classes_ = np.array([0, 1])
    classifier.coef_ = np.concatenate([coefficients for _, _, coefficients in fields])[np.newaxis]
    classifier.intercept_ = np.array([model.intercept])
    union = FeatureUnion([(name, vectorizer) for name, vectorizer, _ in fields])
    return Pipeline(
        [
            ("normalise", FunctionTransformer(_normalised)),
            ("features", union),
            ("classifier", classifier),
        ]
    )
