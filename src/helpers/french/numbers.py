"""French numbers in digits, in words and mixed, read from folded text (see ``helpers.french.fold``).

The patterns are plain strings, to be put inside a larger grammar; none of them has a capturing group, and every
repetition is bounded, so that reading takes time in proportion to the length of the text.
"""

import re
from functools import lru_cache

_JOIN = r"(?: ?- ?| )"
ONES = r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf)"
_TEENS = rf"(?:dix{_JOIN}(?:sept|huit|neuf)|dix|onze|douze|treize|quatorze|quinze|seize)"
_TENS = r"(?:vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante)"
BELOW_HUNDRED = (
    rf"(?:quatre{_JOIN}vingts?(?:{_JOIN}(?:et{_JOIN})?(?:{_TEENS}|{ONES})(?![a-z]))?"
    rf"|soixante{_JOIN}(?:et{_JOIN})?{_TEENS}(?![a-z])"
    rf"|{_TENS}(?:{_JOIN}et{_JOIN}une?(?![a-z])|{_JOIN}{ONES}(?![a-z]))?"
    rf"|{_TEENS}|{ONES})"
)
_BELOW_THOUSAND = (
    rf"(?:(?:(?:{_TEENS}|{ONES}){_JOIN})?cents?(?![a-z])(?:{_JOIN}(?:et{_JOIN})?{BELOW_HUNDRED}(?![a-z]))?"
    rf"|{BELOW_HUNDRED})"
)
_BELOW_MILLION = (
    rf"(?:(?:{_BELOW_THOUSAND}{_JOIN})?mille?(?![a-z])(?:{_JOIN}(?:et{_JOIN})?{_BELOW_THOUSAND}(?![a-z]))?"
    rf"|{_BELOW_THOUSAND})"
)
_LARGE = r"(?:millions?|milliards?|billions?)(?![a-z])"

# 500.000 | 500 000 | 500'000 | 500000 | 1,4 | 2.5 | 1 234,56 | 1,234,567
DIGITS = (
    r"(?:[0-9]{1,3}(?:(?: [0-9]{3}(?![0-9])){1,5}|(?:\.[0-9]{3}(?![0-9])){1,5}|(?:'[0-9]{3}(?![0-9])){1,5}"
    r"|(?:,[0-9]{3}(?![0-9])){2,5}|,000(?![0-9]))(?:,[0-9]{1,2}(?![0-9]))?"
    r"|[0-9]{1,15}(?:[,.][0-9]{1,6})?)(?![0-9])"
)
# cent vingt-trois | quatre-vingt-dix-neuf mille | deux millions cinq cent mille | nonante-cinq | zero
WORDS = (
    rf"(?:{_BELOW_THOUSAND}{_JOIN}{_LARGE}(?:{_JOIN}(?:et{_JOIN})?{_BELOW_MILLION}{_JOIN}{_LARGE})?"
    rf"(?:{_JOIN}(?:et{_JOIN})?{_BELOW_MILLION}(?![a-z]))?"
    rf"|{_BELOW_MILLION}|zero)(?![a-z])"
)
NUMBER = rf"(?:{DIGITS}|{WORDS})"

_VALUES = dict(
    zip(
        [
            "zero",
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
        range(17),
        strict=True,
    )
) | {"une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_VALUES |= {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}
_LARGE_VALUES = {"mille": 10**3, "mil": 10**3, "million": 10**6, "milliard": 10**9, "billion": 10**12}
_SPACES, _GROUPING = re.compile("[ ']"), re.compile(r"[ ']|\.(?=[0-9]{3}(?![0-9]))")
_COMMA_GROUPS = re.compile(",[0-9]{3},|,000(?![0-9])")
_WORDS_ONLY = re.compile(WORDS)
_DIGITS_ONLY = re.compile(DIGITS)
_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=4096)
def parse_number_words(folded: str) -> int | None:
    """Return the value of a whole number in folded French words, Belgian and Swiss forms included.

    ``None`` where the words are not one number and nothing else.

    >>> parse_number_words("quatre-vingt-dix-sept mille cent un"), parse_number_words("deux trois")
    (97101, None)
    """
    if not _WORDS_ONLY.fullmatch(folded):
        return None
    total = thousands = group = 0
    for word in _WORD.findall(folded):
        large = _LARGE_VALUES.get(word.rstrip("s"))
        if word in ("cent", "cents"):
            group = max(group, 1) * 100
        elif word in ("vingt", "vingts") and group % 100 == 4:
            group += 76
        elif large == 1000:
            thousands, group = max(group, 1) * 1000, 0
        elif large:
            total, thousands, group = total + (thousands + group) * large, 0, 0
        else:
            group += _VALUES.get(word, 0)
    return total + thousands + group


def parse_digits(folded: str) -> float | None:
    """Return the value of a number in digits: a dot before three digits is a thousands mark, a comma a decimal one.

    >>> parse_digits("491.840"), parse_digits("1 500 000"), parse_digits("1,4"), parse_digits("2.5")
    (491840.0, 1500000.0, 1.4, 2.5)
    """
    if folded.isdecimal() and len(folded) < 4:
        return float(folded)
    if not _DIGITS_ONLY.fullmatch(folded):
        return None
    bare = (_SPACES if folded.startswith("0") else _GROUPING).sub("", folded)
    if "," in bare and _COMMA_GROUPS.search(bare):
        bare = bare.replace(",", "")
    return float(bare.replace(",", "."))


def parse_number(folded: str) -> float | None:
    """Return the value of a number in digits or in words, without its scale when that is apart (``1,4 million``).

    >>> parse_number("cinq cent mille"), parse_number("500.000")
    (500000.0, 500000.0)
    """
    if folded[:1].isdigit():
        return parse_digits(folded)
    value = parse_number_words(folded)
    return None if value is None else float(value)
