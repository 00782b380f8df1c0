"""The line ends of a text that was broken at some width: a mail, a copy from a PDF, a page printed to a file.

There a phrase goes on over the end of a line, « plus de⏎700 000 euros », « le 12⏎février »: such a line end is a space
that went lost, and cleaning mends it, so that all that follows sees whole paragraphs. Everywhere else, in titles,
lists, tables and texts with one paragraph a line, a line end tells things apart and stays.

Which it is, the whole text tells. A line that ends in « de » or « les », or above one that begins with a small letter,
surely goes on; where some do and most of them are about as wide, the text is wrapped, and those are joined. So is any
other line there that had no more room for the first word of the line below, but for a title above « Le » or
« Selon ». An item of a list or a row of a table never is. A text with several words cut at the ends of its lines gets
them whole again.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from helpers.french.words import word_set
from helpers.furniture import read_line

# What the end of a line may stand behind, and the end of a title, a label or an item of a list does not.
_LINKING = word_set(
    "au aux avec ce ces cet cette chaque chez dans de depuis des dont du en et entre la le les leur leurs lors nos notre on ou"
    " où par pour quand que quelque quelques qui sa sans se selon ses si son sont sous sur très un une vers vos votre"
)
_ELIDED = word_set("c' d' j' l' m' n' s' t' qu' jusqu' lorsqu' puisqu'")
_LETTERS = frozenset("aày")  # « hépatite A » is the end of a line
# « deux postes de médecin » begins with a small letter in a list as well.
_COUNTS = re.compile(
    r"(?:une?|des|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|[a-z]{2,6}ze|vingt|trente|[a-z]{3,7}ante|cents?|mille)\b"
)
_NEVER_FIRST = "%€)»,;!?"
_STOPS = ".!?…:;"
_ITEM = re.compile(r"(?:[-–—•·*▪►>|+]|[0-9]{1,2}[.)])\s|https?:|www\.")
_COLUMNS = re.compile(r"\S {3,}\S|[\t|]|;\S|,[^\W\d]")
_GOES_ON_BELOW = re.compile(r"\n(?=[ \t]*[a-zß-ÿœ])")
_FIRST_WORD = re.compile(r"[^\W_]+['’]?")
_UP_TO_SPACE = re.compile(r"\S*")
# « quatre-⏎vingts », « peut-⏎être », « dit-⏎il » keep their hyphen where others were put in.
_COMPOUND = re.compile(
    r"(?<![^\W_])(?:ex|non|vice|mi|demi|sous|après|avant|porte|peut|celui|celle|ceux|au|par|là|est|dix|vingt|trente|quatre|cents?"
    r"|[a-z]{3,7}ante|rendez|vis|grand|centre|médico|t)-\n|-\n(?:t-|(?:ils?|elles?|on|je|nous|vous|ci|là|mêmes?)(?![^\W_]))",
    re.IGNORECASE,
)
_NARROW, _WIDE = 35, 110  # characters of the lines that tell a margin
_ENOUGH = 3  # points that make a text a wrapped one


class _Joint(NamedTuple):
    """Two lines, one above the other, without the spaces around them; of a long one below only the beginning."""

    above: str
    below: str

    def reach(self) -> int:
        """Return how wide the line above would be with the first word of the one below."""
        first = _UP_TO_SPACE.match(self.below)
        return len(self.above) + 1 + (len(first[0]) if first else 0)

    def points(self) -> int:
        """Return how surely the sentence goes on: 2 for the end of the line above, 1 for how the one below begins."""
        if not self.above or not self.below or self.above[-1] in _STOPS:
            return 0
        small = self.begins_small() and not _COUNTS.match(self.below)
        open_end = self.ends_open()
        return 2 * open_end + small if (small or open_end) and not self.is_listed() else 0

    def ends_open(self) -> bool:
        """Return whether the line above ends in a word that another must follow, or in a hyphen inside a word."""
        last = self.above[self.above.rfind(" ") + 1 :]
        if not last.isalpha():
            if last[-1] in "'’":
                return last.lower().replace("’", "'") in _ELIDED
            if last[-1] == "-":
                return self.is_hyphenated()
            last = last.replace("’", "'").rpartition("'")[2]
        return last.lower() in _LINKING or last in _LETTERS

    def is_hyphenated(self) -> bool:
        """Return whether the line above ends in a hyphen inside a word or a range."""
        return self.above[-1] == "-" and self.above[-2:-1].isalnum()

    def may_cut(self) -> bool:
        """Return whether the hyphen above may only be there because the line ended."""
        joined = self.is_hyphenated() and self.above[-2].isalpha() and self.below[0].islower()
        return joined and not _COMPOUND.search("\n".join(self))

    def begins_small(self) -> bool:
        """Return whether the line below begins with a small letter or as no line does: « 62⏎% », « 48⏎000 dossiers »."""
        return self.below[0].islower() or self.below[0] in _NEVER_FIRST or self.below.startswith("000")

    def begins_sentence(self) -> bool:
        """Return whether the line below begins with « Le » or « Selon »: a capital that makes no name."""
        word = _FIRST_WORD.match(self.below)
        first = word[0].replace("’", "'").lower() if word and self.below[0].isupper() else ""
        return first in _LINKING or first in _ELIDED or first in ("à", "il", "elle")

    def is_listed(self) -> bool:
        """Return whether the line below is an item of a list, or one of both a row of a table."""
        return bool(_ITEM.match(self.below) or _COLUMNS.search(self.above) or _COLUMNS.search(self.below))


class _Margin(NamedTuple):
    """How wide the lines of a text are, and how far one must reach to be joined without words that tell so.

    ``cuts`` tells that words were cut where lines end.
    """

    width: int
    reach: float
    cuts: bool


def line_joins(text: str) -> list[tuple[int, int, str]]:
    r"""Return the line ends inside the wrapped paragraphs of a text, first to last, in time proportional to its length.

    Returns
    -------
    list of tuple
        Start and end of the white space, and what takes its place: a space, or nothing behind a hyphen; of a word that
        was cut also the hyphen and the letter before it, which stays. Empty for a text that is not wrapped.

    Examples
    --------
    >>> line_joins("La clinique a confirmé mardi que plus de\n700 000 dossiers ont été copiés par des\npirates.")
    [(40, 41, ' '), (80, 81, ' ')]
    >>> line_joins("Lits fermés dans les services de la clinique\n12 en chirurgie\n30 en médecine")
    []
    """
    if not _GOES_ON_BELOW.search(text):
        return []  # most texts that are not wrapped are not looked at line by line
    lines = text.split("\n")
    sure = [
        joint
        for above, below in pairwise(lines)
        if below and _NARROW <= len(above) <= _WIDE and above[-1] not in _STOPS
        for joint in (_joint(above, below),)
        if joint.points()
    ]
    margin = _margin(sure) if sure else None
    return _joins(lines, margin) if margin else []


def _joint(above: str, below: str) -> _Joint:
    """Return two lines as they are compared."""
    return _Joint(above.strip(), below[: 2 * _WIDE].strip())


def _margin(sure: Sequence[_Joint]) -> _Margin | None:
    """Return the margin that sentences which surely go on were broken at, ``None`` where they were not.

    One line in five may be wider, as one with an address is, and one in twenty may leave more room than others.
    A single one tells nothing of the others.
    """
    widths, reaches = sorted(len(joint.above) for joint in sure), sorted(joint.reach() for joint in sure)
    width = widths[len(sure) * 4 // 5]
    points = sum(joint.points() for joint in sure) + (reaches[0] > widths[-1])
    regular = sum(reach > 0.75 * width for reach in reaches)
    if points < _ENOUGH or 3 * regular < 2 * len(sure):
        return None
    reach = max(0.7 * width, min(width, reaches[len(sure) // 20] - 1)) if len(sure) > 1 else float("inf")
    cuts = sum(joint.may_cut() for joint in sure)
    return _Margin(width, reach, cuts > 1 and 10 * cuts > len(sure))


def _is_broken(joint: _Joint, margin: _Margin) -> bool:
    """Return whether the line above was broken at the margin."""
    above, below = joint
    if not above or not below or max(len(above), len(below)) > 1.25 * margin.width or joint.is_listed():
        return False
    stopped = above[-1] in _STOPS
    if not stopped and (joint.points() or joint.begins_small()):
        return joint.reach() > 0.5 * margin.width
    return joint.reach() > margin.reach and (stopped or not joint.begins_sentence())


def _joins(lines: Sequence[str], margin: _Margin) -> list[tuple[int, int, str]]:
    """Return the line ends that were made at a margin, and the hyphens."""
    joins, at = [], 0
    for above, below in pairwise(lines):
        at += len(above) + 1
        joint = _joint(above, below)
        if _is_broken(joint, margin):
            start, end = at - 1 - (len(above) - len(above.rstrip())), at + len(below) - len(below.lstrip())
            if margin.cuts and joint.may_cut():
                joins.append((start - 2, end, joint.above[-2]))
            else:
                joins.append((start, end, "" if joint.is_hyphenated() else " "))
    return joins


# A line of furniture is no part of a paragraph, however well it fits into it: « un⏎Publicité⏎camion de matériel », a
# running head, a byline right under a full line. What surely goes together, a piece, is judged as a whole.

_LONGEST_FURNITURE = 600  # characters; a longer piece is the article's
_SENTENCE_END = re.compile(r"[.!?…»] *\n(?=[ \t]*(\n?))")
_NEXT_LINE = re.compile(r"\n[ \t]*[^\s]")
_CLOSING = _STOPS + '»”")'
_OPENING = '«“"(['
_SIGNS_OFF = frozenset(["byline", "credit", "stamp"])


def paragraph_joins(text: str) -> list[tuple[int, int, str]]:
    r"""Return the line ends inside a text's wrapped paragraphs as ``line_joins`` does, save for those beside furniture.

    >>> text = (
    ...     "La panne de la nuit de samedi à dimanche a touché tous les\nserveurs de la clinique, selon sa direction, et un"
    ...     "\nPublicité\ncamion de matériel a quitté Grenoble pour livrer les\npostes."
    ... )
    >>> [text[:start].split()[-1] for start, _, _ in paragraph_joins(text)]
    ['les', 'les']
    """
    joins = line_joins(text)
    copies = Counter(map(_unnumbered, text.split("\n"))) if joins else Counter()
    if max(copies.values(), default=1) > 1:
        joins = [join for join in joins if not _is_at_head(text, join, copies)]
    loose = {start for start, end, _ in joins if text[end].isupper() or text[end] in _OPENING}
    if not loose:
        return joins
    pieces = list(text)
    for start, end, _ in joins:
        if start not in loose:
            pieces[start:end] = " " * (end - start)
    flat, spaced = "".join(pieces), _is_spaced(text, joins)
    return [
        join
        for join in joins
        if join[0] not in loose or not (_is_indented(text, *join[:2]) or _is_parted(flat, *join[:2], spaced))
    ]


def _is_spaced(text: str, joins: Sequence[tuple[int, int, str]]) -> bool:
    """Return whether an empty line mostly parts the paragraphs."""
    ends = [bool(empty) for empty in _SENTENCE_END.findall(text)]
    joined = sum(text[start - 1] in _CLOSING for start, _, _ in joins)
    return sum(ends) >= 2 * (len(ends) - sum(ends) - joined)


def _unnumbered(line: str) -> str:
    """Return a line without the page's number at its beginning and its end."""
    return line.strip(" \t0123456789/.|–—-")


