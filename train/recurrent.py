"""The LSTMs: one Keras network, started from Word2Vec or from GloVe vectors."""

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveFloat, PositiveInt
from pydantic import dataclasses as checked

from bentos.models.recurrent import VOCABULARY, by_length, encode, pad, tokens
from bentos.settings import Family
from train import graph_lstm
from train.backup import Backup
from train.checkpoint import Arrays, place
from train.embedding import start
from train.fitted import Options, Parameter, adapted
from train.glove import glove
from train.rows import Split
from train.vectors import Vectors, word2vec

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

WEIGHTS = "lstm.onnx"
FEW_ROWS = 20_000
MAX_EPOCHS = 12
_READ_BATCH = 256

log = logging.getLogger(__name__)

Dropout = Annotated[float, Field(ge=0, lt=1)]


@checked.dataclass(frozen=True)
class Recipe:
    """How to train. `units` are those of each direction; `batch` counts tweets; the dropouts are shares: of
    whole words, of the numbers that stand for words, of the LSTM's last states.

    The weights are averaged over about the last `averaged` epochs (Polyak and Juditsky 1992): the labels of
    emoticons are noisy, and so is each step. Where that is long, the random start weighs on the first epochs.
    """

    batch: PositiveInt
    units: PositiveInt = 96
    dropout_tokens: Dropout = 0.1
    dropout_words: Dropout = 0.3
    dropout_states: Dropout = 0.5
    learning_rate: PositiveFloat = 1.5e-3
    averaged: PositiveFloat = 0.25
    patience: PositiveInt = 1


def recipe(rows: int) -> Recipe:
    """How to train on so many rows.

    Few need more steps than large batches give them, and their loss falls slowly, not at every epoch.
    """
    return Recipe(batch=128) if rows >= FEW_ROWS else Recipe(batch=32, patience=3)


@dataclass(frozen=True)
class Lstm:
    """A trained LSTM, still in Keras."""

    network: "keras.Model"
    words: list[str]
    parameters: dict[str, Parameter]
    vectors: str | None
    base_encoder: str | None = None

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits of n normalised texts, computed by Keras."""
        index = {word: row for row, word in enumerate(self.words)}
        sequences = [encode(text, index) for text in texts]
        if not sequences:
            return np.empty((0, 2), np.float32)
        order = np.concatenate(list(by_length(sequences, _READ_BATCH)))
        unlabelled = np.zeros((len(sequences), 2), np.float32)
        logits = np.empty((len(sequences), 2), np.float32)
        logits[order] = self.network.predict(_batches(sequences, unlabelled, _READ_BATCH), verbose=0)
        return logits

    def export(self, folder: Path) -> list[str]:
        """Write the vocabulary and the ONNX graph; returns the graph's name."""
        (folder / VOCABULARY).write_text("\n".join(self.words), encoding="utf-8")
        graph_lstm.write(folder / WEIGHTS, self.network.get_weights())
        return [WEIGHTS]


def fit_word2vec(split: Split, options: Options) -> Lstm:
    """Train the LSTM on vectors that Word2Vec learns from the training rows."""
    vectors = word2vec([tokens(text) for text in split.train.texts], options.seed)
    return _fit("lstm-word2vec", split, vectors, options)


def fit_glove(split: Split, options: Options) -> Lstm:
    """Train the LSTM on GloVe vectors: 6B 100d, or those that `options.vectors` names."""
    return _fit("lstm-glove", split, glove(options.vectors), options)


