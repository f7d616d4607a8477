"""How a server starts and stops, whatever it finds in the model store."""

import hashlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import environment
from tests.server import ROOT, Server


def copied(trained_home: Path, home: Path) -> Path:
    """Copy two of the trained models into another home; the weights of the second, lstm-word2vec."""
    for name in ("sentiment-logreg", "sentiment-lstm-word2vec"):
        shutil.copytree(trained_home / "bentoml" / "models" / name, home / "bentoml" / "models" / name)
    return next((home / "bentoml" / "models" / "sentiment-lstm-word2vec").rglob("*.onnx"))


@pytest.fixture(scope="module")
def damaged(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose lstm-word2vec has one byte changed, and whose store has no BERT."""
    home = tmp_path_factory.mktemp("damaged")
    weights = copied(trained_home, home)
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    server = Server(home, SENTIMENT_FAMILIES="logreg,lstm-word2vec,bert")
    server.start(until="page")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without any model, asked to listen everywhere but given no token."""
    server = Server(tmp_path_factory.mktemp("empty"), HOST="0.0.0.0")  # noqa: S104 - it shall not
    server.start(until="page")
    yield server
    server.kill()


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


def test_the_log_names_the_address_of_the_page_once(damaged: Server) -> None:
    assert damaged.log().count(f"The page is at http://localhost:{damaged.port}/ui") == 1


def test_a_model_that_never_loads_keeps_the_others_from_nothing(trained_home: Path, tmp_path: Path) -> None:
    weights = copied(trained_home, tmp_path)
    weights.write_bytes(b"no network at all")
    for card in weights.parent.glob("card.json"):
        described = json.loads(card.read_text(encoding="utf-8"))
        described["files"][weights.name] = hashlib.sha256(weights.read_bytes()).hexdigest()
        card.write_text(json.dumps(described), encoding="utf-8")
    server = Server(tmp_path, SENTIMENT_FAMILIES="logreg,lstm-word2vec", SENTIMENT_START_SECONDS="3")
    server.start()
    try:
        answer = httpx.post(f"{server.url}/compare/", json={"text": "so happy today"}, timeout=60).json()
    finally:
        server.kill()
    assert [one["model"].partition(":")[0] for one in answer["predictions"]] == ["logreg"]
    assert [one["model"].partition(":")[0] for one in answer["failures"]] == ["lstm-word2vec"]
    assert f"{answer['failures'][0]['model']} does not answer; the other models are served" in server.log()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "abc"),
        ("HOST", "no-such-host.invalid"),
        ("DATABASE_URL", "mysql://somewhere/else"),
        ("ALERT_URLS", "mailtos://me@"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_the_start_with_a_sentence(
    tmp_path: Path, variable: str, value: str
) -> None:
    ended = subprocess.run(
        [Path(sys.executable).with_name("bentoml"), "serve"],
        cwd=ROOT,
        env=environment(tmp_path, **{variable: value}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode
    assert variable in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_without_models_is_not_ready(empty: Server) -> None:
    assert httpx.get(f"{empty.url}/readyz", timeout=60).status_code == httpx.codes.SERVICE_UNAVAILABLE


@pytest.mark.parametrize("address", ["/predict/", "/compare/"])
def test_a_server_without_models_says_what_to_do(empty: Server, address: str) -> None:
    response = httpx.post(f"{empty.url}{address}", json={"text": "so happy today"}, timeout=60)
    assert response.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "sentiment train all" in response.json()["detail"]


def test_a_server_without_a_token_is_not_reached_by_another_address(empty: Server) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.2:{empty.port}/livez", timeout=60)


def test_a_server_without_a_token_says_that_it_listens_on_this_machine_only(empty: Server) -> None:
    assert "Listening on 127.0.0.1, for this machine only" in empty.log()
    assert "set HOST and ADMIN_TOKEN" in empty.log()


def test_a_server_without_models_still_shows_the_page(empty: Server) -> None:
    assert httpx.get(f"{empty.url}/ui/", timeout=60).status_code == httpx.codes.OK


def test_a_server_stops_when_asked_though_a_page_is_open(empty: Server) -> None:
    opened = threading.Event()
    ended: list[str] = []

    def page() -> None:
        address = f"{empty.url}/ui/gradio_api/heartbeat/page"
        with httpx.stream("GET", address, timeout=120) as response:
            for line in response.iter_lines():
                opened.set()
                ended.append(line)

    thread = threading.Thread(target=page)
    thread.start()
    assert opened.wait(60)
    assert empty.stop() == 0
    thread.join(60)
    assert not thread.is_alive()
    assert "Traceback" not in empty.log()
