"""Every measure of the study worked out anew: from the rows of the tables, in plain Python, with scipy's distributions.

Nothing here is taken from the package under test. Where it draws dates by chance, the exact law of the draws stands here,
or a simulation of its own. A new measure without an expectation fails the test that reads this.
"""

from __future__ import annotations

import calendar
import csv
import math
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

NAN = math.nan
YEAR = 2021
Row = dict[str, str]
Made = dict[str, "Expected"]


class Expected(NamedTuple):
    """What a measure must be: its number, bounds, unit, the rows that it names, and how far chance may move it."""

    value: float
    low: float
    high: float
    unit: str
    inputs: str
    within: float = 0.0


class Tables:
    """The files of the study, each a list of its rows as text."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, name: str) -> list[Row]:
        with (self.root / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def keys(table: str, names: Iterable[str]) -> str:
    return "; ".join(f"{table}:{name}" for name in sorted(names))


def one(
    value: float, unit: str, inputs: str, low: float = NAN, high: float = NAN, within: float = 0.0
) -> Expected:
    return Expected(value, low, high, unit, inputs, within)


# Dates


def span(edtf: str) -> tuple[date, date]:
    """Return first and last day of the forms of date that the study's tables hold."""
    text = edtf.rstrip("~")
    if "/" in text:
        first, last = text.split("/")
        return span(first)[0], span(last)[1]
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    year, month = parts
    if month == 22:  # the summer of ISO 8601-2
        return date(year, 6, 1), date(year, 8, 31)
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def weeks(year: int) -> float:
    return (366 if calendar.isleap(year) else 365) / 7


def within(row: Row, first: date, last: date) -> float:
    """Return the share of the days of a register row's date that lie in first..last."""
    start, end = span(row["event_date_edtf"])
    return max((min(end, last) - max(start, first)).days + 1, 0) / ((end - start).days + 1)


# Intervals, by other ways than the package's


def garwood(x: int, exposure: float, sure: float) -> tuple[float, float, float]:
    tail = (1 - sure) / 2
    low = stats.chi2.ppf(tail, 2 * x) / 2 if x else 0.0
    return x / exposure, low / exposure, stats.chi2.ppf(1 - tail, 2 * x + 2) / 2 / exposure


def share(x: int, n: int, sure: float) -> tuple[float, float, float]:
    low, high = stats.binomtest(x, n).proportion_ci(sure, "exact")
    return 100 * x / n, 100 * low, 100 * high


def two_sided(at_most: float, at_least: float) -> float:
    return min(1.0, 2 * min(at_most, at_least))


# How often


CARE = {"hospital", "clinic", "laboratory", "practice", "care_home"}
KINDS_OF_CARE: dict[str, Callable[[Row], bool]] = {
    "r1": lambda row: row["organisation_type"] in CARE and row["scope"] == "attack",
    "r1_hospitals": lambda row: (
        row["organisation_type"] in {"hospital", "clinic"} and row["scope"] == "attack"
    ),
    "r2": lambda row: row["scope"] == "attack",
    "r3": lambda row: True,
}
PUBLISHED = {
    "declared": ("ans_incidents", "incidents declared"),
    "ransomware_cert": ("health_ransomware", "ransomware incidents declared"),
    "ransomware_hfds": ("health_ransomware_hfds", "ransomware attacks"),
    "ransomware_anssi": ("anssi_ransomware_health", "attacks = total x share"),
    "state_help": ("anssi_fssi_interventions", "structures supported"),
    "major_minister": ("gov_major_attacks", "attacks qualified as major"),
    "public_enisa": ("enisa_france", "incidents"),
    "named_press": ("health_ransomware_public", "attacks named"),
}


def published(tables: Tables, series: str, metric: str, year: int) -> Row | None:
    rows = [row for row in tables("raw/official_series") if row["series_id"] == series and row["metric"] == metric
            and (row["period_start"], row["period_end"]) == (f"{year}-01-01", f"{year}-12-31")]  # fmt: skip
    assert len(rows) <= 1, (series, metric, year)
    return rows[0] if rows else None


class Counted(NamedTuple):
    events: int
    low: float
    high: float
    inputs: str


def rounded_share(tables: Tables, series: str, year: int, rest: bool) -> Counted | None:
    """Return declared incidents times a share in whole percent, and what the rounding of the share leaves open.

    A share that is another year's and a change is off by half a percent twice; a monthly mean of the rest is a second reading.
    """
    rows = [row for row in tables("raw/official_series") if row["series_id"] == series
            and row["period_start"] == f"{year}-01-01" and row["period_end"] == f"{year}-12-31"]  # fmt: skip
    declared = published(tables, *PUBLISHED["declared"], year)
    if not rows or declared is None:
        return None
    percent, total = float(rows[0]["value"]), float(declared["value"])
    percent = 100 - percent if rest else percent
    off = 1.0 if rows[0]["kind"] == "derived" else 0.5
    inside = [x for x in range(int(total) + 1) if percent - off <= 100 * x / total <= percent + off]
    inputs = f"official_series:ans_incidents:{year}; official_series:{series}:{year}"
    mean = published(
        tables, "ans_monthly_average", "average incidents per month excluding supplier incidents", year
    )
    if rest and mean:
        inside += [x for x in range(int(total) + 1) if abs(x / 12 - float(mean["value"])) <= 0.5]
        inputs += f"; official_series:ans_monthly_average:{year}"
    return Counted(round(total * percent / 100), min(inside), max(inside), inputs)


