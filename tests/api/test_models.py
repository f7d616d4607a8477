"""What is served, and where it came from."""

import httpx

from bentos.settings import FAMILIES
from tests.server import Server


def test_every_served_model_shows_its_figures_and_its_lineage(server: Server) -> None:
    answer = httpx.get(f"{server.url}/models/").json()
    assert answer["unserved"] == []
    assert [model["family"] for model in answer["served"]] == list(FAMILIES)
    for model in answer["served"]:
        assert set(model["metrics"]) >= {"train", "validation", "test"}
        assert model["lineage"]["run_id"]
        assert model["lineage"]["data_fingerprint"]
