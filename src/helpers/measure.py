"""Step 4: how often, how large, how sure. From incidents and series to measures and the tables behind the figures.

The counting rules stand here, written down before any count was looked at. A measure is one number with its interval,
unit, method, the rows that it rests on and its formula; the report may print no other number. The words of the measures
stand in ``lexicon/measures.csv``.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers import intervals, tables
from helpers.days import edtf_days
from helpers.french.fold import fold
from helpers.intervals import Estimate
from helpers.paths import Study

WORDS = Path(__file__).parent / "lexicon" / "measures.csv"
CARE_PROVIDERS = ("hospital", "clinic", "laboratory", "practice", "care_home")
HOSPITALS = ("hospital", "clinic")
CLAIMED_RATE = 1.0
PUBLISHED = 0.5  # half a unit: how far a published whole percent may lie from the share it was rounded from


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule: which organisations and which scopes it counts; an empty tuple counts all."""

    slug: str
    label_en: str
    label_fr: str
    organisations: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


RULES = (
    Rule("r1", "attacks on care providers", "attaques de soignants", CARE_PROVIDERS, ("attack",)),
    Rule("r1_hospitals", "hospitals and clinics only", "hôpitaux et cliniques seuls", HOSPITALS, ("attack",)),
    Rule("r2", "attacks, whole sector", "attaques, tout le secteur", (), ("attack",)),
    Rule("r3", "attacks, exposures, misuse", "attaques, expositions, abus"),
)
PRIMARY = RULES[0]


def rule_table() -> pd.DataFrame:
    """Return the counting rules as a table that a reader can check a row against."""
    rows = [
        (rule.slug, rule.label_en, ", ".join(rule.organisations) or "any", ", ".join(rule.scopes) or "any")
        for rule in RULES
    ]
    return pd.DataFrame(rows, columns=["rule", "counts", "organisations", "scopes"])


@dataclass(frozen=True, slots=True)
class Definition:
    """What a published series counts; a floor is a list that its author calls incomplete."""

    slug: str
    series_id: str
    metric: str
    label_en: str
    label_fr: str
    is_floor: bool = False


DEFINITIONS = (
    Definition("declared", "ans_incidents", "incidents declared",
               "declared, malicious or not", "déclarés, malveillants ou non"),
    Definition("ransomware_cert", "health_ransomware", "ransomware incidents declared",
               "declared ransomware (CERT Santé)", "rançongiciels déclarés (CERT Santé)"),
    Definition("ransomware_hfds", "health_ransomware_hfds", "ransomware attacks",
               "ransomware (ministry)", "rançongiciels (ministère)", True),
    Definition("ransomware_anssi", "anssi_ransomware_health", "attacks = total x share",
               "ransomware known to ANSSI", "rançongiciels connus de l’ANSSI"),
    Definition("state_help", "anssi_fssi_interventions", "structures supported",
               "needed the state’s help", "aidés par l’État"),
    Definition("major_minister", "gov_major_attacks", "attacks qualified as major",
               "“major” attacks (minister)", "attaques « majeures » (ministre)"),
    Definition("public_enisa", "enisa_france", "incidents",
               "publicly reported (ENISA)", "rendus publics (ENISA)", True),
    Definition("named_press", "health_ransomware_public", "attacks named",
               "named on one trade page", "nommés par une page spécialisée", True),
)  # fmt: skip
SHARES = (
    ("malicious", "ans_malicious_share", "share of incidents of malicious origin", False,
     "declared and malicious", "déclarés et malveillants"),
    ("declared_without_suppliers", "ans_supplier_share", "share of incidents due to supplier incidents", True,
     "declared, without supplier incidents", "déclarés, hors prestataires"),
)  # fmt: skip
ARTICLE_RULES = ((RULES[0], "told by these articles: care providers", "relatés par ces articles\N{NO-BREAK SPACE}: soignants"),
                 (RULES[2], "told by these articles: whole sector", "relatés par ces articles\N{NO-BREAK SPACE}: tout le secteur"))  # fmt: skip

# Publishers of the register's pages that write for the information-technology or health professions; all others
# write for the general public. The register keeps at most two pages an incident.
TRADE_PRESS = frozenset((
    "LeMagIT", "Génération NT", "Siècle Digital", "TICsanté", "L'Usine Digitale", "Le Monde Informatique", "Silicon.fr",
    "DataBreaches.net", "dpo.ovh", "mind Health", "Egora", "Stoik", "L'Information dentaire", "ChannelNews", "Zataz",
    "Arnaques et piratages (blog)",
))  # fmt: skip
REGIONS = (
    "Hauts-de-France", "Normandie", "Île-de-France", "Grand Est", "Bretagne", "Pays de la Loire", "Centre-Val de Loire",
    "Bourgogne-Franche-Comté", "Nouvelle-Aquitaine", "Auvergne-Rhône-Alpes", "Occitanie", "Provence-Alpes-Côte d'Azur",
    "Corse", "Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte",
)  # fmt: skip


# Measures: numbers with their words


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the study: what it is, how sure it is, and what it was computed from."""

    measure_id: str
    label_en: str
    label_fr: str
    value: float
    low: float
    high: float
    unit: str
    method: str
    inputs: str
    formula: str


@cache
def words() -> dict[str, dict[str, str]]:
    """Return the words of every measure, by the pattern of its id."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {row["measure_id"]: row for row in csv.DictReader(file)}


def measure(pattern: str, estimate: Estimate | float, inputs: str, **names: object) -> Measure:
    """Return the measure of `pattern` with its words filled from `names`.

    Raises
    ------
    KeyError
        The pattern has no words, or a name is missing; a mistake of the program, not of a user.

    Examples
    --------
    >>> measure("iso_weeks_{year}", 52, "calendar:2021", year=2021).label_fr
    'Semaines ISO de l’année 2021'
    """
    bounds = estimate if isinstance(estimate, Estimate) else Estimate(float(estimate))
    value, low, high = (float(bound) for bound in bounds)
    told = {column: text.format(**names) for column, text in words()[pattern].items()}
    return Measure(**told, value=value, low=low, high=high, inputs=inputs)


