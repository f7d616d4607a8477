"""The service on Azure gets the settings, probes and limits that its code knows."""

from typing import Any

import pytest
from sqlalchemy.engine import make_url
from uvicorn.middleware.proxy_headers import _TrustedHosts

from bentos.records import database
from bentos.settings import Settings
from bentos.web.entrance import HEALTH
from tests.azure.modules import FOLDER, PARAMETER_FILES, branches, default, parameter_file, resource

PROPERTIES = resource("app.bicep", "app")["properties"]
CONFIGURATION = PROPERTIES["configuration"]
TEMPLATE = PROPERTIES["template"]
(CONTAINER,) = TEMPLATE["containers"]
VARIABLES: dict[str, dict[str, Any]] = {each["name"]: each for each in CONTAINER["env"]}
PROBES: dict[str, dict[str, Any]] = {each["type"]: each for each in CONTAINER["probes"]}
FIELDS = {str(field.alias): field for field in Settings.model_fields.values()}
UVICORNS = {"FORWARDED_ALLOW_IPS"}
# https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-limits: users' connections, at least.
CONNECTIONS = {"Standard_B1ms": 35, "Standard_B2s": 97}
POOL = 15  # of SQLAlchemy: five that stay and ten more


def default_of(name: str) -> Any:
    return FIELDS[name].default


def setting(parameter: str, name: str) -> Any:
    """What a parameter file says, or else main.bicep."""
    return parameter_file(name)[1].get(parameter, default("main.bicep", parameter))


def test_each_variable_is_a_setting_of_the_service() -> None:
    assert set(VARIABLES) - UVICORNS <= set(FIELDS)


def test_a_secret_is_read_from_the_vault_and_nothing_else_is() -> None:
    held = {name for name, field in FIELDS.items() if "SecretStr" in str(field.annotation)} | {"DATABASE_URL"}
    assert {name for name, each in VARIABLES.items() if "secretRef" in each} == held & set(VARIABLES)
    assert {"ADMIN_TOKEN", "API_KEYS", "DATABASE_URL", "APPLICATIONINSIGHTS_CONNECTION_STRING"} <= held


def test_each_secret_is_one_that_the_service_may_read() -> None:
    secrets = {each["name"]: each for each in CONFIGURATION["secrets"]}
    assert {each["secretRef"] for each in VARIABLES.values() if "secretRef" in each} == set(secrets)
    assert all(each["keyVaultUrl"].startswith("${vaultUri}secrets/") for each in secrets.values())
    assert {each["identity"] for each in secrets.values()} == {"identityId"}
    assert not any("value" in each for each in secrets.values())


def test_the_page_tells_a_person_to_write_the_secrets_that_no_module_writes() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in ("admin-token", "api-keys", "database-password"):
        assert f"--name {name} " in page


def test_it_listens_where_azure_asks() -> None:
    assert default("app.bicep", "port") == default_of("PORT")
    assert CONFIGURATION["ingress"]["targetPort"] == "port"
    assert {probe["httpGet"]["port"] for probe in PROBES.values()} == {"port"}
    assert VARIABLES["PORT"]["value"]["function"]["parameters"] == {"value_to_convert": "port"}
    assert VARIABLES["HOST"]["value"] == "0.0.0.0"  # noqa: S104 - compared, not bound


def test_probes_ask_what_is_open_to_all() -> None:
    asked = {kind: probe["httpGet"]["path"] for kind, probe in PROBES.items()}
    assert asked == {"Startup": "/livez", "Readiness": "/readyz", "Liveness": "/livez"}
    assert set(asked.values()) <= set(HEALTH)


def test_a_start_has_the_time_that_the_service_gives_itself() -> None:
    startup = PROBES["Startup"]
    assert startup["periodSeconds"] * startup["failureThreshold"] >= default_of("SENTIMENT_START_SECONDS")


