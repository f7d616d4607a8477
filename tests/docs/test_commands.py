"""The commands of the pages do what is said of them."""

import csv
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet
import pytest

from bentos.alerts import courier
from bentos.records.feedback import Feedback
from bentos.settings import ROOT, Settings
from tests.conftest import environment
from tests.docs.pages import PAGES, Page, commands
from tests.server import Server
from train.data import STARTER

_ASSIGNED = re.compile(r"^(?:[A-Z_]+=(?:'[^']*'|\S*) )+")
# What is run below; of a server, the settings are tried.
_RUN = ("make ", "curl ", "sentiment ", ".venv/bin/pytest ", "bentoml serve")
# What changes the reader's own checkout or shell.
_OWN = ("git ", "cd ", "source .venv/bin/activate", ".venv/bin/pre-commit ")
# A block with one of these needs an account, an address, an engine or a cluster of the reader's.
_ELSEWHERE = re.compile(r"(?:^|\$\()(?:az|docker|gh|ray) |https://your-", re.MULTILINE)


def bare(command: str) -> str:
    """A command without the variables that are set before it."""
    return _ASSIGNED.sub("", command)


def runnable(page: Page) -> list[str]:
    """The commands of a page, but for the blocks that need what is the reader's own."""
    return [command for block in page.blocks if not _ELSEWHERE.search(block) for command in commands(block)]


def starting(page: Page, *words: str) -> list[str]:
    return [command for command in runnable(page) if bare(command).startswith(words)]


def every(*words: str) -> list[str]:
    return list(dict.fromkeys(command for page in PAGES for command in starting(page, *words)))


def run(script: str, folder: Path, env: dict[str, str]) -> None:
    done = subprocess.run(["bash", "-ec", script], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_kind_of_command_is_run_here(page: Page) -> None:
    assert [line for line in runnable(page) if not bare(line).startswith(_RUN + _OWN)] == []


@pytest.mark.parametrize("command", every("make "))
def test_make_knows_the_target(command: str) -> None:
    run(f"{command} --dry-run", ROOT, dict(os.environ))


@pytest.mark.parametrize("command", every("curl "))
def test_the_api_answers(command: str, server: Server) -> None:
    fail = command.replace("curl ", "curl --fail ", 1)
    asked = fail.replace("http://localhost:3000", server.url)
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert '"model' in done.stdout


@pytest.mark.parametrize("command", every(".venv/bin/pytest "))
def test_the_tests_that_are_named_pass(command: str, tmp_path: Path) -> None:
    run(command.replace(".venv/bin/", f"{Path(sys.executable).parent}/"), ROOT, environment(tmp_path))


@pytest.mark.parametrize("command", every("bentoml serve"))
def test_a_server_accepts_the_settings_that_are_set_for_it(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assigned = dict(re.findall(r"([A-Z_]+)='?([^' ]*)'? ", command))
    for name, value in assigned.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    courier.check(settings.alert_urls)
    assert set(assigned) <= {field.alias for field in Settings.model_fields.values()}


@pytest.fixture
def desk(trained_home: Path, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder with files of tweets, and an environment with models and a flag of its own."""
    folder = tmp_path
    shutil.copytree(trained_home / "bentoml", folder / "bentoml")
    with STARTER.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for name, part in (("tweets.csv", rows[:900]), ("test.csv", rows[900:1100])):
        dated = [[*row, (noon + timedelta(minutes=at)).isoformat()] for at, row in enumerate(part)]
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[*header, "date"], *dated])
    few = [row[header.index("text")] for row in rows[:20]]
    pyarrow.parquet.write_table(pyarrow.table({"text": few}), folder / "tweets.parquet")
    with gzip.open(folder / "tweets.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"body": text}) + "\n" for text in few)
    flags = Feedback(f"sqlite:///{folder / 'home' / 'sentiment.db'}")
    flags.start()
    flags.record("prediction", None, "late again", "logreg:v", 1, 0.6, {"Negative": 0.4, "Positive": 0.6})
    flags.close()
    flags.flag("prediction", 0, "")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return folder, environment(folder, PATH=path)


# The French README has the commands of the English one, which another test sees to.
@pytest.mark.parametrize(
    "page", [page for page in PAGES if starting(page, "sentiment ") and page.name != "README.fr.md"], ids=str
)
def test_the_sentiment_commands_of_a_page_work_one_after_the_other(
    page: Page, desk: tuple[Path, dict[str, str]]
) -> None:
    folder, env = desk
    run("\n".join(starting(page, "sentiment ")), folder, env)