def as_table(measures: Iterable[Measure]) -> pd.DataFrame:
    """Return the measures as the rows of ``measures.csv``, in order of their ids.

    Raises
    ------
    ValueError
        Two measures share an id.
    """
    rows = sorted(measures, key=lambda item: item.measure_id)
    names = [row.measure_id for row in rows]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"measures computed twice: {', '.join(repeated)}")
    columns = [field.name for field in fields(Measure)]
    return pd.DataFrame([[getattr(row, column) for column in columns] for row in rows], columns=columns)


def row_keys(table: str, keys: Iterable[str]) -> str:
    """Return the inputs of a measure: ``table:key`` for each row, sorted.

    >>> row_keys("press_incidents", ["dax", "arles"])
    'press_incidents:arles; press_incidents:dax'
    """
    return "; ".join(f"{table}:{key}" for key in sorted(keys))


def level(confidence: float) -> str:
    """Return a confidence level in words.

    >>> level(0.95)
    '95 %'
    """
    return f"{100 * confidence:g} %"


def with_comma(names: Mapping[str, object]) -> dict[str, str]:
    """Return numbers that stand in the words of a measure as French writes them, under their names with ``_fr``.

    >>> with_comma({"odds": "0.5"})
    {'odds_fr': '0,5'}
    """
    return {f"{name}_fr": str(word).replace(".", ",") for name, word in names.items()}


def in_percent(share: Estimate) -> Estimate:
    """Return a share as percent."""
    return Estimate(*(100 * bound for bound in share))


# Sources


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables that the measures are computed from, read and checked."""

    register: pd.DataFrame
    series: pd.DataFrame
    rate_claims: pd.DataFrame
    cnil: pd.DataFrame
    incidents: pd.DataFrame
    disagreements: pd.DataFrame
    claims: pd.DataFrame
    bibliography: pd.DataFrame


def load(study: Study) -> Sources:
    """Return the tables of `study` that this step reads, the register with its dates as days."""
    names = ("raw/press_incidents", "raw/official_series", "raw/rate_claims", "raw/cnil_health_monthly",
             "processed/incidents", "processed/disagreements", "processed/claims", "raw/articles/bibliography")  # fmt: skip
    register, *others = (tables.read(study, name) for name in names)
    return Sources(dated(register), *others)


# Dates: EDTF to days, days to years and weeks, and chances


def day_number(day: date | str) -> int:
    """Return a day as days since 1970.

    >>> day_number("1970-01-05")
    4
    """
    return int(np.datetime64(day, "D").astype(int))


def dated(register: pd.DataFrame) -> pd.DataFrame:
    """Return the register with ``first_day`` and ``last_day``: the days since 1970 that its event date allows."""
    days = [edtf_days(edtf) for edtf in register["event_date_edtf"]]
    return register.assign(
        first_day=np.array([day_number(first) for first, _ in days], dtype=int),
        last_day=np.array([day_number(last) for _, last in days], dtype=int),
    )


def days_of_year(year: int) -> tuple[int, int]:
    """Return the first and the last day of a calendar year, as days since 1970."""
    return day_number(f"{year}-01-01"), day_number(f"{year}-12-31")


def weeks_of_year(year: int) -> float:
    """Return the length of a calendar year in weeks: days / 7.

    >>> round(weeks_of_year(2021), 2)
    52.14
    """
    first, last = days_of_year(year)
    return (last - first + 1) / 7


def iso_mondays(year: int) -> np.ndarray:
    """Return the Mondays of the ISO weeks of an ISO year, as days since 1970.

    >>> len(iso_mondays(2020)), len(iso_mondays(2021)), str(iso_mondays(2021)[0].astype("datetime64[D]"))
    (53, 52, '2021-01-04')
    """
    first, after = (day_number(date.fromisocalendar(each, 1, 1)) for each in (year, year + 1))
    return np.arange(first, after, 7)


def chance_within(rows: pd.DataFrame, start: int, end: int) -> pd.Series:
    """Return the chance that a day drawn evenly from each row's first_day..last_day falls on start..end."""
    first, last = rows["first_day"], rows["last_day"]
    overlap = np.minimum(last, end) - np.maximum(first, start) + 1
    return overlap.clip(lower=0) / (last - first + 1)


# How often: counting by rule and by definition


def covers(register: pd.DataFrame, year: int) -> bool:
    """Return whether the register reaches from the start of `year` into its December: a part year has no yearly rate."""
    start, end = days_of_year(year)
    return (
        len(register) > 0 and register["first_day"].min() <= start and register["last_day"].max() > end - 31
    )


def counted(register: pd.DataFrame, rule: Rule, year: int) -> pd.DataFrame:
    """Return the incidents that `rule` counts and `year` may hold, with the ``chance`` that it does."""
    rows = register.assign(chance=chance_within(register, *days_of_year(year)))
    rows = rows[rows["chance"] > 0]
    if rule.organisations:
        rows = rows[rows["organisation_type"].isin(rule.organisations)]
    return rows[rows["scope"].isin(rule.scopes)] if rule.scopes else rows


