"""The processed tables as a Frictionless Data Package, for whoever goes on with the data."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from helpers import tables
from helpers.paths import Study
from helpers.report.facts import read_citation
from helpers.report.prose import slug

PUBLISHED_AS = {"raw/articles/bibliography": "processed/articles", "curated/incidents": "processed/incidents"}
LICENCE = {
    "name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}  # fmt: skip


def datapackage(study: Study) -> str:
    """Return ``datapackage.json`` of the processed tables that exist.

    One resource a table, with its schema, foreign keys, size and hash; the articles are its sources.
    """
    from helpers.schemas import TABLES

    declared = [table for table in TABLES.values() if table.name.startswith("processed/")]
    present = [table for table in declared if table.path(study).is_file()]
    names = {table.name for table in present}
    title = str(read_citation(study).get("title", "A study without a title"))
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": slug(title),
        "title": title,
        "licenses": [LICENCE],
        "sources": _sources(study),
        "resources": [_resource(study, table, names) for table in present],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _sources(study: Study) -> list[dict[str, str]]:
    """Return the articles, with their addresses where known."""
    rows = tables.rows(study, "raw/articles/bibliography")
    titled = [{"title": row["title"]} | ({"path": row["address"]} if row["address"] else {}) for row in rows]
    return titled or [{"title": "no article yet"}]


def _resource(study: Study, table: tables.Table, names: set[str]) -> dict[str, Any]:
    """Return the resource of one table."""
    path = table.path(study)
    data = path.read_bytes()
    schema = tables.descriptor(table)
    keys = _foreign_keys(table, names)
    return {
        "name": _name(path), "title": table.title, "path": path.name, "type": "table", "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8", "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }  # fmt: skip


def _name(path: Path) -> str:
    """Return a resource's name, in the letters that the standard allows."""
    return path.stem.replace("_", "-")


def _foreign_keys(table: tables.Table, names: set[str]) -> list[dict[str, Any]]:
    """Return the columns that refer to another published table."""
    keys = []
    for column in table.columns:
        target = PUBLISHED_AS.get(column.refers_to, column.refers_to)
        if target in names and target != table.name:
            other = _name(Path(target))
            keys.append({"fields": [column.name], "reference": {"resource": other, "fields": [column.name]}})
    return keys
