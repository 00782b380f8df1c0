"""What others say of the same incidents: the press register beside the articles, the reader beside the curator."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.curate import Row, same_value, shown
from helpers.days import iso_days
from helpers.french.fold import fold
from helpers.schemas import DATE_FIELDS, NUMBER_FIELDS
from helpers.tables import declared

# what the articles tell; the kind of organisation is the curator's word for it
COMPARED = (
    "persons_exposed",
    "records_exposed",
    "event_date",
    "detection_date",
    "disclosure_date",
    "attack_type",
)
SIZES = {"persons_exposed": "persons", "records_exposed": "records"}
# which of the reader's labels speaks of a field, and what its lists call a term of ours
LABEL_OF_FIELD = {
    "organisation": "ORG", "discovered_by": "ORG", "notified": "ORG", "place": "PLACE", "attack_type": "ATTACK",
    "data_variety": "DATA",
}  # fmt: skip
READ_AS = {
    "ransomware": ("Ransomware", "Extortion"), "ddos": ("DoS",), "intrusion": ("Hacking",), "data_theft": ("Export data",),
    "data_leak": ("Export data", "Publishing error", "Misconfiguration"),
}  # fmt: skip
DATE_MEANINGS = {"attack": "event_date", "detected": "detection_date", "disclosed": "disclosure_date"}


def compare_register(incidents: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Return, field by field, what the press register says of the same incidents, with a verdict.

    Intervals that overlap corroborate; intervals that do not, and terms that differ, contradict. An approximate date
    does neither: it may be counted from a day of publication that was inferred from the event itself.
    """
    rows = []
    by_id = {row["incident_id"]: row for row in register.to_dict("records")}
    for incident in incidents[incidents["register_id"] != ""].to_dict("records"):
        entry = by_id[incident["register_id"]]
        for field in COMPARED:
            study, cited = _study_says(incident, field), _register_says(entry, field)
            if any(study) or any(cited):
                rows.append(_match(incident, entry, field, study, cited))
    return pd.DataFrame(rows, columns=declared("processed/register_matches").header)


def _study_says(incident: Row, field: str) -> tuple[Any, Any]:
    """Return what the study says of a field, as a lower and an upper bound."""
    if field in SIZES:
        bounds = (incident[f"{SIZES[field]}_low"], incident[f"{SIZES[field]}_high"])
        return tuple(None if bound != bound else bound for bound in bounds)  # type: ignore[return-value]
    if field in DATE_FIELDS:
        prefix = field.removesuffix("_date")
        return incident[f"{prefix}_earliest"] or None, incident[f"{prefix}_latest"] or None
    value = incident[field] if incident[field] != "unknown" else None
    return value or None, value or None


def _register_says(entry: Row, field: str) -> tuple[Any, Any]:
    """Return what the register says of a field, as a lower and an upper bound.

    Where passwords are sold, its only number counts accounts, which are records and no persons.
    """
    if field in SIZES:
        if field != ("records_exposed" if entry["scope"] == "credential_sale" else "persons_exposed"):
            return None, None
        bounds = (entry["persons_exposed_low"], entry["persons_exposed_high"])
        return tuple(None if bound != bound else bound for bound in bounds)  # type: ignore[return-value]
    if field in DATE_FIELDS:
        return (
            iso_days(entry["event_date_edtf"])
            if DATE_MEANINGS[entry["date_meaning"]] == field
            else (None, None)
        )
    value = entry[field] if entry[field] != "unknown" else None
    return value or None, value or None


