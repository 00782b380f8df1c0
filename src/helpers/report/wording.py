"""Numbers, dates and terms in the words of a language, with its typography."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path

from helpers.errors import InputError

NARROW, NO_BREAK = "\u202f", "\u00a0"
ANY_SPACE = f"[ {NARROW}{NO_BREAK}]"
# bidirectional overrides, zero-width and control characters of an article are shown by their code, never obeyed
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
ATOM = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)")


@dataclass(frozen=True)
class Moment:
    """A day, month, season or year of an EDTF date."""

    year: int
    month: int = 0
    day: int = 0
    mark: str = ""

    @property
    def season(self) -> int:
        """21 to 24 for spring to winter, else 0."""
        return self.month if self.month > 12 else 0


def moments(edtf: str) -> list[Moment | None]:
    """Return the one or two ends of an EDTF date; None is an open end.

    >>> moments("2021-02-08/2021-02-09")[0]
    Moment(year=2021, month=2, day=8, mark='')
    """
    return [_moment(atom) for atom in edtf.split("/")]


def _moment(atom: str) -> Moment | None:
    """Return one end of an EDTF date; None where it is open.

    Raises
    ------
    ValueError
        No such day, month or season.
    """
    if not atom or atom == "..":
        return None
    match = ATOM.fullmatch(atom)
    year, month, day = (int(part or 0) for part in match.groups()[:3]) if match else (0, 99, 0)
    if not 21 <= month <= 24:
        date(year, month or 1, day or 1)
    return Moment(year, month, day, match[4] if match else "")


def shown(text: str) -> str:
    """Return an article's words on one line, with unseen control characters shown by their code.

    >>> shown("le mot\\u202e de passe")
    'le mot[U+202E] de passe'
    """
    spaced = re.sub(r"[\r\n\t\v\f\u2028\u2029]+", " ", text)
    return UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", spaced)


def french_spaces(text: str) -> str:
    """Return French text with its no-break spaces: narrow before ; ! ? %, full before : and inside « ».

    >>> french_spaces("Qui ? « Dax » : 5 %").encode("ascii", "backslashreplace").decode()
    'Qui\\\\u202f? \\\\xab\\\\xa0Dax\\\\xa0\\\\xbb\\\\xa0: 5\\\\u202f%'
    """
    text = re.sub(rf"(?<=[^\s;!?(\[…]){ANY_SPACE}?(?=[;!?])|(?<=\d){ANY_SPACE}(?=%)", NARROW, text)
    text = re.sub(rf"{ANY_SPACE}(?=:(?:\s|$))", NO_BREAK, text)
    return re.sub(f"«{ANY_SPACE}?", f"«{NO_BREAK}", re.sub(f"{ANY_SPACE}?»", f"{NO_BREAK}»", text))


@cache  # the same labels and terms stand in hundreds of entries
def typeset(text: str, language: str) -> str:
    """Return prose with the apostrophes, quotation marks and spaces of its language."""
    text = text.replace("'", "’")
    if language == "fr":
        return french_spaces(text)
    text = re.sub(rf"«{ANY_SPACE}?([^»]*?){ANY_SPACE}?»", r"“\1”", text)
    return re.sub(r'"([^"]*)"', r"“\1”", re.sub(r"(?<=\d) %", "%", text))


def decimals(values: Sequence[float]) -> int:
    """Return how many decimals tell these numbers apart without false precision.

    >>> decimals([0.9013]), decimals([47.0]), decimals([12.345]), decimals([0.00042]), decimals([491840.0])
    (2, 0, 1, 5, 0)
    """
    broken = [abs(value) for value in values if not float(value).is_integer()]
    if not broken:
        return 0
    smallest = min(broken)
    if smallest < 0.1:
        return min(8, 1 - math.floor(math.log10(smallest)))
    return 2 if smallest < 10 else 1 if smallest < 100 else 0


def interval_decimals(value: float | None, low: float | None, high: float | None, most: int = 8) -> int:
    """Return the decimals of a number and its interval: those of the number, at most so many, more where one would vanish.

    >>> interval_decimals(0.9013, 0.6624, 1.1986), interval_decimals(21.0, 12.3, 40.7), interval_decimals(2.0, 0.24, 7.22)
    (2, 0, 2)
    >>> interval_decimals(0.0767, 0.0209, 0.1964, most=2), interval_decimals(0.0004, None, None, most=1)
    (2, 4)
    """
    given = [number for number in (value, low, high) if number is not None]
    is_large = value is not None and (value >= 10 or not float(value).is_integer())
    places = min(most, decimals(given[:1] if is_large else given))
    while places < 8 and any(number and round(number, places) == 0 for number in given):
        places += 1
    return places


class Wording:
    """The words of one language.

    Parameters
    ----------
    language : str
        ``en`` or ``fr``.
    words : mapping
        Interface words and terms by key, such as ``attack_type.ransomware``.
    """

    def __init__(self, language: str, words: Mapping[str, str]) -> None:
        self.language = language
        self.words = words

    def __call__(self, key: str, **parts: object) -> str:
        """Return the words of `key`, with its parts filled in where they are given."""
        words = typeset(self.words[key], self.language)
        return words.format(**parts) if parts else words

    def own(self, words: str) -> str:
        """Return words that the study itself wrote in this language, typeset."""
        return typeset(shown(words), self.language)

    def term(self, group: str, term: str) -> str:
        """Return a term of the tables in words; itself where the language has no row for it."""
        return typeset(self.words.get(f"{group}.{term}", term), self.language)

    def knows(self, group: str, term: str) -> bool:
        """Return whether the language has words of its own for the term."""
        return f"{group}.{term}" in self.words

    def translated(self, group: str, phrase: str) -> str:
        """Return a phrase of the English tables in this language; "" where there are no words for it.

        A key may hold # for each number. What has no row of its own is put together from its parts; a part
        without words, such as a formula, stays as it is.

        >>> words = {"formula.rule r#": "règle r#", "formula.days of #": "jours de #"}
        >>> Wording("fr", words).translated("formula", "x / T, rule r1, days of 2021")
        'x / T, règle r1, jours de 2021'
        """
        pattern, numbers = re.sub(r"\d+", "#", phrase), re.findall(r"\d+", phrase)
        if self.knows(group, phrase):
            return self.term(group, phrase)
        if self.knows(group, pattern):
            words = self.term(group, pattern).split("#")
            return "".join(chain.from_iterable(zip_longest(words, numbers, fillvalue="")))
        if not re.search("[a-z]{4}", phrase):
            return typeset(phrase, self.language)
        parts = re.split("([,;] )", phrase)
        if len(parts) == 1:
            return ""
        told = [part if part in (", ", "; ") else self.translated(group, part) for part in parts]
        return typeset("".join(told), self.language) if all(told) else ""

    def number(self, value: float, full: bool = False, places: int | None = None) -> str:
        """Return a number: « 1,4 million », « 491 840 », « 0,90 ».

        Parameters
        ----------
        value : float
            The number.
        full : bool
            Every digit, even of whole millions.
        places : int, optional
            Decimals; as many as tell the number without false precision by default.
        """
        for size, word in ((1e9, "billion"), (1e6, "million")):
            scaled = value / size
            if not full and abs(scaled) >= 1 and round(scaled, 2) == scaled:
                many = abs(scaled) >= 2 if self.language == "fr" else abs(scaled) > 1
                named = self(f"number.{word}s" if many else f"number.{word}")
                return f"{self.number(scaled, places=_needed(scaled))}{NO_BREAK}{named}"
        places = decimals([value]) if places is None else places
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return _decimal(value, pattern, self.language)

    def grouped(self, words: str) -> str:
        """Return words with the digits of a count in groups of three; a year stays whole.

        >>> Wording("fr", {}).grouped("2021 : 1582 structures").replace("\\u202f", " ")
        '2021 : 1 582 structures'
        """
        count = r"\b(?!(?:19|20)\d\d\b)\d{4,12}(?= [a-zé]{3})"
        return re.sub(count, lambda found: self.number(int(found[0]), full=True), words)

    def counted(self, value: float, feminine: bool = False) -> str:
        """Return a small whole number spelt out, else its digits."""
        words = self("number.small").split()
        if feminine and value == 1:
            return self("number.one_feminine")
        return (
            words[int(value)] if float(value).is_integer() and 0 <= value < len(words) else self.number(value)
        )

    def of(self, number: str) -> str:
        """Return a number as it stands before a noun: French says « 1,4 million de personnes ».

        >>> Wording("fr", {}).of("491 840"), Wording("fr", {}).of("2 millions")
        ('491 840', '2 millions de')
        """
        is_noun = self.language == "fr" and re.search(r"(million|milliard)s?$", number)
        return f"{number} de" if is_noun else number

    def in_unit(self, number: str, unit: str, value: float | None = None) -> str:
        """Return a number with its unit, in the singular where `value` asks for it: « 1 milliard d’euros »."""
        is_one = value is not None and (abs(value) < 2 if self.language == "fr" else abs(value) == 1)
        name = self.term("unit_one" if is_one and self.knows("unit_one", unit) else "unit", shown(unit))
        return re.sub(r" de (?=[aeiouéèêh])", " d’", f"{self.of(number)} {name}")

    def bounds(self, low: float | None, high: float | None, qualifier: str = "", full: bool = False) -> str:
        """Return a bounded number with its qualifier; "" where there is none.

        >>> Wording("fr", {"qualifier.near": "près de {number}"}).bounds(50000, 50000, "near").replace("\\u202f", " ")
        'près de 50 000'
        """
        if low is None and high is None:
            return ""
        if low is not None and high is not None and low != high:
            return self("number.range", low=self.number(low, full), high=self.number(high, full))
        number = self.number(low if low is not None else high, full)  # type: ignore[arg-type]
        if low is None or high is None:
            open_bound = ("at_least", "more_than") if high is None else ("up_to", "less_than")
            qualifier = qualifier if qualifier in open_bound else open_bound[0]
        return self(f"qualifier.{qualifier}", number=number) if qualifier else number

    def listed(self, parts: Sequence[str], last: str = "and") -> str:
        """Return parts as a list in a sentence: « a, b et c », or « a, b ou c »."""
        if len(parts) < 2:
            return "".join(parts)
        word = self(f"number.{last}")
        if len(parts) > 2 and any(re.search(rf",|\b{self('number.and')}\b", part) for part in parts):
            apart = self("list.semicolon")
            return f"{apart.join(parts[:-1])}{apart}{word} {parts[-1]}"
        return f"{', '.join(parts[:-1])} {word} {parts[-1]}"

    def edtf(self, text: str, form: str = "") -> str:
        """Return an EDTF date in words.

        Parameters
        ----------
        text : str
            A day, month, season or year, or an interval of them.
        form : str
            "" the date; "when" with its preposition; "year", "month", "day_month", "weekday": that much of it.
        """
        try:
            ends = moments(text)
        except ValueError:
            return text
        if len(ends) == 2 and ends[0] == ends[1]:
            ends = ends[:1]
        if form in ("year", "month", "day_month", "weekday"):
            parts = [self._part(end, form) for end in ends if end]
            of_days = form in ("day_month", "weekday") and all(end.day for end in ends if end)
            return self._joined(list(dict.fromkeys(parts)), of_days, "")
        if len(ends) == 1:
            return self._single(ends[0], form) if ends[0] else text
        first, last = ends
        if first and last:
            words = self._joined([self._date(first, last), self._date(last)], bool(first.day), form)
        elif end := first or last:
            key = "date.since" if first else "date.until"
            words = self(f"{key}_day" if end.day else key, date=self._date(end))
        else:
            return text
        marks = {end.mark for end in ends if end}
        if marks & {"~", "%"}:
            return self("date.roughly", date=words)
        return self("date.uncertain", date=words) if "?" in marks else words

    def day(self, iso: str, form: str = "") -> str:
        """Return a calendar day in words."""
        return self.edtf(iso, form)

    def _single(self, moment: Moment, form: str) -> str:
        """Return one day, month, season or year."""
        words = self._date(moment)
        if moment.mark in ("~", "%"):
            return self("date.around_day" if moment.day else "date.around", date=words)
        if moment.mark == "?":
            words = self("date.uncertain", date=words)
        if form != "when":
            return words
        if moment.season:
            return self(f"season_when.{moment.season}", year=moment.year)
        return self("date.on_day" if moment.day else "date.in_month", date=words)

    def _joined(self, parts: list[str], of_days: bool, form: str) -> str:
        """Return the two ends of an interval in words; French elides « de » before a vowel, and says « au 20 mars »."""
        if len(parts) == 1:
            return parts[0]
        kind = "days" if of_days else "periods"
        words = self(f"date.{'between_' if form == 'when' else ''}{kind}", first=parts[0], last=parts[1])
        if self.language == "fr":
            words = re.sub(r"^de (?=[aeéoh])", "d’", words)
            words = re.sub(rf" à (?=\d{{1,2}}(er)?{ANY_SPACE}[a-zéû])", " au ", words)
        return words

    def _date(self, moment: Moment, until: Moment | None = None) -> str:
        """Return a moment; without the month and year that it shares with the end of its interval."""
        if moment.season:
            return self(f"season.{moment.season}", year=moment.year)
        has_year = until is None or until.year != moment.year or not moment.month
        has_month = has_year or (until is not None and until.month != moment.month) or not moment.day
        pattern = (
            f"d{NO_BREAK}" * bool(moment.day) + "MMMM " * bool(moment.month and has_month) + "y" * has_year
        )
        return self._formatted(moment, pattern.strip())

    def _part(self, moment: Moment, form: str) -> str:
        """Return that much of a moment, or all that there is of it."""
        if form == "year" or not moment.month or moment.season:
            return str(moment.year) if form == "year" else self._date(moment)
        if form == "month" or not moment.day:
            return self._formatted(moment, "MMMM y")
        day = f"d{NO_BREAK}MMMM"
        return self._formatted(moment, day if form == "day_month" else f"EEEE {day} y")

    def _formatted(self, moment: Moment, pattern: str) -> str:
        """Return a moment by a CLDR pattern; the first of a French month is « 1er »."""
        if self.language == "fr" and moment.day == 1:
            pattern = re.sub(r"(?<!\w)d(?!\w)", "d'er'", pattern)
        day = date(moment.year, moment.month if 1 <= moment.month <= 12 else 1, moment.day or 1)
        return _day(day, pattern, self.language)


# the same numbers and days stand in many entries, and the library takes long to write each


@cache
def _decimal(value: float, pattern: str, language: str) -> str:
    """Return a number by a CLDR pattern, with the sign that typography asks for."""
    from babel.numbers import format_decimal

    return format_decimal(value, pattern, locale=language).replace("-", "−")


@cache
def _day(day: date, pattern: str, language: str) -> str:
    """Return a day by a CLDR pattern."""
    from babel.dates import format_date

    return format_date(day, pattern, locale=language)


def _needed(value: float) -> int:
    """Return the decimals that a number of millions has."""
    return next(places for places in range(3) if round(value, places) == value)


def _words_of(path: Path, language: str) -> dict[str, str]:
    """Return the words of one file."""
    where = "/".join(path.parts[-3:])
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").split("\n")))
    except UnicodeDecodeError:
        raise InputError(where, "is not UTF-8", "save it as CSV UTF-8") from None
    bad = [number for number, row in enumerate(rows, 2) if not row.get("key") or not row.get(language)]
    if bad:
        raise InputError(
            f"{where}, row {bad[0]}", f"has no key or no {language}", "the columns are key, en, fr"
        )
    return {row["key"]: row[language] for row in rows}


def read_words(folders: Sequence[Path], language: str) -> dict[str, str]:
    """Return the words of a language by key from ``words.csv`` of each folder; a later folder adds or overrides."""
    words: dict[str, str] = {}
    for folder in folders:
        path = folder / "words.csv"
        if path.is_file():
            words |= _words_of(path, language)
    return words
