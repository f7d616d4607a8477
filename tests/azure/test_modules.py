"""The Bicep files fit together, and Azure knows what they ask for."""

import re
from typing import Any

import pytest

from tests.azure import wire
from tests.azure.modules import (
    ENTRANCES,
    FOLDER,
    NAMES,
    PARAMETER_FILES,
    declared,
    default,
    deployed,
    module,
    parameter_file,
    parameters,
    resource,
    resources,
)

MADE = list(resources())
DEPLOYED = [(name, key) for name in ENTRANCES for key in deployed(name)]


@pytest.mark.parametrize(("name", "key"), DEPLOYED)
def test_a_module_gets_what_it_needs_and_nothing_else(name: str, key: str) -> None:
    part = deployed(name)[key]
    known, needed = parameters(part["file"])
    assert needed <= set(part["given"]) <= known


@pytest.mark.parametrize("name", NAMES)
def test_an_output_that_is_asked_for_is_there(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    for key, output in re.findall(r"(\w+)\.outputs\.(\w+)", text):
        assert output in module(deployed(name)[key]["file"])["outputs"]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_file_declares_it_uses(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    inputs = {**module(name).get("parameters", {}), **module(name).get("variables", {})}
    assert [each for each in inputs if len(re.findall(rf"\b{each}\b", text)) < 2] == []


def test_every_file_is_deployed() -> None:
    used = {part["file"] for name in ENTRANCES for part in deployed(name).values()}
    assert used | set(ENTRANCES) == set(NAMES)


def test_the_version_of_each_api_is_pinned_and_no_preview() -> None:
    assert [key for _, key, made in MADE if not re.fullmatch(r"\d{4}-\d\d-\d\d", made["api_version"])] == []


def test_one_kind_of_resource_has_one_version_of_the_api() -> None:
    found: dict[str, set[str]] = {}
    for name in NAMES:
        for each in module(name).get("resources", {}).values():
            found.setdefault(each["type"], set()).add(each["api_version"])
    assert [kind for kind, versions in found.items() if len(versions) > 1] == []


KNOWN = [each for each in MADE if each[2]["type"] in wire.SHAPES]


@pytest.mark.parametrize(
    ("name", "made"), [(name, made) for name, _, made in KNOWN], ids=[key for _, key, _ in KNOWN]
)
def test_azure_knows_every_property(name: str, made: dict[str, Any]) -> None:
    assert made["api_version"] in wire.api_versions(made["type"])
    assert wire.misfits(made["type"], made["config"], declared(name)) == []


def test_every_kind_that_can_be_checked_is_used() -> None:
    assert {made["type"] for _, _, made in KNOWN} == set(wire.SHAPES)


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"properties": {"template": {"scale": {"minReplica": 1}}}}, ".minReplica"),
        ({"properties": {"configuration": {"ingress": {"transport": "https"}}}}, "https"),
    ],
)
def test_a_property_or_value_that_azure_does_not_know_is_found(wrong: dict[str, Any], found: str) -> None:
    (misfit,) = wire.misfits("Microsoft.App/containerApps", wrong, set())
    assert misfit.endswith(found)


@pytest.mark.parametrize("name", PARAMETER_FILES)
def test_a_parameter_file_gives_what_its_file_needs(name: str) -> None:
    used, given = parameter_file(name)
    known, needed = parameters(used)
    assert needed <= set(given) <= known


def test_what_a_person_made_is_found_again() -> None:
    for parameter in ("vaultName", "registryName"):
        assert default("foundation.bicep", parameter) == default("main.bicep", parameter)
    assert default("retrainer.bicep", "vaultName") == default("foundation.bicep", "vaultName")
    runs_as = module("main.bicep")["resources"]["identity"]["config"]["name"]
    assert deployed("foundation.bicep")["identity"]["given"]["name"] == runs_as


def test_a_role_is_one_of_microsofts_own() -> None:
    # https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    known = {
        "acrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        "acrPush": "8311e382-0749-4cb8-b61a-304f252e45ec",
        "contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "keyVaultSecretsUser": "4633458b-17de-408a-b874-0445c86b69e6",
        "reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    }
    given = {
        key: each["value"]
        for name in ("identity.bicep", "deployer.bicep", "retrainer.bicep")
        for key, each in module(name)["variables"].items()
    }
    assert given == known


def test_whoever_retrains_reads_one_secret_of_the_vault() -> None:
    made = module("retrainer.bicep")["resources"]
    secret = made["databaseUrl"]["config"]
    assert (secret["parent"], secret["name"]) == ("vault", resource("database.bicep", "url")["name"])
    given = [each["config"] for each in made.values() if "roleDefinitionId" in str(each["config"])]
    opening = [each for each in given if "keyVaultSecretsUser" in str(each["properties"])]
    assert [each["scope"] for each in opening] == ["databaseUrl"]


def test_telemetry_feeds_the_table_that_the_alert_asks() -> None:
    """Records are in AppTraces only where Application Insights lies over the workspace."""
    insights = module("observability.bicep")["resources"]["insights"]["config"]["properties"]
    accessor = insights["WorkspaceResourceId"]["operator"]["operands"]
    assert (accessor["operand_1"], accessor["operand_2"]) == ("workspace", "id")
    assert insights["IngestionMode"] == "LogAnalytics"
    text = (FOLDER / "main.bicep").read_text(encoding="utf-8")
    assert "workspaceId: observability.outputs.workspaceId" in text
    assert "output workspaceId string = workspace.id" in (FOLDER / "observability.bicep").read_text("utf-8")