def _match(incident: Row, entry: Row, field: str, study: tuple[Any, Any], cited: tuple[Any, Any]) -> Row:
    """Return one row of the comparison."""
    if not any(study) or not any(cited):
        verdict = "articles_only" if any(study) else "register_only"
    elif field == "event_date" and "~" in incident["event_edtf"]:
        verdict = "approximate"
    else:
        same = (
            study == cited
            if isinstance(study[0], str) and field not in DATE_FIELDS
            else _overlap(study, cited)
        )
        verdict = "corroborates" if same else "contradicts"
    row = {"incident_id": incident["incident_id"], "register_id": entry["incident_id"], "field": field}
    return row | {
        "study": _told(study),
        "register": _told(cited),
        "verdict": verdict,
        "source_url": entry["source_url"],
        "source2_url": entry["source2_url"],
    }


def _overlap(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    """Return whether two closed intervals share a point; an absent bound is open."""
    starts = [interval[0] for interval in (one, other) if interval[0] is not None]
    ends = [interval[1] for interval in (one, other) if interval[1] is not None]
    return not starts or not ends or max(starts) <= min(ends)


def _told(bounds: tuple[Any, Any]) -> str:
    """Return an interval in words: one value when both bounds are equal."""
    words = [f"{bound:.0f}" if isinstance(bound, float) else str(bound) for bound in bounds if bound]
    return " to ".join(dict.fromkeys(words))


def compare_reader(claims: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return, for each claim with a number or a date, what the reader read in the same words."""
    rows = []
    for claim in claims[claims["field"].isin(NUMBER_FIELDS + DATE_FIELDS)].to_dict("records"):
        label = "DATE" if claim["field"] in DATE_FIELDS else "QUANTITY"
        inside = mentions
        inside = inside[(inside["article_id"] == claim["article_id"]) & (inside["label"] == label)]
        found = inside[(inside["start"] >= claim["start"]) & (inside["end"] <= claim["end"])].to_dict(
            "records"
        )
        same = [mention for mention in found if same_value(claim, mention)]
        verdict = "same" if same else "differs" if found else "missed"
        read = "; ".join(mention["quote"] for mention in same or found)
        rows.append(
            {
                "claim_id": claim["claim_id"],
                "field": claim["field"],
                "curated": shown(claim),
                "read": read,
                "verdict": verdict,
            }
        )
    return pd.DataFrame(rows, columns=["claim_id", "field", "curated", "read", "verdict"])


def compare_names(claims: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return, for each claim with a name or a term, what the reader read in the same words.

    The reader finds names that its word lists hold; a claim may say what no single word does, so that « missed » is
    no fault of either. A claim that denies is left out: the reader reads what is denied.
    """
    rows = []
    affirmed = claims[claims["field"].isin(LABEL_OF_FIELD) & (claims["stance"] == "affirms")]
    for claim in affirmed.to_dict("records"):
        inside = mentions[
            (mentions["article_id"] == claim["article_id"])
            & (mentions["label"] == LABEL_OF_FIELD[claim["field"]])
            & (mentions["start"] >= claim["start"])
            & (mentions["end"] <= claim["end"])
        ]
        names = {fold(name) for name in inside["unit"]}
        wanted = [READ_AS.get(part, (part,)) for part in claim["value"].split("; ")]
        same = bool(names) and all(names & {fold(name) for name in part} for part in wanted)
        rows.append(
            {
                "claim_id": claim["claim_id"],
                "field": claim["field"],
                "curated": claim["value"],
                "read": "; ".join(dict.fromkeys(inside["quote"])),
                "verdict": "same" if same else "differs" if names else "missed",
            }
        )
    return pd.DataFrame(rows, columns=["claim_id", "field", "curated", "read", "verdict"])


def misses(*checks: pd.DataFrame) -> pd.DataFrame:
    """Return the claims on which the reader and the curator part."""
    check = pd.concat(checks, ignore_index=True)
    return check[check["verdict"] != "same"]


def verdicts(*checks: pd.DataFrame) -> pd.DataFrame:
    """Return, for each field, on how many claims the reader and the curator agree."""
    check = pd.concat(checks, ignore_index=True)
    counts = pd.crosstab(check["field"], check["verdict"]).reindex(
        columns=["same", "differs", "missed"], fill_value=0
    )
    return counts.reset_index()
