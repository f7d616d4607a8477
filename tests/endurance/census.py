"""What a running service holds: the memory and the file descriptors of each process, and its database."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.process import Process

_MEGABYTE = 1e6
_SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Census:
    """At a moment (seconds): MB of PSS by the name of the process, open file descriptors, MB of database."""

    moment: float
    pss: dict[str, float]
    files: int
    database: float


def take(process: Process, database: Path, moment: float) -> Census:
    """Count all processes of a service, and the files whose names begin with the database's."""
    pss: dict[str, float] = {}
    files = 0
    for each in process.tree():
        with suppress(psutil.NoSuchProcess):
            used = each.memory_full_info()
            name = _name(each.cmdline())
            pss[name] = pss.get(name, 0.0) + getattr(used, "pss", used.uss) / _MEGABYTE
            files += each.num_fds()
    size = sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))
    return Census(moment, pss, files, size / _MEGABYTE)


def _name(command: list[str]) -> str:
    """The BentoML service that a process runs; the entry service is not named on its command line."""
    if "--service-name" in command:
        return command[command.index("--service-name") + 1]
    return "Gateway" if "--worker-id" in command or "--fd" in command else _SUPERVISOR
