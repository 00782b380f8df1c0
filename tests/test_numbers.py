"""French numbers: words of every kind of French against an independent generator, digits with every kind of space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.french.fold import fold
from helpers.french.numbers import parse_digits, parse_number, parse_number_words

SMALL = [
    [
        "zéro",
        "un",
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
    ],
    ["dix-sept", "dix-huit", "dix-neuf"],
]
ONES = SMALL[0] + SMALL[1]
SPACES = (" ", "\u00a0", "\u202f", "\u2009")


def below_hundred(number: int, country: str) -> str:
    """Spell 0 to 99 as France, Belgium or Switzerland does."""
    if number < 20:
        return ONES[number]
    tens, ones = divmod(number, 10)
    names = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
    if country != "FR":
        names |= {7: "septante", 9: "nonante"}
    if country == "CH":
        names |= {8: "huitante"}
    if tens in names:
        joint = " et " if ones == 1 else "-"
        return names[tens] + (joint + ONES[ones] if ones else "")
    if tens == 7:
        return "soixante" + (" et onze" if ones == 1 else "-" + ONES[10 + ones])
    if number == 80:
        return "quatre-vingts"
    return "quatre-vingt-" + ONES[number - 80]


def below_thousand(number: int, country: str) -> str:
    """Spell 1 to 999."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return below_hundred(rest, country)
    head = "cent" if hundreds == 1 else ONES[hundreds] + " cent" + ("" if rest else "s")
    return head + (" " + below_hundred(rest, country) if rest else "")


def spell(number: int, country: str = "FR") -> str:
    """Spell 0 to 999 999 999 999."""
    if number == 0:
        return "zéro"
    parts = []
    for value, name in ((10**9, "milliard"), (10**6, "million")):
        count, number = divmod(number, value)
        if count:
            parts.append(f"{below_thousand(count, country)} {name}{'s' if count > 1 else ''}")
    thousands, rest = divmod(number, 1000)
    if thousands:
        spelled = below_thousand(thousands, country).replace("cents", "cent").replace("vingts", "vingt")
        parts.append("mille" if thousands == 1 else f"{spelled} mille")
    if rest:
        parts.append(below_thousand(rest, country))
    return " ".join(parts)


@given(st.integers(0, 10**9), st.sampled_from(["FR", "BE", "CH"]), st.booleans())
def test_number_words_round_trip(number: int, country: str, hyphens: bool) -> None:
    """Every spelled number is read back, with the hyphens of 1990 or without."""
    words = spell(number, country)
    assert parse_number_words(fold(words.replace(" ", "-") if hyphens else words)) == number


@given(st.integers(1000, 10**12), st.sampled_from([*SPACES, ".", "'", "’"]))
def test_grouped_digits_round_trip(number: int, separator: str) -> None:
    """Groups of three are one number, whatever stands between them."""
    assert parse_digits(fold(f"{number:,}".replace(",", separator))) == number


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_decimal_comma_round_trip(whole: int, hundredths: int) -> None:
    """A comma before one or two digits is decimal."""
    assert parse_digits(f"{whole},{hundredths:02d}") == pytest.approx(whole + hundredths / 100)


@pytest.mark.parametrize(
    "words",
    [
        "deux trois",
        "mille mille",
        "cent cent",
        "vingt trente",
        "patients",
        "",
        "un un",
        "million",
        "deux-roues",
    ],
)
def test_what_is_no_number(words: str) -> None:
    """Words that are several numbers, or none, have no value."""
    assert parse_number_words(words) is None


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("1,4", 1.4),
        ("2.5", 2.5),
        ("500,000", 500000),
        ("1,234,567", 1234567),
        ("1 234,56", 1234.56),
        ("0.125", 0.125),
    ],
)
def test_marks_inside_digits(digits: str, value: float) -> None:
    """A dot before three digits groups, a comma is decimal unless nothing but thousands makes sense."""
    assert parse_digits(digits) == value


def test_both_kinds() -> None:
    """One function reads digits and words."""
    assert parse_number("500.000") == parse_number("cinq cent mille") == 500_000


@given(st.text())
def test_fold_keeps_every_offset(text: str) -> None:
    """Folding is one character for one character, and folding twice is folding once."""
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
