"""The fine-tuned encoder, served by ONNX Runtime: `tokenizer.json` beside an ONNX graph."""

import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bentos.text import encodable

TOKENIZER = "tokenizer.json"
MAX_TOKENS = 128  # a tweet of 280 characters has fewer; the rest of a longer text is not read
BATCH_TOKENS = 512  # tokens in a batch, padding included; larger ones are slower on a CPU
# On a CPU a token costs nearly the same in any batch, and a batch costs as much as a token or two of
# padding (measured on two cores, 8-bit weights: 0.17 ms and 0.13 ms).
CALL_TOKENS = 2


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


def batches(lengths: Sequence[int], tokens: int = BATCH_TOKENS) -> Iterator[NDArray[np.int64]]:
    """Indices of n texts of those lengths, shortest first, in batches of so many tokens at most; each once.

    A longer text joins a batch only where the padding that it brings costs less than a batch of its own; a
    text that is longer than `tokens` makes one in any case.
    """
    order = np.argsort(lengths, kind="stable")
    start = 0
    for end in range(1, len(order) + 1):
        if end < len(order):
            longest, longer = lengths[order[end - 1]], lengths[order[end]]
            padding = (longer - longest) * (end - start)
            if padding <= CALL_TOKENS and longer * (end + 1 - start) <= tokens:
                continue
        yield order[start:end]
        start = end


def _threads() -> int:
    usable = getattr(os, "sched_getaffinity", None)
    return min(4, len(usable(0)) if usable else os.cpu_count() or 1)


class Bert:
    """The graph in ONNX Runtime.

    A lone batch has all cores. Several have one core each: cores that share a batch wait for one another
    after each product, and for whatever else runs on one of them.
    """

    def __init__(self, weights: Path, reader: Reader) -> None:
        cores = _threads()
        self._shared = _session(weights, cores)
        self._single = _session(weights, 1)
        self._cores = cores
        self._workers = ThreadPoolExecutor(cores, "onnxruntime")
        self._reader = reader

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits, Negative then Positive, of n normalised texts; (0, 2) for none."""
        ids = self._reader.encode(texts)
        lengths = [len(row) for row in ids]
        logits = np.empty((len(ids), 2), dtype=np.float32)
        parts = list(batches(lengths, min(BATCH_TOKENS, math.ceil(sum(lengths) / self._cores))))
        session = self._single if len(parts) > 1 else self._shared

        def score(part: NDArray[np.int64]) -> None:
            tokens, mask = self._reader.pad([ids[index] for index in part])
            (logits[part],) = session.run(["logits"], {"input_ids": tokens, "attention_mask": mask})

        run = self._workers.map if len(parts) > 1 else map
        # The longest first: what is left at the end is short, and no core waits long for the last.
        for _ in run(score, reversed(parts)):
            pass
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