def article_events(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents of the articles with the days of the event, else of detection, else of disclosure."""
    found = incidents.copy()
    for bound, column in (("earliest", "first_day"), ("latest", "last_day")):
        steps = found[[f"{step}_{bound}" for step in ("event", "detection", "disclosure")]].to_numpy(
            dtype=str
        )
        found[column] = [next(filter(None, row), "") for row in steps]
    found = found[(found["first_day"] != "") & (found["last_day"] != "")]
    return found.assign(
        first_day=found["first_day"].map(day_number), last_day=found["last_day"].map(day_number)
    )


def yearly(series: pd.DataFrame, series_id: str, metric: str, year: int) -> pd.Series | None:
    """Return the row of a series for one calendar year, reported before derived; None if there is none."""
    rows = series[
        (series["series_id"] == series_id) & (series["metric"].str.startswith(metric))
        & (series["period_start"] == f"{year}-01-01") & (series["period_end"] == f"{year}-12-31")
    ]  # fmt: skip
    rows = rows[rows["kind"] != "misquote"].sort_values("kind", ascending=False, kind="stable")
    return rows.iloc[0] if len(rows) else None


@dataclass(frozen=True, slots=True)
class Count:
    """A yearly count under one definition, before it becomes a rate."""

    slug: str
    label_en: str
    label_fr: str
    year: int
    events: int
    low: float
    high: float
    is_floor: bool
    inputs: str
    source: str
    formula: str

    @property
    def names(self) -> dict[str, object]:
        """What the words of a measure about this count need."""
        return {
            "slug": self.slug,
            "en": self.label_en,
            "fr": self.label_fr,
            "year": self.year,
            "formula": self.formula,
        }


def series_counts(series: pd.DataFrame, year: int) -> list[Count]:
    """Return the yearly count of each official or press definition that has one."""
    counts = []
    for item in DEFINITIONS:
        row = yearly(series, item.series_id, item.metric, year)
        if row is not None:
            counts.append(Count(item.slug, item.label_en, item.label_fr, year, int(row["value"]), row["low"], row["high"],
                                item.is_floor, f"official_series:{item.series_id}:{year}", row["source_url"],
                                "x as published" if row["kind"] == "reported" else "x = published total × share"))  # fmt: skip
    return counts


def shared_counts(series: pd.DataFrame, year: int) -> list[Count]:
    """Return declared incidents times a published share, bounded by the rounding of the share to a whole percent."""
    declared = yearly(series, "ans_incidents", "incidents declared", year)
    counts = []
    for slug, series_id, metric, is_complement, label_en, label_fr in SHARES:
        row = yearly(series, series_id, metric, year)
        if row is None or declared is None:
            continue
        percent = 100 - row["value"] if is_complement else row["value"]
        low, events, high = (
            declared["value"] * (percent + half) / 100 for half in (-PUBLISHED, 0, PUBLISHED)
        )
        inputs = f"official_series:ans_incidents:{year}; official_series:{series_id}:{year}"
        formula = f"x = declared incidents × {'(1 − share)' if is_complement else 'share'}"
        counts.append(Count(slug, label_en, label_fr, year, round(events), math.ceil(low), math.floor(high), False, inputs,
                            row["source_url"], formula))  # fmt: skip
    return counts


def register_counts(register: pd.DataFrame, year: int) -> list[Count]:
    """Return the register's counts under each rule; low..high spans incidents that may lie outside the year."""
    counts = []
    for rule in RULES if covers(register, year) else ():
        rows = counted(register, rule, year)
        certain, inputs = int((rows["chance"] == 1).sum()), row_keys("press_incidents", rows["incident_id"])
        counts.append(Count(f"register_{rule.slug}", f"this register: {rule.label_en}", f"ce registre\N{NO-BREAK SPACE}: {rule.label_fr}", year,
                            certain, certain, len(rows), True, inputs, "data/raw/press_incidents.csv",
                            f"x = register rows under rule {rule.slug}"))  # fmt: skip
    return counts


def firm_counts(register: pd.DataFrame, year: int) -> list[Count]:
    """Return the headline count without the incidents that only a line in a list names: how much rests on them."""
    counts = register_counts(register[register["confidence"] != "low"], year)
    words_en, words_fr = (
        "care providers, single lines of lists left out",
        "soignants, hors simples lignes de listes",
    )
    return [
        replace(count, slug="register_r1_firm", label_en=f"this register: attacks on {words_en}",
                label_fr=f"ce registre\N{NO-BREAK SPACE}: attaques de {words_fr}", formula="x = register rows under rule r1, confidence not low")
        for count in counts if count.slug == "register_r1"
    ]  # fmt: skip


def article_counts(incidents: pd.DataFrame, year: int) -> list[Count]:
    """Return how many attacks of the year the articles of the study tell of; nothing if they tell of none."""
    counts = []
    for rule, label_en, label_fr in ARTICLE_RULES:
        rows = counted(article_events(incidents), rule, year)
        certain, inputs = int((rows["chance"] == 1).sum()), row_keys("incidents", rows["incident_id"])
        if certain:
            counts.append(Count(f"articles_{rule.slug}", label_en, label_fr, year, certain, certain, len(rows), True, inputs,
                                "data/processed/incidents.csv", f"x = incidents of the articles under rule {rule.slug}"))  # fmt: skip
    return counts


def yearly_counts(sources: Sources, year: int) -> list[Count]:
    """Return every count of `year`, one a definition, largest first."""
    found = series_counts(sources.series, year) + shared_counts(sources.series, year)
    found += register_counts(sources.register, year) + article_counts(sources.incidents, year)
    return sorted(found, key=lambda count: (-count.events, count.slug))


def verdict(rate: Estimate, claimed: float = CLAIMED_RATE) -> str:
    """Return whether a claimed rate lies in the interval: the count is compatible with it, above it or below it.

    >>> verdict(Estimate(0.9, 0.66, 1.2)), verdict(Estimate(7.3, 6.6, 8.1)), verdict(Estimate(0.2, 0.1, 0.4))
    ('compatible', 'above', 'below')
    """
    if rate.low > claimed:
        return "above"
    return "below" if rate.high < claimed else "compatible"


def rates(counts: Sequence[Count], confidence: float) -> pd.DataFrame:
    """Return one row a definition: the count, the weekly rate with its exact interval, the verdict on one a week."""
    rows = []
    for count in counts:
        weeks = weeks_of_year(count.year)
        rate = intervals.poisson_rate(count.events, weeks, confidence)
        rows.append((count.slug, count.label_en, count.label_fr, count.year, count.events, *rate, verdict(rate),
                     intervals.poisson_p_value(count.events, weeks), count.is_floor, count.source))  # fmt: skip
    columns = ("definition", "label_en", "label_fr", "year", "events", "rate", "rate_low", "rate_high", "verdict", "p_value",
               "is_floor", "source")  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def rate_measures(counts: Sequence[Count], confidence: float) -> list[Measure]:
    """Return count, rate (exact and Jeffreys) and p-value of one a week, for each definition."""
    found, stated = [], {"level": level(confidence)}
    for count in counts:
        weeks = weeks_of_year(count.year)
        estimates = {
            "count_{slug}_{year}": Estimate(count.events, count.low, count.high),
            "rate_{slug}_{year}": intervals.poisson_rate(count.events, weeks, confidence),
            "rate_{slug}_{year}_jeffreys": intervals.jeffreys_rate(count.events, weeks, confidence),
            "p_one_a_week_{slug}_{year}": Estimate(intervals.poisson_p_value(count.events, weeks)),
        }
        found += [
            measure(pattern, estimate, count.inputs, **count.names, **stated)
            for pattern, estimate in estimates.items()
        ]
    return found


VERDICTS = (("above", "wholly above", "tout entier au-dessus d’"), ("compatible", "compatible with", "compatible avec "),
            ("below", "wholly below", "tout entier au-dessous d’"))  # fmt: skip


def verdict_measures(table: pd.DataFrame, year: int, confidence: float) -> list[Measure]:
    """Return how many definitions agree with one a week, and the least and the greatest rate."""
    if table.empty:
        return []
    inputs = row_keys("rates_by_definition", table["definition"])
    found = [measure("definitions_{year}", len(table), inputs, year=year)]
    for slug, en, fr in VERDICTS:
        found.append(
            measure(
                "definitions_{slug}_{year}",
                int((table["verdict"] == slug).sum()),
                inputs,
                slug=slug,
                en=en,
                fr=fr,
                year=year,
            )
        )
    ends = (
        ("least", "Least", "Plus faible", table["rate"].idxmin()),
        ("greatest", "Greatest", "Plus fort", table["rate"].idxmax()),
    )
    for slug, en, fr, at in ends:
        rate = Estimate(*table.loc[at, ["rate", "rate_low", "rate_high"]])
        found.append(measure("rate_{slug}_{year}_overall", rate, f"rates_by_definition:{table.loc[at, 'definition']}",
                             slug=slug, en=en, fr=fr, year=year, level=level(confidence)))  # fmt: skip
    return [
        *found,
        measure("rate_spread_{year}", table["events"].max() / table["events"].min(), inputs, year=year),
    ]


# What was known on the day it was said


def is_weekly_rate(rate_claims: pd.DataFrame) -> pd.Series:
    """Return which statements are a number of events per week."""
    return (rate_claims["claim_kind"] == "rate") & rate_claims["unit"].str.contains("per week")


def first_rate_day(rate_claims: pd.DataFrame) -> str:
    """Return the earliest day on which one attack a week was said; empty if no statement carries a day."""
    rows = rate_claims[is_weekly_rate(rate_claims) & (rate_claims["value"] == CLAIMED_RATE)]
    return min((day for day in rows["date_said"] if len(day) == 10), default="")


def known_measures(sources: Sources, year: int, confidence: float) -> list[Measure]:
    """Return what the register holds from 1 January to the day of the first claim, for a claim made in `year`."""
    day = first_rate_day(sources.rate_claims)
    if not day.startswith(str(year)) or not covers(sources.register, year):
        return []
    start, said = days_of_year(year)[0], day_number(day)
    weeks, inputs = (said - start + 1) / 7, f"rate_claims:{day}"
    found = [
        measure("rate_claim_one_a_week", CLAIMED_RATE, inputs),
        measure("weeks_known_at_claim", weeks, inputs),
    ]
    for rule in RULES:
        rows = counted(sources.register, rule, year)
        rows = rows.assign(chance=chance_within(rows, start, said))
        found += _known_by(rule, rows[rows["chance"] > 0], weeks, confidence)
    return found + _named_before(sources, said, confidence)


def _known_by(rule: Rule, rows: pd.DataFrame, weeks: float, confidence: float) -> list[Measure]:
    """Return count, rate and tail probability of the register up to the claim, under one rule."""
    certain, inputs = int((rows["chance"] == 1).sum()), row_keys("press_incidents", rows["incident_id"])
    estimates = {
        "count_known_at_claim_{slug}": Estimate(certain, certain, len(rows)),
        "rate_known_at_claim_{slug}": intervals.poisson_rate(certain, weeks, confidence),
        "p_known_at_claim_{slug}": Estimate(intervals.poisson_at_most(certain, CLAIMED_RATE * weeks)),
    }
    names = {"slug": rule.slug, "en": rule.label_en, "fr": rule.label_fr, "level": level(confidence)}
    return [measure(pattern, estimate, inputs, **names) for pattern, estimate in estimates.items()]


def _named_before(sources: Sources, said: int, confidence: float) -> list[Measure]:
    """Return the rate suggested by the hospitals that the articles name, attacked in the eight days before the claim."""
    rows = sources.register[sources.register["incident_id"].isin(set(sources.incidents["register_id"]))]
    near = rows[(rows["first_day"] >= said - 8) & (rows["last_day"] <= said) & rows["organisation_type"].isin(HOSPITALS)
                & (rows["scope"] == "attack")]  # fmt: skip
    if near.empty:
        return []
    rate, inputs = (
        intervals.poisson_rate(len(near), 8 / 7, confidence),
        row_keys("press_incidents", near["incident_id"]),
    )
    return [measure("rate_eight_days_before_claim", rate, inputs, level=level(confidence))]


# Comparisons, priors, power


def comparison_measures(counts: Sequence[Count], before: Sequence[Count], confidence: float) -> list[Measure]:
    """Return the ratio of the rates of two years for each definition that has both, and the forbidden ratio, named as such."""
    earlier, later = ({count.slug: count for count in each} for each in (before, counts))
    pairs = [
        ("ratio_{slug}_{year}_to_{other}", earlier[slug], later[slug]) for slug in later if slug in earlier
    ]
    if "ransomware_hfds" in later and "major_minister" in earlier:
        pairs.append(
            ("ratio_two_populations_{year}_to_{other}", earlier["major_minister"], later["ransomware_hfds"])
        )
    found = []
    for pattern, old, new in pairs:
        observed = old.events, weeks_of_year(old.year), new.events, weeks_of_year(new.year)
        names = {**new.names, "other": old.year, "level": level(confidence)}
        inputs = f"{old.inputs}; {new.inputs}"
        found.append(measure(pattern, intervals.rate_ratio(*observed, confidence), inputs, **names))
        found.append(measure(f"p_{pattern}", intervals.ratio_p_value(*observed), inputs, **names))
    return found


PRIORS = (("jeffreys", 0.5, 0.0), ("one_week", 1.0, 1.0), ("four_weeks", 2.0, 4.0))


def prior_measures(
    counts: Sequence[Count], confidence: float, slug: str = "ransomware_hfds"
) -> list[Measure]:
    """Return the posterior of the official ransomware rate under three priors, so that none is hidden."""
    found = []
    for count in (each for each in counts if each.slug == slug):
        for prior, shape, prior_weeks in PRIORS:
            given = count.events, weeks_of_year(count.year), shape, prior_weeks
            names = {
                **count.names,
                "prior": prior,
                "law": f"Gamma({shape:g}, {prior_weeks:g})",
                "level": level(confidence),
            }
            rate, reached = (
                intervals.gamma_poisson(*given, confidence),
                intervals.gamma_poisson_exceeds(*given, CLAIMED_RATE),
            )
            found.append(measure("posterior_rate_{slug}_{year}_{prior}", rate, count.inputs, **names))
            found.append(
                measure("posterior_reaches_one_{slug}_{year}_{prior}", reached, count.inputs, **names)
            )
    return found


DISPERSION_DESIGNS = ((0.2, 1.2), (0.9, 1.45), (0.9, 1.9))
PROPERTY = "none: a property of the method"


def power_measures(draws: int, generator: np.random.Generator) -> list[Measure]:
    """Return what the tests could find at all: a change of rate from three levels, clustering of three strengths."""
    found = [measure("next_year_needed_from_{first}", intervals.smallest_significant_count(first), PROPERTY, first=first)
             for first in (10, 20, 40)]  # fmt: skip
    for mean, ratio in DISPERSION_DESIGNS:
        power = _power(mean, ratio, draws, generator)
        slug = f"mean_{mean:g}_ratio_{ratio:g}".replace(".", "p")
        names = {"slug": slug, "mean": f"{mean:g}", "ratio": f"{ratio:g}", "draws": draws}
        found.append(measure("power_dispersion_{slug}", power, PROPERTY, **names, **with_comma(names)))
    return [*found, measure("dispersion_of_one_wave", intervals.dispersion_of_wave(47, 52, 15), PROPERTY)]


def _power(mean: float, ratio: float, draws: int, generator: np.random.Generator) -> Estimate:
    """Return the power of the dispersion test over 52 weeks in percent, with its simulation error."""
    power = intervals.dispersion_power(mean, ratio, 52, draws, generator)
    return in_percent(intervals.proportion(round(power * draws), draws))


# Weeks, with the uncertainty of the dates


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


def ranged(values: Sequence[float] | np.ndarray) -> Estimate:
    """Return median, least and greatest."""
    return Estimate(float(np.median(values)), float(np.min(values)), float(np.max(values)))


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
        "power_dispersion_register_{year}": _power(float(counts.mean()), 2.0, 1000, generator),
        "iso_weeks_{year}": Estimate(weeks),
        "outside_iso_weeks_{year}": Estimate(_outside(rows, year)),
    }
    inputs = row_keys("press_incidents", rows["incident_id"])
    names = {"year": year, "draws": draws, "level": level(confidence)}
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


