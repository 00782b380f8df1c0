"""What single French date expressions name: one rule a family, each with the words that it was made for.

Every pattern is written for folded text (``helpers.french.fold``) and every repetition is bounded. A rule reads the
expression without its preposition; ``helpers.french.dates`` finds the expressions in a text and joins them.
"""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from helpers.french.numbers import BELOW_HUNDRED, ONES, parse_number
from helpers.french.periods import (
    Period,
    Published,
    add_months,
    century_period,
    day_period,
    decade_period,
    hull,
    month_period,
    months_period,
    quarter_period,
    season_period,
    semester_period,
    week_period,
    weekend_period,
    year_period,
)
from helpers.french.quantity_words import COLLECTIVES

Remark = tuple[str, str]

# A partial date may lie this far ahead of the publication day before the past one is meant.
AHEAD = timedelta(days=31)
# What no verb tells of and lies this far back is rather the coming one, if that is near: « du 26 juillet au 11 août », in May.
LONG_AGO, SOON = timedelta(days=240), timedelta(days=120)
# Within this distance of the publication day a wrong weekday is a slip of the pen, not another year.
NEAR = timedelta(days=60)
# Two dates this close in one paragraph tell one story.
STORY = timedelta(days=45)

S = "(?: {1,3})"
MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_SHORT_MONTHS = {
    **{"janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "sep": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
}
_DAY_WORDS = [
    "premier",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
    "vingt",
    "vingt-et-un",
    "vingt-deux",
    "vingt-trois",
    "vingt-quatre",
    "vingt-cinq",
    "vingt-six",
    "vingt-sept",
    "vingt-huit",
    "vingt-neuf",
    "trente",
    "trente-et-un",
]


def one_of(words: Iterable[str]) -> str:
    """Return the alternation of words, longest first; a space or a hyphen in a word matches either."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.sub("[- ]", "(?:-| {1,3})", word) for word in ordered) + ")"


def beginnings(words: Iterable[str]) -> str:
    """Return a pattern for the first three letters of any of the words.

    >>> beginnings(["mars", "mai", "juin"])
    '(?:ju[i]|ma[ir])'
    """
    thirds: dict[str, set[str]] = {}
    for word in words:
        thirds.setdefault(word[:2], set()).add(word[2])
    return (
        "(?:"
        + "|".join(f"{pair}[{re.escape(''.join(sorted(third)))}]" for pair, third in sorted(thirds.items()))
        + ")"
    )


MONTH = one_of(MONTHS)
SHORT_MONTH = rf"(?:{one_of(_SHORT_MONTHS)}(?:\.|(?![a-z])))"
WEEKDAY = one_of(WEEKDAYS)
DAY_NUMBER = rf"(?:(?:[12][0-9]|3[01]|0?[1-9])(?:{S}?er|ᵉʳ)?(?![0-9])|{one_of(_DAY_WORDS)}(?![a-z]))"
_SPELLED_YEAR = rf"deux[- ]mille[- ](?:vingt[- ](?:et[- ])?{ONES}|(?:dix[- ])?{ONES}|vingt|trente|dix|onze|douze|treize|quatorze|quinze|seize)"
# « deux mille deux cents » is no year 2002
YEAR = rf"(?:(?:(?:1[5-9]|2[01])[0-9]{{2}}|{_SPELLED_YEAR}(?![- ](?:cents?|mille)))(?![0-9a-z]|[.,/][0-9]))"
_NEIGHBOUR = r"(?:suivante?|precedente?|d'apres|d'avant)"
TURN = "(?:derniere?s?|passee?s?|prochaine?s?|ecoulee?)"
# « (de) 2021 », « de l'année 2021 », « de l'an dernier », « de cette année », « dernier »
OF_YEAR = (
    rf"(?:{S}(?:d[eu]{S})?(?:l'(?:annee|an|exercice){S})?(?P<year>{YEAR})"
    rf"|{S}(?:de{S})?(?P<other_year>l'an(?:nee)?{S}{TURN}|cette{S}annee(?!-la)|l'annee(?:{S}(?:en{S}cours|{_NEIGHBOUR}))?(?!{S}[0-9]))"
    rf"|{S}(?P<turn>{TURN})(?![a-z]))"
)

_COLLECTIVES = {
    name: int(value) for name, value in COLLECTIVES.items() if value <= 100 and not name.startswith("demi")
}
COUNT = rf"(?:[0-9]{{1,3}}(?![0-9.,/:])|une{S}{one_of(_COLLECTIVES)}{S}(?:de{S}|d')|{BELOW_HUNDRED}(?![a-z]))"
UNIT = "(?:jours?|semaines?|mois|an(?:nee)?s?|heures?)(?![a-z])"
_ABOUT = (
    rf"(?:(?:environ|a{S}peu{S}pres|pres{S}d(?:e{S}|')|un{S}peu{S}(?:plus|moins){S}d(?:e{S}|')|plus{S}d(?:e{S}|')"
    rf"|moins{S}d(?:e{S}|')|quelque|presque|exactement|seulement|a{S}peine|tout{S}juste|deja|maintenant|de{S}cela"
    rf"|au{S}moins|bientot){S}?)"
)
AMOUNT = rf"(?P<about>{_ABOUT}{{0,2}})(?P<count>{COUNT}){S}?(?P<unit>{UNIT})(?P<half>{S}et{S}demie?)?"


class Context(NamedTuple):
    """What stands around an expression: the publication day, the tense, and the dates beside and before it."""

    published: Published | None
    future: bool = False
    past: bool = False
    demonstrative: bool = False
    year_hint: int | None = None
    anchor: Period | None = None
    story: Period | None = None
    together: bool = False  # one sentence tells the date of the story and this one


class Value(NamedTuple):
    """What an expression names, if that can be told, and what a careful reader notes about it."""

    period: Period | None = None
    remarks: tuple[Remark, ...] = ()
    approximate: bool = False


@dataclass(frozen=True)
class Rule:
    """One family of expressions: its name, its pattern, its meaning, and words that it was made for."""

    name: str
    pattern: str
    resolve: Callable[[re.Match[str], Context], Value]
    examples: tuple[str, ...]

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern, made on first use: an import must not wait for it."""
        return re.compile(self.pattern)


def _on_publication(context: Context, name_period: Callable[[date], Period], detail: str) -> Value:
    """Return the period that follows from the publication day, or from both ends where that is uncertain."""
    if context.published is None:
        return Value()
    first, last = name_period(context.published.earliest), name_period(context.published.latest)
    return Value(hull(first, last), (("anchored", f"on the publication day, {detail}"),))


def _turn(words: str | None) -> int:
    """Return -1 for « dernier » and « passé », 1 for « prochain », otherwise 0."""
    if not words:
        return 0
    return 1 if "prochain" in words else -1 if re.search("derni|pass|ecoul", words) else 0


def year_number(words: str) -> int:
    """Return the year in digits or in words.

    >>> year_number("2021"), year_number("deux mille vingt et un")
    (2021, 2021)
    """
    return int(words) if words.isdigit() else int(parse_number(words) or 0)


def _candidates(name_period: Callable[[int], Period], years: Iterable[int]) -> list[Period]:
    """Return the periods of those years in which there is such a day."""
    found = []
    for year in years:
        try:
            found.append(name_period(year))
        except ValueError:
            continue
    return found


def _by_turn(candidates: list[Period], context: Context, turn: int) -> Period | None:
    """Return the last period before, the next after, or (without a word of time) the last begun, some days of slack."""
    published = context.published
    if published is None:
        return None
    if turn < 0:
        past = [period for period in candidates if period.latest < published.latest]
        return past[-1] if past else None
    if turn > 0:  # « l'hiver prochain », said in winter, is the one after it
        return next((period for period in candidates if period.earliest > published.latest), None)
    if context.future:
        coming = [period for period in candidates if period.latest >= published.earliest]
        return coming[0] if coming else None
    if context.demonstrative and not context.past and candidates:
        return min(candidates, key=lambda period: _distance(period, published.latest))
    # a month told in the past tense is past; a day may be announced in any tense
    slack = timedelta(0) if context.past and candidates and candidates[0].unit != "day" else AHEAD
    begun = [period for period in candidates if period.earliest <= published.latest + slack]
    if begun and not context.past and published.earliest - begun[-1].latest > LONG_AGO:
        soon = [
            period for period in candidates if published.latest < period.earliest <= published.latest + SOON
        ]
        return (soon or begun[-1:])[0]
    return begun[-1] if begun else None


def _distance(period: Period, day: date) -> timedelta:
    """Return how far the day lies outside the period; zero inside."""
    return max(period.earliest - day, day - period.latest, timedelta(0))


def _of_story(name_period: Callable[[int], Period], context: Context) -> Period | None:
    """Return the period that continues the story of a dated sentence before it."""
    story = context.story
    if story is None:
        return None
    years = (story.earliest.year - 1, story.earliest.year, story.earliest.year + 1)
    near = [
        period
        for period in _candidates(name_period, years)
        if hull(period, story) == story or abs(period.earliest - story.earliest) <= STORY
    ]
    return min(near, key=lambda period: abs(period.earliest - story.earliest)) if near else None


def _infer_year(name_period: Callable[[int], Period], context: Context, turn: int) -> Value:
    """Return the period in the year that a careful reader takes where none is written."""
    if context.year_hint is not None:
        return Value(name_period(context.year_hint), (("year_inferred", "from the date beside it"),))
    story = _of_story(name_period, context)
    if context.published is None:
        return Value(story, (("year_inferred", "from a date named before"),) if story else ())
    middle = context.published.latest.year
    # five years only for a 29 February
    chosen = _by_turn(_candidates(name_period, range(middle - 1, middle + 2)), context, turn)
    chosen = chosen or _by_turn(_candidates(name_period, range(middle - 5, middle + 6)), context, turn)
    ahead = chosen and chosen.earliest > context.published.latest and not context.future
    if (
        story
        and not turn
        and chosen
        and (ahead or context.together or context.published.latest - chosen.earliest > AHEAD)
    ):
        return Value(story, (("year_inferred", "from a date named before"),))
    return Value(chosen, (("year_inferred", "from publication date"),) if chosen else ())


def _in_neighbouring_year(name_period: Callable[[int], Period], neighbour: str, context: Context) -> Value:
    """« attaqué le 9 février 2021 […] relancé en août de l'année suivante »: in the year beside that of the story."""
    shift = 1 if re.match("suivant|d'apres", neighbour) else -1
    year = context.story.earliest.year if context.story else None
    if year is None and context.published and shift < 0:
        year = context.published.latest.year
    return (
        Value(name_period(year + shift), (("year_inferred", "from a date named before"),))
        if year
        else Value()
    )


def _in_year(name_period: Callable[[int], Period], match: re.Match[str], context: Context) -> Value:
    """Return the period in the year that the words state or imply."""
    words = match.groupdict()
    if words.get("year"):
        return Value(name_period(year_number(words["year"])))
    if words.get("other_year"):
        if neighbour := re.search(_NEIGHBOUR, words["other_year"]):
            return _in_neighbouring_year(name_period, neighbour[0], context)
        if context.published is None:
            return Value()
        year = context.published.latest.year + _turn(words["other_year"])
        return Value(name_period(year), (("year_inferred", "from publication date"),))
    return _infer_year(name_period, context, _turn(words.get("turn")))


def _with_weekday(value: Value, weekday: str | None) -> Value:
    """Return the value with a remark where its day is not that weekday."""
    if value.period is None or not weekday or value.period.earliest.weekday() == WEEKDAYS.index(weekday):
        return value
    first = value.period.earliest
    detail = f"the text says {weekday}, {first.isoformat()} was a {WEEKDAYS[first.weekday()]}"
    return Value(value.period, (*value.remarks, ("weekday_contradiction", detail)), value.approximate)


def _year_from_weekday(
    name_period: Callable[[int], Period], value: Value, weekday: str, context: Context
) -> Value:
    """Return the nearest year in which the weekday fits, where the inferred one is far off and does not fit."""
    published = context.published
    if (
        published is None
        or value.period is None
        or value.period.earliest.weekday() == WEEKDAYS.index(weekday)
    ):
        return value
    if abs(value.period.earliest - published.latest) <= NEAR:
        return value
    middle = published.latest.year
    fitting = [
        period
        for period in _candidates(name_period, range(middle - 6, middle + 7))
        if period.earliest.weekday() == WEEKDAYS.index(weekday)
    ]
    if not fitting:
        return value
    nearest = min(fitting, key=lambda period: abs(period.earliest - published.latest))
    return Value(nearest, (("year_inferred", "from weekday"),))


def month_number(words: str) -> int:
    """Return 1 to 12 for a month's name or abbreviation.

    >>> month_number("aout"), month_number("fevr.")
    (8, 2)
    """
    return MONTHS.index(words) + 1 if words in MONTHS else _SHORT_MONTHS[words.rstrip(".")]


def _hyphened(words: str) -> str:
    """Return the words with hyphens between them, as they stand in the lists of words."""
    return re.sub("[- ]+", "-", words)


def day_number(words: str) -> int:
    """Return the day of the month in digits or in words.

    >>> day_number("1er"), day_number("dix-huit"), day_number("trente et un")
    (1, 18, 31)
    """
    digits = re.match("[0-9]+", words)
    return int(digits[0]) if digits else _DAY_WORDS.index(_hyphened(words)) + 1


def _iso(match: re.Match[str], context: Context) -> Value:
    """2021-02-23 names that day."""
    return Value(day_period(date(int(match["y"]), int(match["m"]), int(match["d"]))))


def _numeric(match: re.Match[str], context: Context) -> Value:
    """23/02/2021 names that day; two digits of a year are this century's."""
    day, month, year = (int(part) for part in re.findall("[0-9]+", match["digits"]))
    return _with_weekday(
        Value(day_period(date(year + 2000 if year < 100 else year, month, day))), match["weekday"]
    )


def _numeric_without_year(match: re.Match[str], context: Context) -> Value:
    """« 23/02 » names the day of an inferred year."""
    day, month = (int(part) for part in match["digits"].split("/"))
    value = _infer_year(lambda year: day_period(date(year, month, day)), context, 0)
    return _with_weekday(value, match["weekday"])


def _day(match: re.Match[str], context: Context) -> Value:
    """« lundi 15 février » names that day, in the year stated or inferred."""
    day, month, weekday = day_number(match["day"]), month_number(match["month"]), match["weekday"]

    def name_period(year: int) -> Period:
        return day_period(date(year, month, day))

    if not match["year"] and (known := _KNOWN_BY_DAY.get(match[0])):
        return Value(name_period(known))
    value = _in_year(name_period, match, context)
    if weekday and not match["year"] and not match["other_year"]:
        value = _year_from_weekday(name_period, value, weekday, context)
    return _with_weekday(value, weekday)


# days that a hyphen makes the name of what happened
_KNOWN_BY_DAY = {"11-septembre": 2001, "13-novembre": 2015}


def _days(match: re.Match[str], context: Context) -> Value:
    """« lundi 3 et mardi 4 mars » names both days and those between."""
    month = month_number(match["month"])
    named = re.findall(rf"(?:({WEEKDAY}){S})?({DAY_NUMBER})", match["days"])
    days = [day_number(words) for _, words in named]
    value = _in_year(
        lambda year: Period(date(year, month, min(days)), date(year, month, max(days))), match, context
    )
    if value.period is None:
        return value
    checked = [
        _with_weekday(Value(day_period(value.period.earliest.replace(day=day))), weekday)
        for (weekday, _), day in zip(named, days, strict=True)
    ]
    return Value(value.period, value.remarks + tuple(remark for each in checked for remark in each.remarks))


def nearest_weekday(day: date, weekday: int, turn: int, future: bool) -> date:
    """Return the weekday on or before the day; strictly before for -1, strictly after for 1, on or after in the future.

    >>> nearest_weekday(date(2021, 2, 24), 0, 0, False)
    datetime.date(2021, 2, 22)
    """
    if turn < 0:
        return day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)
    if turn > 0:
        return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
    if future:
        return day + timedelta(days=(weekday - day.weekday()) % 7)
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _weekday(match: re.Match[str], context: Context) -> Value:
    """« lundi » names the last Monday up to publication, « lundi suivant » the first after a day named before."""
    weekday, neighbour = WEEKDAYS.index(match["weekday"]), match["neighbour"]
    if neighbour:
        turn = 1 if re.match("suivant|d'apres", neighbour) else -1
        return _on_anchor(context, lambda day: day_period(nearest_weekday(day, weekday, turn, False)))
    turn = _turn(match["turn"])

    def name_period(day: date) -> Period:
        # « réunion ce jeudi », written on a Wednesday without a verb, is tomorrow's
        near = context.demonstrative and not (turn or context.past) and (weekday - day.weekday()) % 7 <= 3
        return day_period(nearest_weekday(day, weekday, turn, context.future or near))

    return _on_publication(context, name_period, match["weekday"])


