"""What the gateway says of its models, as its runners take others."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bentos import store, succession
from bentos.cascade import PAIR
from bentos.contracts import ContractError, ModelsResponse
from bentos.records.feedback import Feedback
from bentos.serving.gateway import Gateway
from bentos.serving.herald import Herald
from bentos.serving.panel import Served
from bentos.serving.waiting import Scored
from bentos.settings import Family
from bentos.store import Stored
from bentos.succession import Succession
from tests.bentos.test_card import example as card
from tests.bentos.test_cascade import example as cascade
from tests.conftest import own_home


class Taking:
    """A runner that answers with `takes`, or is away."""

    crowded = False

    def __init__(self, model: str) -> None:
        self.model = self.takes = model
        self.away = self.broken = False

    async def predict(self, texts: Sequence[str]) -> Scored:
        if self.broken:
            raise RuntimeError("nobody foresaw this")
        if self.away:
            raise ContractError(503, "model_unavailable", model=self.model)
        self.model = self.takes
        return Scored(self.model, np.full((len(texts), 2), 0.5, dtype=np.float32))

    def knows(self, _: str) -> bool:
        return False

    async def words(self, text: str) -> list[tuple[str, float]]:
        return [(text, 0.0)]


class Running:
    """A gateway over a logreg and a bert model of a store of their own, and its herald."""

    def __init__(self, made: Path, feedback: Feedback) -> None:
        (made / "model.safetensors").write_bytes(b"weights")
        self.made = made
        stored = {family: self.saved(family) for family in PAIR}
        self.runners = {family: Taking(each.version) for family, each in stored.items()}
        served = {family: Served(stored[family], runner) for family, runner in self.runners.items()}
        self.gateway = Gateway(served, {}, feedback)
        successions = {family: Succession(each.folder) for family, each in stored.items()}
        self.commits: dict[str, str] = {}
        self.herald = Herald(self.gateway.lineup, self.runners, successions, self.commits)

    def saved(self, family: Family) -> Stored:
        """A new model of a family."""
        return store.save(self.made, card(self.made).model_copy(update={"family": family}))

    def promoted(self, family: Family) -> Stored:
        """A new champion of a family."""
        stored = self.saved(family)
        store.promote(stored.tag, "promoted", "")
        return stored

    def look(self) -> ModelsResponse:
        """What `/models/` says after a look."""
        asyncio.run(self.herald.look())
        return asyncio.run(self.gateway.models())


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    feedback = Feedback(f"sqlite:///{tmp_path / 'sentiment.db'}")
    feedback.start()
    with own_home(tmp_path):
        (tmp_path / "model").mkdir()
        yield Running(tmp_path / "model", feedback)
    feedback.close()


def test_a_champion_that_answers_is_described(running: Running) -> None:
    newer = running.promoted("logreg")
    running.runners["logreg"].takes = newer.version
    described = running.look()
    assert [each.model for each in described.served if each.family == "logreg"] == [newer.version]
    assert described.waiting == []
    assert running.commits == {newer.version: newer.card.lineage.git_commit}


def test_a_champion_that_does_not_answer_yet_waits(running: Running) -> None:
    before = running.runners["logreg"].model
    newer = running.promoted("logreg")
    described = running.look()
    assert [each.model for each in described.served if each.family == "logreg"] == [before]
    assert [(each.model, each.reason) for each in described.waiting] == [(newer.version, None)]


def test_a_damaged_champion_waits_with_the_reason(running: Running) -> None:
    newer = running.promoted("logreg")
    (newer.folder / "model.safetensors").write_bytes(b"weighty")
    (waiting,) = running.look().waiting
    assert "model.safetensors is not the file that was saved" in str(waiting.reason)


def test_what_waits_no_longer_is_told_no_longer(running: Running) -> None:
    newer = running.promoted("logreg")
    running.look()
    running.runners["logreg"].takes = newer.version
    assert running.look().waiting == []


def test_a_runner_that_is_away_is_described_as_it_was(running: Running) -> None:
    before = running.runners["logreg"].model
    running.promoted("logreg")
    running.runners["logreg"].away = True
    assert before in [each.model for each in running.look().served]


def test_a_look_that_fails_is_logged_and_the_next_one_comes(
    running: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(succession, "EVERY", 0.01)
    taking = running.runners["logreg"]
    second = running.promoted("logreg")
    taking.takes, taking.broken = second.version, True

    async def follow() -> None:
        following = asyncio.create_task(running.herald.follow())
        while "nobody foresaw this" not in caplog.text:
            await asyncio.sleep(0.01)
        taking.broken = False
        while second.tag not in {stored.tag for stored in running.gateway.lineup.served()}:
            await asyncio.sleep(0.01)
        following.cancel()

    asyncio.run(asyncio.wait_for(follow(), 60))


def test_a_look_that_fails_after_it_found_a_model_leaves_the_cascade_to_the_next(running: Running) -> None:
    served = running.gateway.lineup.served()
    store.save_cascade(cascade({stored.card.family: stored.tag for stored in served}))
    assert running.look().cascade is not None
    first, last = (stored.card.family for stored in served)
    running.runners[first].takes = running.promoted(first).version
    running.promoted(last)
    running.runners[last].broken = True
    with pytest.raises(RuntimeError):
        running.look()
    running.runners[last].broken = False
    assert running.look().cascade is None


def test_auto_cascades_only_while_a_cascade_was_fitted_for_what_is_served(running: Running) -> None:
    first = {family: runner.model for family, runner in running.runners.items()}
    fitted = store.save_cascade(
        cascade({family: f"{store.PREFIX}{model}" for family, model in first.items()})
    )
    told = [running.look().cascade]
    newer = running.promoted("bert")
    running.runners["bert"].takes = newer.version
    described = running.look()
    told.append(described.cascade)
    assert "fit one with `sentiment cascade`" in str(described.cascade_reason)
    store.promote(f"{store.PREFIX}{first['bert']}", "promoted", "")
    running.runners["bert"].takes = first["bert"]
    told.append(running.look().cascade)
    assert [each and each.tag for each in told] == [fitted.tag, None, fitted.tag]
