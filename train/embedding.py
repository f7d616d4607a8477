"""The words that an LSTM knows, and the vectors that they start from."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bentos.models.recurrent import tokens
from train.vectors import Vectors, VectorsError

# Standard deviation of the vectors at the start, whatever their source's own: the learning rate fits it.
_SCALE = 0.3


def start(texts: Sequence[str], vectors: Vectors, seed: int) -> tuple[list[str], NDArray[np.float32]]:
    """The vocabulary, n words, and the embedding's first values, (n, dimensions) float32.

    Rows 0 and 1 are padding and the unknown word. A word of the training texts that the vectors lack is
    kept if it stands twice, and starts at a random point of the cloud that the known words form.
    """
    counts = Counter(token for text in texts for token in tokens(text))
    rows = {word: row for row, word in enumerate(vectors.words)}
    found = {word: rows[name] for word in counts for name in _names(word) if name in rows}
    words = [word for word, count in counts.most_common() if count > 1 or word in found]
    known = [position for position, word in enumerate(words) if word in found]
    if not known:
        raise VectorsError(
            f"{vectors.source} holds none of the training rows' words; choose vectors of their language."
        )
    cloud = np.asarray(vectors.matrix[[found[words[position]] for position in known]], np.float32)
    embedding = np.random.default_rng(seed).normal(cloud.mean(0), cloud.std(0), (len(words), cloud.shape[1]))
    embedding[known] = cloud
    special = np.stack([np.zeros(cloud.shape[1]), cloud.mean(0)])
    scale = _SCALE / max(float(cloud.std()), 1e-6)
    return ["<padding>", "<unknown>", *words], (np.vstack([special, embedding]) * scale).astype(np.float32)


def _names(word: str) -> tuple[str, str]:
    """Under which a word may stand in the vectors, the best last: `don't` as dont, `i'm` as i."""
    return word.replace("'", "") if word.endswith("n't") else word.partition("'")[0], word
