"""The limit: what the models do in one process on these cores, without a server."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import product
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos import models, store
from bentos.calibration import Calibration
from bentos.models.bert import TOKENIZER, Reader
from bentos.text import normalise
from tests.bench.figures import Limit, percentile

_CHUNK = 1_000  # tweets that are sorted by length together
_SIZES = (16, 32, 64)  # tweets in a batch
_RUNNER = 64  # tweets that a runner is given at once

Encoded = Sequence[Sequence[int]]


class Graph:
    """The served graph in sessions that share the cores between batches, or the threads of one batch."""

    def __init__(self, stored: store.Stored, at_once: int, size: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, cores() // at_once)
        path = stored.folder / stored.card.weights
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._reader = Reader((stored.folder / TOKENIZER).read_text(encoding="utf-8"))
        self._pool = ThreadPoolExecutor(at_once)
        self._size = size

    def read(self, tweets: Sequence[str]) -> Encoded:
        """Token ids of raw tweets."""
        return self._reader.encode([normalise(tweet) for tweet in tweets])

    def run(self, ids: Encoded) -> None:
        """The logits of n tweets, in full batches of tweets that are alike in length."""
        ordered = sorted(ids, key=len)
        batches = (ordered[start : start + self._size] for start in range(0, len(ordered), self._size))
        for _ in self._pool.map(self._logits, batches):
            pass

    def _logits(self, ids: Encoded) -> NDArray[np.float32]:
        tokens, mask = self._reader.pad(ids)
        logits: NDArray[np.float32] = self._session.run(
            ["logits"], {"input_ids": tokens, "attention_mask": mask}
        )[0]
        return logits


def cores() -> int:
    """The cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def speed(work: Callable[[Any], object], chunks: Sequence[Any], seconds: float) -> float:
    """Items of the chunks that are done in a second, the chunks again and again for so long."""
    done, start = 0, perf_counter()
    while perf_counter() < start + seconds:
        for chunk in chunks:
            work(chunk)
            done += len(chunk)
            if perf_counter() >= start + seconds:
                break
    return done / (perf_counter() - start)


def alone(work: Callable[[str], object], tweets: Sequence[str], seconds: float) -> float:
    """The median of ms for one tweet after another."""
    milliseconds = []
    end = perf_counter() + seconds
    for tweet in tweets:
        start = perf_counter()
        work(tweet)
        milliseconds.append((perf_counter() - start) * 1000)
        if perf_counter() >= end:
            break
    return percentile(milliseconds, 50)


def measure(tweets: Sequence[str], seconds: float) -> Limit:
    """Each figure in `seconds`, after a shorter search for the encoder's best form on these cores."""
    encoder, linear = store.load(store.resolve("bert")), store.load(store.resolve("logreg"))
    chunks = [tweets[start : start + _CHUNK] for start in range(0, len(tweets), _CHUNK)]
    forms = [Graph(encoder, at_once, size) for at_once, size in product({1, cores()}, _SIZES)]
    read = [forms[0].read(chunk) for chunk in chunks]
    graph = max(forms, key=lambda form: speed(form.run, read, seconds / 5))
    bert = models.load("bert", encoder.folder, encoder.card.weights)
    logreg = models.load("logreg", linear.folder, linear.card.weights)
    clean = [[normalise(tweet) for tweet in chunk] for chunk in chunks]
    small = [chunk[start : start + _RUNNER] for chunk in clean for start in range(0, len(chunk), _RUNNER)]
    raw = [chunk[start : start + _RUNNER] for chunk in chunks for start in range(0, len(chunk), _RUNNER)]
    return Limit(
        bert=speed(graph.run, read, seconds),
        bert_read=speed(lambda chunk: graph.run(graph.read(chunk)), chunks, seconds),
        bert_alone=alone(lambda tweet: models.predict(bert, Calibration(), [tweet]), tweets, seconds / 2),
        logreg=speed(logreg.logits, small, seconds / 2),
        logreg_read=speed(lambda chunk: models.predict(logreg, Calibration(), chunk), raw, seconds / 2),
        logreg_alone=alone(lambda tweet: models.predict(logreg, Calibration(), [tweet]), tweets, seconds / 2),
    )


def main() -> None:
    """Read tweets and seconds as JSON from standard input, write the figures to standard output."""
    job = json.load(sys.stdin)
    sys.stdout.write(json.dumps(asdict(measure(job["tweets"], job["seconds"]))))


if __name__ == "__main__":
    main()