@pytest.mark.parametrize("kind", sorted(PROBES))
def test_a_probe_is_within_azures_limits(kind: str) -> None:
    assert 1 <= PROBES[kind]["failureThreshold"] <= 10
    assert 1 <= PROBES[kind]["timeoutSeconds"] <= 240
    assert 1 <= PROBES[kind]["periodSeconds"] <= 240


def test_a_replica_that_stops_has_time_for_those_who_wait() -> None:
    waits = max(default_of("SENTIMENT_DEADLINE_MS") / 1000, default_of("SENTIMENT_CLIENT_SECONDS"))
    assert waits < TEMPLATE["terminationGracePeriodSeconds"] <= 600


def test_it_scales_on_the_requests_at_once_that_one_batch_of_a_model_holds() -> None:
    (rule,) = TEMPLATE["scale"]["rules"]
    asked = rule["http"]["metadata"]["concurrentRequests"]["function"]["parameters"]["value_to_convert"]
    assert asked == "concurrency"
    assert default("app.bicep", "concurrency") == default_of("SENTIMENT_MAX_BATCH_SIZE")


def test_memory_is_what_azure_gives_beside_the_processors() -> None:
    given = CONTAINER["resources"]
    assert given["memory"] == f"{2 * given['cpu']}Gi"
    assert given["cpu"] <= 4


@pytest.mark.parametrize("name", PARAMETER_FILES)
def test_the_database_has_a_connection_for_every_replica_of_two_revisions(name: str) -> None:
    assert setting("minReplicas", name) <= setting("maxReplicas", name)
    most = 2 * setting("maxReplicas", name) * POOL
    assert most <= CONNECTIONS[setting("databaseSku", name)]


def test_a_new_revision_gets_no_traffic_while_a_stable_one_is_named() -> None:
    (share,) = CONFIGURATION["ingress"]["traffic"]
    assert share["weight"] == 100
    assert branches(share["revisionName"]) == [None, "stable"]
    assert branches(CONFIGURATION["activeRevisionsMode"]) == ["Single", "Multiple"]


def test_a_visitor_stays_with_a_replica_where_azure_can_do_that() -> None:
    """Azure knows affinity in single mode only; the page's sessions live in one replica."""
    assert branches(CONFIGURATION["ingress"]["stickySessions"]["affinity"]) == ["sticky", "none"]


def test_only_https_comes_in_and_only_the_proxies_name_a_client() -> None:
    assert CONFIGURATION["ingress"]["allowInsecure"] is False
    proxies = (
        (FOLDER / "environment.bicep").read_text(encoding="utf-8").partition("output proxies string = '")[2]
    )
    trusted = _TrustedHosts(proxies.partition("'")[0])
    # https://learn.microsoft.com/azure/container-apps/networking: what an environment keeps for itself
    assert "100.100.0.1" in trusted
    assert "100.100.192.1" in trusted
    assert "203.0.113.7" not in trusted


def test_the_image_is_pulled_without_a_password() -> None:
    assert CONFIGURATION["registries"] == [{"server": "registryServer", "identity": "identityId"}]


def test_the_url_of_the_database_is_one_that_the_service_takes() -> None:
    written = resource("database.bicep", "url")["properties"]["value"]
    parts = {
        "${user}": "sentiment",
        "${uriComponent(password)}": "p%40ss%2Fword",
        "${server.properties.fullyQualifiedDomainName}": "sentiment.postgres.database.azure.com",
        "${database.name}": resource("database.bicep", "database")["name"],
    }
    for part, value in parts.items():
        assert part in written
        written = written.replace(part, value)
    assert "$" not in written
    assert database.parse(written).password == "p@ss/word"  # noqa: S105 - made up
    assert make_url(written).query == {"sslmode": "require"}


def test_the_database_is_reached_from_the_private_network_alone() -> None:
    network = resource("database.bicep", "server")["properties"]["network"]
    assert network["publicNetworkAccess"] == "Disabled"
    assert (network["delegatedSubnetResourceId"], network["privateDnsZoneArmResourceId"]) == (
        "subnetId",
        "zoneId",
    )
