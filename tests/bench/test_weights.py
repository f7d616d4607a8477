"""The peers serve the same weights."""

from pathlib import Path

import numpy as np
import pytest

from bentos import models
from bentos.calibration import Calibration
from bentos.card import Card, read
from bentos.models.bert import TOKENIZER
from tests.bench import pipeline, weights
from tests.train import base_model, tweets
from train.graph_bert import FULL

TEXTS = tweets.rows(0, 50).texts


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder as the export writes it; the encoder's weights all differ, as trained ones do."""
    import torch

    from train import encoder, graph_bert

    folder = tmp_path_factory.mktemp("stored")
    start = encoder.load(str(base_model.make(tmp_path_factory.mktemp("base"), TEXTS)))
    with torch.no_grad():
        for weight in start.model.parameters():
            weight.add_(torch.randn_like(weight) / 10)
    graph_bert.export(start.model.eval(), folder)
    (folder / TOKENIZER).write_text(start.tokenizer, encoding="utf-8")
    return folder


def test_torch_says_what_the_graph_says_that_its_weights_were_read_from(stored: Path, tmp_path: Path) -> None:
    weights.write(stored, tmp_path)
    assert weights.difference(stored, tmp_path, TEXTS) < 1e-3


def test_a_graph_without_a_bert_is_refused(tmp_path: Path) -> None:
    import onnx
    from onnx import helper

    onnx.save(helper.make_model(helper.make_graph([], "empty", [], [])), tmp_path / FULL)
    with pytest.raises(ValueError, match="no BERT"):
        weights.read(tmp_path / FULL)


def test_the_pipeline_says_what_the_served_classifier_says(trained_home: Path) -> None:
    entry = trained_home / "bentoml" / "models" / "sentiment-logreg"
    folder = entry / (entry / "latest").read_text(encoding="utf-8").strip()
    card: Card = read(folder)
    served = models.predict(models.load("logreg", folder, card.weights), Calibration(), TEXTS)
    np.testing.assert_allclose(pipeline.read(folder / card.weights).predict_proba(TEXTS), served, atol=1e-6)
