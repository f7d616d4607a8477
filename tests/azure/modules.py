"""The Bicep files, parsed: what each declares, and what one hands to another."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pycep import BicepParser

from bentos.settings import ROOT

FOLDER = ROOT / "bentos" / "azure"
NAMES = sorted(path.name for path in FOLDER.glob("*.bicep"))
PARAMETER_FILES = sorted(path.name for path in FOLDER.glob("*.bicepparam"))
ENTRANCES = ("foundation.bicep", "main.bicep", "retrainer.bicep")
"""What people and workflows deploy; these deploy the others."""


@cache
def module(name: str) -> dict[str, Any]:
    """A Bicep file as pycep reads it. It does not tell a name from a string: both are strings."""
    parsed: dict[str, Any] = BicepParser().parse(file_path=FOLDER / name)
    return parsed


@cache
def parameter_file(name: str) -> tuple[str, dict[str, Any]]:
    """The file that a parameter file is for, and the value of each parameter.

    pycep knows no parameter files; but for two words they are Bicep.
    """
    text = (FOLDER / name).read_text(encoding="utf-8")
    (used,) = re.findall(r"^using '(.+)'$", text, re.MULTILINE)
    bicep = re.sub(
        r"^param ", "var ", re.sub(r"^using .*$", "", text, flags=re.MULTILINE), flags=re.MULTILINE
    )
    parsed = BicepParser().parse(text=bicep)
    return used, {key: each["value"] for key, each in parsed["variables"].items()}


def parameters(name: str) -> tuple[set[str], set[str]]:
    """The parameters of a file, and those of them that have no default."""
    declared = module(name).get("parameters", {})
    return set(declared), {key for key, each in declared.items() if each["default"] is None}


def default(name: str, parameter: str) -> Any:
    """The default of a file's parameter."""
    return module(name)["parameters"][parameter]["default"]


def declared(name: str) -> set[str]:
    """All names that stand for something in a file."""
    kinds = ("parameters", "variables", "resources", "modules")
    return {each for kind in kinds for each in module(name).get(kind, {})}


def deployed(name: str) -> dict[str, dict[str, Any]]:
    """The modules that a file deploys: by their name in it, the file of each and the values given to it."""
    found = {}
    for key, each in module(name).get("modules", {}).items():
        config = each["config"]
        # `if` wraps what it guards.
        config = config.get("config", config)
        found[key] = {"file": each["detail"]["path"], "given": config["params"]}
    return found


def resources() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The file, the name in it and the description of each resource that is made."""
    for name in NAMES:
        for key, each in module(name).get("resources", {}).items():
            if not each["existing"]:
                yield name, key, each


def resource(name: str, key: str) -> dict[str, Any]:
    """What is set of a resource."""
    config: dict[str, Any] = module(name)["resources"][key]["config"]
    return config


def branches(value: Any) -> list[Any]:
    """What `condition ? a : b` may come to; any other value by itself."""
    if isinstance(value, dict) and value.get("operator", {}).get("type") == "conditional":
        operands = value["operator"]["operands"]
        return [*branches(operands["true_value"]), *branches(operands["false_value"])]
    return [value]
