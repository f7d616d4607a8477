"""A little Azure in a JSON file, behind the commands of `az` that the workflows use; it refuses others."""

import json
import re
import sys
from pathlib import Path
from typing import Any

STABLE = "sentiment--c000000000000-6-1"


def fresh(host: str, *, deployed: bool = True) -> dict[str, Any]:
    """An Azure whose new revisions are at `host`; one revision has all traffic where something is deployed.

    `broken` is a pattern of commands that fail, `failing` the share of requests that a new revision fails.
    """
    old = {STABLE: {"active": True, "weight": 100}} if deployed else {}
    return {
        "host": host,
        "revisions": old,
        "mode": "single",
        "affinity": "sticky",
        "history": [],
        "broken": "",
        "failing": 0.0,
        "previewed": False,
        "database": "",
        "left": False,
    }


def _option(arguments: list[str], name: str) -> str:
    return arguments[arguments.index(name) + 1] if name in arguments else ""


def _revise(cloud: dict[str, Any], environment: dict[str, str]) -> None:
    name, stable = f"sentiment--{environment['REVISION']}", environment["STABLE"]
    if stable:
        cloud["mode"], cloud["affinity"] = "multiple", "none"
        cloud["revisions"][name] = {"active": True, "weight": 0}
    else:
        cloud["revisions"] = {name: {"active": True, "weight": 100}}


def _shift(cloud: dict[str, Any], arguments: list[str]) -> None:
    shares = [each.split("=") for each in arguments[arguments.index("--revision-weight") + 1 :]]
    weights = {name: int(share) for name, share in shares}
    assert cloud["mode"] == "multiple"
    assert sum(weights.values()) == 100
    for name, revision in cloud["revisions"].items():
        revision["weight"] = weights.get(name, 0)
    cloud["history"].append(weights)


def _counted(cloud: dict[str, Any]) -> dict[str, Any]:
    kinds = {"2xx": 100 * (1 - cloud["failing"]), "5xx": 100 * cloud["failing"]}
    series = [
        {
            "metadatavalues": [{"name": {"value": "statuscodecategory"}, "value": kind}],
            "data": [{"total": None}, {"total": count}],
        }
        for kind, count in kinds.items()
    ]
    return {"value": [{"timeseries": series}]}


def answer(cloud: dict[str, Any], arguments: list[str], environment: dict[str, str]) -> str:
    """Do what a command says; what it prints."""
    said = " ".join(arguments)
    if cloud["broken"] and re.search(cloud["broken"], said):
        raise SystemExit(f"ERROR: {said}")
    if said.startswith("deployment group show --name foundation"):
        outputs = {"vaultName": "vault", "registryName": "registry", "registryServer": "registry.azurecr.io"}
        return outputs[said.split("properties.outputs.")[1].split(".")[0]]
    if said.startswith("deployment group what-if"):
        cloud["previewed"] = True
    elif said.startswith("deployment group create --name main"):
        _revise(cloud, environment)
    elif said.startswith("containerapp list"):
        return "sentiment" if cloud["revisions"] else ""
    elif said.startswith("containerapp revision list") and "sort_by" in said:
        active = [name for name, each in cloud["revisions"].items() if each["active"]]
        return max(active, key=lambda name: cloud["revisions"][name]["weight"])
    elif said.startswith("containerapp revision list"):
        return next((name for name in cloud["revisions"] if f"'{name}'" in said), "")
    elif said.startswith("containerapp revision show"):
        assert _option(arguments, "--revision") in cloud["revisions"]
        return str(cloud["host"])
    elif said.startswith("containerapp revision deactivate"):
        cloud["revisions"][_option(arguments, "--revision")]["active"] = False
    elif said.startswith("containerapp revision set-mode"):
        cloud["mode"] = _option(arguments, "--mode")
    elif said.startswith("containerapp ingress sticky-sessions set"):
        assert cloud["mode"] == "single"  # Azure refuses it otherwise
        cloud["affinity"] = _option(arguments, "--affinity")
    elif said.startswith("containerapp ingress traffic set"):
        _shift(cloud, [each for each in arguments if not each.startswith("--output")])
    elif said.startswith("containerapp show"):
        return json.dumps({"id": "/subscriptions/s/app"})
    elif said.startswith("monitor metrics list"):
        return json.dumps(_counted(cloud))
    elif said.startswith("keyvault secret show"):
        return {"api-keys": "first-key,second-key", "database-url": cloud["database"]}[
            _option(arguments, "--name")
        ]
    elif said == "logout":
        cloud["left"] = True
    elif not said.startswith("acr login --name registry"):
        raise SystemExit(f"az knows no such command here: {said}")
    return ""


def main(state: Path, arguments: list[str], environment: dict[str, str]) -> None:
    """Answer one command, and write down what has become of this Azure."""
    cloud = json.loads(state.read_text(encoding="utf-8"))
    try:
        sys.stdout.write(answer(cloud, arguments, environment) + "\n")
    finally:
        state.write_text(json.dumps(cloud), encoding="utf-8")
