"""A real PostgreSQL server for the tests: its own data folder, reached by a Unix socket only."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

_INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _program(name: str) -> str:
    path = os.pathsep.join([os.environ["PATH"], *map(str, _INSTALLED)])
    found = shutil.which(name, path=path)
    assert found, f"{name} was not found; install PostgreSQL's server (Debian: apt install postgresql)."
    return found


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: the account that runs it then, as arguments of subprocess."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Cluster:
    """A PostgreSQL server; `start` and `stop` may alternate."""

    def __init__(self) -> None:
        self._account = _account()
        # Not pytest's own folder: the server's account may not enter it, and a socket's path is short.
        self._folder = Path(tempfile.mkdtemp(prefix="sentiment-pg-"))
        if self._account:
            os.chown(self._folder, self._account["user"], self._account["group"])
        self._data = self._folder / "data"
        self._server: subprocess.Popen[bytes] | None = None
        options = ["--username=sentiment", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self._run([_program("initdb"), *options, str(self._data)])

    def _run(self, command: Sequence[str]) -> None:
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, **self._account)
        assert done.returncode == 0, done.stderr

    def url(self, name: str) -> str:
        """The URL of a database of this server."""
        return f"postgresql://sentiment@/{name}?host={self._folder}"

    def admit_others(self) -> Path:
        """Let other users of the machine connect, too; the folder of the socket."""
        self._folder.chmod(0o755)
        return self._folder

    def create(self) -> str:
        """Create a database; its name."""
        name = f"test_{uuid4().hex}"
        self.execute("postgres", f"CREATE DATABASE {name}")
        return name

    def execute(self, name: str, statement: str) -> None:
        """Run a statement in a database."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(statement)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = (self._folder / "log").open("ab")
        command = [_program("postgres"), "-D", str(self._data), "-k", str(self._folder), "-h", ""]
        # The tests kill programs, not the machine: what the server has given to the system is safe.
        command += ["-c", "fsync=off"]
        self._server = subprocess.Popen(
            command, cwd=self._folder, stdout=log, stderr=log, start_new_session=True, **self._account
        )
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                assert self._server.poll() is None, (self._folder / "log").read_text()
                time.sleep(0.05)

    def stop(self) -> None:
        """End every connection and stop."""
        if self._server:
            self._server.send_signal(signal.SIGINT)
            self._server.wait()
            self._server = None

    def remove(self) -> None:
        """Stop, and delete the data."""
        if self._server:
            # What it still would write is deleted at once.
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()
        shutil.rmtree(self._folder)