# Official series: the wave of May 2021, and the years


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
        found.append({
            "year": year, "declared": stands["value"],
            "declared_low": readings[["value", "low", "high"]].min(axis=None), "declared_high": readings[["value", "low", "high"]].max(axis=None),
            "malicious": malicious.events if malicious else math.nan, "malicious_low": malicious.low if malicious else math.nan,
            "malicious_high": malicious.high if malicious else math.nan, "is_provisional": int(len(readings) > 1),
            "break_in_definition": _break(series, year),
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
                )
            )
    first, last = years.iloc[0], years.iloc[-1]
    inputs = f"official_series:ans_incidents:{first['year']}; official_series:ans_incidents:{last['year']}"
    change = last["declared"] / first["declared"]
    return [
        *found,
        measure("declared_change_{first}_to_{last}", change, inputs, first=first["year"], last=last["year"]),
    ]


# Coverage: what share of the attacks does the press see?


def coverage(sources: Sources, counts: Sequence[Count], year: int, confidence: float) -> pd.DataFrame:
    """Return the share of each official ransomware count that each public list tells of, with exact intervals."""
    known = {count.slug: count for count in counts}
    found = []
    for name, en, fr, seen, of in _public_lists(sources, known, year):
        if of in known and seen <= known[of].events:
            share = in_percent(intervals.proportion(seen, known[of].events, confidence))
            found.append(
                (name, en, fr, seen, of, known[of].events, known[of].label_en, known[of].label_fr, *share)
            )
    columns = [
        "list",
        "label_en",
        "label_fr",
        "seen",
        "of",
        "total",
        "of_en",
        "of_fr",
        "percent",
        "percent_low",
        "percent_high",
    ]
    return pd.DataFrame(found, columns=columns)


