"""What the image holds, and what its process may do."""

import json
from typing import Any

import pytest

from tests.container.container import Container

LARGEST = 900_000_000  # bytes
SETTINGS = {"HOST", "SENTIMENT_HOME", "BENTOML_HOME", "BENTOML_CONTAINERIZED", "BENTO_PATH"}


@pytest.fixture
def described(server: Container, image: str) -> dict[str, Any]:
    """What the engine says of the image."""
    made: dict[str, Any] = json.loads(server.run("image", "inspect", image))[0]
    return made


def test_it_is_small(described: dict[str, Any]) -> None:
    assert described["Size"] <= LARGEST


def test_it_brings_no_setting_that_could_be_a_secret(described: dict[str, Any]) -> None:
    names = {entry.partition("=")[0] for entry in described["Config"]["Env"]}
    ours = ("ADMIN", "ALERT", "API_", "APPLICATIONINSIGHTS", "BENTO", "DATABASE", "HOST", "OTEL", "SENTIMENT")
    assert {name for name in names if name.startswith(ours)} == SETTINGS


def test_the_engine_learns_by_its_probe_whether_the_server_is_ready(
    server: Container, described: dict[str, Any]
) -> None:
    # podman tells of it beside the configuration.
    check = (described["Config"] | described)["Healthcheck"]
    [kind, *probe] = check["Test"]
    assert kind == "CMD"
    assert server.inside(*probe).returncode == 0


def test_its_processes_have_no_rights(server: Container) -> None:
    assert server.inside("id", "-u").stdout.strip() == "1034"


@pytest.mark.parametrize(
    "folder",
    ["/", "/app", "/bento/src", "/bento/models", "/usr/local", "/etc", "/home", "/run", "/tmp", "/var/tmp"],  # noqa: S108
)
def test_nothing_but_its_volume_can_be_written(server: Container, folder: str) -> None:
    assert server.inside("touch", f"{folder}/written").returncode != 0


def test_its_volume_holds_what_is_known_and_no_library_leaves_more(server: Container) -> None:
    left = {name for name in server.inside("ls", "-A", "/data").stdout.split() if "sentiment.db-" not in name}
    assert left == {"bentoml", "sentiment.db", "telemetry", "tmp"}


@pytest.mark.parametrize("compiler", ["gcc", "cc", "c++", "clang", "ld", "rustc"])
def test_no_compiler_is_in_it(server: Container, compiler: str) -> None:
    assert server.inside("sh", "-c", f"command -v {compiler}").returncode != 0


@pytest.mark.parametrize(
    "library", ["torch", "tensorflow", "keras", "transformers", "mlflow", "sklearn", "scipy", "gensim"]
)
def test_no_training_library_is_in_it(server: Container, library: str) -> None:
    found = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({library!r}) is None)"
    assert server.inside("python", "-c", found).returncode == 1


def test_a_volume_that_it_cannot_write_is_told_in_a_sentence(engine: str, image: str) -> None:
    container = Container(engine, image)
    done = container.call("run", "--rm", "--read-only", "--tmpfs", "/data:ro", image)
    assert done.returncode == 2
    assert "cannot write /data" in done.stderr
