"""The official series: the months in which one supplier's clients notify together, and the years with their breaks."""

from __future__ import annotations

import math

import pandas as pd

from helpers.intervals import Estimate
from helpers.measure.counting import ROUNDED, is_back_computed, shared_counts, yearly
from helpers.measure.record import Measure, measure, ranged, row_keys


def cnil_months(cnil: pd.DataFrame) -> pd.DataFrame:
    """Return CNIL's months: malicious notifications told apart into distinct profiles and repeats of a profile."""
    rows = cnil[
        ["month", "health_notifications", "health_external_malicious", "health_malicious_distinct_profiles"]
    ].copy()
    rows["repeated_profiles"] = rows["health_external_malicious"] - rows["health_malicious_distinct_profiles"]
    return rows.reset_index(drop=True)


def cnil_measures(months: pd.DataFrame, year: int) -> list[Measure]:
    """Return the notifications of `year`, and the month in which most repeat another's profile: a supplier's wave."""
    rows = months[months["month"].str.startswith(str(year))]
    if rows.empty:
        return []
    malicious, wave = rows["health_external_malicious"], rows.loc[rows["repeated_profiles"].idxmax()]
    estimates = {
        "cnil_months_{year}": len(rows),
        "cnil_notifications_{year}": rows["health_notifications"].sum(),
        "cnil_malicious_{year}": malicious.sum(),
        "cnil_profiles_{year}": rows["health_malicious_distinct_profiles"].sum(),
        "cnil_wave_notifications_{year}": wave["health_external_malicious"],
        "cnil_wave_profiles_{year}": wave["health_malicious_distinct_profiles"],
        "cnil_wave_repeats_{year}": wave["repeated_profiles"],
        "cnil_wave_share_{year}": 100 * wave["health_external_malicious"] / malicious.sum(),
        "cnil_median_month_{year}": ranged(malicious),
    }
    of_year, of_wave = row_keys("cnil_health_monthly", rows["month"]), f"cnil_health_monthly:{wave['month']}"
    return [measure(pattern, estimate, of_wave if "wave_" in pattern and "share" not in pattern else of_year, year=year)
            for pattern, estimate in estimates.items()]  # fmt: skip


def declared_by_year(series: pd.DataFrame) -> pd.DataFrame:
    """Return declared and malicious incidents of each calendar year that CERT Santé reports, with the breaks.

    Where a year has several readings (provisional and back-computed), low..high spans them and the reported one stands.
    A share may be back-computed too: then both numbers that it comes from are rounded.
    """
    rows = series[(series["series_id"] == "ans_incidents") & (series["kind"] != "misquote")]
    rows = rows[
        (rows["period_start"].str[4:] == "-01-01")
        & (rows["period_end"] == rows["period_start"].str[:4] + "-12-31")
    ]
    found = []
    for start, readings in rows.groupby("period_start", sort=True):
        year = int(start[:4])
        stands = yearly(series, "ans_incidents", "incidents declared", year)
        if stands is None:
            continue
        malicious = next((count for count in shared_counts(series, year) if count.slug == "malicious"), None)
        share = yearly(series, "ans_malicious_share", "share of incidents of malicious origin", year)
        found.append({
            "year": year, "declared": stands["value"],
            "declared_low": readings[["value", "low", "high"]].min(axis=None), "declared_high": readings[["value", "low", "high"]].max(axis=None),
            "malicious": malicious.events if malicious else math.nan, "malicious_low": malicious.low if malicious else math.nan,
            "malicious_high": malicious.high if malicious else math.nan, "is_provisional": int(len(readings) > 1),
            "is_share_back_computed": int(share is not None and is_back_computed(share)), "break_in_definition": _break(series, year),
        })  # fmt: skip
    return pd.DataFrame(found)


def _break(series: pd.DataFrame, year: int) -> str:
    """Return what broke the series in `year`: a supplier's share of the incidents, a decree on who must declare."""
    supplier = yearly(series, "ans_supplier_share", "share of incidents", year)
    decree = series[
        (series["series_id"] == "definition_break") & series["period_start"].str.startswith(str(year))
    ]
    return "supplier" if supplier is not None else "decree" if len(decree) else ""


def declared_measures(years: pd.DataFrame) -> list[Measure]:
    """Return declared and malicious incidents of each year, and the change across all the breaks."""
    if years.empty:
        return []
    found = []
    for row in years.itertuples():
        inputs, declared = (
            f"official_series:ans_incidents:{row.year}",
            Estimate(row.declared, row.declared_low, row.declared_high),
        )
        found.append(measure("declared_{year}", declared, inputs, year=row.year,
                             formula="reported; a provisional figure stands beside a back-computed one" if row.is_provisional else "reported"))  # fmt: skip
        if row.malicious == row.malicious:
            share = Estimate(row.malicious, row.malicious_low, row.malicious_high)
            found.append(
                measure(
                    "malicious_{year}",
                    share,
                    f"{inputs}; official_series:ans_malicious_share:{row.year}",
                    year=row.year,
                    how=ROUNDED[bool(row.is_share_back_computed)],
                )
            )
    first, last = years.iloc[0], years.iloc[-1]
    inputs = f"official_series:ans_incidents:{first['year']}; official_series:ans_incidents:{last['year']}"
    change = last["declared"] / first["declared"]
    return [
        *found,
        measure("declared_change_{first}_to_{last}", change, inputs, first=first["year"], last=last["year"]),
    ]