def _public_lists(
    sources: Sources, known: dict[str, Count], year: int
) -> list[tuple[str, str, str, int, str]]:
    """Return the public lists of `year`: how many ransomware attacks each names, and the official count it compares with."""
    if not covers(sources.register, year):
        return []
    rows = counted(sources.register, PRIMARY, year)
    ransomware = rows[(rows["attack_type"] == "ransomware") & (rows["chance"] == 1)]
    told = ransomware["incident_id"].isin(set(sources.incidents["register_id"])).sum()
    hospitals = ransomware["organisation_type"].isin(HOSPITALS).sum()
    lists = [("register_hospitals", "this register (hospitals)", "ce registre (hôpitaux)", int(hospitals), "ransomware_hfds"),
             ("register", "this register (all care)", "ce registre (tous soignants)", len(ransomware), "ransomware_cert"),
             ("articles", "these articles", "ces articles", int(told), "ransomware_hfds")]  # fmt: skip
    if "named_press" in known:
        lists.append(
            (
                "named",
                "one trade page",
                "une page spécialisée",
                known["named_press"].events,
                "ransomware_hfds",
            )
        )
    return lists


def coverage_measures(
    table: pd.DataFrame, year: int, confidence: float, generator: np.random.Generator
) -> list[Measure]:
    """Return the coverages, and the circular rate that the named attacks and their coverage would give back."""
    found = []
    for row in table.itertuples():
        share = Estimate(row.percent, row.percent_low, row.percent_high)
        inputs = f"coverage:{row.list}; official_series:{'health_ransomware_hfds' if row.of.endswith('hfds') else 'health_ransomware'}:{year}"
        found.append(measure("coverage_{slug}_{year}", share, inputs, slug=row.list, en=row.label_en, fr=row.label_fr,
                             of_en=row.of_en, of_fr=row.of_fr, year=year, level=level(confidence)))  # fmt: skip
    for name, at in (("least", "idxmin"), ("greatest", "idxmax")) if len(table) else ():
        row = table.loc[getattr(table["percent"], at)()]
        share = Estimate(*row[["percent", "percent_low", "percent_high"]])
        found.append(
            measure(
                f"coverage_{name}_{{year}}",
                share,
                f"coverage:{row['list']}",
                year=year,
                level=level(confidence),
            )
        )
    for row in table[table["list"] == "named"].itertuples():
        rate = intervals.rate_behind_coverage(
            row.seen, row.seen, row.total, weeks_of_year(year), 20_000, generator, confidence
        )
        inputs = (
            f"official_series:health_ransomware_public:{year}; official_series:health_ransomware_hfds:{year}"
        )
        found.append(measure("rate_behind_named_{year}", rate, inputs, year=year, level=level(confidence)))
    return found


