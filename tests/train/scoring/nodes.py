"""A real Ray cluster of two nodes of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ray.cluster_utils import Cluster

from tests.server import free_port

_PORTS = (
    "metrics_agent_port",
    "metrics_export_port",
    "runtime_env_agent_port",
    "dashboard_agent_listen_port",
)
# What a node can do without: it has 15 seconds to start, on a machine that does other things too.
_LEAN = {"include_log_monitor": False, "object_store_memory": 100_000_000}
_NO_SPARE_WORKERS = {"enable_worker_prestart": False, "prestart_worker_first_driver": False}
_TRIES = 3


@contextmanager
def two_nodes(folder: Path) -> Iterator[tuple[Cluster, Any]]:
    """The cluster, and its second node; each has one core."""
    # Each process of Ray imports jsonschema, which compiles this grammar for seconds where it finds it.
    (folder / "rfc3987_syntax.py").write_text("raise ImportError\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        cluster = Cluster()
        try:
            _start(cluster, include_dashboard=False, _system_config=_NO_SPARE_WORKERS)
            yield cluster, _start(cluster)
        finally:
            cluster.shutdown()


def _start(cluster: Cluster, **options: Any) -> Any:
    for left in reversed(range(_TRIES)):
        try:
            return cluster.add_node(num_cpus=1, **_LEAN, **{port: free_port() for port in _PORTS}, **options)
        # Ray says in this way only that a node did not start in time.
        except Exception:
            if not left:
                raise
    raise AssertionError