def _weekday_and_day(match: re.Match[str], context: Context) -> Value:
    """« lundi 15 » names the 15th nearest to publication that is a Monday, otherwise the last 15th."""
    if context.published is None:
        return Value()
    day, latest = day_number(match["day"]), context.published.latest
    months = [add_months(latest.replace(day=1), shift) for shift in range(-11, 2)]
    candidates = _candidates(lambda index: day_period(months[index].replace(day=day)), range(len(months)))
    fitting = [
        period for period in candidates if period.earliest.weekday() == WEEKDAYS.index(match["weekday"])
    ]
    coming = [period for period in fitting or candidates if period.latest >= latest]
    pool = coming if context.future and coming else fitting or candidates
    chosen = min(pool, key=lambda period: abs(period.earliest - latest))
    return _with_weekday(
        Value(chosen, (("anchored", "month and year from publication date"),)), match["weekday"]
    )


def _nth_weekday(match: re.Match[str], context: Context) -> Value:
    """« premier lundi de septembre » names that Monday, « dernier week-end de juin » the last Saturday and its Sunday."""
    month, number = month_number(match["month"]), _ordinal(match["ordinal"])
    weekday = WEEKDAYS.index(match["weekday"]) if match["weekday"] else 5

    def name_period(year: int) -> Period:
        whole = month_period(year, month)
        first = nearest_weekday(whole.earliest, weekday, 0, True) + timedelta(days=7 * (number - 1))
        day = first if number else nearest_weekday(whole.latest, weekday, 0, False)
        return day_period(day) if match["weekday"] else weekend_period(day)

    return _in_year(name_period, match, context)


