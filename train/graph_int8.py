"""The encoder's graph in 8 bits: its matrix products are of bytes, with a scale to each row and column."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

# AVX2 adds two products of an unsigned and a signed byte in 16 bits: 2 * 255 * 64 just fits.
_LARGEST = 64
_HIGHEST = 255
_MIDDLE = 128  # the byte that stands for zero
_LOW = 16  # the same for what has passed GELU, which is never below -0.17
_GELU = ("BiasGelu", "Gelu", "FastGelu")
_TINY = 1e-12
_FUSED = "com.microsoft"  # the domain of ONNX Runtime's own operators


def quantise(source: Path, target: Path) -> None:
    """Write the graph with matrix products of bytes; embeddings, attention and head stay in float32.

    Weights have a scale to each column. What they are multiplied with is rounded as it comes, with a scale to
    each row, that is to each token (LLM.int8, Dettmers et al. 2022): an answer does not hang on the texts
    beside it in a batch, which ONNX Runtime's dynamic quantisation gives one scale together.
    """
    import onnx
    from onnx import helper

    model = onnx.load(source)
    rewritten = _Rewritten(model.graph)
    for node in [*model.graph.node]:
        rewritten.take(node)
    rewritten.end()
    if all(opset.domain != _FUSED for opset in model.opset_import):
        model.opset_import.append(helper.make_opsetid(_FUSED, 1))
    onnx.save(model, target)


def columns(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A (k, n) matrix as (k, n) int8, -64 to 64, and the scales of its columns, (n,) float32."""
    scales = np.abs(matrix).max(axis=0) / _LARGEST
    weights = np.rint(matrix / np.where(scales == 0, 1, scales))
    return weights.astype(np.int8), scales.astype(np.float32)


class _Rewritten:
    """A graph that is written anew, node by node."""

    def __init__(self, graph: "onnx.GraphProto") -> None:
        self._graph = graph
        self._constants = {constant.name: constant for constant in graph.initializer}
        self._makers = {output: node.op_type for node in graph.node for output in node.output}
        self._nodes: list[onnx.NodeProto] = []
        self._rounded: dict[str, tuple[str, str, int]] = {}
        self._replaced: set[str] = set()

    def take(self, node: "onnx.NodeProto") -> None:
        """Write a node, or what stands for it."""
        if node.op_type == "MatMul" and node.input[1] in self._constants:
            self._multiply(node)
        elif node.op_type == "SkipLayerNormalization" and len(node.output) == 1 and all(node.input):
            self._normalise(node)
        else:
            self._nodes.append(node)

    def end(self) -> None:
        """Put the new nodes in the place of the old."""
        for name in self._replaced:
            self._graph.initializer.remove(self._constants[name])
        del self._graph.node[:]
        self._graph.node.extend(self._nodes)

    def _multiply(self, node: "onnx.NodeProto") -> None:
        from onnx import numpy_helper

        (rows, matrix), (product,) = node.input, node.output
        bytes_, scale, zero = self._round(rows)
        weights, scales = columns(numpy_helper.to_array(self._constants[matrix]))
        self._replaced.add(matrix)
        parts = [
            bytes_,
            self._constant(f"{matrix}_bytes", weights),
            self._constant("one", np.float32(1)),
            self._constant(f"{matrix}_scales_{zero}", scales / np.float32(_HIGHEST - zero)),
            self._constant(f"zero_{zero}", np.uint8(zero)),
        ]
        scaled = self._add("MatMulIntegerToFloat", parts, f"{product}_of_bytes", _FUSED)
        self._add("Mul", [scaled, scale], product)

    def _round(self, rows: str) -> tuple[str, str, int]:
        """Rows as bytes, what the greatest number of each stands for, and the byte that stands for zero."""
        if rows not in self._rounded:
            zero = _LOW if self._makers.get(rows) in _GELU else _MIDDLE
            above = _HIGHEST - zero
            # A row's greatest number, or what its lowest would make of it.
            below = self._constant(f"below_{zero}", np.float32(-above / min(zero, above)))
            low = self._add("Mul", [self._over("ReduceMin", rows), below], f"{rows}_low")
            tiny = self._constant("tiny", np.float32(_TINY))  # of a row of zeros no number is the greatest
            scale = self._add("Max", [self._over("ReduceMax", rows), low, tiny], f"{rows}_scale")
            unit = self._add("Div", [rows, scale], f"{rows}_unit")
            step = self._constant(f"step_{zero}", np.float32(1 / above))
            byte = self._constant(f"zero_{zero}", np.uint8(zero))
            bytes_ = self._add("QuantizeLinear", [unit, step, byte], f"{rows}_bytes")
            self._rounded[rows] = bytes_, scale, zero
        return self._rounded[rows]

    def _normalise(self, node: "onnx.NodeProto") -> None:
        """Layer normalisation of a sum, in steps: each is vectorised, where the one operator adds in turn."""
        from onnx import helper, numpy_helper

        added, skipped, gamma, beta, *bias = node.input
        (name,) = node.output
        width = numpy_helper.to_array(self._constants[gamma]).size
        (epsilon,) = (helper.get_attribute_value(each) for each in node.attribute if each.name == "epsilon")
        total = self._add("Add", [added, skipped], f"{name}_sum")
        for part in bias:
            total = self._add("Add", [total, part], f"{name}_biased")
        centred = self._add("Sub", [total, self._over("ReduceMean", total)], f"{name}_centred")
        least = self._constant(f"{name}_epsilon", np.float32(epsilon * width))
        square = self._add("Add", [self._over("ReduceSumSquare", centred), least], f"{name}_square")
        length = self._add("Sqrt", [square], f"{name}_length")
        root = self._constant(f"root_{width}", np.float32(np.sqrt(width)))
        inverse = self._add("Div", [root, length], f"{name}_inverse")
        normal = self._add("Mul", [centred, inverse], f"{name}_normal")
        self._add("Add", [self._add("Mul", [normal, gamma], f"{name}_wide"), beta], name)

    def _over(self, reduction: str, rows: str) -> str:
        """One number to each row."""
        return self._add(reduction, [rows], f"{rows}_{reduction}", axes=[-1], keepdims=1)

    def _add(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def _constant(self, name: str, value: NDArray[np.generic] | np.generic) -> str:
        from onnx import numpy_helper

        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.asarray(value), name)
            self._graph.initializer.append(self._constants[name])
        return name
