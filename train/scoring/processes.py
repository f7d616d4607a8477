"""Blocks scored in processes of this machine."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from multiprocessing import get_context

from train import child
from train.fitted import TrainingError
from train.scoring.block import Block, Records, Verdicts
from train.scoring.scorer import Choice, Scorer

_AHEAD = 2  # blocks for each process that wait for it, or for their turn to be written
_THREADS = {"bert": 4}  # cores that a model takes by itself; the others take one

_scorer: Scorer | None = None  # of a scoring process


def score(choice: Choice, blocks: Iterable[Block[Records]]) -> Iterator[tuple[Block[Records], Verdicts]]:
    """The blocks in order, each with its verdicts. Raises TrainingError where a scoring process dies."""
    iterator = iter(blocks)
    first = list(islice(iterator, 2))
    processes = max(1, child.cores() // max(_THREADS.get(each.card.family, 1) for each in choice.models))
    if len(first) < 2 or processes == 1:
        scorer = Scorer(choice)
        for block in chain(first, iterator):
            yield block, scorer.verdicts(block.texts)
        return
    yield from _shared(choice, chain(first, iterator), processes)


def _shared(
    choice: Choice, blocks: Iterator[Block[Records]], processes: int
) -> Iterator[tuple[Block[Records], Verdicts]]:
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A spawned process holds nothing of this one, threads included.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _load, (choice,))
    waiting: deque[tuple[Block[Records], Future[Verdicts]]] = deque()
    try:
        for block in blocks:
            waiting.append((block, pool.submit(_verdicts, block.texts)))
            if len(waiting) > processes * (1 + _AHEAD):
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
    except BrokenProcessPool as error:
        raise TrainingError(
            "A scoring process was stopped, most likely for lack of memory; close other programs and run the "
            "same command again: it goes on from here."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _load(choice: Choice) -> None:
    global _scorer
    child.follow_parent()
    _scorer = Scorer(choice)


def _verdicts(texts: list[str | None]) -> Verdicts:
    assert _scorer  # noqa: S101 - the pool loads it before it takes work
    return _scorer.verdicts(texts)