def counts(tables: Tables, year: int) -> dict[str, Counted]:
    """Return every definition that has a count for `year`."""
    found: dict[str, Counted | None] = {}
    for slug, (series, metric) in PUBLISHED.items():
        if row := published(tables, series, metric, year):
            bounds = [float(row[end]) if row[end] else NAN for end in ("low", "high")]
            found[slug] = Counted(int(row["value"]), *bounds, f"official_series:{series}:{year}")
    found["malicious"] = rounded_share(tables, "ans_malicious_share", year, rest=False)
    found["declared_without_suppliers"] = rounded_share(tables, "ans_supplier_share", year, rest=True)
    if year == YEAR:  # the register begins in the December before, so it has no rate for an earlier year
        for slug, is_counted in KINDS_OF_CARE.items():
            found[f"register_{slug}"] = in_year(tables, is_counted)
        for slug in ("r1", "r2"):
            found[f"articles_{slug}"] = told(tables, KINDS_OF_CARE[slug])
    return {slug: count for slug, count in found.items() if count is not None}


def rows_of_year(tables: Tables, is_counted: Callable[[Row], bool]) -> list[Row]:
    days = date(YEAR, 1, 1), date(YEAR, 12, 31)
    return [row for row in tables("raw/press_incidents") if is_counted(row) and within(row, *days) > 0]


def in_year(tables: Tables, is_counted: Callable[[Row], bool]) -> Counted:
    rows = rows_of_year(tables, is_counted)
    certain = sum(within(row, date(YEAR, 1, 1), date(YEAR, 12, 31)) == 1 for row in rows)
    return Counted(certain, certain, len(rows), keys("press_incidents", (row["incident_id"] for row in rows)))


def told(tables: Tables, is_counted: Callable[[Row], bool]) -> Counted:
    """Return the attacks that the articles tell of; all of their dates lie within the year."""
    rows = [row for row in tables("processed/incidents") if is_counted(row) and happened(row)[0].year == YEAR]
    assert all(happened(row)[1].year == YEAR for row in rows)
    return Counted(len(rows), len(rows), len(rows), keys("incidents", (row["incident_id"] for row in rows)))


def happened(row: Row) -> tuple[date, date]:
    step = next(step for step in ("event", "detection", "disclosure") if row[f"{step}_earliest"])
    return date.fromisoformat(row[f"{step}_earliest"]), date.fromisoformat(row[f"{step}_latest"])


def rates(slug: str, count: Counted, year: int, sure: float) -> Made:
    x, exposure = count.events, weeks(year)
    law, tail = stats.gamma(x + 0.5, scale=1 / exposure), (1 - sure) / 2
    p_value = two_sided(stats.poisson.cdf(x, exposure), stats.poisson.sf(x - 1, exposure))
    return {
        f"count_{slug}_{year}": Expected(x, count.low, count.high, "incidents", count.inputs),
        f"rate_{slug}_{year}": Expected(*garwood(x, exposure, sure), "per_week", count.inputs),
        f"rate_{slug}_{year}_jeffreys": Expected(
            x / exposure, law.ppf(tail), law.ppf(1 - tail), "per_week", count.inputs
        ),
        f"p_one_a_week_{slug}_{year}": one(p_value, "probability", count.inputs),
    }


def how_often(tables: Tables, sure: float) -> Made:
    found: Made = {}
    now, before = counts(tables, YEAR), counts(tables, YEAR - 1)
    for year, each in ((YEAR, now), (YEAR - 1, before)):
        for slug, count in each.items():
            found |= rates(slug, count, year, sure)
    firm = in_year(tables, lambda row: KINDS_OF_CARE["r1"](row) and row["confidence"] != "low")
    found |= rates("register_r1_firm", firm, YEAR, sure)
    return found | verdicts(now, sure) | compared(now, before, sure) | priors(now["ransomware_hfds"], sure)


def verdicts(now: dict[str, Counted], sure: float) -> Made:
    intervals = {slug: garwood(count.events, weeks(YEAR), sure) for slug, count in now.items()}
    inputs = keys("rates_by_definition", now)
    below = {slug for slug, (_, _, high) in intervals.items() if high < 1}
    least, greatest = (pick(now, key=lambda slug: now[slug].events) for pick in (min, max))
    complete = [count.events for slug, count in now.items() if slug not in FLOORS]
    return {
        f"definitions_{YEAR}": one(len(now), "definitions", inputs),
        f"definitions_above_{YEAR}": one(sum(low > 1 for _, low, _ in intervals.values()), "definitions", inputs),
        f"definitions_below_{YEAR}": one(len(below), "definitions", inputs),
        f"definitions_below_floors_{YEAR}": one(len(below & FLOORS), "definitions", inputs),
        f"definitions_compatible_{YEAR}": one(sum(low <= 1 <= high for _, low, high in intervals.values()), "definitions", inputs),
        f"rate_least_{YEAR}_overall": Expected(*intervals[least], "per_week", f"rates_by_definition:{least}"),
        f"rate_greatest_{YEAR}_overall": Expected(*intervals[greatest], "per_week", f"rates_by_definition:{greatest}"),
        f"rate_spread_{YEAR}": one(now[greatest].events / now[least].events, "ratio", inputs),
        f"rate_spread_complete_{YEAR}": one(max(complete) / min(complete), "ratio", keys("rates_by_definition", set(now) - FLOORS)),
    }  # fmt: skip


# lists whose authors call them incomplete
FLOORS = {"ransomware_hfds", "public_enisa", "named_press", "articles_r1", "articles_r2",
          *(f"register_{slug}" for slug in KINDS_OF_CARE)}  # fmt: skip


def compared(now: dict[str, Counted], before: dict[str, Counted], sure: float) -> Made:
    pairs = {f"{slug}_{YEAR}_to_{YEAR - 1}": (before[slug], now[slug]) for slug in now if slug in before}
    pairs[f"two_populations_{YEAR}_to_{YEAR - 1}"] = before["major_minister"], now["ransomware_hfds"]
    found: Made = {}
    for name, (old, new) in pairs.items():
        total, part = old.events + new.events, weeks(YEAR) / (weeks(YEAR) + weeks(YEAR - 1))
        low, high = stats.binomtest(new.events, total).proportion_ci(sure, "exact")
        scale, inputs = weeks(YEAR - 1) / weeks(YEAR), f"{old.inputs}; {new.inputs}"
        p_value = two_sided(
            stats.binom.cdf(new.events, total, part), stats.binom.sf(new.events - 1, total, part)
        )
        found[f"ratio_{name}"] = one(
            scale * new.events / old.events,
            "ratio",
            inputs,
            scale * low / (1 - low),
            scale * high / (1 - high),
        )
        found[f"p_ratio_{name}"] = one(p_value, "probability", inputs)
    return found


