"""A deployment, walked from its first step to its last on a little Azure: it ends well, or where it began."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bentos.settings import ROOT
from tests.server import Server
from tests.workflows import cloud, tls
from tests.workflows.cloud import STABLE
from tests.workflows.workflow import Runner, Walk

NOBODY = "localhost:1"  # nothing listens there
QUICK = {"READY_SECONDS": "0", "WATCH_MINUTES": "0", "WATCH_SECONDS": "0", "ROLLBACK_SECONDS": "0"}
BEGAN = {STABLE: {"active": True, "weight": 100}}

Roll = Callable[..., tuple[Walk, dict[str, Any]]]


@pytest.fixture(scope="module")
def host(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a real service that speaks HTTPS, and whom to trust for it."""
    with tls.before(server.port, tmp_path_factory.mktemp("tls")) as opened:
        yield opened


@pytest.fixture(scope="module")
def commit(server: Server) -> str:
    """The commit that is rolled out: the one that the real service runs."""
    return str(httpx.get(f"{server.url}/models/").json()["commit"])


@pytest.fixture
def new(commit: str) -> str:
    """The new revision."""
    return f"sentiment--c{commit[:12]}-7-1"


@pytest.fixture
def roll(tmp_path: Path, commit: str, host: tuple[str, Path]) -> Roll:
    """`roll(**azure)`: the walk of a deployment to the real service, and the Azure that it leaves."""

    def rolled(*, deployed: bool = True, limit: int = 1_200, **azure: Any) -> tuple[Walk, dict[str, Any]]:
        state = tmp_path / "azure.json"
        state.write_text(json.dumps(cloud.fresh(host[0], deployed=deployed) | azure), encoding="utf-8")
        expressions = {
            "vars.AZURE_RESOURCE_GROUP": "group",
            "vars.ALERT_EMAILS": "oncall@example.org",
            "inputs.parameters": "prod",
            "github.sha": commit,
            "job.status == 'cancelled' && 240 || 1200": str(limit),
        }
        runner = Runner(tmp_path, expressions)
        runner.program(
            "az",
            f"import os, sys\nfrom pathlib import Path\nsys.path.insert(0, {str(ROOT)!r})\n"
            "from tests.workflows import cloud\n"
            f"cloud.main(Path({str(state)!r}), sys.argv[1:], dict(os.environ))\n",
        )
        runner.program("zstd", "print('the image')")
        runner.recorder("docker", "if sys.argv[1] == 'load':\n    sys.stdin.read()")
        walk = runner.walk("rollout.yml", "rollout", {**QUICK, "SSL_CERT_FILE": str(host[1])})
        return walk, json.loads(state.read_text(encoding="utf-8")) | {"docker": runner.calls()}

    return rolled


def test_a_good_revision_gets_a_tenth_of_the_traffic_and_then_all(roll: Roll, new: str) -> None:
    walk, azure = roll()
    assert walk.failed is None, walk.printed
    assert azure["history"] == [{new: 10, STABLE: 90}, {new: 100, STABLE: 0}]
    assert azure["revisions"][new] == {"active": True, "weight": 100}
    assert (azure["mode"], azure["affinity"]) == ("Single", "sticky")


def test_what_would_change_is_said_before_it_changes(roll: Roll) -> None:
    walk, azure = roll(broken="deployment group what-if")
    assert walk.failed == "Say what would change"
    assert azure["revisions"] == BEGAN


def test_a_commit_that_was_overtaken_is_not_deployed_over_the_later_one(roll: Roll) -> None:
    later = {"sentiment--c000000000000-8-1": {"active": True, "weight": 100}}
    walk, azure = roll(revisions=later)
    assert walk.failed == "Find what is there"
    assert "run this one again to go back to its commit" in walk.printed
    assert azure["revisions"] == later


def test_the_image_is_pushed_under_the_commit(roll: Roll, commit: str) -> None:
    _, azure = roll(broken="deployment group what-if")
    assert azure["docker"][1:] == [
        f"docker tag sentiment:{commit} registry.azurecr.io/sentiment:{commit}",
        f"docker push registry.azurecr.io/sentiment:{commit}",
    ]


