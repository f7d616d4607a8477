"""The encoder in torch, as the peers serve it: float32, padded to the longest tweet of a batch."""

import os
from collections.abc import Sequence

from bentos.models.bert import MAX_TOKENS
from bentos.text import normalise

FOLDER = "BENCH_ENCODER"  # the environment variable that names the folder transformers loads


class TorchBert:
    """transformers' tokenizer and model in inference mode."""

    def __init__(self) -> None:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        folder = os.environ[FOLDER]
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = AutoModelForSequenceClassification.from_pretrained(folder).eval()

    def positive(self, tweets: Sequence[str]) -> list[float]:
        """The probability of Positive of each of n raw tweets."""
        import torch

        texts = [normalise(tweet) for tweet in tweets]
        with torch.inference_mode():
            batch = self._tokenizer(
                texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
            )
            logits = self._model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
            probabilities: list[float] = logits.softmax(dim=1)[:, 1].tolist()
        return probabilities
