"""What Azure takes, as Microsoft's own clients write it: the properties of a resource and their values."""

import re
from collections.abc import Iterator
from enum import Enum
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

from azure.mgmt import appcontainers, keyvault, postgresqlflexibleservers
from azure.mgmt.appcontainers import models as app_models
from azure.mgmt.appcontainers import types as app_types
from azure.mgmt.keyvault import models as vault_models
from azure.mgmt.keyvault import types as vault_types
from azure.mgmt.postgresqlflexibleservers import models as database_models
from azure.mgmt.postgresqlflexibleservers import types as database_types
from typing_extensions import is_typeddict

from tests.azure.modules import branches

SHAPES: dict[str, tuple[type, type, ModuleType, ModuleType]] = {
    "Microsoft.App/containerApps": (
        app_types.ContainerApp,
        appcontainers.ContainerAppsAPIClient,
        app_types,
        app_models,
    ),
    "Microsoft.App/managedEnvironments": (
        app_types.ManagedEnvironment,
        appcontainers.ContainerAppsAPIClient,
        app_types,
        app_models,
    ),
    "Microsoft.KeyVault/vaults": (
        vault_types.VaultCreateOrUpdateParameters,
        keyvault.KeyVaultManagementClient,
        vault_types,
        vault_models,
    ),
    "Microsoft.KeyVault/vaults/secrets": (
        vault_types.SecretCreateOrUpdateParameters,
        keyvault.KeyVaultManagementClient,
        vault_types,
        vault_models,
    ),
    "Microsoft.DBforPostgreSQL/flexibleServers": (
        database_types.Server,
        postgresqlflexibleservers.PostgreSQLManagementClient,
        database_types,
        database_models,
    ),
    "Microsoft.DBforPostgreSQL/flexibleServers/databases": (
        database_types.Database,
        postgresqlflexibleservers.PostgreSQLManagementClient,
        database_types,
        database_models,
    ),
}
_OF_THE_TEMPLATE = {"name", "parent", "scope", "dependsOn"}


def api_versions(resource_type: str) -> set[str]:
    """The API versions that these properties are of."""
    client = SHAPES[resource_type][1]
    return set(re.findall(r"\d{4}-\d\d-\d\d", client.__doc__ or ""))


def misfits(resource_type: str, config: dict[str, Any], declared: set[str]) -> list[str]:
    """Where a resource has a property, or a value of a closed list, that Azure does not know.

    `declared` are the names that stand for something in its file, and not for themselves.
    """
    shape, _, types, models = SHAPES[resource_type]
    known = {**vars(models), **vars(types)}
    bare = {key: value for key, value in config.items() if key not in _OF_THE_TEMPLATE}
    return list(_misfits(shape, bare, resource_type, known, declared))


def _misfits(shape: Any, value: Any, where: str, known: dict[str, Any], declared: set[str]) -> Iterator[str]:
    for each in branches(value):
        if is_typeddict(shape) and isinstance(each, dict) and not each.keys() & {"function", "operator"}:
            hints = get_type_hints(shape, globalns=known)
            for key, part in each.items():
                if key in hints:
                    yield from _misfits(hints[key], part, f"{where}.{key}", known, declared)
                else:
                    yield f"{where}.{key}"
        elif get_origin(shape) is list and isinstance(each, list):
            for part in each:
                yield from _misfits(get_args(shape)[0], part, where, known, declared)
        elif isinstance(each, str) and each not in declared:
            closed = [kind for kind in get_args(shape) if isinstance(kind, type) and issubclass(kind, Enum)]
            if closed and each not in [str(member.value) for member in closed[0]]:
                yield f"{where}: {each}"
