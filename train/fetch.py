"""What `sentiment fetch` brings: Sentiment140 and the GloVe vectors."""

from pathlib import Path
from typing import Literal

from train.data import SENTIMENT140
from train.download import OnBytes, download

Name = Literal["sentiment140", "glove"]
# Go, Bhayani and Huang 2009, "Twitter Sentiment Classification using Distant Supervision".
SENTIMENT140_URL = "https://cs.stanford.edu/people/alecmgo/trainingandtestdata.zip"
SENTIMENT140_SHA256 = "004a3772c8a7ff9bbfeb875880f47f0679d93fc63e5cf9cff72d54a8a6162e57"


def fetch(name: Name, folder: Path, on_bytes: OnBytes | None = None) -> Path:
    """Download a corpus or vectors into a folder and return the file's path.

    Raises TrainingError where it cannot be had.
    """
    if name == "sentiment140":
        return download(SENTIMENT140_URL, folder / SENTIMENT140, SENTIMENT140_SHA256, on_bytes)
    from train.glove import fetch_glove

    return fetch_glove(folder, on_bytes)
