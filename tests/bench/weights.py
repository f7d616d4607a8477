"""The served encoder's weights, back in the form that torch serves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bentos.models.bert import TOKENIZER
from train.graph_bert import FULL

_WRAPPER = "model."  # the name of the transformers model in the module that the export traces


def read(graph: Path) -> Any:
    """The transformers BertForSequenceClassification whose weights a float32 graph holds.

    Raises ValueError for a graph that `train.graph_bert` did not make from a BERT.
    """
    import onnx
    import torch
    from onnx import helper, numpy_helper
    from transformers import BertConfig, BertForSequenceClassification

    content = onnx.load(graph).graph
    constants = {constant.name: numpy_helper.to_array(constant) for constant in content.initializer}
    weights = {
        name.removeprefix(_WRAPPER): value
        for name, value in constants.items()
        if name.startswith(_WRAPPER)  # the others are folded; their nodes name them
    }
    heads, epsilon = 0, 0.0
    for node in content.node:
        attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        epsilon = attributes.get("epsilon", epsilon)
        if node.op_type == "MatMul" and node.input[1] in constants:
            weights[f"{_module(node.name)}.weight"] = constants[node.input[1]].T
        elif node.op_type == "MultiHeadAttention":
            heads = attributes["num_heads"]
            biases = np.split(constants[node.input[3]], 3)
            for projection, bias in zip(node.input[:3], biases, strict=True):
                weights[f"{_module(projection)}.bias"] = bias
    if not heads:
        raise ValueError(f"{graph} holds no BERT that can be read back.")
    vocabulary, width = weights["bert.embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=sum(name.endswith("intermediate.dense.weight") for name in weights),
        num_attention_heads=heads,
        intermediate_size=len(weights["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(weights["bert.embeddings.position_embeddings.weight"]),
        type_vocab_size=len(weights["bert.embeddings.token_type_embeddings.weight"]),
        layer_norm_eps=epsilon,
        num_labels=2,
    )
    model = BertForSequenceClassification(config)
    # Raises for a weight that is missing or left over.
    model.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in weights.items()})
    return model.eval()


def _module(path: str) -> str:
    """`/model/bert/encoder/layer.0/output/dense/MatMul` -> `bert.encoder.layer.0.output.dense`."""
    return ".".join(path.split("/")[2:-1])


def write(exported: Path, target: Path) -> None:
    """Write the encoder of an export's folder as transformers saves one, its tokenizer included."""
    from transformers import PreTrainedTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()
    read(exported / FULL).save_pretrained(target)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(exported / TOKENIZER),
        pad_token="[PAD]",  # noqa: S106 - a token of text
    )
    tokenizer.save_pretrained(target)


def difference(exported: Path, written: Path, texts: Sequence[str]) -> float:
    """The largest difference of the logits of n texts: of torch's from the float32 graph's."""
    import torch
    from transformers import AutoModelForSequenceClassification

    from bentos.models import bert

    served = bert.load(exported, FULL)
    model = AutoModelForSequenceClassification.from_pretrained(written).eval()
    reader = bert.Reader((exported / TOKENIZER).read_text(encoding="utf-8"))
    tokens, mask = (torch.from_numpy(part) for part in reader.pad(reader.encode(texts)))
    with torch.inference_mode():
        logits = model(input_ids=tokens, attention_mask=mask).logits.numpy()
    return float(np.abs(logits - served.logits(texts)).max())
