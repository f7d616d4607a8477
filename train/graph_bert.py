"""The fine-tuned encoder as ONNX graphs: one in float32, one in 8 bits."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FULL, SMALL = "model.onnx", "model.int8.onnx"
LARGEST_BLOCK = 256  # weights of a column that share a scale; fewer are slower
_SMALLEST_BLOCK = 16  # that MatMulNBits takes
_INT8 = 4  # its name for products of 8-bit numbers
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


def quantise(source: Path, target: Path) -> None:
    """Write a graph whose matrix products have 8-bit weights; embeddings and head stay in float32.

    ONNX Runtime's MatMulNBits rounds its inputs to 8 bits too, a scale to each block of a row. Dynamic
    quantisation is faster by a third, but draws one scale for a whole batch: there, a text's label
    hangs on the texts beside it, and the error is three times larger.
    """
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(source)
    graph = model.graph
    constants = {constant.name: constant for constant in graph.initializer}
    packed: set[str] = set()
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in constants:
            continue
        name = node.input[1]
        matrix = numpy_helper.to_array(constants[name])
        rows, columns = matrix.shape
        block = min(LARGEST_BLOCK, rows & -rows)
        if block < _SMALLEST_BLOCK:
            continue
        if name not in packed:
            packed.add(name)
            for part, values in zip(("weights", "scales"), blocks(matrix, block), strict=True):
                graph.initializer.append(numpy_helper.from_array(values, f"{name}_{part}"))
        node.op_type, node.domain = "MatMulNBits", "com.microsoft"
        node.input[1:] = [f"{name}_weights", f"{name}_scales"]
        attributes = {"K": rows, "N": columns, "bits": 8, "block_size": block, "accuracy_level": _INT8}
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
    for name in packed:
        graph.initializer.remove(constants[name])
    if all(opset.domain != "com.microsoft" for opset in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, target)


def blocks(matrix: NDArray[np.float32], size: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A (k, n) matrix as (n, k / size, size) uint8, where 128 is zero, and (n * k / size,) float32 scales."""
    columns = matrix.T.reshape(matrix.shape[1], -1, size)
    scales = np.abs(columns).max(axis=2, keepdims=True) / 127
    weights = np.rint(columns / np.where(scales == 0, 1, scales)) + 128
    return weights.astype(np.uint8), scales.astype(np.float32).ravel()
