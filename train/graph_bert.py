"""The fine-tuned encoder as ONNX graphs: one in float32, one in 8 bits."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from train.graph_int8 import quantise

FULL, SMALL = "model.onnx", "model.int8.onnx"
_OPSET = 17


def export(model: Any, folder: Path) -> list[str]:
    """Write `model.int8.onnx` and `model.onnx`, and name them in that order.

    Both take `input_ids` and `attention_mask`, (n, longest) int64, and give `logits`, (n, 2) float32.
    """
    with _quiet():
        trace(model, folder / FULL)
        fuse(folder / FULL, model.config.num_attention_heads, model.config.hidden_size)
        quantise(folder / FULL, folder / SMALL)
    return [SMALL, FULL]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the tracer's and the quantiser's general advice: each export is compared with torch anyway."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logging.disable(logging.NOTSET)


def trace(model: Any, path: Path) -> None:
    """Write a transformers model as torch traces it, for any number of texts of any length."""
    import torch

    class Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.model(input_ids=input_ids, attention_mask=attention_mask).logits

    # Attention spelt out in its single steps is what ONNX Runtime knows how to fuse again.
    attention = model.config._attn_implementation
    model.set_attn_implementation("eager")
    device = next(model.parameters()).device
    tokens = torch.arange(12, device=device).reshape(2, 6) % model.config.vocab_size
    mask = torch.ones_like(tokens)
    mask[1, 4:] = 0
    both = {0: "n", 1: "longest"}
    torch.onnx.export(
        Logits().eval(),
        (tokens, mask),
        path,
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": both, "attention_mask": both, "logits": {0: "n"}},
        opset_version=_OPSET,
        dynamo=False,
    )
    model.set_attn_implementation(attention)


def fuse(path: Path, heads: int, width: int) -> None:
    """Replace what ONNX Runtime has faster operators for: attention, GELU, layer normalisation."""
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    options = FusionOptions("bert")
    # The projections stay products of matrices of their own, which can be made 8-bit.
    options.use_multi_head_attention = True
    fused = optimize_model(
        str(path), "bert", num_heads=heads, hidden_size=width, opt_level=0, optimization_options=options
    )
    fused.save_model_to_file(str(path))
