"""What the model store holds."""

import json
from pathlib import Path

from typer.testing import CliRunner

from bentos.settings import FAMILIES
from tests.conftest import own_home
from train.cli import app


def test_the_inventory_names_champion_run_data_and_commit(trained_home: Path) -> None:
    with own_home(trained_home):
        result = CliRunner().invoke(app, ["models", "--json"])
    assert result.exit_code == 0, result.stderr
    listed = json.loads(result.stdout)
    assert {entry["model"].partition(":")[0] for entry in listed if entry["champion"]} == set(FAMILIES)
    assert {entry["tweets"] for entry in listed} == {300}
    assert all(len(entry["data"]) == 64 and len(entry["run"]) == 32 and entry["commit"] for entry in listed)
