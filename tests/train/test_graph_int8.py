"""Weights and products in 8 bits, beside those in float32."""

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from train.graph_int8 import columns, quantise

WIDTH = 64


@given(width=st.integers(1, 5), height=st.integers(1, 100), seed=st.integers(0, 99))
def test_a_weight_in_8_bits_is_off_by_half_a_step_at_most(width: int, height: int, seed: int) -> None:
    matrix = np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)
    matrix[:, 0] = 0
    weights, scales = columns(matrix)
    assert np.abs(weights).max() <= 64
    assert (np.abs(weights * scales - matrix) <= scales * 0.501).all()


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> list[onnxruntime.InferenceSession]:
    """A layer of (n, t, WIDTH) rows, in both forms: normalised, widened, through GELU, narrowed."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    generator = np.random.default_rng(1)

    def constant(name: str, *shape: int) -> onnx.TensorProto:
        return numpy_helper.from_array(generator.normal(size=shape).astype(np.float32), name)

    shape = ["n", "t", WIDTH]
    graph = helper.make_graph(
        [
            helper.make_node(
                "SkipLayerNormalization",
                ["rows", "rows", "gamma", "beta", "bias"],
                ["normal"],
                domain="com.microsoft",
                epsilon=1e-12,
            ),
            helper.make_node("MatMul", ["normal", "widening"], ["wide"]),
            helper.make_node("Gelu", ["wide"], ["passed"], domain="com.microsoft"),
            helper.make_node("MatMul", ["passed", "narrowing"], ["answer"]),
        ],
        "small",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, shape)],
        [
            *(constant(name, WIDTH) for name in ("gamma", "beta", "bias")),
            constant("widening", WIDTH, 4 * WIDTH),
            constant("narrowing", 4 * WIDTH, WIDTH),
        ],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    folder = tmp_path_factory.mktemp("graphs")
    paths = folder / "float32.onnx", folder / "int8.onnx"
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), paths[0])
    quantise(*paths)
    return [onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]) for path in paths]


def answers(session: onnxruntime.InferenceSession, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    answer: NDArray[np.float32] = session.run(["answer"], {"rows": rows})[0]
    return answer


def test_products_in_8_bits_are_close_to_those_in_float32(
    graphs: list[onnxruntime.InferenceSession],
) -> None:
    rows = np.random.default_rng(2).normal(size=(3, 5, WIDTH)).astype(np.float32)
    full, small = (answers(graph, rows) for graph in graphs)
    assert np.abs(small - full).mean() < 0.02 * np.abs(full).mean()


def test_a_row_gets_the_same_answer_whatever_stands_beside_it(
    graphs: list[onnxruntime.InferenceSession],
) -> None:
    rows = np.random.default_rng(3).normal(size=(2, 5, WIDTH)).astype(np.float32)
    rows[1] *= 1_000
    small = graphs[1]
    np.testing.assert_allclose(answers(small, rows)[:1], answers(small, rows[:1]), rtol=1e-5, atol=1e-5)


def test_a_row_of_zeros_gets_numbers(graphs: list[onnxruntime.InferenceSession]) -> None:
    assert np.isfinite(answers(graphs[1], np.zeros((1, 1, WIDTH), np.float32))).all()
