"""A challenge: a model of the champion's settings and data, and of reviewed flags, meets the gate."""

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bentos import store
from bentos.card import Retraining
from bentos.settings import Family, settings
from bentos.store import Stored
from train import accepted, gate, glove, promotion, registry, tracking
from train.accepted import Accepted
from train.base import Source, rows_of
from train.contest import hold
from train.encoder import PACKAGED
from train.fitted import Options, TrainingError
from train.gate import Line
from train.reviewed import Reviewed, joined, sort
from train.rows import Split
from train.teacher import taught

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What came of a challenge: both tags, the gate's lines, whether the challenger is the champion now.

    Where there was nothing new to learn, there is no challenger and no line.
    """

    champion: str
    challenger: str | None
    lines: tuple[Line, ...]
    promoted: bool


def challenge(family: Family, source: Source, force: str = "", flags: Path | None = None) -> Outcome:
    """Train a challenger, hold it against the champion, and promote it if the gate lets it pass.

    `force` is the reason to promote it in any case; `flags` is a file of accepted flags, instead of those of
    the database. Begins with what a run that was killed left undone: a
    challenger of the same rows is not trained twice. Raises CardError, and TrainingError, also where the
    family is being retrained already, or has another champion by the time the gate has judged.
    """
    store.resolve(family)
    with alone(family):
        return _challenge(family, source, force, flags)


@contextmanager
def alone(family: Family) -> Iterator[None]:
    """The time in which this process alone retrains a family. Raises TrainingError where another one does."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(store.entries(family) / "retraining.lock", blocking=False):
            yield
    except Timeout as error:
        raise TrainingError(f"{family} is being retrained already; wait until that run ends.") from error


def _challenge(family: Family, source: Source, force: str, flags: Path | None) -> Outcome:
    registry.mend(family)
    champion = _champion(family)
    base = rows_of(champion, source)
    reviewed = _reviewed(base, accepted.read(flags) if flags else accepted.stored())
    where = settings()
    split = joined(base, reviewed.learnt, where.flag_weight)
    if not len(reviewed.learnt) or champion.card.lineage.data_fingerprint == split.train.fingerprint():
        return Outcome(champion.tag, None, (), promoted=False)
    retraining = Retraining(
        parent=champion.tag,
        base_fingerprint=base.train.fingerprint(),
        base_rows=len(base.train),
        flags=reviewed.learnt_flags,
        regressions=reviewed.regression_flags,
        weight=where.flag_weight,
    )
    challenger = _known(champion, retraining, split)
    if challenger is None:
        if teacher := _teacher(champion):
            split = joined(taught(base, teacher), reviewed.learnt, where.flag_weight)
        challenger = _trained(champion, retraining, split)
    registry.mend(family)
    lines = hold(champion, challenger, split.test, reviewed)
    passed = gate.passed(lines)
    _log(challenger, lines, "passed" if passed else f"forced: {force}" if force else "refused")
    try:
        if passed:
            reason = f"passed the gate before {champion.version}, with {len(reviewed.learnt)} reviewed tweets"
            promotion.install(challenger.tag, "retrained", reason, instead_of=champion.tag)
        elif force:
            promotion.install(challenger.tag, "forced", force, instead_of=champion.tag)
    except TrainingError as error:
        _log(challenger, lines, f"not promoted: {error}")
        raise
    return Outcome(champion.tag, challenger.tag, lines, passed or bool(force))


def _champion(family: Family) -> Stored:
    """The champion; from now on, being the newest is not enough."""
    with promotion.turn(family):
        champion = store.load(store.resolve(family))
        if not store.history(family):
            store.promote(champion.tag, "found", "served when it was first retrained")
    return champion


def _reviewed(base: Split, flags: Iterable[Accepted]) -> Reviewed:
    where = settings()
    reviewed = sort(flags, base, int(where.flag_cap * len(base.train) / where.flag_weight))
    left_out = ", ".join(f"{count:,} {why}" for why, count in reviewed.left_out.items() if count)
    log.info(
        "%s reviewed tweets to learn from, %s to judge by%s",
        f"{len(reviewed.learnt):,}",
        f"{len(reviewed.regressions):,}",
        f"; left out: {left_out}" if left_out else "",
    )
    return reviewed


def _known(champion: Stored, retraining: Retraining, split: Split) -> Stored | None:
    """The challenger of the same rows that an earlier run has trained, if there is one."""
    challenger = registry.stages(champion.card.family).get("challenger")
    if challenger is None or challenger.card.lineage.data_fingerprint != split.train.fingerprint():
        return None
    if challenger.card.retraining != retraining:
        return None
    log.info("%s was trained on these very tweets and flags by an earlier run", challenger.tag)
    return challenger


def _teacher(champion: Stored) -> str | None:
    """The champion's teacher or, once that has left the store, the present champion of its family."""
    teacher = champion.card.lineage.teacher
    if teacher is None:
        return None
    family = teacher.removeprefix(store.PREFIX).partition(":")[0]
    if teacher in store.versions(family):
        return teacher
    log.warning(
        "%s, the teacher of %s, has left the store; its champion teaches instead", teacher, champion.tag
    )
    return family


def _trained(champion: Stored, retraining: Retraining, split: Split) -> Stored:
    from train.run import train

    card = champion.card
    base_model, vectors = card.parameters.get("base_model"), card.lineage.vectors
    options = Options(
        vectors=None if vectors == glove.NAME else vectors,
        base_model=None if base_model in (None, PACKAGED) else str(base_model),
        seed=card.lineage.seed,
        like=card.parameters,
    )
    return train(card.family, split, options, retraining)


def _log(challenger: Stored, lines: tuple[Line, ...], verdict: str) -> None:
    """Write the gate's report into the challenger's run."""
    import mlflow

    run_id = challenger.card.lineage.run_id
    with tracking.stores():
        mlflow.set_tracking_uri(settings().mlflow)
        client = mlflow.MlflowClient()
        client.set_tag(run_id, "gate", verdict)
        report = [line.model_dump() for line in lines]
        client.log_text(run_id, json.dumps(report, indent=2), "gate.json")
