"""What `make bento` packs, and how it is labelled."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bentos import store
from bentos.settings import FAMILIES
from tests.bento.conftest import build
from tests.conftest import own_home
from train import lineage

LEFT_OUT = re.compile(
    r"^(?:torch|tensorflow\S*|keras|transformers|mlflow\S*|gensim|scikit-learn|scipy)==", re.MULTILINE
)


@pytest.fixture(scope="module")
def described(bento: Path) -> dict[str, Any]:
    """What `bento.yaml` says."""
    made: dict[str, Any] = yaml.safe_load((bento / "bento.yaml").read_text(encoding="utf-8"))
    return made


def test_the_champions_and_their_cascade_are_packed_by_their_tags(
    described: dict[str, Any], trained_home: Path
) -> None:
    packed = {model["tag"] for service in described["services"] for model in service["models"]}
    with own_home(trained_home):
        assert packed == {store.champion(family) for family in (*FAMILIES, store.CASCADE)}


def test_the_labels_lead_to_the_commit_of_the_code(described: dict[str, Any]) -> None:
    assert described["labels"]["git-commit"] == lineage.commit()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_labels_lead_to_the_run_the_data_and_the_commit_of_each_model(
    described: dict[str, Any], trained_home: Path, family: str
) -> None:
    with own_home(trained_home):
        champion = store.load(store.resolve(family))
    origin = champion.card.lineage
    said = {name: label for name, label in described["labels"].items() if name.startswith(f"{family}.")}
    assert said == {
        f"{family}.version": champion.tag.partition(":")[2],
        f"{family}.mlflow-run-id": origin.run_id,
        f"{family}.data-fingerprint": origin.data_fingerprint,
        f"{family}.git-commit": origin.git_commit,
    }


def test_what_it_installs_is_pinned_and_no_training_library(bento: Path) -> None:
    needed = (bento / "env" / "python" / "requirements.txt").read_text(encoding="utf-8")
    pins = [line for line in needed.splitlines() if line.strip()]
    assert [line for line in pins if "==" not in line] == []
    assert LEFT_OUT.findall(needed) == []


def test_nothing_is_packed_but_what_is_served(bento: Path) -> None:
    # A server that another test has started from it leaves its bytecode beside its source.
    packed = {path.name for path in (bento / "src").iterdir()} - {"__pycache__"}
    assert packed == {"bentofile.yaml", "bentos", "service.py", "ui"}


def test_without_a_model_there_is_nothing_to_pack(tmp_path: Path) -> None:
    done = build(tmp_path)
    assert done.returncode == 2
    assert "train one with `sentiment train all`" in done.stderr
    assert "Traceback" not in done.stderr