def _fit(family: Family, split: Split, vectors: Vectors, options: Options) -> Lstm:
    import keras
    import tensorflow as tf

    seed = options.seed
    plan = adapted(recipe(len(split.train)), options.like)
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    words, embedding = start(split.train.texts, vectors, seed)
    network = build(embedding, plan, math.ceil(len(split.train) / plan.batch))
    index = {word: row for row, word in enumerate(words)}
    train, validation = (
        [encode(text, index) for text in rows.texts] for rows in (split.train, split.validation)
    )
    checkpoint = Arrays(
        place(f"{family}.npz", options),
        *(split.train.fingerprint(), split.teacher, words, plan, options),
        every=0,
    )
    shuffle = np.random.default_rng(seed)
    stopping = keras.callbacks.EarlyStopping("val_loss", patience=plan.patience, restore_best_weights=True)
    backup = Backup(checkpoint, network, stopping, shuffle)
    network.fit(
        _batches(train, split.train.targets, plan.batch, shuffle),
        validation_data=_batches(validation, split.validation.targets, _READ_BATCH),
        epochs=MAX_EPOCHS,
        initial_epoch=backup.epochs,
        shuffle=False,  # the batches shuffle themselves
        callbacks=[
            # First of all, so that what the others see and keep of an epoch is the average.
            keras.callbacks.SwapEMAWeights(swap_on_epoch=True),
            stopping,
            keras.callbacks.LambdaCallback(on_epoch_begin=backup.begin, on_epoch_end=backup.end),
            keras.callbacks.LambdaCallback(on_epoch_end=partial(_report, options.watch)),
        ],
        verbose=0,
    )
    checkpoint.remove()
    parameters: dict[str, Parameter] = {
        **asdict(plan),
        "dimensions": embedding.shape[1],
        "words": len(words),
        "epochs": len(backup.losses),
        "best_epoch": int(np.argmin(backup.losses)) + 1,
    }
    return Lstm(network, words, parameters, vectors.source)


def build(embedding: NDArray[np.float32], plan: Recipe, steps: int) -> "keras.Model":
    """The network, compiled: (batch, time) int32 rows of the embedding in, (batch, 2) logits out.

    `steps` are the batches of an epoch.
    """
    import keras

    words = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(*embedding.shape, mask_zero=True, weights=[embedding])(words)
    vectors = keras.layers.Dropout(plan.dropout_tokens, noise_shape=(None, None, 1))(vectors)
    vectors = keras.layers.SpatialDropout1D(plan.dropout_words)(vectors)
    states = keras.layers.Bidirectional(keras.layers.LSTM(plan.units))(vectors)
    logits = keras.layers.Dense(2)(keras.layers.Dropout(plan.dropout_states)(states))
    network = keras.Model(words, logits)
    network.compile(
        keras.optimizers.Adam(
            plan.learning_rate,
            clipnorm=1.0,
            use_ema=True,
            ema_momentum=max(0.0, 1 - 1 / (plan.averaged * steps)),
        ),
        keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        # XLA would compile anew for each length of batch.
        jit_compile=False,
    )
    return network


def _batches(
    sequences: Sequence[Sequence[int]],
    targets: NDArray[np.float32],
    size: int,
    shuffle: np.random.Generator | None = None,
) -> "tf.data.Dataset":
    """Batches of sequences of like length: (batch, longest) int32, and their targets, (batch, 2) float32.

    In the order of `by_length`; with `shuffle` each pass draws other batches, in random order.
    """
    import tensorflow as tf

    def generate() -> Iterator[tuple[NDArray[np.int32], NDArray[np.float32]]]:
        order = np.arange(len(sequences)) if shuffle is None else shuffle.permutation(len(sequences))
        batches = [order[batch] for batch in by_length([sequences[position] for position in order], size)]
        if shuffle is not None:
            shuffle.shuffle(batches)
        for batch in batches:
            yield pad([sequences[position] for position in batch])[0], targets[batch]

    signature = (tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((None, 2), tf.float32))
    data = tf.data.Dataset.from_generator(generate, output_signature=signature)
    count = math.ceil(len(sequences) / size)
    return data.apply(tf.data.experimental.assert_cardinality(count)).prefetch(8)


def _report(watch: Callable[[float, float], None], epoch: int, logs: dict[str, float]) -> None:
    import mlflow

    mlflow.log_metrics({f"epoch_{name}": value for name, value in logs.items()}, step=epoch + 1)
    log.info(
        "epoch %d: loss %.4f, accuracy %.4f; validation loss %.4f, accuracy %.4f",
        epoch + 1,
        *(logs[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")),
    )
    watch((epoch + 1) / MAX_EPOCHS, logs["val_loss"])
