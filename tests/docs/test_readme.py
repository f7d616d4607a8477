"""The commands of the README do what it says, and the French README is in step."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bentos.records.feedback import Feedback
from bentos.settings import FAMILIES, ROOT
from tests.conftest import environment
from tests.server import Server
from train.data import STARTER

BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def commands(name: str) -> list[str]:
    blocks = BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
    lines = [line.partition("   #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


COMMANDS = commands("README.md")


def starting(word: str) -> list[str]:
    return [command for command in COMMANDS if command.startswith(word)]


def test_every_kind_of_command_is_run_here() -> None:
    words = ("make ", "curl ", "sentiment ", "bentoml build", "source .venv/bin/activate")
    assert [command for command in COMMANDS if not command.startswith(words)] == []


@pytest.mark.parametrize("command", starting("make"))
def test_make_knows_the_target(command: str) -> None:
    dry = subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, capture_output=True, text=True)
    assert dry.returncode == 0, dry.stderr


@pytest.mark.parametrize("command", starting("curl"))
def test_the_api_answers(command: str, server: Server) -> None:
    fail = command.replace("curl ", "curl --fail ", 1)
    asked = fail.replace("http://localhost:3000", server.url)
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert '"model' in done.stdout


@pytest.fixture(scope="module")
def desk(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with tweets.csv and test.csv, and an environment with models and a flag of its own."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(trained_home / "bentoml", folder / "bentoml")
    with STARTER.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for name, part in (("tweets.csv", rows[:900]), ("test.csv", rows[900:1100])):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *part])
    flags = Feedback(f"sqlite:///{folder / 'home' / 'sentiment.db'}")
    flags.start()
    flags.record("prediction", None, "late again", "logreg:v", 1, 0.6, {"Negative": 0.4, "Positive": 0.6})
    flags.close()
    flags.flag("prediction", 0, "")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return folder, environment(folder, PATH=path)


def test_the_sentiment_commands_work_one_after_the_other(desk: tuple[Path, dict[str, str]]) -> None:
    folder, env = desk
    script = "set -e\n" + "\n".join(starting("sentiment"))
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "late again" in (folder / "flags.csv").read_text(encoding="utf-8")


def test_the_bento_packs_the_served_models_and_no_training_library(
    trained_home: Path, tmp_path: Path
) -> None:
    env = environment(tmp_path, PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "bentoml").mkdir()
    (tmp_path / "bentoml" / "models").symlink_to(trained_home / "bentoml" / "models")
    built = subprocess.run(["bentoml", "build"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    [bento] = (tmp_path / "bentoml" / "bentos" / "sentiment").glob("*/")
    described = (bento / "bento.yaml").read_text(encoding="utf-8")
    needed = (bento / "env" / "python" / "requirements.txt").read_text(encoding="utf-8")
    packed = (*FAMILIES, "cascade")
    assert [name for name in packed if f"sentiment-{name}:" not in described] == []
    assert re.findall(r"^(?:torch|tensorflow\S*|transformers|mlflow|gensim)==", needed, re.MULTILINE) == []


def test_the_french_readme_has_the_same_commands_and_sections() -> None:
    english, french = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.fr.md"))
    assert commands("README.fr.md") == COMMANDS
    assert french.count("\n## ") == english.count("\n## ")


def test_the_french_readme_has_the_same_results() -> None:
    english, french = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.fr.md"))
    results = re.compile(r"<!-- results -->\n(.+)<!-- /results -->", re.DOTALL)
    assert results.findall(english) == results.findall(french) != []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "README.fr.md",
        "SECURITY.md",
        "bentos/alerts/README.md",
        "bentos/azure/README.md",
        "train/starter/README.md",
        "CHANGELOG.md",
    ],
)
def test_every_link_inside_the_project_leads_somewhere(name: str) -> None:
    page = ROOT / name
    targets = re.findall(r"\]\((?!https?://|#)([^)]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
