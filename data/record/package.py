"""The descriptor of the record's data package, derived from the pandera schemas, so that there is one definition.

Run `python -m data.record.package` to write it after a change of a schema or of the version.
"""

import json
from typing import Any, Final

import pandera.pandas as pa

from data.record.catalog import FOLDER, TABLES
from data.schema import CATALOG
from data.terms import FOREIGN_KEYS

VERSION: Final = "1.1.0"
_TYPES: Final = {"datetime64": "date", "Int64": "integer", "float64": "number", "str": "string"}
_PRIMARY_KEYS: Final = {
    "sources": "source_id",
    "sites": "site_id",
    "actors": "actor_id",
    "events": "event_id",
    "context": "context_id",
}
_TITLES: Final = {
    "sources": "The documents",
    "sites": "Bases and places that were struck",
    "actors": "Armed actors",
    "events": "One event at one place a row",
    "citations": "A document's words on an event",
    "casualties": "A document's toll for an event, party and harm",
    "totals": "Cumulative figures that were published",
    "context": "Dated facts that are no attack or strike",
}


def descriptor() -> dict[str, Any]:
    """Return the Frictionless descriptor of the record."""
    return {
        "profile": "tabular-data-package",
        "name": "basewatch-record",
        "title": "Reported attacks on US and coalition forces in four countries, and US and coalition strikes",
        "version": VERSION,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "description": "Coded from five public documents. Quotations remain their publishers'.",
        "resources": [_resource(name) for name in TABLES],
    }


def write() -> None:
    """Write the descriptor to the folder of the tables."""
    text = json.dumps(descriptor(), indent=2, ensure_ascii=False) + "\n"
    (FOLDER / "datapackage.json").write_text(text, encoding="utf-8")


def _resource(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column, spec) for column, spec in CATALOG[name].columns.items()]}
    if name in _PRIMARY_KEYS:
        schema["primaryKey"] = [_PRIMARY_KEYS[name]]
    schema["foreignKeys"] = [
        {"fields": [column], "reference": {"resource": "" if table == name else table, "fields": [key]}}
        for (owner, column), (table, key) in FOREIGN_KEYS.items()
        if owner == name and column != "responds_to"  # one cell may name several events; `validate` checks those
    ]
    return {
        "name": name,
        "title": _TITLES[name],
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {part: content for part, content in schema.items() if content},
    }


def _field(name: str, column: pa.Column) -> dict[str, Any]:
    kind = next(word for start, word in _TYPES.items() if str(column.dtype).startswith(start))
    constraints: dict[str, Any] = {"required": not column.nullable}
    for check in column.checks or []:
        constraints |= _constraint(check)
    if column.unique:
        constraints["unique"] = True
    return {"name": name, "type": kind, "constraints": constraints}


def _constraint(check: pa.Check) -> dict[str, Any]:
    found = check.statistics or {}
    if "allowed_values" in found:
        return {"enum": list(found["allowed_values"])}
    if "pattern" in found:
        return {"pattern": str(getattr(found["pattern"], "pattern", found["pattern"])).strip("^$")}
    limits = {"minimum": found.get("min_value"), "maximum": found.get("max_value")}
    return {} if check.name == "str_length" else {name: limit for name, limit in limits.items() if limit is not None}


if __name__ == "__main__":
    write()
