"""The counts of the ledger: how much was read, used, dismissed and compared. The numbers of the report's method."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from helpers import tables
from helpers.measure import Measure, measure, row_keys
from helpers.paths import Study


def ledger_measures(study: Study, year: int, confidence: float) -> list[Measure]:
    """Return the counts of what was read, used, dismissed and compared: the numbers of the method."""
    articles, review, claims, matches, check = (
        tables.read(study, f"processed/{name}")
        for name in ("articles", "review", "claims", "register_matches", "reader_check")
    )
    bibliography = tables.read(study, "raw/articles/bibliography")
    states, verdicts = review["state"].value_counts(), matches["verdict"].value_counts()
    both = [verdicts.get(name, 0) for name in ("corroborates", "contradicts")]
    raw, removed = articles["raw_characters"].sum(), articles["removed_characters"].sum()
    counts = {
        "year": (year, "parameter:year"),
        "confidence": (100 * confidence, "parameter:confidence"),
        "ledger_articles": (len(articles), "articles"),
        "ledger_undated": (bibliography["published_edtf"].str.contains("~").sum(), "bibliography"),
        "ledger_repairs": (articles["repairs"].sum(), "articles"),
        "ledger_removed_share": (100 * removed / raw if raw else math.nan, "articles"),
        "ledger_mentions": (len(review), "review"),
        "ledger_used": (states.get("used", 0), "review"),
        "ledger_dismissed": (states.get("dismissed", 0), "review"),
        "ledger_claims": (len(claims), "claims"),
        "reader_compared": (len(check), "reader_check"),
        "reader_same": ((check["verdict"] == "same").sum(), "reader_check"),
        "register_corroborates": (both[0], "register_matches"),
        "register_contradicts": (both[1], "register_matches"),
        "register_compared": (sum(both), "register_matches"),
    }
    return [measure(name, float(value), inputs) for name, (value, inputs) in counts.items()]


def register_measures(register: pd.DataFrame, series: pd.DataFrame) -> list[Measure]:
    """Return the extent of the press register, and the year in which the duty to declare was widened."""
    found = [measure("register_incidents", len(register), "press_incidents")]
    if len(register):
        for name, day in (("first", register["first_day"].min()), ("last", register["last_day"].max())):
            year = int(str(np.datetime64(int(day), "D"))[:4])
            found.append(measure(f"register_{name}_year", year, "press_incidents"))
    widened = series[series["series_id"] == "definition_break"]
    inputs = row_keys("official_series", widened["series_id"])
    return found + [measure("declaration_widened_year", value, inputs) for value in widened["value"].head(1)]