def _month(match: re.Match[str], context: Context) -> Value:
    """« juin » names that month, in the year stated or inferred; « mai 68 » is May 1968."""
    month = month_number(match["month"])
    if match.groupdict().get("short_year"):
        return Value(month_period(1900 + int(match["short_year"]), month))
    return _in_year(lambda year: month_period(year, month), match, context)


def _year(match: re.Match[str], context: Context) -> Value:
    """« l'année 2020 » names that year."""
    return Value(year_period(year_number(match["year"])))


def _months(match: re.Match[str], context: Context) -> Value:
    """« mars-avril 2021 » names both months."""
    first, last = month_number(match["first"]), month_number(match["month"])
    return _in_year(lambda year: months_period(year, first, (last - first) % 12 + 1), match, context)


def _years(match: re.Match[str], context: Context) -> Value:
    """« 2019-2021 » names all three years, « année scolaire 2021-2022 » September to August; backwards they name nothing."""
    first, last = int(match["first"]), int(match["last"])
    if match["school"] and last == first + 1:
        return Value(months_period(first, 9, 12))
    return Value(hull(year_period(first), year_period(last)) if first <= last else None)


def _named_years(match: re.Match[str], context: Context) -> Value:
    """« années 2020 et 2021 » names both years, « années 2010 et 2020 » twenty."""
    first, last = int(match["first"]), int(match["last"])
    named = decade_period if first % 10 == last % 10 == 0 else year_period
    return Value(hull(named(first), named(last)) if first <= last else None)


def _season(match: re.Match[str], context: Context) -> Value:
    """« l'été dernier » names June to August, « l'hiver 2020-2021 » December to February."""
    season = match["season"]
    if match["neighbour"]:
        return _season_beside(match, context)
    if match["years"]:
        return Value(season_period(int(match["years"][:4]), season))
    value = _in_year(lambda year: season_period(year, season), match, context)
    published = context.published
    if not (match["year"] and season == "hiver" and published and value.period):
        return value
    # « l'hiver 2021 », written in 2021 before December, is the one that ended in that year
    first = value.period.earliest
    ended = first > published.latest + AHEAD and first.year == published.latest.year
    return Value(season_period(first.year - 1, season)) if ended else value


