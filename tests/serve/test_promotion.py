"""Another model is promoted while the service answers."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest
from typer.testing import CliRunner

from bentos import promotions, store
from bentos.calibration import Calibration
from bentos.store import Stored
from tests.conftest import own_home, sentiment
from tests.serve.test_faults import runners
from tests.server import Server
from tests.waiting import wait_until
from train.cli import app

AT_ONCE = 16
PAUSE = 0.05  # seconds between two requests of one visitor: the command needs a core, too
PATIENCE = 120  # seconds; a promoted model answers within five where the machine does nothing else


class Stage:
    """A server of one family in a store of its own, with two models of it that differ in calibration."""

    def __init__(self, home: Path, trained: Stored) -> None:
        self.home = home
        self._trained = trained
        self.first, self.second = self.saved(1.0), self.saved(0.25)
        with own_home(home):
            store.promote(self.first.tag, "trained", "")
        self.server = Server(home, SENTIMENT_FAMILIES="logreg", SENTIMENT_DEADLINE_MS="60000")

    def saved(self, slope: float) -> Stored:
        """The trained model as another one."""
        with own_home(self.home):
            calibration = Calibration(positive=slope, negative=slope)
            card = self._trained.card.model_copy(update={"calibration": calibration})
            return store.save(self._trained.folder, card)

    def serve(self, stored: Stored) -> None:
        """Promote a model and wait until it is served."""
        with own_home(self.home):
            store.promote(stored.tag, "promoted", "")
        wait_until(lambda: self.described()["served"][0]["model"] == stored.version)

    def described(self) -> dict[str, list[dict[str, str]]]:
        """What `/models/` says."""
        answer: dict[str, list[dict[str, str]]] = httpx.get(f"{self.server.url}/models/", timeout=60).json()
        return answer

    def answering(self) -> str | None:
        """The model that answers; None where none does."""
        body = {"text": f"so happy at {monotonic()}"}
        model: str | None = (
            httpx.post(f"{self.server.url}/predict/", json=body, timeout=60).json().get("model")
        )
        return model


@pytest.fixture(scope="module")
def stage(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with own_home(trained_home):
        trained = store.load(store.resolve("logreg"))
    home = tmp_path_factory.mktemp("promotion")
    (home / "home").mkdir()
    # The run that made the model, which the registry looks for.
    shutil.copy(trained_home / "home" / "mlflow.db", home / "home")
    stage = Stage(home, trained)
    stage.server.start()
    yield stage
    stage.server.kill()


def asked_during(stage: Stage, command: Callable[[], None], until: str) -> tuple[Counter[int], list[str]]:
    """Statuses and models of predictions asked while a command runs, and on until a model answers."""
    statuses: Counter[int] = Counter()
    models: list[str] = []
    done = asyncio.Event()

    async def visit(client: httpx.AsyncClient, name: int) -> None:
        day = 0
        while not done.is_set():
            # What all of them ask is remembered; what each asks alone is not.
            text = f"so happy on day {day}" + (f" with {name} of us" if day % 2 else "")
            answer = await client.post("/predict/", json={"text": text})
            statuses[answer.status_code] += 1
            models.append(answer.json().get("model", answer.text))
            day += 1
            await asyncio.sleep(PAUSE)

    async def ask() -> None:
        # An idle connection is given up before the server closes it.
        limits = httpx.Limits(max_connections=AT_ONCE, keepalive_expiry=2)
        async with httpx.AsyncClient(base_url=stage.server.url, limits=limits, timeout=120) as client:
            visitors = [asyncio.create_task(visit(client, name)) for name in range(AT_ONCE)]
            while len(models) < AT_ONCE:  # a short command is else over before the first answer
                await asyncio.sleep(PAUSE)
            await asyncio.to_thread(command)
            late = monotonic() + PATIENCE
            while models[-AT_ONCE:] != [until] * AT_ONCE and monotonic() < late:
                await asyncio.sleep(0.1)
            done.set()
            await asyncio.gather(*visitors)

    asyncio.run(ask())
    return statuses, models


def test_a_promoted_model_takes_over_without_losing_a_request(stage: Stage) -> None:
    stage.serve(stage.first)

    def promote() -> None:
        with own_home(stage.home):
            assert CliRunner().invoke(app, ["promote", stage.second.version]).exit_code == 0

    statuses, models = asked_during(stage, promote, until=stage.second.version)
    assert list(statuses) == [httpx.codes.OK]
    assert set(models) == {stage.first.version, stage.second.version}
    assert models[-1] == stage.second.version


def test_a_rollback_goes_back_without_losing_a_request(stage: Stage) -> None:
    stage.serve(stage.first)
    stage.serve(stage.second)

    def roll_back() -> None:
        begun = monotonic()
        assert sentiment(stage.home, "rollback", "logreg").returncode == 0
        print(f"`sentiment rollback` took {monotonic() - begun:.1f} s")  # noqa: T201 - machines differ; told, no bar

    statuses, models = asked_during(stage, roll_back, until=stage.first.version)
    assert list(statuses) == [httpx.codes.OK]
    assert set(models) == {stage.first.version, stage.second.version}
    assert models[-1] == stage.first.version


def test_a_damaged_champion_leaves_the_one_before_answering(stage: Stage) -> None:
    stage.serve(stage.second)
    damaged = stage.saved(2.0)
    (damaged.folder / damaged.card.weights).write_bytes(b"weighty")
    # `sentiment promote` would refuse it.
    promotions.add(damaged.folder.parent, promotions.promotion(damaged.tag, "promoted", ""))
    wait_until(lambda: stage.described()["waiting"])
    (waiting,) = stage.described()["waiting"]
    assert waiting["model"] == damaged.version
    assert "is not the file that was saved" in waiting["reason"]
    wait_until(lambda: f"{damaged.version} does not load" in stage.server.log())
    assert stage.answering() == stage.second.version
    stage.serve(stage.first)
    assert stage.described()["waiting"] == []


def test_a_killed_runner_comes_back_with_the_champion_of_now(stage: Stage) -> None:
    for stored in (stage.first, stage.second):
        stage.serve(stored)
    runners(stage.server)["Logreg"].kill()
    answers: list[str | None] = []

    def answered() -> str | None:
        answers.append(stage.answering())
        return answers[-1]

    wait_until(answered)
    assert answers[-1] == stage.second.version