def priors(count: Counted, sure: float) -> Made:
    found: Made = {}
    for name, shape, extra in (("jeffreys", 0.5, 0), ("one_week", 1, 1), ("four_weeks", 2, 4)):
        law, tail = stats.gamma(shape + count.events, scale=1 / (extra + weeks(YEAR))), (1 - sure) / 2
        place = f"ransomware_hfds_{YEAR}_{name}"
        found[f"posterior_rate_{place}"] = Expected(
            law.mean(), law.ppf(tail), law.ppf(1 - tail), "per_week", count.inputs
        )
        found[f"posterior_reaches_one_{place}"] = one(law.sf(1), "probability", count.inputs)
    return found


def known(tables: Tables, sure: float) -> Made:
    """Return what had happened by the day on which one a week was first said."""
    said = min(row["date_said"] for row in tables("raw/rate_claims") if row["claim_kind"] == "rate" and row["value"] == "1"
               and "per week" in row["unit"] and len(row["date_said"]) == 10)  # fmt: skip
    day = date.fromisoformat(said)
    exposure = ((day - date(YEAR, 1, 1)).days + 1) / 7
    found = {"rate_claim_one_a_week": one(1, "per_week", f"rate_claims:{said}"),
             "weeks_known_at_claim": one(exposure, "weeks", f"rate_claims:{said}")}  # fmt: skip
    for slug, is_counted in KINDS_OF_CARE.items():
        rows = [row for row in rows_of_year(tables, is_counted) if within(row, date(YEAR, 1, 1), day) > 0]
        x = sum(within(row, date(YEAR, 1, 1), day) == 1 for row in rows)
        inputs = keys("press_incidents", (row["incident_id"] for row in rows))
        found[f"count_known_at_claim_{slug}"] = one(x, "incidents", inputs, x, len(rows))
        found[f"rate_known_at_claim_{slug}"] = Expected(*garwood(x, exposure, sure), "per_week", inputs)
        found[f"p_known_at_claim_{slug}"] = one(stats.poisson.cdf(x, exposure), "probability", inputs)
    named = {row["register_id"] for row in tables("processed/incidents")}
    near = [row["incident_id"] for row in rows_of_year(tables, KINDS_OF_CARE["r1_hospitals"])
            if row["incident_id"] in named and within(row, day - timedelta(8), day - timedelta(1)) == 1]  # fmt: skip
    found["rate_eight_days_before_claim"] = Expected(
        *garwood(len(near), 8 / 7, sure), "per_week", keys("press_incidents", near)
    )
    return found


# What the tests could see


def power(mean: float, ratio: float, generator: np.random.Generator, years: int = 500) -> float:
    """Return in percent how often a conditional test of evenness finds weekly counts of variance ratio x mean."""
    rates_of_weeks = generator.gamma(mean / (ratio - 1), ratio - 1, size=(years, 52))
    hits = 0
    for weekly in generator.poisson(rates_of_weeks):
        even = generator.multinomial(weekly.sum(), [1 / 52] * 52, size=400)
        # at a given total, the index of dispersion grows with the sum of squares
        hits += (weekly**2).sum() > np.quantile((even**2).sum(axis=1), 0.95)
    return 100 * hits / years


def properties(tables: Tables, sure: float, generator: np.random.Generator) -> Made:
    nothing = "none: a property of the method"
    found = {
        f"next_year_needed_from_{first}": one(needed, "incidents", nothing)
        for first, needed in ((10, 23), (20, 36), (40, 61))
    }
    r1 = in_year(tables, KINDS_OF_CARE["r1"])
    designs = {"mean_0p2_ratio_1p2": (0.2, 1.2, nothing), "mean_0p9_ratio_1p45": (0.9, 1.45, nothing),
               "mean_0p9_ratio_1p9": (0.9, 1.9, nothing), f"register_{YEAR}": (r1.events / 52, 2.0, r1.inputs)}  # fmt: skip
    for name, (mean, ratio, inputs) in designs.items():
        hits = power(mean, ratio, generator)
        half = 100 * stats.norm.ppf((1 + 0.95) / 2) * math.sqrt(hits / 100 * (1 - hits / 100) / 1000)
        found[f"power_dispersion_{name}"] = one(hits, "percent", inputs, hits - half, hits + half, within=6)
    # by hand: E[sum of squares] is 47 + 47 * 46 / 52 for even events, and 14 further counts where one event lies
    squares = 47 + 47 * 46 / 52 + 14**2 + 2 * 14 * (1 + 46 / 52)
    ministry = f"official_series:health_ransomware_hfds:{YEAR}"
    found["dispersion_of_one_wave"] = one((squares - 61**2 / 52) / 51 / (61 / 52), "ratio", ministry)
    return found


# Weeks


def occupancy(n: float, cells: int) -> tuple[float, float]:
    """Return mean and variance of the empty cells when n balls fall evenly."""
    alone, pair = (1 - 1 / cells) ** n, (1 - 2 / cells) ** n
    return cells * alone, cells * alone + cells * (cells - 1) * pair - (cells * alone) ** 2