def test_a_revision_that_fails_the_smoke_test_never_has_traffic(roll: Roll, new: str) -> None:
    walk, azure = roll(host=NOBODY)
    assert walk.failed == "Smoke test"
    assert walk.ran[-1] == "Roll back"
    assert azure["history"] == [{STABLE: 100}]
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_revision_that_answers_with_errors_loses_its_tenth(roll: Roll, new: str) -> None:
    walk, azure = roll(failing=0.5)
    assert walk.failed == "Watch it"
    assert "50.0% of the requests fail" in walk.printed
    assert azure["history"] == [{new: 10, STABLE: 90}, {STABLE: 100}]
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_what_cannot_be_watched_is_rolled_back(roll: Roll, new: str) -> None:
    walk, azure = roll(broken="monitor metrics")
    assert walk.failed == "Watch it"
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_traffic_that_cannot_be_shifted_goes_back(roll: Roll, new: str) -> None:
    walk, azure = roll(broken=f"{new}=100")
    assert walk.failed == "Give it all of the traffic"
    assert azure["history"] == [{new: 10, STABLE: 90}, {STABLE: 100}]


def test_what_azure_counts_no_request_of_cannot_be_watched(roll: Roll, new: str) -> None:
    walk, azure = roll(requests=0)
    assert walk.failed == "Watch it"
    assert "it cannot be watched" in walk.printed
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_revision_that_fails_with_all_of_the_traffic_loses_it(roll: Roll, new: str) -> None:
    walk, azure = roll(torn=f"{new}=100")
    assert walk.failed == "Give it all of the traffic"
    assert azure["history"] == [{new: 10, STABLE: 90}, {new: 100, STABLE: 0}, {STABLE: 100}]
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_deployment_that_fails_leaves_everything_as_it_was(roll: Roll) -> None:
    walk, azure = roll(broken="deployment group create")
    assert walk.failed == "Deploy, without traffic"
    assert "the traffic is where it was" in walk.printed
    assert azure["revisions"] == BEGAN
    assert (azure["mode"], azure["affinity"], azure["history"]) == ("Single", "sticky", [])


def test_a_deployment_that_fails_after_one_that_was_rolled_back_changes_nothing(roll: Roll) -> None:
    _, azure = roll(broken="deployment group create", mode="Multiple")
    assert (azure["revisions"], azure["history"]) == (BEGAN, [])


def test_a_deployment_that_fails_beside_the_service_leaves_no_revision_running(roll: Roll, new: str) -> None:
    walk, azure = roll(torn="deployment group create")
    assert walk.failed == "Deploy, without traffic"
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_deployment_that_azure_goes_on_with_leaves_no_revision_running(roll: Roll, new: str) -> None:
    _, azure = roll(orphaned="deployment group create")
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_service_that_is_being_changed_is_rolled_back_after_that(roll: Roll, new: str) -> None:
    walk, azure = roll(torn="deployment group create", busy=3)
    assert "ContainerAppOperationInProgress" in walk.printed
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_rollback_that_has_no_more_time_asks_azure_once(roll: Roll) -> None:
    walk, _ = roll(torn="deployment group create", busy=1_000, limit=0)
    assert 0 < walk.printed.count("ContainerAppOperationInProgress") < 5


def test_a_revision_that_took_over_in_single_mode_gives_way_to_the_one_before(roll: Roll, new: str) -> None:
    walk, azure = roll(meddled="properties.fqdn")
    assert walk.failed == "Give it a tenth of the traffic"
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_revision_without_traffic_is_stopped_though_no_traffic_can_be_given(roll: Roll, new: str) -> None:
    walk, azure = roll(host=NOBODY, broken="ingress traffic set")
    assert "had no traffic and is stopped" in walk.printed
    assert azure["revisions"] == {**BEGAN, new: {"active": False, "weight": 0}}


def test_a_revision_that_keeps_traffic_is_not_stopped(roll: Roll, new: str) -> None:
    walk, azure = roll(failing=0.5, broken=f"weight {STABLE}=100")
    assert "act by hand" in walk.printed
    assert azure["revisions"][new] == {"active": True, "weight": 10}


def test_the_first_revision_has_all_traffic_at_once(roll: Roll, new: str) -> None:
    walk, azure = roll(deployed=False)
    assert walk.failed is None, walk.printed
    assert azure["revisions"] == {new: {"active": True, "weight": 100}}


def test_without_an_earlier_revision_nothing_is_rolled_back_and_that_is_said(roll: Roll) -> None:
    walk, _ = roll(deployed=False, host=NOBODY)
    assert walk.failed == "Smoke test"
    assert "No earlier revision is there to go back to." in walk.printed


def test_no_log_shows_a_key(roll: Roll) -> None:
    walk, _ = roll()
    assert "first-key" not in walk.printed.replace("::add-mask::first-key", "")
