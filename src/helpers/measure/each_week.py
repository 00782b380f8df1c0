"""Was there one every week? Weeks and months of a year, with the uncertainty of the dates carried by imputation."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers import intervals
from helpers.days import edtf_days
from helpers.intervals import Estimate
from helpers.measure.counting import CLAIMED_RATE, Count
from helpers.measure.inputs import chance_within, day_number, iso_mondays, weeks_of_year
from helpers.measure.record import Measure, in_percent, level, measure, ranged, row_keys

SIMULATIONS = 1000  # years of weeks, for the power of the test of dispersion


def draw_days(rows: pd.DataFrame, draws: int, generator: np.random.Generator) -> np.ndarray:
    """Return days drawn evenly from each row's first_day..last_day: shape (draws, rows), days since 1970."""
    return generator.integers(
        rows["first_day"].to_numpy(), rows["last_day"].to_numpy() + 1, size=(draws, len(rows))
    )


def week_counts(days: np.ndarray, mondays: np.ndarray) -> np.ndarray:
    """Return incidents a week for each draw: shape (draws, weeks); days outside the weeks are dropped."""
    index = (days - mondays[0]) // 7
    return np.stack([(index == week).sum(axis=1) for week in range(len(mondays))], axis=1)


def weekly(rows: pd.DataFrame, year: int, counts: np.ndarray, confidence: float) -> pd.DataFrame:
    """Return one row an ISO week of `year`: certain and expected incidents, and the range over imputed dates.

    Parameters
    ----------
    rows : DataFrame
        The incidents counted, with first_day and last_day.
    year : int
        The ISO year.
    counts : ndarray
        Incidents a week for each draw, from `week_counts`.
    confidence : float
        Share of the draws that low..high encloses.
    """
    mondays, tail = iso_mondays(year), (1 - confidence) / 2
    first, last = ((rows[column].to_numpy() - mondays[0]) // 7 for column in ("first_day", "last_day"))
    return pd.DataFrame({
        "iso_year": year,
        "iso_week": np.arange(1, len(mondays) + 1),
        "week_start": mondays.astype("datetime64[D]").astype(str),
        "incidents_certain": [int(((first == week) & (last == week)).sum()) for week in range(len(mondays))],
        "incidents_expected": counts.mean(axis=0).round(4),
        "incidents_low": np.quantile(counts, tail, axis=0, method="lower"),
        "incidents_high": np.quantile(counts, 1 - tail, axis=0, method="higher"),
    })  # fmt: skip


def monthly(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return one row a month: incidents whose whole date lies in it, and those expected from the share of their days."""
    found = []
    for month in range(1, 13):
        chance = chance_within(rows, *(day_number(day) for day in edtf_days(f"{year}-{month:02d}")))
        found.append((f"{year}-{month:02d}", int((chance == 1).sum()), round(float(chance.sum()), 3)))
    return pd.DataFrame(found, columns=["month", "incidents_certain", "incidents_expected"])


def week_measures(
    rows: pd.DataFrame, year: int, counts: np.ndarray, confidence: float, generator: np.random.Generator
) -> list[Measure]:
    """Return empty weeks, busy weeks and dispersion under the primary rule, over the imputed dates.

    The number of empty weeks varies by the dates drawn (between) and by chance at a given total (within): Rubin's rules
    pool both. The p-value cannot be pooled so; its median and range over a hundred draws stand for it.
    """
    if rows.empty:
        return []
    draws, weeks = counts.shape
    expected = np.array([intervals.empty_periods(total, weeks) for total in counts.sum(axis=1)])
    empty, within = (counts == 0).sum(axis=1), ((expected[:, 2] - expected[:, 0]) / 2) ** 2
    p_values = [intervals.dispersion_p_value(each, 500, generator) for each in counts[:100]]
    estimates = {
        "weeks_empty_{year}": intervals.pooled(empty, within, confidence),
        "weeks_empty_seen_{year}": ranged(empty),
        "weeks_empty_expected_{year}": Estimate(*expected.mean(axis=0)),
        "weeks_with_two_{year}": ranged((counts >= 2).sum(axis=1)),
        "dispersion_{year}": ranged(intervals.dispersion_index(counts)),
        "p_dispersion_{year}": ranged(p_values),
        "power_dispersion_register_{year}": in_percent(
            intervals.dispersion_power(float(counts.mean()), 2.0, weeks, SIMULATIONS, generator)
        ),
        "iso_weeks_{year}": Estimate(weeks),
        "outside_iso_weeks_{year}": Estimate(_outside(rows, year)),
    }
    inputs = row_keys("press_incidents", rows["incident_id"])
    names = {"year": year, "draws": draws, "simulations": SIMULATIONS, "level": level(confidence)}
    return [measure(pattern, estimate, inputs, **names) for pattern, estimate in estimates.items()]


def _outside(rows: pd.DataFrame, year: int) -> int:
    """Return how many incidents lie wholly before the first or after the last ISO week of `year`."""
    mondays = iso_mondays(year)
    return int(((rows["last_day"] < mondays[0]) | (rows["first_day"] > mondays[-1] + 6)).sum())


def empty_week_measures(counts: Sequence[Count], year: int) -> list[Measure]:
    """Return the weeks that stay empty at one a week and at the official ransomware rate, and those with two or more."""
    rhythms = [
        (
            "claimed_rate",
            "one attack a week",
            "une attaque par semaine",
            CLAIMED_RATE,
            "none: the claim itself",
        )
    ]
    rhythms += [(count.slug, count.label_en, count.label_fr, count.events / weeks_of_year(year), count.inputs)
                for count in counts if count.slug == "ransomware_hfds"]  # fmt: skip
    weeks, found = len(iso_mondays(year)), []
    for slug, en, fr, mean, inputs in rhythms:
        empty = math.exp(-mean)
        half = 2 * math.sqrt(weeks * empty * (1 - empty))
        estimates = {
            "weeks_empty_at_{slug}_{year}": Estimate(
                weeks * empty, weeks * empty - half, weeks * empty + half
            ),
            "share_empty_at_{slug}_{year}": Estimate(100 * empty),
            "share_two_or_more_at_{slug}_{year}": Estimate(100 * (1 - empty * (1 + mean))),
        }
        names = {"slug": slug, "en": en, "fr": fr, "year": year}
        found += [measure(pattern, estimate, inputs, **names) for pattern, estimate in estimates.items()]
    return found


def precision_measures(
    rows: pd.DataFrame, straddling: pd.DataFrame, year: int, counts: np.ndarray, confidence: float
) -> list[Measure]:
    """Return how precise the dates are, and how many weeks seem empty under three ways to handle imprecise ones."""
    if rows.empty:
        return []
    mondays, inputs = iso_mondays(year), row_keys("press_incidents", rows["incident_id"])
    on_first = week_counts(rows[["first_day"]].to_numpy().T, mondays)
    fractions = [chance_within(rows, monday, monday + 6).sum() for monday in mondays]
    ways = (("first_day", "set to the first possible day", "ramenées au premier jour possible", (on_first == 0).sum()),
            ("fractions", "spread as fractions over their days", "réparties en fractions sur leurs jours", (np.array(fractions) == 0).sum()),
            ("imputed", "drawn by chance", "tirées au hasard", (counts == 0).sum(axis=1).mean()))  # fmt: skip
    found = [measure("weeks_empty_if_{slug}_{year}", float(value), inputs, slug=slug, en=en, fr=fr, year=year)
             for slug, en, fr, value in ways]  # fmt: skip
    to_the_day = intervals.proportion(
        int((rows["first_day"] == rows["last_day"]).sum()), len(rows), confidence
    )
    unsure = straddling[straddling["chance"] < 1]["incident_id"]
    return [*found, measure("share_day_precise_{year}", in_percent(to_the_day), inputs, year=year, level=level(confidence)),
            measure("straddling_{year}", len(unsure), row_keys("press_incidents", unsure) or "none", year=year)]  # fmt: skip