def each_week(tables: Tables, sure: float, draws: int, generator: np.random.Generator) -> Made:
    rows = rows_of_year(tables, KINDS_OF_CARE["r1"])
    inputs = keys("press_incidents", (row["incident_id"] for row in rows))
    mondays = [date.fromisocalendar(YEAR, week, 1) for week in range(1, 53)]
    chances = np.array([[within(row, monday, monday + timedelta(6)) for monday in mondays] for row in rows])
    alone = np.prod(1 - chances, axis=0)
    pairs = np.prod(1 - chances[:, :, None] - chances[:, None, :], axis=0)
    np.fill_diagonal(pairs, alone)
    empty, between = alone.sum(), pairs.sum() - alone.sum() ** 2
    expected, inside = occupancy(len(rows), 52)
    half = stats.norm.ppf((1 + sure) / 2) * math.sqrt(inside + (1 + 1 / draws) * between)
    rough = 4 * math.sqrt(between / draws)
    precise = sum(span(row["event_date_edtf"])[0] == span(row["event_date_edtf"])[1] for row in rows)
    first_weeks = {span(row["event_date_edtf"])[0].isocalendar()[:2] for row in rows}
    unsure = [row["incident_id"] for row in rows_of_year(tables, KINDS_OF_CARE["r3"])
              if within(row, date(YEAR, 1, 1), date(YEAR, 12, 31)) < 1]  # fmt: skip
    found = {
        "weeks_empty": one(empty, "weeks", inputs, empty - half, empty + half, within=rough),
        "weeks_empty_if_imputed": one(empty, "weeks", inputs, within=rough),
        "weeks_empty_expected": one(expected, "weeks", inputs, expected - 2 * math.sqrt(inside), expected + 2 * math.sqrt(inside), within=0.15),
        "weeks_empty_if_first_day": one(sum((YEAR, week) not in first_weeks for week in range(1, 53)), "weeks", inputs),
        "weeks_empty_if_fractions": one(float((chances.sum(axis=0) == 0).sum()), "weeks", inputs),
        "iso_weeks": one(52, "weeks", inputs),
        "outside_iso_weeks": one(float((chances.sum(axis=1) == 0).sum()), "incidents", inputs),
        "share_day_precise": Expected(*share(precise, len(rows), sure), "percent", inputs),
        "straddling": one(len(unsure), "incidents", keys("press_incidents", unsure) or "none"),
    }  # fmt: skip
    found |= imputed(chances, inputs, generator)
    return {f"{name}_{YEAR}": each for name, each in found.items()} | rhythms(tables)


def imputed(chances: np.ndarray, inputs: str, generator: np.random.Generator) -> Made:
    """Return what draws of the dates make of the weeks: median and range, from many more draws than the study's."""
    outside = 1 - chances.sum(axis=1, keepdims=True)
    laws = np.hstack([chances, outside.clip(0)])
    drawn = np.stack([generator.choice(53, p=law / law.sum(), size=3000) for law in laws], axis=1)
    weekly = np.stack([(drawn == week).sum(axis=1) for week in range(52)], axis=1)
    index = weekly.var(axis=1, ddof=1) / weekly.mean(axis=1)
    p_values = []
    for row in weekly[:150]:
        even = generator.multinomial(row.sum(), [1 / 52] * 52, size=500)
        p_values.append(np.mean((even**2).sum(axis=1) >= (row**2).sum()))
    return {
        "weeks_empty_seen": extremes((weekly == 0).sum(axis=1), "weeks", inputs, 1),
        "weeks_with_two": extremes((weekly >= 2).sum(axis=1), "weeks", inputs, 1),
        "dispersion": extremes(index, "ratio", inputs, 0.3),
        "p_dispersion": extremes(np.array(p_values), "probability", inputs, 0.15),
    }


def extremes(values: np.ndarray, unit: str, inputs: str, within: float) -> Expected:
    """Return median and the range that some two hundred draws reach: the half-percent quantiles."""
    return one(float(np.median(values)), unit, inputs, *np.quantile(values, [0.005, 0.995]), within)


def rhythms(tables: Tables) -> Made:
    official = counts(tables, YEAR)["ransomware_hfds"]
    found: Made = {}
    for slug, mean, inputs in (
        ("claimed_rate", 1.0, "none: the claim itself"),
        ("ransomware_hfds", official.events / weeks(YEAR), official.inputs),
    ):
        law = stats.binom(52, stats.poisson.pmf(0, mean))
        found[f"weeks_empty_at_{slug}_{YEAR}"] = one(
            law.mean(), "weeks", inputs, law.mean() - 2 * law.std(), law.mean() + 2 * law.std()
        )
        found[f"share_empty_at_{slug}_{YEAR}"] = one(100 * stats.poisson.pmf(0, mean), "percent", inputs)
        found[f"share_two_or_more_at_{slug}_{YEAR}"] = one(100 * stats.poisson.sf(1, mean), "percent", inputs)
    return found


# Official series


def official(tables: Tables, sure: float) -> Made:
    months = [row for row in tables("raw/cnil_health_monthly") if row["month"][:4] == str(YEAR)]
    malicious, profiles = (
        [int(row[name]) for row in months]
        for name in ("health_external_malicious", "health_malicious_distinct_profiles")
    )
    repeats = [one - other for one, other in zip(malicious, profiles, strict=True)]
    at = repeats.index(max(repeats))
    every, wave = (
        keys("cnil_health_monthly", (row["month"] for row in months)),
        f"cnil_health_monthly:{months[at]['month']}",
    )
    found = {
        "months": one(len(months), "months", every),
        "notifications": one(sum(int(row["health_notifications"]) for row in months), "notifications", every),
        "malicious": one(sum(malicious), "notifications", every),
        "profiles": one(sum(profiles), "profiles", every),
        "wave_notifications": one(malicious[at], "notifications", wave),
        "wave_profiles": one(profiles[at], "profiles", wave),
        "wave_repeats": one(repeats[at], "notifications", wave),
        "wave_share": one(100 * malicious[at] / sum(malicious), "percent", every),
        "median_month": one(statistics.median(malicious), "notifications", every, min(malicious), max(malicious)),
    }  # fmt: skip
    return {f"cnil_{name}_{YEAR}": each for name, each in found.items()} | declared(tables)


