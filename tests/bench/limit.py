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
_TRIALS, _TRIAL = 3, 0.5  # of each form, in seconds each

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


class Models:
    """The served models in this process, bert in the form that is the fastest on these cores."""

    def __init__(self, tweets: Sequence[str]) -> None:
        encoder, linear = store.load(store.resolve("bert")), store.load(store.resolve("logreg"))
        self._tweets = tweets
        self._chunks = _parts(tweets, _CHUNK)
        forms = [Graph(encoder, at_once, size) for at_once, size in product({1, cores()}, _SIZES)]
        self._read = [forms[0].read(chunk) for chunk in self._chunks]
        self._graph = self._fastest(forms)
        self._bert = models.load("bert", encoder.folder, encoder.card.weights)
        self._logreg = models.load("logreg", linear.folder, linear.card.weights)
        clean = [[normalise(tweet) for tweet in chunk] for chunk in self._chunks]
        self._small = [part for chunk in clean for part in _parts(chunk, _RUNNER)]
        self._raw = [part for chunk in self._chunks for part in _parts(chunk, _RUNNER)]

    def _fastest(self, forms: Sequence[Graph]) -> Graph:
        done = dict.fromkeys(forms, 0.0)
        for _ in range(_TRIALS):
            for form in forms:
                done[form] += speed(form.run, self._read, _TRIAL)
        return max(forms, key=lambda form: done[form])

    def measure(self, seconds: float) -> Limit:
        """The two figures that most is compared with in so many seconds each, the others in half of them."""
        return Limit(
            bert=speed(self._graph.run, self._read, seconds),
            bert_read=speed(lambda chunk: self._graph.run(self._graph.read(chunk)), self._chunks, seconds),
            bert_alone=self._alone(self._bert, seconds / 2),
            logreg=speed(self._logreg.logits, self._small, seconds / 2),
            logreg_read=speed(
                lambda part: models.predict(self._logreg, Calibration(), part), self._raw, seconds / 2
            ),
            logreg_alone=self._alone(self._logreg, seconds / 2),
        )

    def _alone(self, classifier: models.Classifier, seconds: float) -> float:
        return alone(lambda tweet: models.predict(classifier, Calibration(), [tweet]), self._tweets, seconds)


def _parts(tweets: Sequence[str], size: int) -> list[Sequence[str]]:
    return [tweets[start : start + size] for start in range(0, len(tweets), size)]


def main() -> None:
    """Read a line of JSON with the tweets, then seconds; answer each with a line, the latter with figures."""
    found = Models(json.loads(sys.stdin.readline())["tweets"])
    _answer({})
    for line in sys.stdin:
        _answer(asdict(found.measure(json.loads(line))))


def _answer(made: dict[str, float]) -> None:
    sys.stdout.write(json.dumps(made) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
