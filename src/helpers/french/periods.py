"""Periods of the calendar: what a date expression names, first day to last day, and how EDTF writes it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from helpers.errors import InputError

SEASON_FIRST_MONTHS = {"printemps": 3, "ete": 6, "automne": 9, "hiver": 12}
_EDTF_SEASONS = {3: 21, 6: 22, 9: 23}
_PUBLISHED_EDTF = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?[~?%]?")


class Period(NamedTuple):
    """The days from ``earliest`` to ``latest``, both included, and the unit of the calendar that they are.

    ``unit`` is day, night, week, weekend, month, quarter, semester, season, year, decade, century, or span for any other run of days.
    """

    earliest: date
    latest: date
    unit: str = "span"


@dataclass(frozen=True, slots=True)
class Published:
    """The day on which an article appeared, or the days between which it did.

    Examples
    --------
    >>> Published.from_edtf("2021-02~")
    Published(earliest=datetime.date(2021, 2, 1), latest=datetime.date(2021, 2, 28))
    """

    earliest: date
    latest: date

    @classmethod
    def from_edtf(cls, text: str) -> "Published":
        """Return the publication day of an EDTF date of day, month or year precision, approximate or not.

        Raises
        ------
        InputError
            Where the text is no such date, or names no day of the calendar.
        """
        match = _PUBLISHED_EDTF.fullmatch(text.strip())
        try:
            if match is None:
                raise ValueError("not an EDTF date")
            year, month, day = (int(part or 0) for part in match.groups())
            named = month_period(year, month) if match[2] else year_period(year)
            if match[3]:
                named = day_period(date(year, month, day))
            return cls(named.earliest, named.latest)
        except ValueError as error:
            raise InputError(
                f"published_edtf {text!r}", "is not a date", "write 2021-02-24, 2021-02~ or 2021"
            ) from error


def day_period(day: date) -> Period:
    """Return the period of one day."""
    return Period(day, day, "day")


def week_period(day: date) -> Period:
    """Return the week, Monday to Sunday, in which the day lies."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), "week")


def weekend_period(day: date) -> Period:
    """Return the Saturday and Sunday of the day's week."""
    saturday = day + timedelta(days=5 - day.weekday())
    return Period(saturday, saturday + timedelta(days=1), "weekend")


def months_period(year: int, month: int, count: int, unit: str = "span") -> Period:
    """Return the period of ``count`` whole months from a month on; ``month`` may lie outside 1 to 12.

    >>> months_period(2020, 12, 3).latest
    datetime.date(2021, 2, 28)
    """
    first, last = divmod(year * 12 + month - 1, 12), divmod(year * 12 + month + count - 2, 12)
    last_day = monthrange(last[0], last[1] + 1)[1]
    return Period(date(first[0], first[1] + 1, 1), date(last[0], last[1] + 1, last_day), unit)


def month_period(year: int, month: int) -> Period:
    """Return the period of one month; a month beyond 12 is refused.

    Raises
    ------
    ValueError
        Where there is no such month.
    """
    return Period(date(year, month, 1), months_period(year, month, 1).latest, "month")


def quarter_period(year: int, number: int) -> Period:
    """Return the quarter 1 to 4 of a year."""
    return months_period(year, 3 * number - 2, 3, "quarter")


def semester_period(year: int, number: int) -> Period:
    """Return the half 1 or 2 of a year."""
    return months_period(year, 6 * number - 5, 6, "semester")


def season_period(year: int, season: str) -> Period:
    """Return the three whole months of a season; the winter of a year begins in its December.

    >>> season_period(2021, "ete")
    Period(earliest=datetime.date(2021, 6, 1), latest=datetime.date(2021, 8, 31), unit='season')
    """
    return months_period(year, SEASON_FIRST_MONTHS[season], 3, "season")


def year_period(year: int) -> Period:
    """Return the period of one year."""
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


def decade_period(first_year: int) -> Period:
    """Return the ten years from a year on."""
    return Period(date(first_year, 1, 1), date(first_year + 9, 12, 31), "decade")


def century_period(number: int) -> Period:
    """Return the hundred years of a century: the 21st is 2001 to 2100."""
    return Period(date(100 * number - 99, 1, 1), date(100 * number, 12, 31), "century")