def declared(tables: Tables) -> Made:
    found, series = {}, [row for row in tables("raw/official_series") if row["series_id"] == "ans_incidents"]
    values: dict[int, float] = {}
    for year in range(2018, 2025):
        readings = [
            row
            for row in series
            if (row["period_start"], row["period_end"]) == (f"{year}-01-01", f"{year}-12-31")
        ]
        numbers = [float(row[end]) for row in readings for end in ("value", "low", "high") if row[end]]
        values[year] = float(next(row["value"] for row in readings if row["kind"] == "reported"))
        inputs = f"official_series:ans_incidents:{year}"
        found[f"declared_{year}"] = one(values[year], "incidents", inputs, min(numbers), max(numbers))
        if part := rounded_share(tables, "ans_malicious_share", year, rest=False):
            found[f"malicious_{year}"] = one(part.events, "incidents", part.inputs, part.low, part.high)
    found["declared_change_2018_to_2024"] = one(
        values[2024] / values[2018],
        "ratio",
        "official_series:ans_incidents:2018; official_series:ans_incidents:2024",
    )
    return found


# What the press sees


# the publishers of the year's attacks on care that write for a profession, as read one by one
PROFESSIONAL = {"LeMagIT", "Génération NT", "Siècle Digital", "TICsanté", "L'Usine Digitale", "Le Monde Informatique", "mind Health",
                "Egora", "dpo.ovh", "L'Information dentaire", "Arnaques et piratages (blog)"}  # fmt: skip


def press(tables: Tables, sure: float, generator: np.random.Generator) -> Made:
    rows = [row for row in rows_of_year(tables, KINDS_OF_CARE["r1"]) if row["attack_type"] == "ransomware"]
    named = {row["register_id"] for row in tables("processed/incidents")}
    every = counts(tables, YEAR)
    hfds, cert = ((every[slug].events, every[slug].inputs) for slug in ("ransomware_hfds", "ransomware_cert"))
    lists = {
        "register_hospitals": (
            sum(row["organisation_type"] in {"hospital", "clinic"} for row in rows),
            *hfds,
        ),
        "register": (len(rows), *cert),
        "articles": (sum(row["incident_id"] in named for row in rows), *hfds),
        "named": (every["named_press"].events, *hfds),
    }
    shares = {name: share(seen, total, sure) for name, (seen, total, _) in lists.items()}
    found = {f"coverage_{name}_{YEAR}": Expected(*shares[name], "percent", f"coverage:{name}; {inputs}")
             for name, (_, _, inputs) in lists.items()}  # fmt: skip
    for word, pick in (("least", min), ("greatest", max)):
        name = pick(shares, key=lambda name: shares[name][0])
        found[f"coverage_{word}_{YEAR}"] = Expected(*shares[name], "percent", f"coverage:{name}")
    seen, total, _ = lists["named"]
    ratio = generator.gamma(seen + 0.5, 1 / weeks(YEAR), 400_000) / generator.beta(
        seen + 0.5, total - seen + 0.5, 400_000
    )
    low, middle, high = np.quantile(ratio, [(1 - sure) / 2, 0.5, (1 + sure) / 2])
    inputs = f"official_series:health_ransomware_public:{YEAR}; official_series:health_ransomware_hfds:{YEAR}"
    found[f"rate_behind_named_{YEAR}"] = one(middle, "per_week", inputs, low, high, within=0.06)
    return found | two_lists(tables, every["ransomware_hfds"], sure)


def two_lists(tables: Tables, known_total: Counted, sure: float) -> Made:
    """Return the two lists of what the ministry counts: ransomware, on hospitals and clinics."""
    rows = [
        row
        for row in rows_of_year(tables, KINDS_OF_CARE["r1_hospitals"])
        if row["attack_type"] == "ransomware"
    ]
    pages = [{row["source_publisher"], row["source2_publisher"]} - {""} for row in rows]
    n1, n2 = (
        sum(bool(page & PROFESSIONAL) for page in pages),
        sum(bool(page - PROFESSIONAL) for page in pages),
    )
    m = n1 + n2 - len(rows)
    assert m == sum(bool(page & PROFESSIONAL) and bool(page - PROFESSIONAL) for page in pages)
    inputs, seen = keys("press_incidents", (row["incident_id"] for row in rows)), len(rows)
    total = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    # log-normal on the unseen part, from its moments
    factor = math.exp(
        stats.norm.ppf((1 + sure) / 2) * math.sqrt(math.log(1 + variance / (total - seen) ** 2))
    )
    found = {
        "trade": one(n1, "incidents", inputs), "general": one(n2, "incidents", inputs), "both": one(m, "incidents", inputs),
        "seen": one(seen, "incidents", inputs),
        "total": one(total, "incidents", inputs, seen + (total - seen) / factor, seen + (total - seen) * factor),
    }  # fmt: skip
    # the fourth cell of the two-by-two table, from its odds ratio
    for slug, odds in (("0p5", 0.5), ("1", 1), ("2", 2), ("4", 4), ("8", 8), ("16", 16)):
        found[f"total_odds_{slug}"] = one(seen + odds * (n1 - m) * (n2 - m) / m, "incidents", inputs)
    needed = (known_total.events - seen) / ((n1 - m) * (n2 - m) / m)
    found["odds_needed"] = one(needed, "ratio", f"{inputs}; {known_total.inputs}")
    return {f"two_list_{name}_{YEAR}": each for name, each in found.items()}


# The life of the claim