ODDS = (0.5, 1, 2, 4, 8, 16)


def press_lists(register: pd.DataFrame, year: int) -> tuple[int, int, int, pd.DataFrame]:
    """Return how many attacks of `year` stand in the trade press, in the general press, in both, and the rows."""
    rows = counted(register, PRIMARY, year)
    rows = rows[rows["chance"] == 1]
    pages = [
        [name for name in pair if name]
        for pair in zip(rows["source_publisher"], rows["source2_publisher"], strict=True)
    ]
    trade = np.array([any(name in TRADE_PRESS for name in names) for names in pages], dtype=bool)
    general = np.array([any(name not in TRADE_PRESS for name in names) for names in pages], dtype=bool)
    return int(trade.sum()), int(general.sum()), int((trade & general).sum()), rows


def two_list_measures(
    register: pd.DataFrame, counts: Sequence[Count], year: int, confidence: float
) -> list[Measure]:
    """Return the two-list estimate of all attacks with its sensitivity to dependence, and the dependence it would need."""
    trade, general, both, rows = press_lists(register, year)
    if not covers(register, year) or min(trade - both, general - both, both) <= 0:
        return []
    inputs, names = (
        row_keys("press_incidents", rows["incident_id"]),
        {"year": year, "level": level(confidence)},
    )
    estimates: dict[str, Estimate | float] = {
        "two_list_trade_{year}": trade, "two_list_general_{year}": general, "two_list_both_{year}": both,
        "two_list_seen_{year}": trade + general - both, "two_list_total_{year}": intervals.chapman(trade, general, both, confidence),
    }  # fmt: skip
    found = [measure(pattern, estimate, inputs, **names) for pattern, estimate in estimates.items()]
    for odds in ODDS:
        total = intervals.total_under_dependence(trade, general, both, odds)
        slug = f"{odds:g}".replace(".", "p")
        found.append(
            measure(
                "two_list_total_odds_{slug}_{year}",
                total,
                inputs,
                slug=slug,
                year=year,
                odds=f"{odds:g}",
                **with_comma({"odds": f"{odds:g}"}),
            )
        )
    for count in (each for each in counts if each.slug == "ransomware_hfds"):
        needed = intervals.odds_ratio_needed(trade, general, both, count.events)
        found.append(measure("two_list_odds_needed_{year}", needed, f"{inputs}; {count.inputs}", year=year))
    return found


# The life of a claim


SUBJECTS = (
    ("companies", "companies"),
    ("health establishments", "establishments"),
    ("hospital", "hospitals"),
    ("france", "country"),
)


def claim_life(sources: Sources) -> pd.DataFrame:
    """Return every statement of a weekly rate, dated, in order: who, what number, of whom, how hedged, on which pages.

    One speaker, day and number is one statement with several pages. The words of the articles stand beside the register's.
    """
    rows = sources.rate_claims[is_weekly_rate(sources.rate_claims)]
    keys = ["speaker", "date_said", "value", "unit", "subject"]
    rows = rows.assign(
        subject=[_subject(scope, unit) for scope, unit in zip(rows["scope"], rows["unit"], strict=True)]
    )
    said = rows.groupby(keys, sort=False).agg(pages=("source_url", "size"), source_url=("source_url", "first"),
                                              publisher=("source_publisher", "first")).reset_index()  # fmt: skip
    said["qualifier"] = [_hedge(unit) for unit in said["unit"]]
    said["period"] = ["year" if "whole" in " ".join(rows[rows["source_url"] == url]["scope"]) or "last year" in
                      " ".join(rows[rows["source_url"] == url]["scope"]) else "start" for url in said["source_url"]]  # fmt: skip
    said = pd.concat([said.assign(tier="cited"), _article_rates(sources)], ignore_index=True)
    spans = [edtf_days(edtf) if edtf else None for edtf in said["date_said"]]
    said["first_day"], said["last_day"] = (
        [str(span[side]) if span else "" for span in spans] for side in (0, 1)
    )
    order = said.assign(sort=said["last_day"].replace("", "9999")).sort_values(
        ["sort", "tier"], kind="stable"
    )
    columns = ["speaker", "date_said", "first_day", "last_day", "value", "qualifier", "subject", "period", "pages", "tier",
               "publisher", "source_url"]  # fmt: skip
    return order[columns].reset_index(drop=True)


def _subject(scope: str, unit: str) -> str:
    """Return who is said to be attacked; what is counted may be the establishment itself."""
    if unit.startswith("establishment"):
        return "establishments_counted"
    return next((subject for mark, subject in SUBJECTS if mark in scope.lower()), "hospitals")


def _hedge(unit: str) -> str:
    """Return how the number is hedged, in the reader's terms."""
    return next(
        (
            name
            for mark, name in (("nearly", "near"), ("at least", "at_least"), ("about", "about"))
            if mark in unit
        ),
        "exact",
    )


def _article_rates(sources: Sources) -> pd.DataFrame:
    """Return the weekly rates that the articles state, in the columns of `claim_life`."""
    rows = sources.claims[
        (sources.claims["field"] == "attack_rate") & sources.claims["unit"].str.contains("per week")
    ]
    rows = rows.merge(
        sources.bibliography[["article_id", "published_edtf", "publisher", "address"]], on="article_id"
    )
    value = rows["low"].fillna(rows["high"])
    return pd.DataFrame({
        "speaker": "article:" + rows["article_id"], "date_said": rows["published_edtf"], "value": value, "unit": rows["unit"],
        "subject": "hospitals", "pages": 1, "source_url": [f"data/raw/articles/{name}.txt" for name in rows["article_id"]],
        "publisher": rows["publisher"], "qualifier": rows["qualifier"].replace("", "exact"), "period": "start", "tier": "quoted",
    })  # fmt: skip


