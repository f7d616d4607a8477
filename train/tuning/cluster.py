"""Trials as tasks of a Ray cluster, one on each core at once.

The study stays on this machine, where an actor reads and writes it for the trials. Their runs they write into
MLflow's store themselves: on a cluster of several machines that is a server, named by MLFLOW_TRACKING_URI.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from bentos.settings import settings
from train import cluster
from train.fitted import TrainingError
from train.tuning.search import Search

if TYPE_CHECKING:
    from optuna.storages.journal import BaseJournalBackend

Logs = list[dict[str, Any]]


class _Keeper:
    """An actor beside the file of a study."""

    def __init__(self, journal: "Callable[[], BaseJournalBackend]") -> None:
        self._file = journal()

    def read(self, start: int) -> Logs:
        return list(self._file.read_logs(start))

    def append(self, logs: Logs) -> None:
        self._file.append_logs(logs)


class _Journal:
    """The file of a study, wherever a task runs."""

    def __init__(self, keeper: Any) -> None:
        self._keeper = keeper

    def read_logs(self, log_number_from: int) -> Logs:
        import ray

        found: Logs = ray.get(self._keeper.read.remote(log_number_from))
        return found

    def append_logs(self, logs: Logs) -> None:
        import ray

        ray.get(self._keeper.append.remote(logs))


class Tasks:
    """The tasks, as `job` wants an engine."""

    def __init__(self, ray: Any, search: Search) -> None:
        self._ray = ray
        self._size = int(ray.cluster_resources().get("CPU", 1))
        self._search = ray.put(search)
        # A trial that dies is made again by the study, with the same settings.
        self._attempt = ray.remote(num_cpus=1, max_retries=0)(_attempt)
        self._busy: list[Any] = []

    @property
    def free(self) -> int:
        """How many more trials can be made at once."""
        return self._size - self.busy

    @property
    def busy(self) -> int:
        """How many trials are being made."""
        return len(self._busy)

    def begin(self, seed: int) -> None:
        """Let a trial be made."""
        self._busy.append(self._attempt.remote(self._search, seed))

    def wait(self) -> None:
        """Wait until a trial is over, or its process has died. Raises TrainingError where the trial did."""
        from ray.exceptions import NodeDiedError, RayTaskError, WorkerCrashedError

        (over,), self._busy = self._ray.wait(self._busy, num_returns=1)
        try:
            self._ray.get(over)
        except RayTaskError as error:
            if isinstance(error.cause, TrainingError):
                raise error.cause from error
            raise
        except (NodeDiedError, WorkerCrashedError):
            return


@contextmanager
def opened(search: Search, address: str) -> Iterator[Tasks]:
    """The tasks of the cluster at an address, for a while. Raises TrainingError where there is none."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    where = settings()
    home = {"SENTIMENT_HOME": str(where.home.resolve()), "MLFLOW_TRACKING_URI": where.mlflow}
    with cluster.connected(address, home) as ray:
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        keeper = ray.remote(_Keeper).options(num_cpus=0, scheduling_strategy=here).remote(search.journal)
        # A study asks a journal for these two methods alone.
        journal = cast("Callable[[], BaseJournalBackend]", partial(_Journal, keeper))
        yield Tasks(ray, replace(search, journal=journal))


def _attempt(search: Search, seed: int) -> None:
    from train.tuning.processes import quiet
    from train.tuning.trial import attempt

    quiet()
    attempt(search, seed)
