"""The page's commands for Azure, run block after block with an `az` that writes down what it is asked."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.azure.modules import module, parameter_file, parameters
from tests.docs.pages import Page
from tests.workflows.workflow import Runner

PAGE = Page("bentos/azure/README.md")
ASKED = ("deployment group show", "keyvault show", "resource show", "ad signed-in-user show")
DONE = (
    "acr login",
    "deployment group create",
    "group create",
    "keyvault secret set",
    "monitor log-analytics query",
    "role assignment create",
)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The words of each call of `az`; what it is asked for is `value`."""
    runner = Runner(tmp_path_factory.mktemp("page"), {})
    runner.recorder("az", f"print('value' if ' '.join(sys.argv[1:]).startswith({ASKED}) else '')")
    for name in ("docker", "make", "openssl", "git"):
        runner.program(name, "print('made')")
    blocks = [block for block in PAGE.blocks if re.search(r"\baz ", block)]
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=runner.folder,
        env=os.environ | {"PATH": f"{runner.programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return runner.words()


def option(call: list[str], name: str) -> str:
    return call[call.index(name) + 1] if name in call else ""


def created(calls: list[list[str]]) -> list[list[str]]:
    return [call for call in calls if call[1:4] == ["deployment", "group", "create"]]


def test_each_is_one_of_the_commands_that_are_meant(calls: list[list[str]]) -> None:
    assert [call for call in calls if not " ".join(call[1:]).startswith(ASKED + DONE)] == []


def test_a_deployment_gets_the_parameters_that_its_file_needs(calls: list[list[str]]) -> None:
    for call in created(calls):
        first, *given = call[call.index("--parameters") + 1 :]
        if first.endswith(".bicepparam"):
            assert parameter_file(Path(first).name)[0] == "main.bicep"
            continue
        known, needed = parameters(Path(option(call, "--template-file")).name)
        assert needed <= {each.partition("=")[0] for each in (first, *given)} <= known


def test_an_output_that_is_asked_for_is_one_of_its_deployment(calls: list[list[str]]) -> None:
    asked = [call for call in calls if call[1:4] == ["deployment", "group", "show"]]
    assert all(re.fullmatch(r"properties\.outputs\.\w+\.value", option(call, "--query")) for call in asked)
    found = re.findall(r"\boutput (foundation|main|retrainer) (\w+)", PAGE.text)
    assert len(found) > len(asked) > 0  # some stand in the prose
    assert [output for name, output in found if output not in module(f"{name}.bicep")["outputs"]] == []


def test_what_a_deployment_reads_was_written_before_it(calls: list[list[str]]) -> None:
    assert [option(call, "--name") for call in created(calls)] == ["foundation", "main", "retrainer", ""]
    before = calls[: calls.index(created(calls)[1])]
    secrets = {option(call, "--name") for call in before if call[1:4] == ["keyvault", "secret", "set"]}
    assert secrets == {"admin-token", "api-keys", "database-password"}
    assert before[-1][1:3] == ["acr", "login"]
