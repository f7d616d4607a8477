"""The table AppTraces in this process: filled with the envelopes that go to Azure, asked in KQL."""

import json
from collections.abc import Iterable
from typing import Any

import duckdb_kql

from tests.azure.kusto import COLUMNS

_SQL = {"string": "VARCHAR", "int": "INTEGER", "datetime": "TIMESTAMP", "dynamic": "JSON"}


def row(envelope: dict[str, Any]) -> dict[str, Any]:
    """The row that Azure Monitor makes of the envelope of a log record."""
    told, tags = envelope["data"]["baseData"], envelope["tags"]
    return {
        "TimeGenerated": envelope["time"].removesuffix("Z"),
        "Message": told["message"],
        "SeverityLevel": told["severityLevel"],
        "Properties": json.dumps(told["properties"]),
        "AppRoleName": tags["ai.cloud.role"],
        "OperationId": tags["ai.operation.id"],
        "ItemCount": 1,
        "Type": "AppTraces",
    }


def answer(query: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a query finds in a table of these rows; each row of the answer by column."""
    with duckdb_kql.connect() as connection:
        columns = ", ".join(f'"{name}" {_SQL[kind]}' for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE AppTraces ({columns})")
        for one in rows:
            marks = ", ".join("?" * len(COLUMNS))
            values = [one.get(name) for name in COLUMNS]
            connection.execute(f"INSERT INTO AppTraces VALUES ({marks})", values)  # noqa: S608 - marks only
        found = duckdb_kql.kql(connection, query)
        return [dict(zip(found.columns, each, strict=True)) for each in found.fetchall()]
