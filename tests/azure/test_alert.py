"""The alert's rule on Azure is that of the service's own alert, in a shape that Azure takes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from pycep import BicepParser
from pydantic import TypeAdapter

from bentos.settings import ROOT, Settings

MODULE = ROOT / "bentos" / "azure" / "alert.bicep"
QUERY = MODULE.with_suffix(".kql")


@pytest.fixture(scope="module")
def module() -> dict[str, Any]:
    return BicepParser().parse(file_path=MODULE)


@pytest.fixture(scope="module")
def rule(module: dict[str, Any]) -> dict[str, Any]:
    resource = module["resources"]["negativeTweets"]
    assert resource["type"] == "Microsoft.Insights/scheduledQueryRules"
    assert resource["config"]["kind"] == "LogAlert"
    return resource["config"]["properties"]


@pytest.fixture(scope="module")
def condition(rule: dict[str, Any]) -> dict[str, Any]:
    (only,) = rule["criteria"]["allOf"]
    return only


def default(module: dict[str, Any], parameter: str) -> Any:
    return module["parameters"][parameter]["default"]


def seconds(duration: str) -> float:
    """The seconds of an ISO 8601 duration."""
    return TypeAdapter(timedelta).validate_python(duration).total_seconds()


def test_it_counts_as_many_negatives_as_the_service(
    module: dict[str, Any], condition: dict[str, Any]
) -> None:
    assert (condition["timeAggregation"], condition["operator"]) == ("Count", "GreaterThanOrEqual")
    assert condition["threshold"] == "threshold"
    assert default(module, "threshold") == Settings.model_fields["alert_threshold"].default


def test_its_window_is_that_of_the_service(module: dict[str, Any], rule: dict[str, Any]) -> None:
    assert rule["windowSize"] == "window"
    assert seconds(default(module, "window")) == Settings.model_fields["alert_window"].default


def test_one_window_is_enough(condition: dict[str, Any]) -> None:
    assert condition["failingPeriods"] == {"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1}


def test_it_is_judged_each_minute(rule: dict[str, Any]) -> None:
    assert rule["evaluationFrequency"] == "PT1M"


def test_it_is_a_warning_that_is_on(rule: dict[str, Any]) -> None:
    assert rule["severity"] == 2
    assert rule["enabled"] is True


def test_it_tells_its_end_and_mutes_nothing(rule: dict[str, Any]) -> None:
    assert rule["autoMitigate"] is True
    assert "muteActionsDuration" not in rule


@pytest.fixture(scope="module")
def asked(condition: dict[str, Any]) -> dict[str, Any]:
    """What the rule asks: a query, in which one text stands for another."""
    replaced = condition["query"]["function"]
    assert replaced["type"] == "replace"
    return replaced["parameters"]


def test_it_asks_what_stands_in_the_query_beside_it(asked: dict[str, Any]) -> None:
    loaded = asked["original_string"]["function"]
    assert loaded["type"] == "load_text_content"
    assert MODULE.with_name(loaded["parameters"]["file_path"]) == QUERY


def test_its_least_confidence_is_that_of_the_service(module: dict[str, Any], asked: dict[str, Any]) -> None:
    least = default(module, "confidence")
    assert float(least) == Settings.model_fields["alert_confidence"].default
    assert asked["new_string"] == "Confidence >= ${confidence}"
    # What the query asks by itself is what the rule asks by default, and there is nothing else to replace.
    assert asked["old_string"] == f"Confidence >= {least}"
    assert QUERY.read_text(encoding="utf-8").count(asked["old_string"]) == 1


def test_it_asks_the_workspace_that_is_given(rule: dict[str, Any]) -> None:
    assert rule["scopes"] == ["workspaceId"]


def test_the_command_that_deploys_it_gives_what_it_asks_for(module: dict[str, Any]) -> None:
    page = (MODULE.parent / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^az deployment group create .*?(?=```|^$)", page, re.DOTALL | re.MULTILINE)
    (command,) = [command for command in commands if MODULE.name in command]
    parameters = module["parameters"]
    needed = {name for name, parameter in parameters.items() if parameter["default"] is None}
    assert needed <= set(re.findall(r"(\w+)=", command)) <= set(parameters)


def test_each_address_gets_it_by_mail(module: dict[str, Any], rule: dict[str, Any]) -> None:
    (group,) = rule["actions"]["actionGroups"]
    assert group["operator"]["operands"] == {"operand_1": "onCall", "operand_2": "id"}
    people = module["resources"]["onCall"]
    assert people["type"] == "Microsoft.Insights/actionGroups"
    receivers = people["config"]["properties"]["emailReceivers"]
    assert receivers["loop_type"]["detail"]["array_name"] == "emails"
    assert receivers["config"]["emailAddress"] == "email"
    assert len(people["config"]["properties"]["groupShortName"]) <= 12  # else Azure refuses it
