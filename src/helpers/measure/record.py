"""A measure: one number with its interval, unit, method, the rows that it rests on and its formula.

The words of the measures stand in ``lexicon/measures.csv``; the report may print no other number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.intervals import Estimate

WORDS = Path(__file__).parents[1] / "lexicon" / "measures.csv"


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


def ranged(values: Sequence[float] | np.ndarray) -> Estimate:
    """Return median, least and greatest."""
    return Estimate(float(np.median(values)), float(np.min(values)), float(np.max(values)))