def life(tables: Tables) -> Made:
    undated = {(row["speaker"], row["value"], row["unit"]) for row in tables("raw/rate_claims")
               if row["claim_kind"] == "rate" and "per week" in row["unit"] and not row["date_said"]}  # fmt: skip
    pages = [(row["speaker"], row["date_said"], float(row["value"]), row["unit"]) for row in tables("raw/rate_claims")
             if row["claim_kind"] == "rate" and "per week" in row["unit"]]  # fmt: skip
    pages += [(row["article_id"], "", float(row["low"] or row["high"]), row["qualifier"]) for row in tables("processed/claims")
              if row["field"] == "attack_rate" and "per week" in row["unit"]]  # fmt: skip
    statements = set(pages)
    inputs = keys("claim_life", (str(place) for place in range(1, len(statements) + 1)))
    hedged = [unit for *_, unit in statements if "at least" in unit or unit == "at_least"]
    return {
        "statements_weekly_rate": one(len(statements), "statements", inputs),
        # the undated ones come last
        "statements_weekly_rate_dated": one(
            len(statements) - len(undated),
            "statements",
            keys("claim_life", (str(place) for place in range(1, len(statements) - len(undated) + 1))),
        ),
        "statements_weekly_rate_pages": one(len(pages), "pages", inputs),
        "statements_greatest_rate": one(max(value for _, _, value, _ in pages), "per_week", "claim_life:9"),
        "statements_at_least": one(len(hedged), "statements", inputs),
    } | retold(tables)


def retold(tables: Tables) -> Made:
    wrong = [row for row in tables("raw/official_series") if row["kind"] == "misquote"]
    said = [
        (row["publisher"], float(row["value"]), row["unit"], row["period_start"][:4], row["note"])
        for row in wrong
    ]
    said += [(row["speaker"], float(row["value"]), "incidents", re.findall(r"\d{4}", row["unit"])[0], "")
             for row in tables("raw/rate_claims") if row["claim_kind"] == "count" and row["unit"].startswith("incidents in ")]  # fmt: skip
    # the notes name each original: 582, 733 and 581, of which no rounding gives the first
    other = [
        row
        for row in wrong
        if not rounds_to(float(row["value"]), float(re.findall(r"of (\d+)", row["note"])[0]))
    ]
    kind = "official_series: kind misquote"
    found = {
        "misquotes": one(len(wrong), "statements", kind),
        "misquotes_other_number": one(len(other), "statements", kind),
    }
    for who, value, unit, year, note in said:
        plain = unicodedata.normalize("NFKD", who.lower()).encode("ascii", "ignore").decode()
        of = "structures" if "declaring structures" in note else "incidents"
        found[f"retold_{'_'.join(re.findall('[a-z0-9]+', plain))}_{year}"] = one(
            value, unit, f"retold_counts:{who}; official_series: {of}:{year}"
        )
    return found


def rounds_to(said: float, original: float) -> bool:
    """Return whether `original` gives `said` when rounded, up or down, to units, tens, hundreds or thousands."""
    steps = (1, 10, 100, 1000)
    return said in {ends(original / step) * step for step in steps for ends in (math.floor, math.ceil)}


# How large


def exposed(tables: Tables) -> tuple[list[Row], dict[str, tuple[float, float]]]:
    """Return the attacks and exposures, and the persons of those that report any: the articles' word before the register's."""
    ours = {
        row["register_id"]: row
        for row in tables("processed/incidents")
        if row["persons_low"] or row["persons_high"]
    }
    alone = [row for row in tables("processed/incidents") if not row["register_id"]]
    rows = [{**row, "persons_exposed_low": row["persons_low"], "persons_exposed_high": row["persons_high"], "records_note": ""}
            for row in alone]  # fmt: skip
    rows = [row for row in [*tables("raw/press_incidents"), *rows] if row["scope"] in {"attack", "exposure"}]
    known: dict[str, tuple[float, float]] = {}
    for row in rows:
        name = row["incident_id"]
        ends = (
            [ours[name]["persons_low"], ours[name]["persons_high"]]
            if name in ours
            else [row["persons_exposed_low"], row["persons_exposed_high"]]
        )
        if any(ends) and "not a counted exposure" not in row["records_note"]:
            known[name] = float(ends[0] or ends[1]), float(ends[1] or ends[0])
    return rows, known


def how_large(tables: Tables, sure: float) -> Made:
    rows, known = exposed(tables)
    warned = [row["incident_id"] for row in rows if "not a counted exposure" in row["records_note"]]
    inputs, every = keys("exposures", known), "exposures: rows of scope attack or exposure"
    silent = len(rows) - len(known) - len(warned)
    middles = sorted(((low + high) / 2, name) for name, (low, high) in known.items())
    sold = [
        row
        for row in tables("raw/press_incidents")
        if row["scope"] == "credential_sale" and row["persons_exposed_high"]
    ]
    found = {
        "incidents": one(len(rows), "incidents", every), "reported": one(len(known), "incidents", inputs),
        "not_reported": one(silent, "incidents", every), "warned": one(len(warned), "incidents", keys("exposures", warned)),
        "reported_share": Expected(*share(len(known), len(rows), sure), "percent", every),
        "not_reported_share": one(100 * silent / len(rows), "percent", every),
        "median": one(statistics.median(middle for middle, _ in middles), "persons", inputs, *ranked([middle for middle, _ in middles], sure)),
        "median_all_low": one(statistics.median(low for low, _ in known.values()), "persons", inputs),
        "median_all_high": one(statistics.median(high for _, high in known.values()), "persons", inputs),
        "share_largest": held([name for _, name in middles[-1:]], known, inputs),
        "share_three_largest": held([name for _, name in middles[-3:]], known, inputs),
        "largest": one(middles[-1][0], "persons", f"exposures:{middles[-1][1]}"),
    }  # fmt: skip
    accounts = one(
        sum(float(row["persons_exposed_high"]) for row in sold),
        "accounts",
        keys("exposures", (row["incident_id"] for row in sold)),
    )
    return {f"persons_{name}": each for name, each in found.items()} | {"accounts_reported": accounts}


