"""A Ray cluster, as this project uses it.

Its tasks bring this code with them: a node needs what the project depends on and none of its files.
"""

import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bentos.settings import ROOT
from train.fitted import TrainingError

_PATIENCE = 10  # seconds for the cluster to take a connection
_CODE = ("bentos", "train")


@contextmanager
def connected(address: str, variables: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Ray, connected to the cluster for a while; its tasks see these environment variables.

    `address` is the cluster's, or auto for one that this machine is part of. Raises TrainingError where there
    is none.
    """
    try:
        import ray
    except ImportError as error:
        raise TrainingError(
            "Ray is not installed; run `make install`, or install the extra `cluster` of this project."
        ) from error
    code = {"py_modules": [str(ROOT / name) for name in _CODE], "env_vars": dict(variables or {})}
    try:
        _reach(address)
        ray.init(address, runtime_env=code, logging_level=logging.ERROR, log_to_driver=False)
    except (OSError, RuntimeError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise TrainingError(
            f"No Ray cluster answers at {address} ({reason}); start one with `ray start --head`, "
            "or give its --address."
        ) from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """Raise OSError where nothing listens at HOST:PORT: Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if host and "/" not in host:
        socket.create_connection((host, int(port)), timeout=_PATIENCE).close()
