"""The tables that the measures are computed from, and what their dates allow: days, years, weeks, chances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from helpers import tables
from helpers.days import edtf_days
from helpers.paths import Study


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
    coded: pd.DataFrame
    values: pd.DataFrame


def load(study: Study) -> Sources:
    """Return the tables of `study` that this step reads, the register with its dates as days."""
    names = ("raw/press_incidents", "raw/official_series", "raw/rate_claims", "raw/cnil_health_monthly",
             "processed/incidents", "processed/disagreements", "processed/claims", "raw/articles/bibliography",
             "processed/second_coding", "processed/values")  # fmt: skip
    register, *others = (tables.read(study, name) for name in names)
    return Sources(dated(register), *others)


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


def is_weekly_rate(rate_claims: pd.DataFrame) -> pd.Series:
    """Return which statements are a number of events per week."""
    return (rate_claims["claim_kind"] == "rate") & rate_claims["unit"].str.contains("per week")
