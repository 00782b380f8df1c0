"""How large: reported persons as intervals, and the incidents that report none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from helpers import intervals
from helpers.measure.inputs import Sources
from helpers.measure.record import Measure, in_percent, level, measure, row_keys


def exposures(sources: Sources) -> pd.DataFrame:
    """Return one row an incident, of the register and then of the articles alone: its persons or accounts as an interval, or neither.

    The articles' resolved values stand before the register's, and an incident that they tell of has the study's title:
    the register may name whom no article names. A credential sale counts accounts, never persons; small practices are
    not named. The year of an incident whose articles date no step of it is missing.
    """
    told = {row.register_id: row for row in sources.incidents.itertuples() if row.register_id}
    found = [_exposure(row, told.get(row.incident_id)) for row in sources.register.itertuples()]
    found += [_told_only(row) for row in sources.incidents.itertuples() if not row.register_id]
    columns = [
        "incident_id",
        "label_en",
        "label_fr",
        "year",
        "scope",
        "unit",
        "low",
        "high",
        "qualifier",
        "status",
        "tier",
    ]
    return pd.DataFrame(found, columns=columns).astype({"year": "Int64"})


def _exposure(row: Any, ours: Any) -> tuple[object, ...]:
    """Return one row of `exposures` from a register row and what the articles came to, if they tell of it."""
    size = row.persons_exposed_low, row.persons_exposed_high, ""
    if ours is not None and not (math.isnan(ours.persons_low) and math.isnan(ours.persons_high)):
        size = ours.persons_low, ours.persons_high, ours.persons_qualifier
    name = short_name(row.organisation)
    labels = (name, name) if ours is None else (ours.label_en, ours.label_fr)
    status = "potential" if "not a counted exposure" in row.records_note else "reported"
    tier = "cited" if ours is None else "quoted"
    return _sized(row, labels, int(row.event_date_edtf[:4]), size, status, tier)


def _told_only(ours: Any) -> tuple[object, ...]:
    """Return one row of `exposures` from an incident that articles tell of and the register does not hold."""
    days = (ours.event_earliest, ours.detection_earliest, ours.disclosure_earliest)
    year = next((int(day[:4]) for day in days if day), pd.NA)
    size = ours.persons_low, ours.persons_high, ours.persons_qualifier
    if ours.scope == "credential_sale":
        is_of_accounts = ours.records_unit == "accounts"
        size = (ours.records_low, ours.records_high, "") if is_of_accounts else (math.nan, math.nan, "")
    return _sized(ours, (ours.label_en, ours.label_fr), year, size, "reported", "quoted")


def _sized(
    row: Any, labels: tuple[str, str], year: object, size: tuple[float, float, str], status: str, tier: str
) -> tuple[object, ...]:
    """Return one row of `exposures`: what is counted by its scope, and `status` only where there is a number."""
    low, high, _ = size
    return (
        row.incident_id, *(("", "") if row.organisation_type == "practice" else labels), year, row.scope,
        "accounts" if row.scope == "credential_sale" else "persons", *size,
        "not_reported" if math.isnan(low) and math.isnan(high) else status, tier,
    )  # fmt: skip


def short_name(organisation: str, longest: int = 34) -> str:
    """Return the name without its brackets, or the abbreviation in them where the name is long.

    >>> short_name("Assistance publique - Hôpitaux de Paris (AP-HP)"), short_name("Cerba HealthCare (laboratoire Cerba)")
    ('AP-HP', 'Cerba HealthCare')
    """
    name, _, inside = organisation.partition(" (")
    is_abbreviation = bool(inside) and " " not in inside
    return inside.rstrip(")") if is_abbreviation and len(name) > longest else name


# misuse of accounts and sales of credentials expose other things than patients’ files
SIZED = ("attack", "exposure")


def exposure_measures(table: pd.DataFrame, confidence: float) -> list[Measure]:
    """Return median, identification bounds and concentration of the reported persons, and how many report none."""
    persons = table[table["scope"].isin(SIZED)]
    warned = persons[persons["status"] == "potential"]
    # who was warned, or may be concerned, is no count of persons exposed
    known = persons[~persons["status"].isin(["not_reported", "potential"])]
    if known.empty:
        return []
    inputs, of_all = (
        row_keys("exposures", known["incident_id"]),
        "exposures: rows of scope attack or exposure",
    )
    ends = known["low"].fillna(known["high"]), known["high"].fillna(known["low"])
    middles = (ends[0] + ends[1]) / 2
    share = in_percent(intervals.proportion(len(known), len(persons), confidence))
    ranks = intervals.median_ranks(len(known), confidence)
    how = f"order statistics {ranks.lower} and {ranks.upper} of {len(known)}, coverage {ranks.coverage:.1%}" if ranks else (
        f"no interval: {len(known)} values are too few for {level(confidence)}")  # fmt: skip
    found = {
        "persons_incidents": (len(persons), of_all), "persons_reported": (len(known), inputs), "persons_not_reported": ((persons["status"] == "not_reported").sum(), of_all),
        "persons_warned": (len(warned), row_keys("exposures", warned["incident_id"]) or of_all),
        "persons_reported_share": (share, of_all), "persons_not_reported_share": (100 * (persons["status"] == "not_reported").mean(), of_all),
        "persons_median": (intervals.median(middles, confidence), inputs),
        "persons_median_all_low": (float(np.median(ends[0])), inputs), "persons_median_all_high": (float(np.median(ends[1])), inputs),
        "persons_share_largest": (intervals.share_of_largest(*ends, 1), inputs),
        "persons_share_three_largest": (intervals.share_of_largest(*ends, 3), inputs),
        "persons_largest": (middles.max(), f"exposures:{known.loc[middles.idxmax(), 'incident_id']}"),
    }  # fmt: skip
    accounts = table[(table["unit"] == "accounts") & (table["status"] != "not_reported")]
    if len(accounts):
        found["accounts_reported"] = (accounts["high"].sum(), row_keys("exposures", accounts["incident_id"]))
    return [
        measure(pattern, estimate, rows, how=how, level=level(confidence))
        for pattern, (estimate, rows) in found.items()
    ]
