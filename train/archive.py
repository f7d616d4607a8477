"""A fitted pipeline as one file of skops: no pickle, and the same bytes for the same model."""

import io
import json
import zipfile
from typing import Any

import numpy as np

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can name


def dump(pipeline: Any) -> bytes:
    """A pipeline of a union of TF-IDF vectorizers (`features`) and a `classifier`, its terms apart."""
    terms = {
        name: np.frombuffer(
            "\n".join(vectorizer.get_feature_names_out()).encode("utf-8", "surrogatepass"), dtype=np.uint8
        )
        for name, vectorizer in pipeline["features"].transformer_list
    }
    return _reproducible({"pipeline": _without_terms(pipeline), "terms": terms})


def _without_terms(pipeline: Any) -> Any:
    """A copy whose vectorizers have no vocabulary: skops spends a kilobyte and 50 µs on each word of it."""
    from copy import copy

    from sklearn.pipeline import FeatureUnion, Pipeline

    parts = []
    for name, vectorizer in pipeline["features"].transformer_list:
        light = copy(vectorizer)
        light.vocabulary_ = {}
        # The address of an object: scikit-learn's note on stop words that it has checked.
        vars(light).pop("_stop_words_id", None)
        parts.append((name, light))
    return Pipeline([("features", FeatureUnion(parts)), ("classifier", pipeline["classifier"])])


def _reproducible(content: dict[str, Any]) -> bytes:
    """`skops.io.dumps` without what changes from one process to the next: memory addresses and times."""
    import skops.io

    written = zipfile.ZipFile(io.BytesIO(skops.io.dumps(content)))
    schema = json.loads(written.read("schema.json"))
    names: dict[str, str] = {}
    _forget_addresses(schema, names)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        files = {stable: written.read(name) for name, stable in names.items()}
        for name, data in {**files, "schema.json": json.dumps(schema).encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _forget_addresses(node: Any, names: dict[str, str]) -> None:
    if isinstance(node, dict):
        node.pop("__id__", None)
        if "file" in node:
            node["file"] = names.setdefault(node["file"], f"{len(names)}.npy")
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _forget_addresses(child, names)
