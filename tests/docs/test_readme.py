"""What the README says beside its commands, and the French README in step with it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from bentos.settings import FAMILIES, ROOT
from tests.conftest import environment
from tests.docs.pages import Page, commands

ENGLISH, FRENCH = Page("README.md"), Page("README.fr.md")


def test_the_bento_packs_the_served_models_and_no_training_library(
    trained_home: Path, tmp_path: Path
) -> None:
    env = environment(tmp_path, PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "bentoml").mkdir()
    (tmp_path / "bentoml" / "models").symlink_to(trained_home / "bentoml" / "models")
    built = subprocess.run(["bentoml", "build"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    [bento] = (tmp_path / "bentoml" / "bentos" / "sentiment").glob("*/")
    described = (bento / "bento.yaml").read_text(encoding="utf-8")
    needed = (bento / "env" / "python" / "requirements.txt").read_text(encoding="utf-8")
    packed = (*FAMILIES, "cascade")
    assert [name for name in packed if f"sentiment-{name}:" not in described] == []
    assert re.findall(r"^(?:torch|tensorflow\S*|transformers|mlflow|gensim)==", needed, re.MULTILINE) == []


def test_the_french_readme_has_the_same_commands() -> None:
    english, french = ([commands(block) for block in page.blocks] for page in (ENGLISH, FRENCH))
    assert french == english != []


def test_the_french_readme_has_the_same_structure_and_links() -> None:
    assert [signs for signs, _ in FRENCH.headings] == [signs for signs, _ in ENGLISH.headings]
    assert [target for target in FRENCH.links if target != ENGLISH.name] == [
        target for target in ENGLISH.links if target != FRENCH.name
    ]


def test_the_results_are_the_same_wherever_they_stand() -> None:
    results = re.compile(r"<!-- results -->\n(.+)<!-- /results -->", re.DOTALL)
    pages = (ENGLISH, FRENCH, Page("train/MODEL_CARD.md"))
    [first], *others = (results.findall(page.text) for page in pages)
    assert others == [[first]] * len(others)
