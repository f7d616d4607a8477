"""How a server starts and stops, whatever it finds in the model store."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server import Server


@pytest.fixture(scope="module")
def damaged(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose lstm-word2vec has one byte changed, and whose store has no BERT."""
    home = tmp_path_factory.mktemp("damaged")
    for name in ("sentiment-logreg", "sentiment-lstm-word2vec"):
        shutil.copytree(trained_home / "bentoml" / "models" / name, home / "bentoml" / "models" / name)
    weights = next((home / "bentoml" / "models" / "sentiment-lstm-word2vec").rglob("*.onnx"))
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    server = Server(home, SENTIMENT_FAMILIES="logreg,lstm-word2vec,bert")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without any model."""
    server = Server(tmp_path_factory.mktemp("empty"))
    server.start(ready=False)
    yield server
    server.stop()


def test_a_damaged_model_is_not_served_and_its_file_is_named(damaged: Server) -> None:
    unserved = {
        model["family"]: model["reason"]
        for model in httpx.get(f"{damaged.url}/models/", timeout=60).json()["unserved"]
    }
    assert ".onnx is not the file that was saved" in unserved["lstm-word2vec"]
    assert "sentiment train bert" in unserved["bert"]
    assert unserved["lstm-word2vec"] in damaged.log()


def test_the_other_models_are_served_beside_a_damaged_one(damaged: Server) -> None:
    answer = httpx.post(f"{damaged.url}/compare/", json={"text": "so happy today"}, timeout=60)
    assert [one["model"].partition(":")[0] for one in answer.json()["predictions"]] == ["logreg"]


def test_the_log_ends_with_the_address_of_the_page(damaged: Server) -> None:
    assert damaged.log().count(f"The page is at http://localhost:{damaged.port}/ui") == 1


def test_a_server_without_models_is_not_ready(empty: Server) -> None:
    assert httpx.get(f"{empty.url}/readyz", timeout=60).status_code == httpx.codes.SERVICE_UNAVAILABLE


@pytest.mark.parametrize("address", ["/predict/", "/compare/"])
def test_a_server_without_models_says_what_to_do(empty: Server, address: str) -> None:
    response = httpx.post(f"{empty.url}{address}", json={"text": "so happy today"}, timeout=60)
    assert response.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "sentiment train all" in response.json()["detail"]


def test_a_server_without_models_still_shows_the_page(empty: Server) -> None:
    assert httpx.get(f"{empty.url}/ui/", timeout=60).status_code == httpx.codes.OK


def test_a_server_stops_when_asked_though_a_page_is_open(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start(ready=False)
    opened = threading.Event()
    ended: list[str] = []

    def page() -> None:
        address = f"{server.url}/ui/gradio_api/heartbeat/page"
        with httpx.stream("GET", address, timeout=120) as response:
            for line in response.iter_lines():
                opened.set()
                ended.append(line)

    thread = threading.Thread(target=page)
    thread.start()
    assert opened.wait(60)
    assert server.stop() == 0
    thread.join(60)
    assert not thread.is_alive()
    assert "Traceback" not in server.log()
