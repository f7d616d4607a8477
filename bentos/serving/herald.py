"""The herald: tells the gateway which models its runners answer with, after others were promoted."""

import asyncio
import logging
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass

from bentos import card, catalogue, store, succession
from bentos.card import CardError
from bentos.contracts import ContractError, WaitingModel
from bentos.serving.lineup import Lineup
from bentos.serving.runner import Runner
from bentos.settings import Family
from bentos.store import CASCADE, Stored
from bentos.succession import Folder, Succession

_QUESTION = "ok"  # asked of a runner to learn which model answers

logger = logging.getLogger("bentoml.sentiment")


@dataclass(frozen=True)
class _Champion:
    model: str
    wrong: str | None = None


class Herald:
    """Brings a lineup in step with the promotions and the runners. To be used in one event loop.

    A runner decides itself which model it answers with; here it is only asked.
    """

    def __init__(
        self,
        lineup: Lineup,
        runners: Mapping[Family, Runner],
        successions: Mapping[Family, Succession],
        commits: MutableMapping[str, str],
    ) -> None:
        """The runners are asked past any memory; `commits` is told which commit each new model came from."""
        self._lineup = lineup
        self._runners = runners
        self._successions = successions
        self._commits = commits
        self._champions: dict[Family, _Champion] = {}
        self._cascades = Folder(store.entries(CASCADE))
        self._chosen_for: dict[Family, str] | None = None  # the tags that the cascade was chosen for

    async def follow(self) -> None:
        """Look again and again; a look that fails in a way nobody foresaw is logged."""
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception(
                    "Promotions could not be looked at; the next look is in %g s", succession.EVERY
                )
            await asyncio.sleep(succession.EVERY)

    async def look(self) -> None:
        """Look once at what was promoted, and ask the runners that are not in step with it."""
        for stored in self._lineup.served():
            await self._ask(stored)
        served = {stored.card.family: stored.tag for stored in self._lineup.served()}
        if await asyncio.to_thread(self._cascades.changed) or served != self._chosen_for:
            # What fails below is done again by the next look.
            self._chosen_for = None
            await self._choose_cascade(served)
            self._chosen_for = served

    async def _ask(self, described: Stored) -> None:
        """Describe another model if another answers for this one's family."""
        family = described.card.family
        following, runner = self._successions[family], self._runners[family]
        if await asyncio.to_thread(following.changed) or family not in self._champions:
            self._champions.pop(family, None)
            self._champions[family] = await asyncio.to_thread(_champion, following, described)
        champion = self._champions[family]
        if runner.model == champion.model == described.version:
            self._lineup.wait(family, None)
            return
        try:
            await runner.predict([_QUESTION])
        except ContractError:
            # It is away, and will take the champion when it is back.
            return
        answering = runner.model
        waiting = WaitingModel(model=champion.model, reason=champion.wrong)
        self._lineup.wait(family, waiting if answering != champion.model else None)
        if answering == described.version:
            return
        folder = described.folder.with_name(answering.partition(":")[2])
        try:
            stored = await asyncio.to_thread(succession.stored, folder)
        except CardError as error:
            logger.warning("%s answers, and its folder is not what it was: %s", answering, error)
            return
        self._commits[stored.version] = stored.card.lineage.git_commit
        self._lineup.succeed(stored)
        logger.info("%s is served in place of %s", stored.version, described.version)

    async def _choose_cascade(self, served: Mapping[Family, str]) -> None:
        try:
            self._lineup.cascade_by(await asyncio.to_thread(_cascade, served), None)
        except CardError as error:
            self._lineup.cascade_by(None, str(error))


def _champion(following: Succession, described: Stored) -> _Champion:
    folder = next(iter(following.folders()), described.folder)
    model = succession.version(folder)
    try:
        if folder != described.folder:
            card.read(folder)
    except CardError as error:
        return _Champion(model, str(error))
    return _Champion(model)


def _cascade(tags: Mapping[Family, str]) -> store.StoredCascade:
    return store.load_cascade(catalogue.fitting(tags))
