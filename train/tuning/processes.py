"""Trials in processes of this machine, each process making one after the other."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from train import child, console
from train.fitted import TrainingError
from train.tuning.search import Search

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_THREADS = {"bert": 4}  # cores that a trial makes good use of; others have enough of one


@dataclass
class _Worker:
    """A process that makes a trial whenever it is sent a seed, and tells when it is over."""

    process: "SpawnProcess"
    line: Connection


class Processes:
    """The processes, as `job` wants an engine."""

    def __init__(self, search: Search, jobs: int) -> None:
        self._search = search
        self._jobs = jobs
        self._idle = [self._start() for _ in range(jobs)]
        self._busy: list[_Worker] = []

    @property
    def free(self) -> int:
        """How many more trials can be made at once."""
        return len(self._idle)

    @property
    def busy(self) -> int:
        """How many trials are being made."""
        return len(self._busy)

    def begin(self, seed: int) -> None:
        """Let a trial be made."""
        worker = self._idle.pop()
        worker.line.send(seed)
        self._busy.append(worker)

    def wait(self) -> None:
        """Wait until a trial is over, or its process has died. Raises TrainingError where the trial did."""
        ready = connection.wait([worker.line for worker in self._busy])
        for worker in [worker for worker in self._busy if worker.line in ready]:
            self._busy.remove(worker)
            try:
                error: TrainingError | None = worker.line.recv()
            except EOFError:
                worker.process.join()
                self._idle.append(self._start())
                continue
            self._idle.append(worker)
            if error:
                raise error

    def close(self) -> None:
        """End all processes, whatever they do."""
        for worker in (*self._idle, *self._busy):
            worker.process.kill()
            worker.process.join()

    def _start(self) -> _Worker:
        context = get_context("spawn")  # such a process holds nothing of this one, threads included
        ours, theirs = context.Pipe()
        threads = max(1, child.cores() // self._jobs)
        process = context.Process(target=_work, args=(theirs, self._search, threads), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)


@contextmanager
def opened(search: Search, jobs: int | None) -> Iterator[Processes]:
    """So many processes, or as many as the machine's cores are good for, for a while."""
    engine = Processes(search, jobs or max(1, child.cores() // _THREADS.get(search.family, 1)))
    try:
        yield engine
    finally:
        engine.close()


def quiet() -> None:
    """Leave it to the process that began the trials to tell of them."""
    console.prepare()
    logging.getLogger("train").setLevel(logging.WARNING)


def _work(line: Connection, search: Search, threads: int) -> None:
    child.follow_parent()
    # The libraries that compute read them when they are imported.
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ[name] = str(threads)
    quiet()
    from train.tuning.trial import attempt

    while True:
        try:
            seed = line.recv()
        except EOFError:
            return
        try:
            attempt(search, seed)
        except TrainingError as error:
            line.send(error)
        else:
            line.send(None)
