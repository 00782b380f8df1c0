"""How sure: where sources disagree, and which incidents rest on words that are kept."""

from __future__ import annotations

import pandas as pd

from helpers.measure.inputs import Sources
from helpers.measure.record import Measure, measure, row_keys


def disagreement_counts(disagreements: pd.DataFrame) -> pd.DataFrame:
    """Return how many incidents' sources disagree in each field, and how many of these stay open."""
    rows = disagreements.assign(is_open=disagreements["rule"] == "unresolved")
    found = rows.groupby("field", sort=True).agg(
        incidents=("incident_id", "nunique"), unresolved=("is_open", "sum")
    )
    return found.sort_values("incidents", ascending=False, kind="stable").reset_index()


def disagreement_measures(disagreements: pd.DataFrame) -> list[Measure]:
    """Return how many fields are in dispute, and how many of them no rule could settle."""
    keys = disagreements["incident_id"] + "." + disagreements["field"]
    is_open = disagreements["rule"] == "unresolved"
    parts = (
        ("all", "in all", "en tout", keys),
        ("unresolved", "no rule settles it", "aucune règle ne tranche", keys[is_open]),
    )
    return [measure("{slug}_disagreements", len(rows), row_keys("disagreements", rows) or "none", slug=slug, en=en, fr=fr)
            for slug, en, fr, rows in parts]  # fmt: skip


def tier_measures(sources: Sources) -> list[Measure]:
    """Return how many incidents rest on words kept here, and how many on an address alone."""
    register = sources.register["incident_id"]
    told = register.isin(set(sources.incidents["register_id"]))
    found = {"incidents_quoted": row_keys("incidents", sources.incidents["incident_id"]),
             "incidents_cited": row_keys("press_incidents", register[~told]),
             "incidents_two_pages": row_keys("press_incidents", register[sources.register["confidence"] == "high"])}  # fmt: skip
    return [
        measure(pattern, rows.count(":") if rows else 0, rows or "none") for pattern, rows in found.items()
    ]
