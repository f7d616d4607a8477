"""The fine-tuned encoder, served by ONNX Runtime: `tokenizer.json` beside an ONNX graph."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bentos.models.batcher import Batcher
from bentos.text import encodable

TOKENIZER = "tokenizer.json"
MAX_TOKENS = 128  # a tweet of 280 characters has fewer; the rest of a longer text is not read


class Reader:
    """Texts to token ids and batches, the same in training and in serving."""

    def __init__(self, tokenizer: str) -> None:
        """Read the contents of a `tokenizer.json` that names its padding token."""
        self._tokenizer = Tokenizer.from_str(tokenizer)
        padding = self._tokenizer.padding
        if padding is None:
            raise ValueError(f"{TOKENIZER} names no padding token; train the model again.")
        self._filler: int = padding["pad_id"]
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of n texts, special tokens included: at least one and at most MAX_TOKENS each.

        The tokenizer takes only what UTF-8 can write, so a lone surrogate is read as `?`.
        """
        written = [encodable(text) for text in texts]
        return [row.ids or [self._filler] for row in self._tokenizer.encode_batch_fast(written)]

    def pad(self, ids: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Token ids and attention mask of n texts, both (n, length of the longest) int64."""
        tokens = np.full((len(ids), max(map(len, ids))), self._filler, dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, text in enumerate(ids):
            tokens[row, : len(text)] = text
            mask[row, : len(text)] = 1
        return tokens, mask


def _threads() -> int:
    usable = getattr(os, "sched_getaffinity", None)
    return min(4, len(usable(0)) if usable else os.cpu_count() or 1)


class Bert:
    """The graph in ONNX Runtime.

    A lone tweet has all cores. Of several batches each has one core: cores that share a batch wait for one
    another after each product, and for whatever else runs on one of them.
    """

    def __init__(self, weights: Path, reader: Reader) -> None:
        cores = _threads()
        self._reader = reader
        self._batcher = Batcher(
            partial(_run, reader, _session(weights, cores)),
            partial(_run, reader, _session(weights, 1)),
            cores,
        )

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits, Negative then Positive, of n normalised texts; (0, 2) for none."""
        return self._batcher.logits(self._reader.encode(texts))


# Of no object: a model that is replaced is freed at once, not when the garbage collector comes by.
def _run(
    reader: Reader, session: onnxruntime.InferenceSession, ids: Sequence[Sequence[int]]
) -> NDArray[np.float32]:
    tokens, mask = reader.pad(ids)
    logits: NDArray[np.float32]
    (logits,) = session.run(["logits"], {"input_ids": tokens, "attention_mask": mask})
    return logits


def _session(weights: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Within a batch, a thread that spins is there a quarter sooner than one that is woken for each product;
    # between batches it would slow the other families on the same cores.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def load(folder: Path, weights: str) -> Bert:
    """Load the graph `weights` of a model's folder."""
    return Bert(folder / weights, Reader((folder / TOKENIZER).read_text(encoding="utf-8")))
