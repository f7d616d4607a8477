"""A runner for retrain.yml, on an Azure that only remembers."""

import json
from pathlib import Path
from typing import Any

from bentos.settings import ROOT
from tests.workflows import cloud
from tests.workflows.workflow import Runner


def made(folder: Path, family: str, azure: dict[str, Any]) -> Runner:
    """A runner that retrains a family, on an Azure of that state."""
    runner = Runner(
        folder,
        {
            "github.workspace": str(folder),
            "github.token": "token",
            "vars.TRAINING_DATA": "",
            "vars.AZURE_RESOURCE_GROUP": "group",
            "inputs.family || 'all'": family,
        },
    )
    state = folder / "azure.json"
    state.write_text(json.dumps(cloud.fresh("") | azure), encoding="utf-8")
    runner.program(
        "az",
        f"import os, sys\nfrom pathlib import Path\nsys.path.insert(0, {str(ROOT)!r})\n"
        f"from tests.workflows import cloud\n"
        f"cloud.main(Path({str(state)!r}), sys.argv[1:], dict(os.environ))\n",
    )
    runner.recorder("make")
    return runner
