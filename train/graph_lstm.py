"""The LSTM as an ONNX graph of ONNX's own LSTM operator: no loop, and padding skipped by length."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# What keras 3 and ONNX call the four gates, in the order in which each stacks them.
_KERAS, _ONNX = "ifco", "iofc"
_OPSET, _IR = 17, 10

Array = NDArray[np.float32]


def write(path: Path, weights: Sequence[Array]) -> None:
    """Write an embedding, a bidirectional LSTM and a dense layer that reads its last states.

    `weights` are Keras's own, in its order: embedding (words, d); kernel (d, 4u), recurrent kernel
    (u, 4u) and bias (4u,) forward, then backward; dense kernel (2u, 2) and bias (2,). The graph takes
    `tokens`, (n, longest) int32, and `lengths`, (n,) int32, and gives `logits`, (n, 2) float32.
    """
    import onnx
    from onnx import helper, numpy_helper

    embedding, *lstm, dense, dense_bias = weights
    units = lstm[1].shape[0]
    kernel, recurrent, bias = (
        np.stack([_gates(forward), _gates(backward)])
        for forward, backward in zip(lstm[:3], lstm[3:], strict=True)
    )
    constants = {
        "embedding": embedding,
        "kernel": kernel,
        "recurrent": recurrent,
        # ONNX adds a second bias to the recurrent sum; Keras has none.
        "bias": np.concatenate([bias, np.zeros_like(bias)], axis=1),
        "dense": dense,
        "dense_bias": dense_bias,
        "flat": np.array([0, 2 * units], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["embedding", "tokens"], ["vectors"]),
        helper.make_node("Transpose", ["vectors"], ["steps"], perm=[1, 0, 2]),
        helper.make_node(
            "LSTM",
            ["steps", "kernel", "recurrent", "bias", "lengths"],
            ["", "states"],
            hidden_size=units,
            direction="bidirectional",
        ),
        helper.make_node("Transpose", ["states"], ["pairs"], perm=[1, 0, 2]),
        helper.make_node("Reshape", ["pairs", "flat"], ["features"]),
        helper.make_node("Gemm", ["features", "dense", "dense_bias"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "lstm",
        [
            helper.make_tensor_value_info("tokens", onnx.TensorProto.INT32, ["n", "longest"]),
            helper.make_tensor_value_info("lengths", onnx.TensorProto.INT32, ["n"]),
        ],
        [helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _gates(weight: Array) -> Array:
    """A weight (..., 4u) of Keras as ONNX wants it, (4u, ...), with the gates in ONNX's order."""
    gates = dict(zip(_KERAS, np.split(weight.T, 4), strict=True))
    return np.concatenate([gates[gate] for gate in _ONNX])
