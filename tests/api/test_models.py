"""What is served, and where it came from."""

import subprocess

import httpx

from bentos.settings import FAMILIES, ROOT
from tests.server import Server


def test_the_service_names_the_commit_of_its_code(server: Server) -> None:
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    named = httpx.get(f"{server.url}/models/").json()["commit"]
    assert named.removesuffix("-dirty") == (head.stdout.strip() or "unknown")


def test_every_served_model_shows_its_figures_and_its_lineage(server: Server) -> None:
    answer = httpx.get(f"{server.url}/models/").json()
    assert answer["unserved"] == []
    assert [model["family"] for model in answer["served"]] == list(FAMILIES)
    for model in answer["served"]:
        assert set(model["metrics"]) >= {"train", "validation", "test"}
        assert model["lineage"]["run_id"]
        assert model["lineage"]["data_fingerprint"]