def hull(first: Period, second: Period) -> Period:
    """Return the shortest period that holds both."""
    if first == second:
        return first
    return Period(min(first.earliest, second.earliest), max(first.latest, second.latest))


def add_months(day: date, count: int) -> date:
    """Return the day ``count`` months on, or the last of a month that is too short for it.

    >>> add_months(date(2021, 3, 31), -1)
    datetime.date(2021, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def part_of(period: Period, part: str) -> Period:
    """Return the beginning, the middle or the end of a period.

    The design's conventions: of a month days 1-10, 11-20, 21 to its end; of a year January-March, May-August,
    October-December. By the same measure: of a season or a quarter its first, second, third month; of a half its
    months two by two; of a decade years 0-3, 4-6, 7-9, of a century tenfold; of a week Monday-Tuesday, Wednesday-Thursday, Friday-Sunday.

    Parameters
    ----------
    period : Period
        A period longer than a day; any other unit than those above is returned as it is.
    part : str
        ``debut``, ``mi`` or ``fin``.

    >>> part_of(year_period(2020), "fin")
    Period(earliest=datetime.date(2020, 10, 1), latest=datetime.date(2020, 12, 31), unit='span')
    """
    place = ("debut", "mi", "fin").index(part)
    if period.unit == "month":
        return _days_of(period, ((1, 10), (11, 20), (21, 31))[place])
    if period.unit == "week":
        return _days_of(period, ((1, 2), (3, 4), (5, 7))[place])
    if period.unit in ("decade", "century"):
        year, step = period.earliest.year, 1 if period.unit == "decade" else 10
        first, last = (0, 4, 7)[place] * step, (4, 7, 10)[place] * step - 1
        return hull(year_period(year + first), year_period(year + last))
    if period.unit not in _PART_MONTHS:
        return period
    offset, count = _PART_MONTHS[period.unit][place]
    unit = "month" if count == 1 else "span"
    return months_period(period.earliest.year, period.earliest.month + offset, count, unit)


# of each unit, how many months its beginning, middle and end lie after its first month, and how many they are
_PART_MONTHS = {
    "year": ((0, 3), (4, 4), (9, 3)),
    "semester": ((0, 2), (2, 2), (4, 2)),
    "season": ((0, 1), (1, 1), (2, 1)),
    "quarter": ((0, 1), (1, 1), (2, 1)),
}


def _days_of(period: Period, places: tuple[int, int]) -> Period:
    """Return the days from one place in the period to another, counted from 1; the period's end is the limit."""
    first = period.earliest + timedelta(days=places[0] - 1)
    return Period(first, min(period.earliest + timedelta(days=places[1] - 1), period.latest))


def _endpoints(period: Period) -> tuple[str, str]:
    """Return both ends in the coarsest precision in which whole months or years make the period."""
    starts_month = period.earliest.day == 1
    ends_month = period.latest.day == monthrange(period.latest.year, period.latest.month)[1]
    if starts_month and ends_month:
        if period.earliest.month == 1 and period.latest.month == 12:
            return period.earliest.isoformat()[:4], period.latest.isoformat()[:4]
        return period.earliest.isoformat()[:7], period.latest.isoformat()[:7]
    return period.earliest.isoformat(), period.latest.isoformat()


def to_edtf(period: Period, approximate: bool = False) -> str:
    """Return the period in EDTF (ISO 8601-2:2019), level 1 and for quarters and halves level 2.

    A winter is written as an interval of months, since readers of EDTF differ about the year of season 24.

    >>> to_edtf(season_period(2021, "ete")), to_edtf(months_period(2020, 10, 3)), to_edtf(week_period(date(2021, 2, 3)))
    ('2021-22', '2020-10/2020-12', '2021-02-01/2021-02-07')
    """
    year, month = f"{period.earliest.year:04d}", period.earliest.month
    mark = "~" if approximate else ""
    if period.unit == "quarter":
        return f"{year}-{33 + month // 3}{mark}"
    if period.unit == "semester":
        return f"{year}-{40 + month // 6}{mark}"
    if period.unit == "season" and month in _EDTF_SEASONS:
        return f"{year}-{_EDTF_SEASONS[month]}{mark}"
    first, last = _endpoints(period)
    return f"{first}{mark}" if first == last else f"{first}{mark}/{last}{mark}"