def misquotes(sources: Sources) -> pd.DataFrame:
    """Return what was made of the official counts: each misquote or rounding beside the count that it came from.

    The original of a misquote is the count of the same year that the row's note names; of a rounding, the incidents declared.
    """
    said_on = dict(zip(sources.rate_claims["source_url"], sources.rate_claims["date_said"], strict=True))
    found = []
    for row in sources.series[sources.series["kind"] == "misquote"].itertuples():
        day = row.source_date or said_on.get(row.source_url, "")
        found.append(
            (
                row.publisher,
                day,
                row.value,
                row.unit,
                "misquoted",
                row.source_url,
                int(row.period_start[:4]),
                row.note,
            )
        )
    for row in sources.rate_claims[sources.rate_claims["claim_kind"] == "count"].itertuples():
        what, _, year = row.unit.partition(" in ")
        if what == "incidents":
            found.append(
                (row.speaker, row.date_said, row.value, what, "rounded", row.source_url, int(year[:4]), "")
            )
    table = pd.DataFrame(
        [each[:6] + _original(sources.series, each[6], each[7]) for each in found], columns=list(RETOLD)
    )
    return table.sort_values(["date_said", "speaker"], kind="stable").reset_index(drop=True)


RETOLD = (
    "speaker",
    "date_said",
    "value",
    "unit",
    "kind",
    "source_url",
    "year",
    "original",
    "original_unit",
    "original_url",
)


def _original(series: pd.DataFrame, year: int, note: str) -> tuple[object, ...]:
    """Return year, value, unit and address of the official count that `note` names; of incidents if it names none."""
    structures = yearly(series, "ans_structures", "structures declaring", year)
    incidents = yearly(series, "ans_incidents", "incidents declared", year)
    rows = [
        row for row in (structures, incidents) if row is not None and f"{row['value']:.0f} " in f"{note} "
    ]
    row = rows[0] if rows else incidents
    return (year, math.nan, "", "") if row is None else (year, row["value"], row["unit"], row["source_url"])


def claim_measures(life: pd.DataFrame, wrong: pd.DataFrame) -> list[Measure]:
    """Return how often the rate was said, how it grew, and what was made of the official counts."""
    found = []
    if len(life):
        inputs = row_keys("claim_life", (f"{index + 1}" for index in range(len(life))))
        found = [measure("statements_weekly_rate", len(life), inputs), measure("statements_weekly_rate_pages", life["pages"].sum(), inputs),
                 measure("statements_greatest_rate", life["value"].max(), f"claim_life:{life['value'].idxmax() + 1}"),
                 measure("statements_at_least", int((life["qualifier"] == "at_least").sum()), inputs)]  # fmt: skip
    for row in wrong.itertuples():
        formula = (
            f"said: {row.value:.0f} {row.unit}; the series counts {row.original:.0f} {row.original_unit}"
        )
        inputs = f"retold_counts:{row.speaker}; official_series: {row.original_unit}:{row.year}"
        slug = re.sub(r"[^a-z0-9]+", "_", fold(row.speaker)).strip("_")
        found.append(
            measure(
                "retold_{slug}_{year}",
                row.value,
                inputs,
                slug=slug,
                year=row.year,
                who=row.speaker,
                unit=row.unit,
                formula=formula,
            )
        )
    is_wrong = wrong["kind"] == "misquoted"
    return (
        [*found, measure("misquotes", int(is_wrong.sum()), "official_series: kind misquote")]
        if len(wrong)
        else found
    )


# How large


def exposures(sources: Sources) -> pd.DataFrame:
    """Return one row an incident: its reported persons or accounts as an interval, or neither.

    The articles' resolved values stand before the register's. A credential sale counts accounts, never persons; small
    practices are not named.
    """
    told = {row.register_id: row for row in sources.incidents.itertuples() if row.register_id}
    found = [_exposure(row, told.get(row.incident_id)) for row in sources.register.itertuples()]
    columns = [
        "incident_id",
        "organisation",
        "year",
        "scope",
        "unit",
        "low",
        "high",
        "qualifier",
        "status",
        "tier",
    ]
    return pd.DataFrame(found, columns=columns)


def _exposure(row: Any, ours: Any) -> tuple[object, ...]:
    """Return one row of `exposures` from a register row and what the articles came to, if they tell of it."""
    low, high, qualifier = row.persons_exposed_low, row.persons_exposed_high, ""
    if ours is not None and not (math.isnan(ours.persons_low) and math.isnan(ours.persons_high)):
        low, high, qualifier = ours.persons_low, ours.persons_high, ours.persons_qualifier
    status = "potential" if "not a counted exposure" in row.records_note else "reported"
    return (
        row.incident_id, "" if row.organisation_type == "practice" else short_name(row.organisation), int(row.event_date_edtf[:4]),
        row.scope, "accounts" if row.scope == "credential_sale" else "persons", low, high, qualifier,
        "not_reported" if math.isnan(low) and math.isnan(high) else status, "cited" if ours is None else "quoted",
    )  # fmt: skip


def short_name(organisation: str, longest: int = 34) -> str:
    """Return the name without its brackets, or the abbreviation in them where the name is long.

    >>> short_name("Assistance publique - Hôpitaux de Paris (AP-HP)"), short_name("Cerba HealthCare (laboratoire Cerba)")
    ('AP-HP', 'Cerba HealthCare')
    """
    name, _, inside = organisation.partition(" (")
    is_abbreviation = bool(inside) and " " not in inside
    return inside.rstrip(")") if is_abbreviation and len(name) > longest else name


SIZED = (
    "attack",
    "exposure",
)  # misuse of accounts and sales of credentials expose other things than patients' files


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


# How sure, how late, where, what


STEPS = (("event", "detection", "attack to detection", "l’attaque à la détection"),
         ("detection", "complaint", "detection to complaint", "la détection à la plainte"),
         ("event", "disclosure", "attack to disclosure", "l’attaque à la révélation"),
         ("disclosure", "publication", "disclosure to article", "la révélation à l’article"))  # fmt: skip


