"""The fine-tuned encoder as ONNX graphs: one in float32, one in 8 bits."""

from pathlib import Path
from typing import Any

FULL, SMALL = "model.onnx", "model.int8.onnx"
_OPSET = 17


def export(model: Any, folder: Path) -> list[str]:
    """Write `model.int8.onnx` and `model.onnx`, and name them in that order.

    Both take `input_ids` and `attention_mask`, (n, longest) int64, and give `logits`, (n, 2) float32.
    """
    trace(model, folder / FULL)
    fuse(folder / FULL, model.config.num_attention_heads, model.config.hidden_size)
    quantise(folder / FULL, folder / SMALL)
    return [SMALL, FULL]


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
    # The projections stay products of matrices, which lose less in 8 bits than a fused attention does.
    options.use_multi_head_attention = True
    fused = optimize_model(
        str(path), "bert", num_heads=heads, hidden_size=width, opt_level=0, optimization_options=options
    )
    fused.save_model_to_file(str(path))


def quantise(source: Path, target: Path) -> None:
    """Write a graph whose matrix products have 8-bit weights, a scale to each column, and 8-bit inputs.

    The embeddings, the normalisations and the head stay in float32.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        # Without VNNI, a CPU adds two products in 16 bits: 7 bits of weight keep the sum from overflowing.
        reduce_range=True,
        # Shape inference does not know the fused operators.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
