"""What share of the attacks the press sees: coverage of the official counts, and the press as two lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers import intervals
from helpers.intervals import Estimate
from helpers.measure.counting import HOSPITALS, PRIMARY, Count, counted, covers
from helpers.measure.inputs import Sources, weeks_of_year
from helpers.measure.record import Measure, in_percent, level, measure, row_keys, with_comma

# Publishers of the register's pages that write for the information-technology or health professions; all others
# write for the general public. The register keeps at most two pages an incident.
TRADE_PRESS = frozenset((
    "LeMagIT", "Génération NT", "Siècle Digital", "TICsanté", "L'Usine Digitale", "Le Monde Informatique", "Silicon.fr",
    "DataBreaches.net", "dpo.ovh", "mind Health", "Egora", "Stoik", "L'Information dentaire", "ChannelNews", "Zataz",
    "Arnaques et piratages (blog)",
))  # fmt: skip


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
    columns = ["list", "label_en", "label_fr", "seen", "of", "total", "of_en", "of_fr", "percent",
               "percent_low", "percent_high"]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def _public_lists(
    sources: Sources, known: dict[str, Count], year: int
) -> list[tuple[str, str, str, int, str]]:
    """Return the public lists of `year`: how many attacks each names, and the official count it compares with.

    The attacks are ransomware, but for a trade page that names attacks without telling them apart: its share is a greatest one.
    """
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
                "one trade page (attacks named)",
                "une page spécialisée (attaques nommées)",
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
        names = {"total": row.total, "year": year, "level": level(confidence)}
        found.append(measure("rate_behind_named_{year}", rate, inputs, **names))
    return found


ODDS = (0.5, 1, 2, 4, 8, 16)


def press_lists(register: pd.DataFrame, year: int) -> tuple[int, int, int, pd.DataFrame]:
    """Return how many attacks of `year` stand in the trade press, in the general press, in both, and the rows.

    Ransomware on hospitals and clinics alone: the attacks that the ministry's count holds.
    """
    rows = counted(register, PRIMARY, year)
    rows = rows[
        (rows["attack_type"] == "ransomware")
        & rows["organisation_type"].isin(HOSPITALS)
        & (rows["chance"] == 1)
    ]
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
    """Return the two-list estimate of all ransomware on hospitals with its sensitivity to dependence, and the dependence it would need."""
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