def delays(sources: Sources) -> pd.DataFrame:
    """Return one row an incident and step: the least and the most days between the two dates.

    A publication is the earliest article of the study that tells of the incident. No delay is below zero: an
    attack comes before its detection, whatever a date of a whole month allows.
    """
    rows = _with_publication(sources)
    found = []
    for row in rows.itertuples():
        for first, second, en, fr in STEPS:
            days = [getattr(row, f"{step}_{bound}") for step, bound in
                    ((second, "earliest"), (first, "latest"), (second, "latest"), (first, "earliest"))]  # fmt: skip
            if all(days):
                after_least, before_most, after_most, before_least = (day_number(day) for day in days)
                found.append((row.incident_id, row.label_en, row.label_fr, f"{first}_to_{second}", en, fr,
                              max(after_least - before_most, 0), max(after_most - before_least, 0)))  # fmt: skip
    return pd.DataFrame(
        found,
        columns=[
            "incident_id",
            "label_en",
            "label_fr",
            "step",
            "step_en",
            "step_fr",
            "days_low",
            "days_high",
        ],
    )


def _with_publication(sources: Sources) -> pd.DataFrame:
    """Return the incidents with the days of the earliest article that tells of each; practices left out."""
    dates = {
        row.article_id: edtf_days(row.published_edtf)
        for row in sources.bibliography.itertuples()
        if row.published_edtf
    }
    told = sources.claims[(sources.claims["incident_id"] != "") & sources.claims["article_id"].isin(dates)]
    first = {
        name: min(dates[article] for article in group["article_id"])
        for name, group in told.groupby("incident_id")
    }
    named = sources.incidents[sources.incidents["organisation_type"] != "practice"]
    published = [first.get(name) for name in named["incident_id"]]
    return named.assign(publication_earliest=[str(day[0]) if day else "" for day in published],
                        publication_latest=[str(day[1]) if day else "" for day in published])  # fmt: skip


def delay_measures(table: pd.DataFrame) -> list[Measure]:
    """Return each delay with its bounds (its value is their middle), and the extremes of each step."""
    found = []
    for row in table.itertuples():
        how = (
            "exact"
            if row.days_low == row.days_high
            else "bounds from the precision of both dates; value is their middle"
        )
        found.append(measure("delay_{slug}_{incident}", Estimate((row.days_low + row.days_high) / 2, row.days_low, row.days_high),
                             f"incidents:{row.incident_id}", slug=row.step, incident=row.incident_id.replace("-", "_"),
                             en=row.step_en, fr=row.step_fr, label_en=row.label_en, label_fr=row.label_fr, how=how))  # fmt: skip
    for step, rows in table.groupby("step", sort=True):
        names = {"slug": step, "en": rows["step_en"].iloc[0], "fr": rows["step_fr"].iloc[0]}
        inputs = row_keys("incidents", rows["incident_id"])
        found.append(measure("delay_longest_{slug}", rows["days_high"].max(), inputs, **names))
        found.append(measure("delay_shortest_{slug}", rows["days_low"].min(), inputs, **names))
    return found


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


KINDS = {
    "attack_type": ("how", "mode"),
    "organisation_type": ("organisation", "organisation"),
    "scope": ("kind", "nature"),
}
FRENCH = {"ransomware": "rançongiciel", "intrusion": "intrusion", "unknown": "inconnu", "data_leak": "fuite de données",
          "data_theft": "vol de données", "ddos": "déni de service", "hospital": "hôpital", "clinic": "clinique",
          "practice": "cabinet", "vendor": "fournisseur", "insurer": "assureur", "pharma": "pharmacie industrielle",
          "research": "recherche", "care_home": "maison de retraite", "laboratory": "laboratoire", "other": "autre",
          "attack": "attaque", "exposure": "exposition", "misuse": "abus", "credential_sale": "vente d’identifiants"}  # fmt: skip


def composition_measures(rows: pd.DataFrame, year: int) -> list[Measure]:
    """Return the incidents of `year` by how, by kind of organisation and by scope."""
    found = []
    for column, (kind_en, kind_fr) in KINDS.items():
        for name, group in rows.groupby(column, sort=True):
            certain = int((group["chance"] == 1).sum())
            found.append(measure("incidents_{slug}_{year}", Estimate(certain, certain, len(group)), row_keys("press_incidents", group["incident_id"]),
                                 slug=f"{column}_{name}", en=name.replace("_", " "), fr=FRENCH.get(name, name), kind_en=kind_en,
                                 kind_fr=kind_fr, year=year))  # fmt: skip
    return found


def regions(register: pd.DataFrame) -> pd.DataFrame:
    """Return incidents by region of France, the departments named in each, and a last row for those without region.

    An incident that names several regions counts in each of them.
    """
    named = register.assign(region=register["region"].str.split("; ")).explode("region")
    found = []
    for name in (*REGIONS, ""):
        rows = named[named["region"] == name]
        departments = (
            sorted({part for cell in rows["department"] for part in cell.split("; ") if part})
            if name and len(rows)
            else []
        )
        single = rows[~rows["department"].str.contains(";")]["department"].value_counts()
        found.append(
            (
                name,
                len(rows),
                int((rows["scope"] == "attack").sum()),
                "; ".join(f"{each} {single[each]}" for each in departments if each in single),
            )
        )
    return pd.DataFrame(found, columns=["region", "incidents", "attacks", "departments"])


def region_measures(table: pd.DataFrame, register: pd.DataFrame) -> list[Measure]:
    """Return how the register spreads over the regions."""
    if register.empty:
        return []
    named = table[table["region"] != ""]
    most, inputs = named.loc[named["incidents"].idxmax()], "press_incidents: column region"
    return [measure("regions_of_france", len(REGIONS), "none: a fact"),
            measure("regions_with_incident", int((named["incidents"] > 0).sum()), inputs),
            measure("regions_without", int((named["incidents"] == 0).sum()), inputs),
            measure("incidents_without_region", int(table["incidents"].iloc[-1]), inputs),
            measure("region_greatest", most["incidents"], inputs, en=most["region"], fr=most["region"])]  # fmt: skip