def _season_beside(match: re.Match[str], context: Context) -> Value:
    """« l'été précédent » names the last one that ended before the period named before, « l'hiver suivant » the next."""
    anchor, season, coming = (
        context.anchor,
        match["season"],
        bool(re.match("suiv|d'apres", match["neighbour"])),
    )
    if anchor is None:
        return Value() if coming else _in_year(lambda year: season_period(year, season), match, context)
    year = anchor.earliest.year
    seasons = [season_period(each, season) for each in range(year - 2, year + 3)]
    past = [period for period in seasons if period.latest < anchor.earliest]
    later = [period for period in seasons if period.earliest > anchor.latest]
    chosen = later[0] if coming else past[-1]
    return Value(chosen, (("anchored", f"on {anchor.earliest.isoformat()}"),))


def _seasons(match: re.Match[str], context: Context) -> Value:
    """« les étés 2020 et 2021 » names the time from the first of them to the last."""
    season = match["seasons"].removesuffix("s") if match["seasons"] != "printemps" else "printemps"
    first, last = (season_period(int(match[end]), season) for end in ("first", "last"))
    return Value(hull(first, last) if first.earliest <= last.earliest else None)


def _back_to_school(match: re.Match[str], context: Context) -> Value:
    """« la rentrée » names September, when the schools and most else begin again."""
    return _in_year(lambda year: month_period(year, 9), match, context)


def _ordinal(words: str) -> int:
    """Return 1 to 4 for an ordinal in words or digits; « dernier » is 0, the last."""
    if words.startswith("dern"):
        return 0
    digits = re.search("[1-4]", words)
    if digits:
        return int(digits[0])
    return next(
        number
        for number, stem in enumerate(("prem", "(?:deux|sec)", "trois", "quatr"), 1)
        if re.match(stem, words)
    )


def _quarter(match: re.Match[str], context: Context) -> Value:
    """« premier trimestre 2021 » and « T1 2021 » name three months, « second semestre » six."""
    words = match["kind"] or match["letter"]
    number = _ordinal(match["ordinal"] or match["number"])
    if words[0] == "s":
        return _in_year(lambda year: semester_period(year, number or 2), match, context)
    return _in_year(lambda year: quarter_period(year, number or 4), match, context)


def _first_months(match: re.Match[str], context: Context) -> Value:
    """« six premiers mois de 2021 » names January to June, « deux derniers mois de 2020 » November and December."""
    count = min(_count(match["count"])[0], 12)
    month = 1 if match["end"].startswith("prem") else 13 - count
    return _in_year(lambda year: months_period(year, month, count), match, context)


def _first_days(match: re.Match[str], context: Context) -> Value:
    """« deux premières semaines de mars » names days 1 to 14, « dix derniers jours de juin » days 21 to 30."""
    month, days = month_number(match["month"]), _count(match["count"])[0] * (7 if match["weeks"] else 1)

    def name_period(year: int) -> Period:
        whole = month_period(year, month)
        if match["end"].startswith("der"):
            return Period(max(whole.earliest, whole.latest - timedelta(days=days - 1)), whole.latest)
        return Period(whole.earliest, min(whole.latest, whole.earliest + timedelta(days=days - 1)))

    return _in_year(name_period, match, context)


def _decade(match: re.Match[str], context: Context) -> Value:
    """« années 2010 » names ten years; two digits are the last century's, save the years 00 to 20."""
    words = match["decade"]
    number = int(words) if words.isdigit() else int(parse_number(words) or 0)
    return Value(decade_period(number if number > 99 else number + (2000 if number <= 20 else 1900)))


_ROMAN = {"i": 1, "v": 5, "x": 10}


def _century(match: re.Match[str], context: Context) -> Value:
    """« XXIe siècle » names the years 2001 to 2100."""
    number = int(match["number"]) if match["number"].isdigit() else _roman(match["number"])
    return Value(century_period(number))


