"""`sentiment report`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bentos.settings import FAMILIES, ROOT
from tests.conftest import own_home
from train.cli import app
from train.data import STARTER


def _report(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", *arguments])


@pytest.fixture(scope="module", autouse=True)
def _trained(trained_home: Path) -> Iterator[None]:
    with own_home(trained_home):
        yield


@dataclass(frozen=True)
class Made:
    """What one call of the command leaves: the page, the picture, what it printed."""

    page: str
    picture: str
    printed: str
    said: str


@pytest.fixture(scope="module")
def made(_trained: None, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A report on 150 tweets of the starter corpus, beside 50 others."""
    folder = tmp_path_factory.mktemp("report")
    header, *rows = STARTER.read_text(encoding="utf-8").splitlines()
    for name, part in (("tweets.csv", rows[::40]), ("others.csv", rows[1::120])):
        (folder / name).write_text("\n".join([header, *part]), encoding="utf-8")
    done = _report(
        *("--data", str(folder / "tweets.csv"), "--beside", str(folder / "others.csv")),
        *("--out", str(folder / "page.html"), "--figure", str(folder / "cost.svg"), "--markdown"),
    )
    assert done.exit_code == 0, done.stderr
    page, picture = ((folder / name).read_text(encoding="utf-8") for name in ("page.html", "cost.svg"))
    return Made(page, picture, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def page(made: Made) -> str:
    return made.page


def test_it_tells_of_every_model(page: str) -> None:
    assert [family for family in FAMILIES if f" {family}</th>" not in page] == []


def test_that_models_have_learnt_some_of_the_tweets_is_said_on_the_page_and_the_command_line(
    made: Made,
) -> None:
    learnt = re.compile(r"([\w-]+):\w+ has learnt \d+ of these 150 tweets")
    assert learnt.findall(made.page) == learnt.findall(made.said) == list(FAMILIES)


def test_each_link_leads_to_a_section(page: str) -> None:
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) > 1
    assert [target for target in targets if page.count(f'<section id="{target}">') != 1] == []


def test_a_case_that_a_model_fails_can_be_read_without_pointing_at_it(page: str) -> None:
    [listed] = re.findall(r"<summary>A case that each fails</summary>(.+?)</details>", page, re.DOTALL)
    assert listed.count("<tr>") > 1
    assert any(f" {family} </td>" in listed or f" {family} <svg" in listed for family in FAMILIES)
    assert 'title="failed' not in page


def test_it_asks_no_other_server_for_anything(page: str) -> None:
    assert re.findall(r"""(?:src|href|url|@import)\s*[=(]\s*["']?(?!#)[^\s"')]+""", page) == []


def test_its_drawings_are_well_formed(made: Made) -> None:
    drawings = [*re.findall(r"<svg.*?</svg>", made.page, re.DOTALL), made.picture]
    assert len(drawings) > len(FAMILIES)
    for drawing in drawings:
        ElementTree.fromstring(drawing)  # noqa: S314 - of our own making


def test_both_files_stand_side_by_side_with_their_drift(page: str) -> None:
    assert "<th>tweets.csv</th><th>others.csv</th>" in page
    assert "<th>other language</th>" in page


def test_the_runs_that_made_the_models_can_be_chosen(page: str) -> None:
    [held] = re.findall(r'<script type="application/json" id="known-runs">(.*?)</script>', page, re.DOTALL)
    runs = json.loads(held)
    assert {run["name"].partition(":")[0] for run in runs} == set(FAMILIES)
    assert all(run["parameters"] and run["metrics"]["test_accuracy"] for run in runs)


def test_the_printed_table_has_a_measure_a_line_and_a_model_a_column(made: Made) -> None:
    header, _, *body = made.printed.splitlines()
    assert header == "| Measure | " + " | ".join(FAMILIES) + " |"
    titles = [line.split("|")[1].strip() for line in body]
    assert len(set(titles)) == len(titles)
    assert {"Test accuracy", "Test AUC", "Test calibration error", "Train accuracy", "Size (MB)"} < {*titles}
    assert {"Test, unsure (confidence below 0.7)", "Test accuracy, unsure", "Test accuracy, others"} < {
        *titles
    }


def test_the_readme_shows_the_rows_that_are_printed(made: Made) -> None:
    shown = re.findall(
        r"<!-- results -->\n(.+?)<!-- /results -->",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    [readme], printed = (
        [[line.split("|")[1].strip() for line in table.splitlines()] for table in tables]
        for tables in (shown, [made.printed])
    )
    # A row of teachers is printed where one of the models had one.
    assert [title for title in readme if title != "Teacher"] == printed[0]


def test_mlflow_has_the_page_and_each_figure_with_its_interval(made: Made, trained_home: Path) -> None:
    import mlflow

    client = mlflow.MlflowClient(f"sqlite:///{trained_home / 'home' / 'mlflow.db'}")
    experiment = client.get_experiment_by_name("sentiment-report")
    [run] = client.search_runs([experiment.experiment_id])
    assert run.info.status == "FINISHED"
    assert [each.path for each in client.list_artifacts(run.info.run_id)] == ["page.html"]
    for family in FAMILIES:
        low, value, high = (run.data.metrics[f"{family}.accuracy{end}"] for end in (".low", "", ".high"))
        assert low < value < high
        assert f"{value:.3f} (" in made.printed


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