def ranked(ordered: list[float], sure: float) -> tuple[float, float]:
    """Return the tightest symmetric pair of order statistics that holds the median often enough, by trying all signs."""
    n, best = len(ordered), (NAN, NAN)
    for rank in range(1, n // 2 + 1):
        if sum(math.comb(n, below) for below in range(rank, n - rank + 1)) / 2**n >= sure:
            best = ordered[rank - 1], ordered[n - rank]
    return best


def held(top: list[str], known: dict[str, tuple[float, float]], inputs: str) -> Expected:
    def part(of_top: int, of_rest: int) -> float:
        mine = sum(known[name][of_top] for name in top)
        return 100 * mine / (mine + sum(ends[of_rest] for name, ends in known.items() if name not in top))

    middle = sum(sum(known[name]) for name in top) / sum(sum(ends) for ends in known.values())
    return one(100 * middle, "percent", inputs, part(0, 1), part(1, 0))


# How late, how sure, where, what


STEPS = (
    ("event", "detection"),
    ("detection", "complaint"),
    ("event", "disclosure"),
    ("disclosure", "publication"),
)


def how_late(tables: Tables) -> Made:
    """Return the delays; a day of publication that was inferred gives none, and an approximate date no bounds of its own."""
    papers = {
        row["article_id"]: (*span(row["published_edtf"]), "~" in row["published_edtf"])
        for row in tables("raw/articles/bibliography")
        if row["published_edtf"]
    }
    vague = {
        (row["incident_id"], row["field"].replace("_date", ""))
        for row in tables("processed/values")
        if "~" in row["edtf"]
    }
    found: Made = {}
    by_step: dict[str, list[tuple[float, float, str]]] = {}
    for row in tables("processed/incidents"):
        told_in = {
            claim["article_id"]
            for claim in tables("processed/claims")
            if claim["incident_id"] == row["incident_id"]
        }
        days = {step: tuple(date.fromisoformat(row[f"{step}_{end}"]) for end in ("earliest", "latest"))
                for step in ("event", "detection", "complaint", "disclosure") if row[f"{step}_earliest"]}  # fmt: skip
        first = sorted(papers[name] for name in told_in if name in papers)
        if first and not first[0][2]:
            days["publication"] = first[0][:2]
        for start, end in STEPS:
            if start in days and end in days:
                least = max((days[end][0] - days[start][1]).days, 0)
                most = max((days[end][1] - days[start][0]).days, 0)
                name = f"{start}_to_{end}"
                by_step.setdefault(name, []).append((least, most, row["incident_id"]))
                is_about = least == most and bool(
                    {(row["incident_id"], start), (row["incident_id"], end)} & vague
                )
                found[f"delay_{name}_{row['incident_id'].replace('-', '_')}"] = one(
                    (least + most) / 2,
                    "days",
                    f"incidents:{row['incident_id']}",
                    *((NAN, NAN) if is_about else (least, most)),
                )
    for name, each in by_step.items():
        inputs = keys("incidents", (incident for *_, incident in each))
        found[f"delay_longest_{name}"] = one(max(most for _, most, _ in each), "days", inputs)
        found[f"delay_shortest_{name}"] = one(min(least for least, _, _ in each), "days", inputs)
    return found


def how_sure(tables: Tables) -> Made:
    rows, register = tables("processed/disagreements"), tables("raw/press_incidents")
    fields = [f"{row['incident_id']}.{row['field']}" for row in rows]
    open_fields = [field for field, row in zip(fields, rows, strict=True) if row["rule"] == "unresolved"]
    ours = {row["incident_id"]: row["register_id"] for row in tables("processed/incidents")}
    cited = [row["incident_id"] for row in register if row["incident_id"] not in ours.values()]
    pages = [row["incident_id"] for row in register if row["confidence"] == "high"]
    return {
        "all_disagreements": one(len(fields), "fields", keys("disagreements", fields)),
        "unresolved_disagreements": one(len(open_fields), "fields", keys("disagreements", open_fields)),
        "incidents_quoted": one(len(ours), "incidents", keys("incidents", ours)),
        "incidents_cited": one(len(cited), "incidents", keys("press_incidents", cited)),
        "incidents_two_pages": one(len(pages), "incidents", keys("press_incidents", pages)),
    }


def where_and_what(tables: Tables) -> Made:
    found: Made = {}
    rows = rows_of_year(tables, KINDS_OF_CARE["r3"])
    for column in ("attack_type", "organisation_type", "scope"):
        for name in {row[column] for row in rows}:
            alike = [row for row in rows if row[column] == name]
            certain = sum(within(row, date(YEAR, 1, 1), date(YEAR, 12, 31)) == 1 for row in alike)
            inputs = keys("press_incidents", (row["incident_id"] for row in alike))
            found[f"incidents_{column}_{name}_{YEAR}"] = one(
                certain, "incidents", inputs, certain, len(alike)
            )
    register = tables("raw/press_incidents")
    named = Counter(region for row in register for region in row["region"].split("; ") if region)
    of_france = 13 + 5  # thirteen in Europe since 2016, five overseas
    inputs = "press_incidents: column region"
    return found | {
        "regions_of_france": one(of_france, "regions", "none: a fact"),
        "regions_with_incident": one(len(named), "regions", inputs),
        "regions_without": one(of_france - len(named), "regions", inputs),
        "incidents_without_region": one(sum(not row["region"] for row in register), "incidents", inputs),
        "region_greatest": one(max(named.values()), "incidents", inputs),
    }


# The ledger


def ledger(tables: Tables, sure: float) -> Made:
    articles, review, matches, check = (
        tables(f"processed/{name}") for name in ("articles", "review", "register_matches", "reader_check")
    )
    undated = sum("~" in row["published_edtf"] for row in tables("raw/articles/bibliography"))
    raw, clean = (sum(int(row[name]) for row in articles) for name in ("raw_characters", "clean_characters"))
    states, verdicts = (
        Counter(row[name] for row in rows) for name, rows in (("state", review), ("verdict", matches))
    )
    register = [span(row["event_date_edtf"]) for row in tables("raw/press_incidents")]
    widened = [row for row in tables("raw/official_series") if row["series_id"] == "definition_break"]
    return {
        "year": one(YEAR, "year", "parameter:year"), "confidence": one(100 * sure, "percent", "parameter:confidence"),
        "ledger_articles": one(len(articles), "articles", "articles"), "ledger_undated": one(undated, "articles", "bibliography"),
        "ledger_repairs": one(sum(int(row["repairs"]) for row in articles), "characters", "articles"),
        # no repair of the study changes the length of a text, so what is missing was removed
        "ledger_removed_share": one(100 * (raw - clean) / raw, "percent", "articles"),
        "ledger_mentions": one(len(review), "mentions", "review"), "ledger_used": one(states["used"], "mentions", "review"),
        "ledger_dismissed": one(states["dismissed"], "mentions", "review"),
        "ledger_claims": one(len(tables("processed/claims")), "claims", "claims"),
        "reader_compared": one(len(check), "claims", "reader_check"),
        "reader_same": one(sum(row["verdict"] == "same" for row in check), "claims", "reader_check"),
        "register_corroborates": one(verdicts["corroborates"], "fields", "register_matches"),
        "register_contradicts": one(verdicts["contradicts"], "fields", "register_matches"),
        "register_compared": one(verdicts["corroborates"] + verdicts["contradicts"], "fields", "register_matches"),
        "register_incidents": one(len(register), "incidents", "press_incidents"),
        "register_first_year": one(min(first for first, _ in register).year, "year", "press_incidents"),
        "register_last_year": one(max(last for _, last in register).year, "year", "press_incidents"),
        "declaration_widened_year": one(int(widened[0]["period_start"][:4]), "year", "official_series:definition_break"),
    }  # fmt: skip


# The second coding

# how many codes the codebook allows, an empty population among them; the other columns may hold anything, and have no coefficient
CODES = {"field": 22, "qualifier": 8, "population": 7, "speaker": 7, "modality": 5, "stance": 2}
OF_NUMBERS = {"persons_exposed", "records_exposed", "organisations_affected", "publication_sites", "attack_rate", "funding"}  # fmt: skip
OF_TERMS = {"attack_type", "data_variety", "data_disclosure", "motive"}


def was_shown(code: Row, claims: list[Row]) -> bool:
    """Return whether the second coder could not do without seeing the cell."""
    if code["table"] == "incidents":
        return code["column"] in ("label_en", "label_fr", "organisation")
    if code["table"] != "claims" or code["column"] in ("quote", "occurrence"):
        return code["table"] == "claims"
    (own,) = (row for row in claims if row["claim_id"] == code["row"])
    same_words = [row for row in claims if row is not own and all(
        row[name] == own[name] for name in ("article_id", "quote", "occurrence"))]  # fmt: skip
    is_text = not (own["field"] in OF_NUMBERS | OF_TERMS or own["edtf"])
    if code["column"] == "value":
        return is_text
    if code["column"] == "incident_id":
        return any(row["field"] == own["field"] for row in same_words)
    kinds = [OF_NUMBERS, OF_TERMS, {row["field"] for row in claims if row["edtf"]}]
    kind = next((kind for kind in kinds if own["field"] in kind), set())
    return code["column"] == "field" and (own["field"] in OF_TERMS or any(
        row["field"] in kind and row["incident_id"] == own["incident_id"] for row in same_words))  # fmt: skip


def ac1(pairs: list[tuple[str, str]], codes: int) -> float:
    """Return Gwet's coefficient from the table of the two coders' codes."""
    n, seen = len(pairs), sorted({code for pair in pairs for code in pair})
    table = np.array([[pairs.count((one, other)) for other in seen] for one in seen], dtype=float)
    both = (table.sum(axis=0) + table.sum(axis=1)) / (2 * n)
    chance = float((both * (1 - both)).sum()) / (codes - 1)
    return (float(np.trace(table)) / n - chance) / (1 - chance)


def second_coding(tables: Tables, sure: float) -> Made:
    codes, claims = tables("curated/second_coding"), tables("curated/claims")
    twice = {row["row"] for row in codes if row["table"] == "claims"}
    blind = [row for row in codes if not was_shown(row, claims)]
    unlike = [row for row in blind if row["reason"]]
    stands = Counter(row["settled"] == row["first"] for row in unlike)
    source = "second_coding"
    found = {
        "second_claims": one(len(twice), "claims", source),
        "second_claims_left": one(len(claims) - len(twice), "claims", f"claims; {source}"),
        "second_cells": one(len(blind), "cells", source),
        "second_differences": one(len(unlike), "cells", source),
        "second_kept": one(stands[True], "cells", source),
        "second_corrected": one(stands[False], "cells", source),
    }

    def shared(rows: list[Row], inputs: str) -> Expected:
        value, low, high = share(sum(not row["reason"] for row in rows), len(rows), sure)
        return one(value, "percent", inputs, low, high)

    found["second_share"] = shared(blind, source)
    for table, column in {(row["table"], row["column"]): None for row in blind}:
        rows = [row for row in blind if (row["table"], row["column"]) == (table, column)]
        slug, inputs = f"{table}_{column}", f"{source}:{table}.{column}"
        found[f"second_share_{slug}"] = shared(rows, inputs)
        if table == "claims" and column in CODES and len(rows) >= 10:
            pairs = [(row["first"] if row["reason"] else row["code"], row["code"]) for row in rows]
            found[f"second_ac1_{slug}"] = one(ac1(pairs, CODES[column]), "ratio", inputs)
    return found


@cache
def everything(root: Path, sure: float, draws: int) -> Made:
    """Return what every measure of the study must be at a level of confidence."""
    tables, generator = Tables(root), np.random.default_rng(77)
    parts = [
        how_often(tables, sure), known(tables, sure), properties(tables, sure, generator), each_week(tables, sure, draws, generator),
        official(tables, sure), press(tables, sure, generator), life(tables), how_large(tables, sure), how_late(tables),
        how_sure(tables), where_and_what(tables), ledger(tables, sure), second_coding(tables, sure),
    ]  # fmt: skip
    assert sum(map(len, parts)) == len({name for part in parts for name in part}), (
        "an expectation stands twice"
    )
    return {name: each for part in parts for name, each in part.items()}