def _first_line(text: str, start: int) -> str:
    """Return what stands on a line from some place on."""
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]


def _is_at_head(text: str, join: tuple[int, int, str], copies: Counter[str]) -> bool:
    """Return whether one of two lines is a running head, which comes again; where both do, the page has a lead twice."""
    start, end, _ = join
    above, below = text[text.rfind("\n", 0, start) + 1 : start], _first_line(text, end)
    again = [line for line in map(_unnumbered, (above, below)) if copies[line] > 1]
    return len(again) == 1 and len(again[0]) >= 12


def _is_indented(text: str, start: int, end: int) -> bool:
    """Return whether the line below begins further in than the one above, as a paragraph's first line does."""
    above = text[text.rfind("\n", 0, start) + 1 : start]
    return end - text.index("\n", start) - 1 > len(above) - len(above.lstrip())


def _is_parted(pieces: str, start: int, end: int, spaced: bool) -> bool:
    """Return whether the piece above a line end or the one below is the site's, or no sentence of the paragraph."""
    above = read_line(pieces[max(0, start - _LONGEST_FURNITURE) : start].rpartition("\n")[2].strip())
    said = pieces[end : end + _LONGEST_FURNITURE].partition("\n")[0]
    below = read_line(said.strip())
    crowded = bool(_NEXT_LINE.match(pieces, end + len(said)))
    if below.where == "stop":
        return True  # « Il vous reste 68 % de cet article à lire. »
    if above.text[-1] in _CLOSING:
        furniture = bool(above.rule) != bool(below.rule)
        if spaced:
            return furniture and not below.prose and crowded
        return furniture or not (above.prose and below.prose)
    if _GOES_ON_BELOW.match(pieces, end + len(said)):
        return True  # a short line in the midst of a sentence
    if _Joint(above.text, below.text).ends_open() or (spaced and not crowded):
        return False
    named = bool(below.rule) and below.text[-1] not in ".,"
    return above.rule in _SIGNS_OFF or (named and not above.rule)
