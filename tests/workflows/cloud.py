"""A little Azure in a JSON file, behind the commands of `az` that the workflows use; it refuses others.

What the real one refuses, it refuses: `az containerapp` sets traffic in multiple mode only, and Azure changes
a service once at a time.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

STABLE = "sentiment--c000000000000-6-1"
_CHANGES = (
    "containerapp ingress",
    "containerapp revision set-mode",
    "containerapp revision activate",
    "containerapp revision deactivate",
)


def fresh(host: str, *, deployed: bool = True) -> dict[str, Any]:
    """An Azure whose new revisions are at `host`; one revision has all traffic where something is deployed.

    Patterns of commands: `broken` ones fail before they do anything, `torn` ones after it, `orphaned` ones
    are cut off while Azure goes on, and after `meddled` ones somebody sets single mode. `busy` is how many
    changes of the service are refused because of another; `requests` is what a new revision is asked, and
    `failing` the share of them that it fails.
    """
    old = {STABLE: {"active": True, "weight": 100}} if deployed else {}
    return {
        "host": host,
        "revisions": old,
        "mode": "Single",
        "affinity": "sticky",
        "history": [],
        "broken": "",
        "torn": "",
        "orphaned": "",
        "meddled": "",
        "running": False,
        "busy": 0,
        "requests": 100,
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
        cloud["mode"], cloud["affinity"] = "Multiple", "none"
        cloud["revisions"][name] = {"active": True, "weight": 0}
    else:
        cloud["revisions"] = {name: {"active": True, "weight": 100}}


def _shift(cloud: dict[str, Any], arguments: list[str]) -> None:
    if cloud["mode"] == "Single":
        raise SystemExit("ERROR: Containerapp 'sentiment' is configured for single revision.")
    shares = (each.split("=") for each in arguments if "=" in each)
    weights = {name: int(share) for name, share in shares}
    if unknown := weights.keys() - cloud["revisions"].keys():
        raise SystemExit(f"ERROR: Revision '{min(unknown)}' is not a valid revision name.")
    assert sum(weights.values()) == 100
    for name, revision in cloud["revisions"].items():
        revision["weight"] = weights.get(name, 0)
    cloud["history"].append(weights)


def _counted(cloud: dict[str, Any]) -> dict[str, Any]:
    kinds = {"2xx": cloud["requests"] * (1 - cloud["failing"]), "5xx": cloud["requests"] * cloud["failing"]}
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
    if cloud["orphaned"] and re.search(cloud["orphaned"], said):
        cloud["running"] = True
        raise SystemExit(f"ERROR: {said}")
    if cloud["broken"] and re.search(cloud["broken"], said):
        raise SystemExit(f"ERROR: {said}")
    if said.startswith(_CHANGES) and cloud["busy"]:
        cloud["busy"] -= 1
        raise SystemExit(
            "ERROR: (ContainerAppOperationInProgress) Cannot modify a container app 'sentiment'."
        )
    printed = _done(cloud, said, arguments, environment)
    if cloud["meddled"] and re.search(cloud["meddled"], said):
        cloud["mode"], newest = "Single", list(cloud["revisions"])[-1]
        for name, revision in cloud["revisions"].items():
            revision |= {"active": name == newest, "weight": 100 * (name == newest)}
    if cloud["torn"] and re.search(cloud["torn"], said):
        raise SystemExit(f"ERROR: {said}")
    return printed


def _done(cloud: dict[str, Any], said: str, arguments: list[str], environment: dict[str, str]) -> str:
    if said.startswith("deployment group show --name foundation"):
        outputs = {"vaultName": "vault", "registryName": "registry", "registryServer": "registry.azurecr.io"}
        return outputs[said.split("properties.outputs.")[1].split(".")[0]]
    if said.startswith("deployment group what-if"):
        cloud["previewed"] = True
    elif said.startswith("deployment group create --name main"):
        _revise(cloud, environment)
    elif said.startswith("deployment group list"):
        return "main" if cloud["running"] else ""
    elif said.startswith("deployment group cancel --name main"):
        assert cloud["running"]
    elif said.startswith("containerapp list"):
        return "sentiment" if cloud["revisions"] else ""
    elif said.startswith("containerapp show"):
        return _shown(cloud, said, environment)
    elif said.startswith("containerapp revision"):
        return _revisions(cloud, said, _option(arguments, "--revision"), _option(arguments, "--mode"))
    elif said.startswith("containerapp ingress sticky-sessions set"):
        assert cloud["mode"] == "Single"  # Azure refuses it otherwise
        cloud["affinity"] = _option(arguments, "--affinity")
    elif said.startswith("containerapp ingress traffic set"):
        _shift(cloud, arguments)
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


def _shown(cloud: dict[str, Any], said: str, environment: dict[str, str]) -> str:
    if "properties.configuration.activeRevisionsMode" in said:
        return str(cloud["mode"])
    if "properties.provisioningState" not in said:
        return json.dumps({"id": "/subscriptions/s/app"})
    if not cloud["running"]:
        return "Succeeded"
    # What a deployment has begun ends, whoever cancels it.
    cloud["running"] = False
    _revise(cloud, environment)
    return "InProgress"


def _revisions(cloud: dict[str, Any], said: str, name: str, mode: str) -> str:
    _, _, verb, *_ = said.split()
    revisions = cloud["revisions"]
    active = [each for each, revision in revisions.items() if revision["active"]]
    if verb == "list" and "sort_by" in said:
        return max(active, key=lambda each: revisions[each]["weight"])
    if verb == "list":
        return next((each for each in active if f"'{each}'" in said), "")
    if verb == "set-mode":
        cloud["mode"] = mode.capitalize()
        return ""
    if name not in revisions:
        raise SystemExit(f"ERROR: (RevisionNotFound) Revision '{name}' was not found.")
    if verb == "show":
        return str(revisions[name]["weight"] if "properties.trafficWeight" in said else cloud["host"])
    revisions[name]["active"] = {"activate": True, "deactivate": False}[verb]
    return ""


def main(state: Path, arguments: list[str], environment: dict[str, str]) -> None:
    """Answer one command, and write down what has become of this Azure."""
    cloud = json.loads(state.read_text(encoding="utf-8"))
    try:
        sys.stdout.write(answer(cloud, arguments, environment) + "\n")
    finally:
        state.write_text(json.dumps(cloud), encoding="utf-8")
