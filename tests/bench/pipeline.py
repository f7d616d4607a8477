"""The served linear model, back in the form that scikit-learn serves."""

from pathlib import Path
from typing import Any

from bentos.models.logreg import TRUSTED
from bentos.text import normalise


def _normalised(tweets: Any) -> list[str]:
    return [normalise(tweet) for tweet in tweets]


def read(weights: Path) -> Any:
    """The whole scikit-learn pipeline of a stored file: n raw tweets in, (n, 2) probabilities out."""
    import skops.io
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    content = skops.io.load(weights, trusted=TRUSTED)
    stored = content["pipeline"]
    for name, vectorizer in stored["features"].transformer_list:
        terms = content["terms"][name].tobytes().decode("utf-8", "surrogatepass").split("\n")
        vectorizer.vocabulary_ = {term: index for index, term in enumerate(terms)}
    return Pipeline([("normalise", FunctionTransformer(_normalised)), *stored.steps])
