"""How alike two people code: agreement on the cells that both coded, column by column, and what chance would give."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers import intervals
from helpers.measure.inputs import Sources
from helpers.measure.record import Measure, in_percent, level, measure
from helpers.tables import declared

# a coefficient of fewer cells says more of chance than of the coders
LEAST_CELLS = 10
# the columns of the coded tables in words; a column that is not here stands by its name
WORDS = {
    "claims": ("claims", "affirmations"), "incidents": ("incidents", "incidents"),
    "decisions": ("decisions", "décisions"), "dismissed": ("dismissals", "mises à l’écart"),
    "incident_id": ("incident", "incident"), "field": ("field", "champ"), "value": ("term", "terme"),
    "low": ("lower bound", "borne inférieure"), "high": ("upper bound", "borne supérieure"), "edtf": ("date", "date"),
    "unit": ("unit", "unité"), "qualifier": ("qualifier", "qualificatif"), "population": ("population", "population"),
    "speaker": ("speaker", "locuteur"), "modality": ("modality", "modalité"), "stance": ("stance", "position"),
    "organisation_type": ("kind of organisation", "type d’organisme"), "scope": ("kind of event", "type d’événement"),
    "place": ("place", "lieu"), "department": ("department", "département"), "region": ("region", "région"),
    "register_id": ("row of the press register", "ligne du registre de presse"), "rule": ("rule", "règle"),
    "reason": ("reason", "motif"),
}  # fmt: skip


def agreement(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the share of the pairs whose codes are the same.

    >>> agreement([("press", "press"), ("victim", "press")])
    0.5
    """
    return sum(one == other for one, other in pairs) / len(pairs)


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Return agreement beyond chance, chance being what each coder's own use of the codes would give.

    Cohen (1960), Educational and Psychological Measurement 20, 37-46. NaN where both use one code alone.

    >>> round(cohen_kappa([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15), 2)
    0.4
    """
    ones, others = (Counter(codes) for codes in zip(*pairs, strict=True))
    by_chance = sum(ones[code] * others[code] for code in ones) / len(pairs) ** 2
    return (agreement(pairs) - by_chance) / (1 - by_chance) if by_chance < 1 else math.nan


def gwet_ac1(pairs: Sequence[tuple[str, str]], codes: int) -> float:
    """Return agreement beyond chance, chance being a guess in the cells that are hard to code.

    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48. Unlike kappa it does not fall
    towards 0 where nearly all cells rightly hold one code.

    Parameters
    ----------
    codes : int
        How many codes the codebook allows.

    >>> pairs = [("affirms", "affirms")] * 98 + [("affirms", "denies"), ("denies", "affirms")]
    >>> round(gwet_ac1(pairs, 2), 2), round(cohen_kappa(pairs), 2)
    (0.98, -0.01)
    """
    used = Counter(code for pair in pairs for code in pair)
    shares = [count / (2 * len(pairs)) for count in used.values()]
    by_chance = sum(share * (1 - share) for share in shares) / (codes - 1)
    return (agreement(pairs) - by_chance) / (1 - by_chance)


def alike_by_column(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return for each column that was coded twice, unseen: cells, those agreed, and both coefficients.

    Parameters
    ----------
    pairs : DataFrame
        The table ``processed/second_coding``.

    Returns
    -------
    DataFrame
        table, column, cells, agreed, ac1, kappa; a coefficient is NaN where the column has no list of codes, where
        fewer than `LEAST_CELLS` cells were coded, or where it is not defined.
    """
    blind = pairs[pairs["is_blind"] == "yes"]
    rows = []
    for (table, column), group in blind.groupby(["table", "column"], sort=False):
        coded = list(zip(group["first"], group["second"], strict=True))
        allowed = _allowed(table, column, coded)
        is_rated = allowed > 1 and len(coded) >= LEAST_CELLS
        both = (gwet_ac1(coded, allowed), cohen_kappa(coded)) if is_rated else (math.nan, math.nan)
        rows.append((table, column, len(coded), sum(one == other for one, other in coded), *both))
    return pd.DataFrame(rows, columns=["table", "column", "cells", "agreed", "ac1", "kappa"])


def _allowed(table: str, column: str, coded: Sequence[tuple[str, str]]) -> int:
    """Return how many codes a column allows, the empty cell among them where it was used; 0 where any may stand."""
    values = next(each.values for each in declared(f"curated/{table}").columns if each.name == column)
    return len(values) + any("" in pair for pair in coded) if values else 0


def agreement_measures(sources: Sources, confidence: float) -> list[Measure]:
    """Return how many claims were coded twice, how often the two agreed, in all and by column, and what became of the rest."""
    pairs = sources.coded
    twice = pairs[pairs["table"] == "claims"]["row"].nunique()
    found = [
        measure("second_claims", twice, "second_coding"),
        measure("second_claims_left", len(sources.claims) - twice, "claims; second_coding"),
    ]
    blind = pairs[pairs["is_blind"] == "yes"]
    if blind.empty:
        return found
    differs = blind["first"] != blind["second"]
    counts = {
        "second_cells": len(blind),
        "second_differences": differs.sum(),
        "second_kept": (differs & (blind["settled"] == blind["first"])).sum(),
        "second_corrected": (differs & (blind["settled"] == blind["second"])).sum(),
    }
    found += [measure(name, float(count), "second_coding") for name, count in counts.items()]
    share = in_percent(intervals.proportion(len(blind) - int(differs.sum()), len(blind), confidence))
    found.append(measure("second_share", share, "second_coding", level=level(confidence)))
    for row in alike_by_column(pairs).to_dict("records"):
        found += _column_measures(row, confidence)
    return found


def _column_measures(row: dict[str, Any], confidence: float) -> list[Measure]:
    """Return the agreement on one column, and the coefficient where there is one."""
    table, column, cells, agreed, ac1 = (row[name] for name in ("table", "column", "cells", "agreed", "ac1"))
    en, fr = (f"{WORDS[table][side]}, {WORDS.get(column, (column, column))[side]}" for side in (0, 1))
    names = {"slug": f"{table}_{column}", "en": en, "fr": fr, "cells": cells, "agreed": agreed}
    share = in_percent(intervals.proportion(agreed, cells, confidence))
    inputs = f"second_coding:{table}.{column}"
    found = [measure("second_share_{slug}", share, inputs, level=level(confidence), **names)]
    return found if math.isnan(ac1) else [*found, measure("second_ac1_{slug}", ac1, inputs, **names)]
