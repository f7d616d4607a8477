"""`sentiment report`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bentos.settings import FAMILIES
from tests.conftest import own_home
from train.cli import app
from train.data import STARTER


def _report(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", *arguments])


@pytest.fixture(scope="module", autouse=True)
def _trained(trained_home: Path) -> Iterator[None]:
    with own_home(trained_home):
        yield


@pytest.fixture(scope="module")
def page(_trained: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page on 150 tweets of the starter corpus."""
    folder = tmp_path_factory.mktemp("report")
    rows = STARTER.read_text(encoding="utf-8").splitlines()
    data, out = folder / "tweets.csv", folder / "page.html"
    data.write_text("\n".join([rows[0], *rows[1::40]]), encoding="utf-8")
    done = _report("--data", str(data), "--out", str(out))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.strip() == str(out)
    return out.read_text(encoding="utf-8")


def test_it_tells_of_every_model(page: str) -> None:
    assert [family for family in FAMILIES if f" {family}</th>" not in page] == []


def test_each_link_leads_to_a_section(page: str) -> None:
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) > 1
    assert [target for target in targets if page.count(f'<section id="{target}">') != 1] == []


def test_it_asks_no_other_server_for_anything(page: str) -> None:
    assert re.findall(r"""(?:src|href|url|@import)\s*[=(]\s*["']?(?!#)[^\s"')]+""", page) == []


def test_its_drawings_are_well_formed(page: str) -> None:
    from xml.etree import ElementTree

    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawings) > len(FAMILIES)
    for drawing in drawings:
        ElementTree.fromstring(drawing)  # noqa: S314 - of our own making


def test_tweets_of_one_label_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "tweets.csv"
    data.write_text("label,text\n1,lovely day\n1,lovely night\n", encoding="utf-8")
    done = _report("--data", str(data), "--out", str(tmp_path / "page.html"))
    assert done.exit_code == 2
    assert "not both labels" in done.stderr
    assert not (tmp_path / "page.html").exists()


def test_a_folder_that_does_not_exist_is_said_before_any_work(tmp_path: Path) -> None:
    done = _report("--data", "starter", "--out", str(tmp_path / "nowhere" / "page.html"))
    assert done.exit_code == 2
    assert "nowhere" in done.stderr