def _roman(letters: str) -> int:
    """Return a number below 40 in Roman letters.

    >>> _roman("xix"), _roman("xviii")
    (19, 18)
    """
    values = [_ROMAN[letter] for letter in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _unit_period(unit: str, day: date, shift: int) -> Period:
    """Return the calendar unit in which the day lies, moved by ``shift`` units."""
    if unit.startswith("sem") and not unit.startswith("semes"):
        return week_period(day + timedelta(days=7 * shift))
    if unit.startswith("week"):
        return _weekend(day, shift)
    if unit.startswith("jour"):
        return day_period(day + timedelta(days=shift))
    if unit.startswith("nuit"):
        return Period(day + timedelta(days=min(shift, 0)), day + timedelta(days=max(shift, 0)), "night")
    if unit == "mois":
        moved = add_months(day, shift)
        return month_period(moved.year, moved.month)
    if unit.startswith(("trim", "semes")):
        months = 3 if unit.startswith("trim") else 6
        moved = add_months(day, months * shift)
        first = (moved.month - 1) // months * months + 1
        return months_period(moved.year, first, months, "quarter" if months == 3 else "semester")
    return year_period(day.year + shift)


def _weekend(day: date, shift: int) -> Period:
    """Return the weekend that is meant: on Monday to Wednesday « ce week-end » is the one just past."""
    this = weekend_period(day)
    if shift < 0:
        return this if this.latest < day else weekend_period(day - timedelta(days=7))
    if shift > 0:
        return weekend_period(day + timedelta(days=7)) if day.weekday() >= 5 else this
    return weekend_period(day - timedelta(days=7)) if day.weekday() <= 2 else this


def _unit(match: re.Match[str], context: Context) -> Value:
    """« la semaine dernière » names the Monday-Sunday week before publication's, « le mois suivant » that after a date."""
    unit = match["unit"]
    if match["neighbour"]:
        turn = 1 if re.match("suivant|d'apres", match["neighbour"]) else -1
        return _on_anchor(context, lambda day: _unit_period(unit, day, turn))
    if match[0] == "annee" and context.past and context.story:
        # « attaqué le 9 mars 2021 […] Il manquait encore deux applications à la fin de l'année »
        year = context.story.earliest.year
        return Value(year_period(year), (("year_inferred", "from a date named before"),))
    turn = _turn(match["turn"]) or (1 if context.future and unit.startswith("week") else 0)
    return _on_publication(context, lambda day: _unit_period(unit, day, turn), match[0])


_DAYS_AWAY = {"avant-hier": -2, "hier": -1, "demain": 1, "apres-demain": 2}


def _today(match: re.Match[str], context: Context) -> Value:
    """« hier » names the day before publication, « ce matin » and « aujourd'hui » its day."""
    away = _DAYS_AWAY.get(_hyphened(match[0]), 0)
    return _on_publication(context, lambda day: day_period(day + timedelta(days=away)), match[0])


def _count(words: str) -> tuple[int, bool]:
    """Return a small number, and whether it is a round one (« une dizaine de »)."""
    for collective, value in _COLLECTIVES.items():
        if collective in words:
            return value, True
    return int(parse_number(re.sub(" +", " ", words)) or 0), False


def _shifted(day: date, amount: re.Match[str], sign: int) -> Period:
    """Return the day, week, month or year that lies the amount away: the unit named is the precision meant."""
    count, unit = sign * _count(amount["count"])[0], amount["unit"]
    if unit.startswith("h"):
        return day_period(day + sign * timedelta(days=abs(count) // 24))
    if unit.startswith("j"):
        return day_period(day + timedelta(days=count))
    if unit.startswith("s"):
        return week_period(day + timedelta(days=7 * count))
    if unit == "mois" or amount["half"]:
        months = count if unit == "mois" else 12 * count + 6 * sign
        moved = add_months(day, months)
        return month_period(moved.year, moved.month)
    return year_period(day.year + count)


def _is_about(amount: re.Match[str]) -> bool:
    """Return whether the amount is a rough one."""
    return _count(amount["count"])[1] or bool(re.search("environ|peu|pres|quelque", amount["about"]))


def _ago(match: re.Match[str], context: Context) -> Value:
    """« il y a trois semaines » names the Monday-Sunday week three weeks before publication."""
    value = _on_publication(context, lambda day: _shifted(day, match, -1), match[0])
    return Value(value.period, value.remarks, _is_about(match))


def _ahead(match: re.Match[str], context: Context) -> Value:
    """« dans deux mois » names the month two months after publication."""
    value = _on_publication(context, lambda day: _shifted(day, match, 1), match[0])
    return Value(value.period, value.remarks, _is_about(match))


def _moved(day: date, count: int, unit: str) -> date:
    """Return the day that lies exactly so many units away."""
    if unit.startswith("h"):
        return day + timedelta(days=count // 24 if count > 0 else -(-count // 24))
    if unit.startswith(("j", "s")):
        return day + timedelta(days=count * (7 if unit.startswith("s") else 1))
    return add_months(day, count if unit == "mois" else 12 * count)


def _last(match: re.Match[str], context: Context) -> Value:
    """« ces quinze derniers jours » names the days from fifteen before publication up to it."""
    count = _count(match["count"] or match["count_after"])[0]
    sign = 1 if re.search("prochain|venir", match[0]) else -1

    def name_period(day: date) -> Period:
        other = _moved(day, sign * count, match["unit"])
        return Period(min(day, other), max(day, other))

    return _on_publication(context, name_period, match[0])


def _on_anchor(context: Context, name_period: Callable[[date], Period]) -> Value:
    """Return the period that follows from the day named before in the text."""
    if context.anchor is None:
        return Value(None, (("no_anchor", "no date is named before it"),))
    period = hull(name_period(context.anchor.earliest), name_period(context.anchor.latest))
    return Value(period, (("anchored", f"on {context.anchor.earliest.isoformat()}"),))


def _later(match: re.Match[str], context: Context) -> Value:
    """« trois semaines plus tard » names the day three weeks after the day named before."""
    sign = 1 if re.search("tard|apres", match["way"]) else -1
    count, unit = _count(match["count"])[0], match["unit"]

    def name_period(day: date) -> Period:
        return day_period(_moved(day, sign * count, unit)) if unit[0] in "js" else _shifted(day, match, sign)

    anchor = context.anchor
    if anchor and unit[0] in "jh" and anchor.latest - anchor.earliest == timedelta(days=1):
        # « la nuit du 3 au 4. Deux jours après »
        context = context._replace(anchor=day_period(anchor.latest if sign > 0 else anchor.earliest))
    value = _on_anchor(context, name_period)
    return Value(value.period, value.remarks, _is_about(match))


_NEIGHBOURS = {"lendemain": 1, "surlendemain": 2, "veille": -1, "avant-veille": -2}


def _neighbour(match: re.Match[str], context: Context) -> Value:
    """« le lendemain » names the day after the day named before."""
    away = _NEIGHBOURS[_hyphened(match[0])]
    return _on_anchor(context, lambda day: day_period(day + timedelta(days=away)))


def _neighbour_of(match: re.Match[str], context: Context) -> Value:
    """« veille de Noël » and « lendemain du 8 février » name the day beside that day."""
    value = (_feast if match["feast"] else _day)(match, context)
    if value.period is None:
        return value
    if match["away"].startswith(("week", "pont")):
        return Value(_weekend_of(value.period.earliest, bool(match["feast"])), value.remarks)
    away = timedelta(days=_NEIGHBOURS.get(_hyphened(match["away"]), 0))
    return Value(day_period(value.period.earliest + away), value.remarks)


def _weekend_of(day: date, feast: bool) -> Period:
    """Return the weekend of a day; that of a feast begins or ends with it: the Thursday of the Ascension to Sunday."""
    before = feast and day.weekday() <= 1
    weekend = weekend_period(day - timedelta(days=7) if before else day)
    return Period(min(day, weekend.earliest), max(day, weekend.latest)) if feast else weekend


def _bare_days(match: re.Match[str], context: Context) -> Value:
    """« (dans la nuit) du 8 au 9 » names the days of that number soon after a day named before, or the last before publication."""
    first, last = day_number(match["day"]), day_number(match["last_day"] or match["day"])
    anchor = context.anchor.latest if context.anchor else None
    near = anchor or (context.published.latest if context.published else None)
    if near is None:
        return Value()

    def name_period(shift: int) -> Period:
        month = add_months(near.replace(day=1), shift)
        following = add_months(month, 1) if last < first else month
        return Period(month.replace(day=first), following.replace(day=last))

    if anchor:
        close = [
            period for period in _candidates(name_period, (0, 1)) if _distance(period, anchor) <= _SOON_AFTER
        ]
        if close:
            return Value(close[0], (("anchored", f"on {anchor.isoformat()}"),))
        return _bare_days(match, context._replace(anchor=None))
    past = [period for period in _candidates(name_period, (-2, -1, 0)) if period.earliest <= near]
    return Value(past[-1] if past else None, (("anchored", "month and year from publication date"),))


_SOON_AFTER = timedelta(days=15)


def _same_day(match: re.Match[str], context: Context) -> Value:
    """« le même jour » names the day named before."""
    return _on_anchor(context, day_period)


def _day_of_month(match: re.Match[str], context: Context) -> Value:
    """« le 5 du mois suivant » names that day of the month after the one named before."""
    month = _unit(match, context)
    if month.period is None:
        return month
    return Value(day_period(month.period.earliest.replace(day=day_number(match["day"]))), month.remarks)


# A day this many numbers before the one it follows belongs to the next month: « le 28 août […] Le 2, tout repart ».
_TURN_OF_MONTH = 20


def _day_of_story(match: re.Match[str], context: Context) -> Value:
    """« Le 25 » after « le 21 août » names the 25th of August, « le 2 » after it the 2nd of September if that is nearer."""
    day, last = day_number(match["day"]), day_number(match["last_day"] or match["day"])

    def name_period(anchor: date) -> Period:
        month = add_months(anchor.replace(day=1), 1 if anchor.day - day > _TURN_OF_MONTH else 0)
        last_month = add_months(month, 1) if last < day else month
        return Period(month.replace(day=day), last_month.replace(day=last), "day" if day == last else "span")

    return _on_anchor(context, name_period)


def _week_of(match: re.Match[str], context: Context) -> Value:
    """« semaine du 8 février » names the Monday-Sunday week of that day."""
    value = (_days if match["last_day"] else _day)(match, context)
    if value.period is None or match["last_day"]:
        return value
    named = weekend_period if match["unit"].startswith("week") else week_period
    return Value(named(value.period.earliest), value.remarks)


def _first_week(match: re.Match[str], context: Context) -> Value:
    """« première semaine de mars » names days 1 to 7, « seconde quinzaine de mars » day 16 to the end."""
    month, number, length = (
        month_number(match["month"]),
        _ordinal(match["ordinal"]),
        7 if match["weeks"] else 15,
    )

    def name_period(year: int) -> Period:
        whole = month_period(year, month)
        if number == 0:
            return Period(whole.latest - timedelta(days=length - 1), whole.latest)
        first = whole.earliest + timedelta(days=length * (number - 1))
        last = whole.latest if length == 15 and number == 2 else first + timedelta(days=length - 1)
        return Period(first, min(last, whole.latest))

    return _in_year(name_period, match, context)


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian year (Meeus, Jones and Butcher).

    >>> easter(2021), easter(2024)
    (datetime.date(2021, 4, 4), datetime.date(2024, 3, 31))
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    lift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - lift + 15) % 30
    shift = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * shift) // 451
    month, day = divmod(epact + shift - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _read_feasts() -> dict[str, tuple[str, str, str]]:
    """Return the feasts of the lexicon: name to month, day and days after Easter."""
    path = Path(__file__).parents[1] / "lexicon" / "dates_feasts.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["feast"]: (row["month"], row["day"], row["days_after_easter"])
            for row in csv.DictReader(lines)
        }


FEASTS = _read_feasts()


def _feast(match: re.Match[str], context: Context) -> Value:
    """« Noël » names 25 December, « Pâques » the Sunday of that year."""
    name = next(name for name in FEASTS if _hyphened(name) == _hyphened(match["feast"]))
    month, day, after = FEASTS[name]

    def name_period(year: int) -> Period:
        return day_period(
            easter(year) + timedelta(days=int(after)) if after else date(year, int(month), int(day))
        )

    return _in_year(name_period, match, context)


def _year_end_feasts(match: re.Match[str], context: Context) -> Value:
    """« fêtes de fin d'année » names Christmas Eve to New Year's Day."""
    return _in_year(lambda year: Period(date(year, 12, 24), date(year + 1, 1, 1)), match, context)


_ORDINAL = (
    r"(?:premiere?|1ere?|deuxieme|seconde?|2e(?:me)?|2nde?|troisieme|3e(?:me)?|quatrieme|4e(?:me)?|derniere?)"
)
_NUMERIC_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_NUMERIC_MONTH = r"(?:1[0-2]|0?[1-9])"
_NUMERIC = "|".join(
    rf"{_NUMERIC_DAY}{mark}{_NUMERIC_MONTH}{mark}(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})"
    for mark in ("/", r"\.", "-")
)
# what may follow « mardi 30 » where 30 is its day; any other word is what 30 counts
_NO_NOUN = (
    "(?:et|ou|puis|au|aux|a|en|dans|des|du|de|pour|par|sur|vers|lors|apres|avant|contre|chez|selon|avec|sans|mais|matin"
    "|soir|apres-midi|le|la|les|l|un|une|il|elle|ils|elles|on|nous|que|qui|qu|ce|cette|son|sa|alors|dernier|prochain)"
)
# « les 3/4 des salariés » is no day of April
_SHARE_OF = rf"[1-9]/[2-9]{S}d(?:es|u|'entre|e{S}(?:la|l'|nos|ses|ces|leurs?))(?![a-z])"
# « trente-sept » is no day of September
# « les attaques ont été cette année plus nombreuses », « 2024 a été l'année des records »
_NO_VERB = r"(?<![\s'»]a )(?<!ont )(?<!ait )(?<!ient )(?<!ayant )(?<!avoir )(?<!aura )(?<!pas )(?<!deja )(?<!jamais )"
_NOT_SEVEN = rf"(?!{one_of(_DAY_WORDS)}(?:{S}|-| ?\n ?){SHORT_MONTH}(?!{S}{MONTH}))"
_AND_DAY = rf"(?:{S}(?:et|ou|puis){S}(?:(?:le|du|au){S})?|{S}?[-/]{S}?|{S}(?:au|a){S})"

RULES = (
    Rule(
        "neighbour_of",
        rf"(?P<away>surlendemain|lendemain|avant[- ]veille|veille|(?<!mise a )(?<!mises a )jour|soir|matin|week[- ]?end|pont){S}(?:du{S}|de{S}(?:l'|la{S})?|d')"
        rf"(?:(?P<feast>{one_of(FEASTS)})(?![a-z])|(?:(?P<weekday>{WEEKDAY}){S})?(?P<day>{DAY_NUMBER}){S}(?P<month>{MONTH}))"
        rf"(?![a-z]){OF_YEAR}?",
        _neighbour_of,
        (
            "veille de noel",
            "lendemain du 8 fevrier 2021",
            "jour de noel",
            "week-end de paques",
            "pont de l'ascension",
        ),
    ),
    Rule(
        "feast",
        rf"(?P<feast>{one_of(FEASTS)})(?![a-z]){OF_YEAR}?",
        _feast,
        ("noel", "noel 2022", "paques", "lundi de pentecote 2021", "nouvel an"),
    ),
    Rule(
        "iso",
        r"(?P<y>(?:19|20)[0-9]{2})[-/](?P<m>0[1-9]|1[0-2])[-/](?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9-])"
        r"(?:t[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:z|[+-][0-9]{2}:?[0-9]{2})?)?",
        _iso,
        ("2021-02-23", "2021/02/23", "2021-02-23t14:30:00z"),
    ),
    Rule(
        "numeric",
        rf"(?:(?P<weekday>{WEEKDAY}),?{S}(?:le{S})?)?(?P<digits>{_NUMERIC})(?![0-9]|[./-][0-9])",
        _numeric,
        ("23/02/2021", "23.02.21", "20/03/23", "mardi 23/02/2021", "23-02-2021"),
    ),
    Rule(
        "numeric_without_year",
        rf"(?:(?P<weekday>{WEEKDAY}),?{S}(?:le{S})?)?(?P<digits>(?!{_SHARE_OF}){_NUMERIC_DAY}/{_NUMERIC_MONTH})(?![0-9]|[./-][0-9])",
        _numeric_without_year,
        ("23/02", "mardi 23/02"),
    ),
    Rule(
        "week_of",
        rf"(?P<unit>semaine|week[- ]?end){S}d(?:u|es){S}(?:(?P<weekday>{WEEKDAY}){S})?(?P<days>(?P<day>{DAY_NUMBER})"
        rf"(?P<last_day>{_AND_DAY}(?:{WEEKDAY}{S})?{DAY_NUMBER})?){S}(?P<month>{MONTH}){OF_YEAR}?",
        _week_of,
        ("semaine du 8 fevrier", "semaine du 8 au 14 fevrier 2021", "week-end des 6 et 7 mars 2021"),
    ),
    Rule(
        "days",
        rf"(?P<days>(?:{WEEKDAY}{S})?{DAY_NUMBER}(?:,{S}(?:{WEEKDAY}{S})?{DAY_NUMBER}){{0,5}}{_AND_DAY}"
        rf"(?:{WEEKDAY}{S})?{DAY_NUMBER}){S}(?P<month>{MONTH})(?![a-z]){OF_YEAR}?",
        _days,
        (
            "3 et 4 mars",
            "8, 9 et 10 fevrier 2021",
            "lundi 8 et mardi 9 fevrier",
            "12-14 mars 2021",
            "1er et le 3 aout",
        ),
    ),
    Rule(
        "day",
        rf"(?:(?P<weekday>{WEEKDAY}),?{S}(?:le{S})?)?{_NOT_SEVEN}(?P<day>{DAY_NUMBER})(?:{S}|-| ?\n ?)"
        rf"(?P<month>{MONTH}|{SHORT_MONTH})(?![a-z]){OF_YEAR}?",
        _day,
        (
            "15 fevrier",
            "1er mars 2021",
            "mardi 23 fevrier 2021",
            "15 fevr. 2021",
            "dix-huit juin",
            "05 sep",
            "3 mars dernier",
        ),
    ),
    Rule(
        "weekday_and_day",
        rf"(?P<weekday>{WEEKDAY}){S}(?P<day>(?:[12][0-9]|3[01]|0?[1-9])(?:er)?)(?![0-9:/]|[.,][0-9]|{S}?[h%])"
        rf"(?!{S}(?!{_NO_NOUN}(?![a-z]))[a-z0-9])",
        _weekday_and_day,
        ("lundi 15", "mardi 1er"),
    ),
    Rule(
        "weekday",
        rf"(?P<weekday>{WEEKDAY})(?:{S}(?:(?P<turn>{TURN})|(?P<neighbour>{_NEIGHBOUR}))(?![a-z]))?",
        _weekday,
        ("mercredi", "lundi dernier", "jeudi prochain", "mardi suivant"),
    ),
    Rule(
        "first_week",
        rf"(?P<ordinal>{_ORDINAL}){S}(?:(?P<weeks>semaine)|quinzaine){S}(?:de{S}|d'|du{S}mois{S}d(?:e{S}|'))"
        rf"(?P<month>{MONTH})(?![a-z]){OF_YEAR}?",
        _first_week,
        ("premiere semaine de mars 2021", "seconde quinzaine d'avril", "derniere semaine de juin"),
    ),
    Rule(
        "nth_weekday",
        rf"(?P<ordinal>{_ORDINAL}){S}(?:(?P<weekday>{WEEKDAY})|week[- ]?end){S}(?:de{S}|d'|du{S}mois{S}d(?:e{S}|'))"
        rf"(?P<month>{MONTH})(?![a-z]){OF_YEAR}?",
        _nth_weekday,
        ("premier lundi de septembre 2022", "dernier week-end de juin", "deuxieme dimanche d'avril"),
    ),
    Rule(
        "months",
        rf"(?P<first>{MONTH}){S}?[-/]{S}?(?P<month>{MONTH})(?![a-z]){OF_YEAR}?",
        _months,
        ("mars-avril 2021", "juin/juillet"),
    ),
    Rule(
        "month",
        rf"(?:mois{S}(?:de{S}|d'))?(?P<month>{MONTH})(?![a-z])(?:{S}'?(?P<short_year>3[2-9]|[4-9][0-9])(?![0-9]|[.,/ ][0-9]|{S}?%)"
        rf"(?!{S}(?!{_NO_NOUN}(?![a-z]))[a-z])|{OF_YEAR})?",
        _month,
        (
            "juin",
            "mois de juin",
            "septembre 2020",
            "mars dernier",
            "juin de l'annee derniere",
            "mai 68",
            "aout 44",
        ),
    ),
    Rule(
        "years",
        rf"(?:(?:periode|exercices?|saison|annees?(?P<school>{S}(?:scolaires?|universitaires?))?){S})?(?P<first>(?:19|20)[0-9]{{2}})"
        rf"{S}?[-/]{S}?(?P<last>(?:19|20)[0-9]{{2}})"
        r"(?![0-9]|[./-][0-9])",
        _years,
        ("2019-2021", "periode 2015-2020", "annee scolaire 2021-2022"),
    ),
    Rule(
        "named_years",
        rf"(?:annees|exercices){S}(?P<first>(?:19|20)[0-9]{{2}}){S}(?:et|a|ou){S}(?P<last>(?:19|20)[0-9]{{2}})(?![0-9])",
        _named_years,
        ("annees 2020 et 2021", "exercices 2019 a 2021"),
    ),
    Rule(
        "short_month",
        rf"(?P<month>{SHORT_MONTH}){S}(?P<year>{YEAR})",
        _month,
        ("sept. 2021", "janv. 2022"),
    ),
    Rule(
        "seasons",
        rf"(?P<seasons>printemps|etes|automnes|hivers){S}(?:de{S})?(?P<first>20[0-9]{{2}}){S}(?:et|a){S}(?P<last>20[0-9]{{2}})(?![0-9])",
        _seasons,
        ("etes 2020 et 2021", "hivers 2018 a 2020", "printemps 2021 et 2022"),
    ),
    Rule(
        "season",
        rf"(?P<season>printemps|{_NO_VERB}ete|automne|hiver)(?![a-z])(?:{S}(?P<years>20[0-9]{{2}}{S}?[-/]{S}?(?:20)?[0-9]{{2}})(?![0-9])|{S}(?P<neighbour>{_NEIGHBOUR})(?![a-z])|{OF_YEAR})?",
        _season,
        ("ete", "ete dernier", "hiver 2020-2021", "automne 2022", "printemps prochain", "ete precedent"),
    ),
    Rule(
        "back_to_school",
        rf"rentree(?:{S}(?:scolaire|universitaire))?(?:{S}de{S}septembre)?(?![a-z]){OF_YEAR}?",
        _back_to_school,
        ("rentree", "rentree 2021", "rentree scolaire 2022", "rentree prochaine"),
    ),
    Rule(
        "first_months",
        rf"(?P<count>{COUNT}){S}(?P<end>premiers|derniers){S}mois{OF_YEAR}",
        _first_months,
        ("six premiers mois de 2021", "neuf premiers mois de l'annee", "deux derniers mois de 2020"),
    ),
    Rule(
        "first_days",
        rf"(?P<count>{COUNT}){S}(?P<end>premieres?|premiers|dernieres?|derniers){S}(?:(?P<weeks>semaines)|jours){S}(?:de{S}|d'|du{S}mois{S}d(?:e{S}|'))"
        rf"(?P<month>{MONTH})(?![a-z]){OF_YEAR}?",
        _first_days,
        (
            "deux premieres semaines de mars",
            "dix derniers jours de juin 2021",
            "trois premiers jours d'avril",
        ),
    ),
    Rule(
        "quarter",
        rf"(?:(?P<ordinal>{_ORDINAL}){S}(?P<kind>trimestre|semestre)"
        rf"|(?P<letter>[tsq])(?P<number>[1-4])(?![0-9a-z])){OF_YEAR}?",
        _quarter,
        (
            "premier trimestre 2021",
            "second semestre",
            "t1 2021",
            "s2 2022",
            "q3 2021",
            "3e trimestre de l'annee 2022",
        ),
    ),
    Rule(
        "decade",
        rf"(?:annees|decennie){S}(?P<decade>(?:19|20)?[0-9]0(?![0-9])|(?:vingt|trente|quarante|cinquante|soixante(?:[- ]dix)?|quatre[- ]vingts?(?:[- ]dix)?)(?![a-z-]))",
        _decade,
        ("annees 2010", "annees 90", "decennie 2010", "annees quatre-vingt-dix", "annees soixante"),
    ),
    Rule(
        "century",
        rf"(?P<number>[0-9]{{1,2}}|[xvi]{{1,5}}){S}?(?:e|eme){S}siecle(?![a-z])",
        _century,
        ("xxie siecle", "19e siecle", "xviiie siecle"),
    ),
    Rule(
        "year",
        rf"(?:(?:annee|an|exercice){S}(?:civile{S})?)?(?P<year>{YEAR})",
        _year,
        ("2020", "annee 2021", "an 2000", "deux mille vingt et un"),
    ),
    Rule(
        "day_of_month",
        rf"(?P<day>{DAY_NUMBER}){S}(?:du|de{S}ce){S}(?P<unit>mois)(?:{S}(?:(?P<turn>{TURN})|(?P<neighbour>{_NEIGHBOUR})|en{S}cours))?(?![a-z])",
        _day_of_month,
        ("2 du mois suivant", "5 de ce mois", "28 du mois dernier"),
    ),
    Rule(
        "same_day",
        rf"(?:meme{S}(?:jour|soir|nuit)|(?:jour|soir|matin|nuit){S}meme)(?![a-z])",
        _same_day,
        ("meme jour", "jour meme", "soir meme", "nuit meme"),
    ),
    Rule(
        "unit",
        rf"(?P<unit>semaine|week[- ]?end|mois|annee|an|trimestre|semestre|nuit(?={S}(?:{TURN}|{_NEIGHBOUR}))|jour(?={S}{_NEIGHBOUR}))(?![a-z])"
        rf"(?:-ci|{S}(?:(?P<turn>{TURN})|(?P<neighbour>{_NEIGHBOUR})|en{S}cours)(?![a-z]))?",
        _unit,
        (
            "semaine derniere",
            "mois prochain",
            "an dernier",
            "mois-ci",
            "annee en cours",
            "mois suivant",
            "week-end",
        ),
    ),
    Rule(
        "today",
        rf"(?:avant[- ]hier|hier|aujourd'hui|apres[- ]demain|demain|ce{S}(?:matin|midi|soir|jour)"
        rf"|cet{S}apres[- ]midi|cette{S}(?:nuit|matinee|soiree|journee))(?![a-z])",
        _today,
        ("hier", "avant-hier", "aujourd'hui", "ce matin", "cette nuit"),
    ),
    Rule(
        "ago",
        rf"(?:il{S}y{S}a|voici|voila){S}{AMOUNT}(?:{S}de{S}(?:cela|ca)(?![a-z]))?",
        _ago,
        (
            "il y a trois semaines",
            "il y a une dizaine de jours",
            "voila un an et demi",
            "il y a un peu plus de deux ans",
        ),
    ),
    Rule(
        "ahead",
        rf"(?:dans|d'ici(?:{S}a)?){S}{AMOUNT}",
        _ahead,
        ("dans deux mois", "d'ici trois semaines", "d'ici a un an"),
    ),
    Rule(
        "last",
        rf"(?:(?P<count>{COUNT}){S}?(?:derniers|dernieres|prochains|prochaines)|(?:derniers|dernieres|prochains|prochaines)"
        rf"{S}(?P<count_after>{COUNT})){S}?(?P<unit>{UNIT})",
        _last,
        ("quinze derniers jours", "trois prochains mois", "dernieres 48 heures"),
    ),
    Rule(
        "later",
        rf"{AMOUNT}{S}(?P<way>plus{S}tard|plus{S}tot|apres|avant|auparavant)(?![a-z])",
        _later,
        ("trois semaines plus tard", "deux jours apres", "un mois plus tot", "48 heures plus tard"),
    ),
    Rule(
        "neighbour",
        r"(?:surlendemain|lendemain|avant[- ]veille|veille)(?![a-z])",
        _neighbour,
        ("lendemain", "veille", "avant-veille"),
    ),
    Rule(
        "year_end_feasts",
        rf"fetes{S}de{S}fin{S}d'annee{OF_YEAR}?",
        _year_end_feasts,
        ("fetes de fin d'annee", "fetes de fin d'annee 2022"),
    ),
)

# Only after « dans la nuit », « dans la matinée »: a number alone is no day.
BARE_DAYS = Rule(
    "bare_days",
    rf"(?:(?P<weekday>{WEEKDAY}){S})?(?P<day>{DAY_NUMBER})(?:{S}au{S}(?:{WEEKDAY}{S})?(?P<last_day>{DAY_NUMBER}))?",
    _bare_days,
    ("8 au 9", "9", "lundi 8 au mardi 9"),
)

# Only after a day named before: « l'attaque a eu lieu le 21 août […] Le 25, les services ».
DAY_OF_STORY = Rule(
    "day_of_story",
    r"(?P<day>1er|[12][0-9]|3[01]|[1-9])(?: (?:au|et) (?P<last_day>[12][0-9]|3[01]|[1-9]))?",
    _day_of_story,
    ("25", "1er", "12 au 15", "18 et 19"),
)
