"""A pretrained encoder, fine-tuned on labelled tweets."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos.models.batcher import batches
from bentos.models.bert import MAX_TOKENS, TOKENIZER, Reader
from train import encoder, graph_bert
from train.calibrate import calibrate
from train.checkpoint import Checkpoint, place
from train.evaluate import metrics
from train.finetune import Recipe, bfloat16, tune
from train.fitted import Options, Parameter, adapted
from train.rows import Split


def recipe(rows: int) -> Recipe:
    """How to fine-tune on so many training rows: many are read once, fewer twice."""
    return Recipe(epochs=2 if rows < 200_000 else 1)


class Bert:
    """The encoder in torch."""

    vectors: str | None = None

    def __init__(self, start: encoder.Encoder, parameters: dict[str, Parameter]) -> None:
        self.model = start.model
        self.reader = Reader(start.tokenizer)
        self.base_encoder: str | None = start.name
        self.parameters = parameters
        self._tokenizer = start.tokenizer

    def forward(self, ids: Sequence[Sequence[int]]) -> Any:
        """(n, 2) logits on the model's device, of n encoded texts."""
        import torch

        tokens, mask = (torch.from_numpy(part).to(self.model.device) for part in self.reader.pad(ids))
        return self.model(input_ids=tokens, attention_mask=mask).logits

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits of n normalised texts, computed by torch in float32."""
        import torch

        ids = self.reader.encode(texts)
        logits = np.empty((len(ids), 2), dtype=np.float32)
        self.model.eval()
        with torch.inference_mode():
            for batch in batches([len(row) for row in ids]):
                logits[batch] = self.forward([ids[index] for index in batch]).float().cpu().numpy()
        return logits

    def export(self, folder: Path) -> list[str]:
        """Write the tokenizer and the graphs; returns the graphs' names, 8 bits before float32."""
        (folder / TOKENIZER).write_text(self._tokenizer, encoding="utf-8")
        return graph_bert.export(self.model.cpu().eval(), folder)


def fit(split: Split, options: Options) -> Bert:
    """Fine-tune `options.base_model`, or the packaged encoder; on a GPU where there is one.

    Raises TrainingError.
    """
    import torch

    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    plan = adapted(recipe(len(split.train)), options.like)
    parameters: dict[str, Parameter] = {
        "base_model": options.base_model or encoder.PACKAGED,
        **asdict(plan),
        "max_tokens": MAX_TOKENS,
        "device": device,
        "bfloat16": bfloat16(device),
    }
    bert = Bert(encoder.load(options.base_model), parameters)
    bert.model.to(device)
    best = tune(
        bert.model,
        bert.forward,
        (bert.reader.encode(split.train.texts), split.train.labels),
        lambda: _figures(split.validation.labels, bert.logits(split.validation.texts)),
        plan,
        options.seed,
        Checkpoint(place("bert.pt", options), split.train.fingerprint(), parameters, options),
        options.watch,
    )
    parameters["best_step"] = best
    return bert


def _figures(labels: NDArray[np.int8], logits: NDArray[np.float32]) -> dict[str, float]:
    """Of logits that are calibrated, as they will be: too great a confidence alone makes no model worse."""
    return metrics(labels, logits, calibrate(labels, logits))
