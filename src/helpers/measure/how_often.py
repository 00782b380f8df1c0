"""How often: counts become weekly rates with exact intervals, and the claim is held against each of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers import intervals
from helpers.intervals import Estimate
from helpers.measure.counting import CLAIMED_RATE, HOSPITALS, RULES, Count, Rule, counted, covers
from helpers.measure.inputs import (
    Sources,
    chance_within,
    day_number,
    days_of_year,
    is_weekly_rate,
    iso_mondays,
    weeks_of_year,
)
from helpers.measure.record import Measure, in_percent, level, measure, row_keys, with_comma


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
        number = int((table["verdict"] == slug).sum())
        found.append(measure("definitions_{slug}_{year}", number, inputs, slug=slug, en=en, fr=fr, year=year))
    below = int(((table["verdict"] == "below") & table["is_floor"]).sum())
    found.append(measure("definitions_below_floors_{year}", below, inputs, year=year))
    ends = (
        ("least", "Least", "Plus faible", table["rate"].idxmin()),
        ("greatest", "Greatest", "Plus fort", table["rate"].idxmax()),
    )
    for slug, en, fr, at in ends:
        rate = Estimate(*table.loc[at, ["rate", "rate_low", "rate_high"]])
        found.append(measure("rate_{slug}_{year}_overall", rate, f"rates_by_definition:{table.loc[at, 'definition']}",
                             slug=slug, en=en, fr=fr, year=year, level=level(confidence)))  # fmt: skip
    return found + _spread(table, year)


def _spread(table: pd.DataFrame, year: int) -> list[Measure]:
    """Return the greatest rate over the least, of all definitions and of those that claim to be complete."""
    parts = {"rate_spread_{year}": table, "rate_spread_complete_{year}": table[~table["is_floor"]]}
    return [
        measure(
            pattern,
            rows["events"].max() / rows["events"].min(),
            row_keys("rates_by_definition", rows["definition"]),
            year=year,
        )
        for pattern, rows in parts.items()
        if len(rows)
    ]


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
    near = rows[(rows["first_day"] >= said - 8) & (rows["last_day"] < said) & rows["organisation_type"].isin(HOSPITALS)
                & (rows["scope"] == "attack")]  # fmt: skip
    if near.empty:
        return []
    rate, inputs = (
        intervals.poisson_rate(len(near), 8 / 7, confidence),
        row_keys("press_incidents", near["incident_id"]),
    )
    return [measure("rate_eight_days_before_claim", rate, inputs, level=level(confidence))]


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
                "law_fr": f"Gamma({shape:g}\N{NO-BREAK SPACE}; {prior_weeks:g})".replace(".", ","),
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


COPIES = 15  # chosen, not observed: one event of a supplier that each of its clients declares


def power_measures(
    counts: Sequence[Count], year: int, draws: int, generator: np.random.Generator
) -> list[Measure]:
    """Return what the tests could find in the weeks of `year`: a change of rate, clustering, one wave counted many times."""
    weeks = len(iso_mondays(year))
    found = [measure("next_year_needed_from_{first}", intervals.smallest_significant_count(first), PROPERTY, first=first)
             for first in (10, 20, 40)]  # fmt: skip
    for mean, ratio in DISPERSION_DESIGNS:
        power = in_percent(intervals.dispersion_power(mean, ratio, weeks, draws, generator))
        slug = f"mean_{mean:g}_ratio_{ratio:g}".replace(".", "p")
        names = {"slug": slug, "mean": f"{mean:g}", "ratio": f"{ratio:g}", "draws": draws, "weeks": weeks}
        found.append(measure("power_dispersion_{slug}", power, PROPERTY, **names, **with_comma(names)))
    for count in (each for each in counts if each.slug == "ransomware_hfds" and each.events):
        index = intervals.dispersion_of_wave(count.events, weeks, COPIES)
        names = {"events": count.events, "copies": COPIES, "weeks": weeks}
        found.append(measure("dispersion_of_one_wave", index, count.inputs, **names))
    return found
