"""How late: the days between attack, detection, complaint, disclosure and article."""

from __future__ import annotations

import pandas as pd

from helpers.days import edtf_days
from helpers.intervals import Estimate
from helpers.measure.inputs import Sources, day_number
from helpers.measure.record import Measure, measure, row_keys

STEPS = (("event", "detection", "attack to detection", "l’attaque à la détection"),
         ("detection", "complaint", "detection to complaint", "la détection à la plainte"),
         ("event", "disclosure", "attack to disclosure", "l’attaque à la révélation"),
         ("disclosure", "publication", "disclosure to article", "la révélation à l’article"))  # fmt: skip


def delays(sources: Sources) -> pd.DataFrame:
    """Return one row an incident and step: the least and the most days between the two dates, and if one is approximate.

    A publication is the earliest article of the study that tells of the incident. No delay is below zero: an
    attack comes before its detection, whatever a date of a whole month allows.
    """
    rows, vague = _with_publication(sources), _approximate_steps(sources.values)
    found = []
    for row in rows.itertuples():
        for first, second, en, fr in STEPS:
            days = [getattr(row, f"{step}_{bound}") for step, bound in
                    ((second, "earliest"), (first, "latest"), (second, "latest"), (first, "earliest"))]  # fmt: skip
            if all(days):
                after_least, before_most, after_most, before_least = (day_number(day) for day in days)
                found.append((row.incident_id, row.label_en, row.label_fr, f"{first}_to_{second}", en, fr,
                              max(after_least - before_most, 0), max(after_most - before_least, 0),
                              int(bool({(row.incident_id, first), (row.incident_id, second)} & vague))))  # fmt: skip
    columns = ["incident_id", "label_en", "label_fr", "step", "step_en", "step_fr", "days_low", "days_high", "is_approximate"]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def is_approximate(edtf: str) -> bool:
    """Return whether an EDTF date carries a mark of doubt: its days are then no bounds.

    >>> is_approximate("2021-07-09~"), is_approximate("2021-06")
    (True, False)
    """
    return any(mark in edtf for mark in "~?%")


def _approximate_steps(values: pd.DataFrame) -> set[tuple[str, str]]:
    """Return (incident, step) of each resolved date that is approximate, such as « trois semaines plus tard »."""
    return {(row.incident_id, row.field.removesuffix("_date")) for row in values.itertuples() if is_approximate(row.edtf)}  # fmt: skip


def _with_publication(sources: Sources) -> pd.DataFrame:
    """Return the incidents with the days of the earliest article that tells of each; practices left out.

    A day of publication that was inferred gives none: it may have been inferred from the incident itself.
    """
    dates = {
        row.article_id: (*edtf_days(row.published_edtf), is_approximate(row.published_edtf))
        for row in sources.bibliography.itertuples()
        if row.published_edtf
    }
    told = sources.claims[(sources.claims["incident_id"] != "") & sources.claims["article_id"].isin(dates)]
    first = {
        name: min(dates[article] for article in group["article_id"])
        for name, group in told.groupby("incident_id")
    }
    named = sources.incidents[sources.incidents["organisation_type"] != "practice"]
    stated = {name: days for name, (*days, is_inferred) in first.items() if not is_inferred}
    published = [stated.get(name) for name in named["incident_id"]]
    return named.assign(publication_earliest=[str(days[0]) if days else "" for days in published],
                        publication_latest=[str(days[1]) if days else "" for days in published])  # fmt: skip


BOUNDS = "bounds from the precision of both dates"
ABOUT = "about, as one date is approximate"


def delay_measures(table: pd.DataFrame) -> list[Measure]:
    """Return each delay with its bounds (its value is their middle), and the extremes of each step.

    A single number of days from an approximate date has no bounds: it is about so many, and never exact.
    """
    found = []
    for row in table.itertuples():
        estimate = Estimate((row.days_low + row.days_high) / 2, row.days_low, row.days_high)
        how = "exact" if row.days_low == row.days_high else f"{BOUNDS}; value is their middle"
        if row.is_approximate:
            estimate, how = (
                (Estimate(estimate.value), ABOUT) if how == "exact" else (estimate, f"{ABOUT}; {how}")
            )
        found.append(measure("delay_{slug}_{incident}", estimate, f"incidents:{row.incident_id}", slug=row.step,
                             incident=row.incident_id.replace("-", "_"), en=row.step_en, fr=row.step_fr,
                             label_en=row.label_en, label_fr=row.label_fr, how=how))  # fmt: skip
    for step, rows in table.groupby("step", sort=True):
        names = {"slug": step, "en": rows["step_en"].iloc[0], "fr": rows["step_fr"].iloc[0]}
        inputs = row_keys("incidents", rows["incident_id"])
        for pattern, ends, extreme in (("delay_longest_{slug}", rows["days_high"], rows["days_high"].max()),
                                       ("delay_shortest_{slug}", rows["days_low"], rows["days_low"].min())):  # fmt: skip
            is_about = rows.loc[ends == extreme, "is_approximate"].all()
            found.append(
                measure(pattern, extreme, inputs, **names, how=f"{ABOUT}; {BOUNDS}" if is_about else BOUNDS)
            )
    return found
