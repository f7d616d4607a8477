"""The training loop of the encoder: warm-up, linear decay, the best validation kept."""

import copy
import logging
import math
import time
from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt
from pydantic.dataclasses import dataclass

from train.batches import bucketed
from train.checkpoint import Checkpoint

SAY_EVERY = 15  # seconds between two words on progress

log = logging.getLogger(__name__)

Ids = list[list[int]]


@dataclass(frozen=True)
class Recipe:
    """How to fine-tune. `warm_up` is a share of the steps, `check_every` and `batch` count tweets.

    No training ends early: while the learning rate is high, one validation tells little of the next, and what
    is gained most is gained as it falls.
    """

    epochs: PositiveInt
    learning_rate: PositiveFloat = 1e-4
    weight_decay: NonNegativeFloat = 0.01
    warm_up: Annotated[float, Field(ge=0, le=1)] = 0.06
    batch: PositiveInt = 32
    longest_gradient: PositiveFloat = 1.0
    check_every: PositiveInt = 20_000


def bfloat16(device: str) -> bool:
    """Whether the device multiplies bfloat16 numbers itself, which makes training about twice as fast."""
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def tune(
    model: Any,
    forward: Callable[[Ids], Any],
    train: tuple[Ids, NDArray[np.int8]],
    validate: Callable[[], dict[str, float]],
    recipe: Recipe,
    seed: int,
    checkpoint: Checkpoint,
    watch: Callable[[float, float], None],
) -> int:
    """Train in place with AdamW; returns the step of the best validation, whose weights the model gets.

    `forward` gives the model's (n, 2) logits for n encoded texts; `train` is such texts and their labels,
    (n,); `validate` gives the figures of the validation rows, of which the lowest `loss` is the best. They
    go into the active MLflow run, the step being the number of batches read; `watch` hears of them as
    `Options` says. A state of `checkpoint` is gone on from; a training that ends leaves none. Raises OSError
    where one cannot be written.
    """
    import mlflow
    import torch

    ids, labels = train
    device = next(model.parameters()).device
    targets = torch.from_numpy(labels.astype(np.int64)).to(device)
    generator = np.random.default_rng(seed)
    lengths = np.array([len(row) for row in ids])
    order = [batch for _ in range(recipe.epochs) for batch in bucketed(lengths, recipe.batch, generator)]
    optimizer, schedule = _optimizer(model, recipe, len(order))
    check_every = min(math.ceil(len(order) / recipe.epochs), max(1, recipe.check_every // recipe.batch))
    best, best_loss, best_step = model.state_dict(), math.inf, 0
    losses: list[float] = []
    done = 0
    if state := checkpoint.load():
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["random"])
        best, best_loss, best_step = state["best"], state["best_loss"], state["best_step"]
        done, losses = state["step"], state["losses"]
        log.info("going on after batch %d of %d, where a run was stopped", done, len(order))
    said = start = time.monotonic()
    for step, batch in enumerate(order[done:], start=done + 1):
        # Here and not below, so that what follows a validation is in it.
        if checkpoint.due():
            checkpoint.save(
                {
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "random": torch.get_rng_state(),
                    "best": best,
                    "best_loss": best_loss,
                    "best_step": best_step,
                    "step": step - 1,
                    "losses": losses,
                }
            )
        model.train()
        with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16(device.type)):
            logits = forward([ids[index] for index in batch])
        loss = torch.nn.functional.cross_entropy(logits.float(), targets[batch])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), recipe.longest_gradient)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if time.monotonic() - said > SAY_EVERY:
            said = time.monotonic()
            left = (said - start) / (step - done) * (len(order) - step)
            log.info("batch %d of %d, loss %.4f, %d s left", step, len(order), np.mean(losses[-50:]), left)
        if step % check_every and step < len(order):
            continue
        figures = validate()
        log.info(
            "batch %d of %d: loss %.4f; validation loss %.4f, accuracy %.4f",
            *(step, len(order), np.mean(losses), figures["loss"], figures["accuracy"]),
        )
        mlflow.log_metric("epoch_loss", float(np.mean(losses)), step=step)
        mlflow.log_metrics({f"epoch_val_{name}": value for name, value in figures.items()}, step=step)
        losses.clear()
        watch(step / len(order), figures["loss"])
        if figures["loss"] < best_loss:
            best, best_loss, best_step = copy.deepcopy(model.state_dict()), figures["loss"], step
    model.load_state_dict(best)
    checkpoint.remove()
    return best_step


def _optimizer(model: Any, recipe: Recipe, steps: int) -> tuple[Any, Any]:
    import torch

    # Biases and normalisations are not pulled to zero (Devlin et al. 2019).
    groups = [
        {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
    warm_up = max(1, round(recipe.warm_up * steps))

    def share(step: int) -> float:
        return min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, share)
