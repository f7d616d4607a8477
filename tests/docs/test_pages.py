"""What the pages name is there: links, files, make targets, commands with their options, settings."""

import re
import subprocess

import pytest
import typer
from typer.core import TyperGroup

from bentos.settings import ROOT, Settings
from tests.docs.pages import FOLDERS, PAGES, Page
from train.cli import app

_PATH = re.compile(rf"(?<![\w/.:-])(?:{'|'.join(map(re.escape, FOLDERS))}|\.ci)/[\w./-]*[\w/]")
_TARGETS = re.compile(r"^([a-z][a-z ]*):", re.MULTILINE)
_SETTING = re.compile(r"(?:[A-Z][A-Z0-9]*_)+[A-Z0-9]+")
# Read by what the service stands on or behind (OpenTelemetry, BentoML, uvicorn, Ray, uv,
# HAProxy), and by the tests.
_OTHERS = re.compile(
    r"OTEL_\w+|BENTOML_HOME|FORWARDED_ALLOW_IPS|RAY_ADDRESS|SENTIMENT_TEST_HOME|UV_TORCH_BACKEND|REPLICA_\w+"
)

every_page = pytest.mark.parametrize("page", PAGES, ids=str)


@every_page
def test_every_link_inside_the_project_leads_somewhere(page: Page) -> None:
    lost = []
    for target in page.links:
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.path.parent / name).resolve() if name else page.path
        found = path.exists()
        if found and anchor:
            found = anchor in Page(str(path.relative_to(ROOT))).anchors
        if not found:
            lost.append(target)
    assert lost == []


@every_page
def test_every_file_that_is_named_exists(page: Page) -> None:
    assert [name for name in _PATH.findall(page.text) if not (ROOT / name).exists()] == []


@every_page
def test_every_make_target_that_is_named_is_one(page: Page) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = {name for names in _TARGETS.findall(makefile) for name in names.split()}
    named = {target for code in page.code for target in re.findall(r"(?:^|\s)make ([a-z]+)", code)}
    assert named - known == set()


def _unknown(code: str) -> str | None:
    """What a `sentiment` command names that the command line does not know."""
    command = typer.main.get_command(app)
    _, *words = code.split()
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        name = words.pop(0)
        if name not in command.commands:
            return name
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    given = [word for word in words if word.startswith("--")]
    return next((option for option in given if option not in known), None)


@every_page
def test_every_sentiment_command_that_is_named_exists_with_its_options(page: Page) -> None:
    named = [code[code.index("sentiment ") :] for code in page.code if re.search(r"(^|\s)sentiment ", code)]
    assert [(code, unknown) for code in named if (unknown := _unknown(code))] == []


@every_page
def test_every_setting_that_is_named_is_read(page: Page) -> None:
    known = {str(field.alias) for field in Settings.model_fields.values()}
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        known.update(_SETTING.findall(workflow.read_text(encoding="utf-8")))
    named = {code.partition("=")[0] for code in page.code if _SETTING.fullmatch(code.partition("=")[0])}
    assert {name for name in named - known if not _OTHERS.fullmatch(name)} == set()


@pytest.mark.parametrize("page", [page for page in PAGES if page.blocks], ids=str)
def test_every_shell_block_can_be_read_by_a_shell(page: Page) -> None:
    read = subprocess.run(["bash", "-n"], input="\n".join(page.blocks), capture_output=True, text=True)
    assert read.returncode == 0, read.stderr
