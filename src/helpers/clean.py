"""Step 1, cleaning: an article's text as saved becomes what the journalist wrote, and every change stays visible.

Cleaning is a list of edits. A repair mends characters that a wrong decoding or a bad copy spoilt; a removal takes
out what the site put around the article. The clean text is the raw text with its edits applied, so every offset
maps back, every removal can be read and every rule counted. This module decodes, repairs and keeps count of the edits;
``helpers.boilerplate`` finds what to remove.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from html.entities import html5
from typing import NamedTuple

from helpers.boilerplate import find_markup, find_removals
from helpers.encoding import CP1252_OR_LATIN1
from helpers.furniture import BOILERPLATE, longest_of
from helpers.wrapped import paragraph_joins

REPAIR = {
    "byte_order_mark": "a byte order mark at the head of the text",
    "carriage_return": "the carriage return of a Windows or old Mac line end",
    "control_character": "a control character, or a cp1252 byte that was read as one",
    "invisible_character": "a soft hyphen, a zero-width character or a direction mark",
    "entity": "an HTML entity left in the text (&eacute; &#39;)",
    "mojibake": "UTF-8 that was read as cp1252 or Latin-1, once or twice (Ã©, â€™)",
    "lost_apostrophe": "an apostrophe lost to a question mark (l?Inserm)",
    "lost_ligature": "an œ lost to a question mark (c?ur)",
    "lost_quote": "a pair of quotation marks lost to question marks",
    "wrapped_line": "a line end inside a paragraph that was broken at some width",
}
RULES = REPAIR | BOILERPLATE


class Edit(NamedTuple):
    """One change: the raw text from ``start`` to ``end`` (half-open, code points) becomes ``replacement``."""

    start: int
    end: int
    replacement: str
    rule: str


class _Piece(NamedTuple):
    """A stretch of clean text and the raw stretch it comes from; ``copied`` when both are the same words."""

    clean_start: int
    start: int
    end: int
    copied: bool


class CleanText:
    """A text with its edits applied, which knows where each of its characters came from.

    Parameters
    ----------
    raw : str
        The text as received.
    edits : sequence of Edit
        Sorted and non-overlapping.

    Examples
    --------
    >>> clean = CleanText("Vu l?été dernier", [Edit(4, 5, "’", "lost_apostrophe")])
    >>> clean.text, clean.raw_span(3, 8)
    ('Vu l’été dernier', (3, 8))
    """

    __slots__ = ("_pieces", "_starts", "text")

    def __init__(self, raw: str, edits: Sequence[Edit]) -> None:
        self._pieces: list[_Piece] = []
        parts: list[str] = []
        length = position = 0
        for edit in (*edits, Edit(len(raw), len(raw), "", "")):
            for piece, words in (
                (_Piece(length, position, edit.start, True), raw[position : edit.start]),
                (_Piece(length + edit.start - position, edit.start, edit.end, False), edit.replacement),
            ):
                if words:
                    self._pieces.append(piece)
                    parts.append(words)
                    length += len(words)
            position = edit.end
        self.text = "".join(parts)
        self._starts = [piece.clean_start for piece in self._pieces]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span of clean characters ``start`` to ``end``, without removals at its borders."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}..{end} is outside a text of {len(self.text)} characters")
        if not self._pieces:
            return 0, 0
        first = self._pieces[max(0, bisect_right(self._starts, start) - 1)]
        raw_start = first.start + (start - first.clean_start if first.copied else 0)
        if start == end:
            return raw_start, raw_start
        last = self._pieces[bisect_right(self._starts, end - 1) - 1]
        return raw_start, last.start + end - last.clean_start if last.copied else last.end


def apply_edits(raw: str, edits: Sequence[Edit]) -> CleanText:
    """Return the clean text of ``raw`` under ``edits`` (sorted, non-overlapping)."""
    return CleanText(raw, edits)


# ----------------------------------------------------------------------------------------------------- repairs

_FRENCH_MARKS = (
    "œŒŸŠšŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™\u2009\u200a\u202f\u2010\u2011\u2012\u2015\u2032\u2033\u2212→►≈≤≥\u200b\ufeff"
)
_REPERTOIRE = "".join(map(chr, range(0xA0, 0x100))) + _FRENCH_MARKS + "ıłŁčćęěğİşŞțăāōūąńśźżřťůýđ"


def _misread(text: str) -> set[str]:
    """Return what the text's UTF-8 looks like when read as cp1252 or as Latin-1."""
    data = text.encode()
    return {data.decode("latin-1"), "".join(CP1252_OR_LATIN1[byte] for byte in data)}


def _mojibake_table() -> dict[str, str]:
    """Return the misreadings of each character, once and twice over."""
    table = {seen: character for character in _REPERTOIRE for seen in _misread(character)}
    twice = {seen: character for once, character in table.items() for seen in _misread(once)}
    # The last byte of a closing quote is undefined in cp1252 and often dropped.
    return twice | table | {"â€": "”"}


_MOJIBAKE = _mojibake_table()
_MOJIBAKE_RE = re.compile(longest_of(_MOJIBAKE))
# « Ã » or « Â » and a plain space: the no-break space that ends « à » or that stood alone was levelled by an editor.
_SPACED_LEAD = re.compile(r"Ã(?: (?= )|(?= ))|(?<!Â)Â+(?= )")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_CARRIAGE_RETURN = re.compile(r"\r")
_ENTITY = re.compile(r"&(?:amp;){0,8}(?:[A-Za-z][A-Za-z0-9]{1,24}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")

_LOST = "[?¿\ufffd]"
_VOWEL = "aeiouyhàâäéèêëîïôöùûüœæ"
_ELIDED = r"(?:[ldjmtsnc]|(?:lors|jus|puis|quoi|quel|pres)?qu|aujourd|entr|prud|grand)"
_AFTER = rf"(?=[{_VOWEL}]|[18](?!\d\d\d\d)|\s?[«“\"]|{_LOST}[^\W\d])"
_APOSTROPHE = re.compile(
    # qu?« il », d?1,4 million, l?INSERM, jusqu?à, Val-d?Oise: an elision, nothing, a vowel
    rf"(?:(?<![\w?¿=&/.@-])|(?<=[^\W\d]-)|(?<=\w[’']))({_ELIDED}){_LOST}{_AFTER}",
    re.IGNORECASE,
)
# A real question mark has a space or nothing behind it, save for a slip: only the others are looked at.
_GLUED = {mark: re.compile(rf"{re.escape(mark)}(?=[^\W_]|\s?[«“\"]|{_LOST}[^\W\d])") for mark in "?¿\ufffd"}
_LIGATURE = re.compile(
    # c?ur, s?urs, n?ud, v?ux, ch?ur, b?uf, m?urs, ranc?ur, f?tus, man?uvre, ?uvre, main-d??uvre, clin d?œil
    rf"(?<![^\W_])(?:(?:c|s|ch|m|ranc|consœ|h)(?={_LOST}urs?\b)|n(?={_LOST}uds?\b)|v(?={_LOST}ux?\b)"
    rf"|b(?={_LOST}ufs?\b)|f(?={_LOST}t)|man(?={_LOST}uv)|dés(?={_LOST}uv)|(?:[dl][’'?¿\ufffd])?(?={_LOST}uvr)"
    rf"|[dl][’'?¿\ufffd](?={_LOST}(?:ils?\b|ufs?\b|dèm|stro|sopha|ill|cum))"
    rf"|(?={_LOST}(?:dèm|strog|sophag|illet|illère|cumén|nolog|ufs?\b)))({_LOST})",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"({_LOST})(?:(?<=[\s(’']{_LOST})|(?<=^{_LOST}))(?=[^\W\d])[^?\n]{{1,300}}?(?<=[\w.!…,])({_LOST})(?=[\s.,;:)!?…]|$)",
    re.MULTILINE,
)
_SENTENCE_HEAD = re.compile(r"(?:^|[.!?…:;«“\"(\[\-–—>•\n]|\d)\s*$")
_ADDRESS = re.compile(r"://|www\.|@|/|\.(?:fr|com|org|net|eu|php|html?)\b", re.IGNORECASE)


def _in_address(text: str, position: int) -> bool:
    """Tell whether a position stands inside a web address: its run of characters without space says so."""
    return bool(
        _ADDRESS.search(text[max(0, position - 200) : position].rpartition(" ")[2].rpartition("\n")[2])
    )


def _is_elision(text: str, match: re.Match[str]) -> bool:
    """Tell « C?est » and « L?INSERM » from « vitamine D?Elle »: a capital elision opens a sentence or a capital word."""
    word, start, end = match.group(1), match.start(), match.end()
    if word[0].islower() or text[end : end + 1] in '«“" ':
        return True
    if text[end : end + 2].isupper() or (word in "Ll" and text[start - 2 : start - 1].islower()):
        return True
    return bool(_SENTENCE_HEAD.search(text[max(0, start - 6) : start]))


def _lost_letters(text: str) -> Iterator[Edit]:
    """Find what a question mark stands for: œ first, because « c?ur » would pass for an elision."""
    certain = []
    candidates = (match for mark, glued in _GLUED.items() if mark in text for match in glued.finditer(text))
    for position in sorted(match.start() for match in candidates):
        if _in_address(text, position):
            continue
        if match := _match_at(_LIGATURE, text, position):
            certain.append(Edit(position, position + 1, _ligature(text, match), "lost_ligature"))
        elif (match := _match_at(_APOSTROPHE, text, position)) and _is_elision(text, match):
            certain.append(Edit(position, position + 1, "’", "lost_apostrophe"))
    yield from certain
    if certain:
        yield from _lost_quotes(text, certain)


def _match_at(pattern: re.Pattern[str], text: str, position: int) -> re.Match[str] | None:
    """Return the match that ends with the question mark at a position, looking at its neighbourhood only."""
    for match in pattern.finditer(text, max(0, position - 9), position + 12):
        if match.end() == position + 1:
            return match
    return None


def _ligature(text: str, match: re.Match[str]) -> str:
    """Return œ, or Œ before a capital and at the head of a sentence."""
    position = match.start(1)
    head = match.start() == position and _SENTENCE_HEAD.search(text[max(0, position - 6) : position])
    return "Œ" if text[position + 1].isupper() or head else "œ"


def _lost_quotes(text: str, certain: Sequence[Edit]) -> Iterator[Edit]:
    """Find pairs of lost quotation marks, only in a text that surely lost other marks of that family."""
    for match in _QUOTED.finditer(_applied(text, certain)):
        if match.group(2) == "?" and text[match.end() : match.end() + 2] == " ?":
            continue
        yield Edit(match.start(1), match.start(1) + 1, "“", "lost_quote")
        yield Edit(match.start(2), match.start(2) + 1, "”", "lost_quote")


def _control_edit(match: re.Match[str]) -> Edit:
    """Mend one control character: a line end, a cp1252 byte read as Latin-1, or nothing at all."""
    character = match.group()
    replacement = "\n" if character in "\x0b\x0c\u2028\u2029" else ""
    if "\x80" <= character <= "\x9f" and not "\x80" <= CP1252_OR_LATIN1[ord(character)] <= "\x9f":
        replacement = CP1252_OR_LATIN1[ord(character)]
    return Edit(match.start(), match.end(), replacement, "control_character")


def _entity_edit(match: re.Match[str]) -> Edit | None:
    """Mend an HTML entity, and none that only looks like one."""
    core = "&" + match.group().rpartition("&")[2].rpartition("amp;")[2].lstrip("&")
    if core == "&":
        core = "&amp;"
    if core[1] != "#" and core[1:] not in html5:
        return None
    character = html.unescape(core)
    return Edit(match.start(), match.end(), character, "entity") if len(character) <= 1 else None


def _line_end_edit(match: re.Match[str]) -> Edit:
    """Drop the carriage return of a Windows line end; an old Mac's becomes a newline."""
    replacement = "" if match.string[match.end() : match.end() + 1] == "\n" else "\n"
    return Edit(match.start(), match.end(), replacement, "carriage_return")


def _invisible_edit(match: re.Match[str]) -> Edit:
    """Drop characters that show nothing."""
    return Edit(match.start(), match.end(), "", "invisible_character")


def _mojibake_edit(match: re.Match[str]) -> Edit:
    """Read a misread sequence right."""
    return Edit(
        match.start(),
        match.end(),
        _MOJIBAKE.get(match.group(), "à" if match.group()[0] == "Ã" else ""),
        "mojibake",
    )


_REPAIRS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Edit | None]], ...] = (
    (_MOJIBAKE_RE, _mojibake_edit),
    (_SPACED_LEAD, _mojibake_edit),
    (_CONTROL, _control_edit),
    (_CARRIAGE_RETURN, _line_end_edit),
    (_INVISIBLE, _invisible_edit),
    (_ENTITY, _entity_edit),
)


# One cheap look for what a repair starts with: most articles have none but « ? ». The « â » of « bâtiment » is none.
_LEADS, _SECONDS = ("".join(sorted(map(re.escape, {seen[at] for seen in _MOJIBAKE}))) for at in (0, 1))
_SUSPECT = re.compile(
    "[\r&\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    f"{_LEADS}](?:(?<![{_LEADS}])|(?=[{_SECONDS} ]))"
)
_UNBROKEN = re.compile(r"[^ \n]+[ \n]*")


def _suspect_words(text: str) -> Iterator[re.Match[str]]:
    """Find the words that a repair may change, each with the spaces behind it."""
    end = 0
    for match in _SUSPECT.finditer(text):
        if match.start() >= end:
            start = max(text.rfind(" ", end, match.start()), text.rfind("\n", end, match.start())) + 1
            word = _UNBROKEN.match(text, start or end)
            assert word
            end = word.end()
            yield word


def _character_repairs(text: str) -> list[Edit]:
    """Return the repairs of single characters, word by word: in each until nothing is left to do there."""
    edits = [
        edit._replace(start=edit.start + word.start(), end=edit.end + word.start())
        for word in _suspect_words(text)
        for edit in _settle(word.group(), [], _character_round)
    ]
    if edits and text[: edits[0].end] in ("\ufeff", "ï»¿"):
        edits[0] = edits[0]._replace(rule="byte_order_mark")
    return edits


def _character_round(word: str) -> list[Edit]:
    """Return one round of a word's repairs."""
    edits = (mend(match) for pattern, mend in _REPAIRS for match in pattern.finditer(word))
    return _without_overlaps(filter(None, edits))


def _letter_round(text: str) -> list[Edit]:
    """Return one round of repairs of what question marks stand for, in a text whose characters are sound."""
    return _without_overlaps(_lost_letters(text))


def _without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits in order; of two that overlap, the one that starts first and reaches further."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start < edit.end and (not kept or edit.start >= kept[-1].end):
            kept.append(edit)
    return kept


# --------------------------------------------------------------------------------------------------- all edits


def _applied(raw: str, edits: Sequence[Edit]) -> str:
    """Return the text that the edits leave."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (raw[position : edit.start], edit.replacement)
        position = edit.end
    return "".join([*parts, raw[position:]])


def _compose(raw: str, first: list[Edit], second: list[Edit]) -> list[Edit]:
    """Return the edits of ``raw`` that do what ``first`` and then ``second`` (in the text that ``first`` left) do."""
    if not first:
        return second
    clean = CleanText(raw, first)
    composed: list[Edit] = []
    waiting = list(first)[::-1]
    for edit in second:
        start, end = clean.raw_span(edit.start, edit.end)
        while waiting and waiting[-1].start < start:
            composed.append(waiting.pop())
        inner = []
        while waiting and waiting[-1].end <= end:
            inner.append(waiting.pop())
        composed += _merged(Edit(start, end, edit.replacement, edit.rule), inner)
    return composed + waiting[::-1]


def _merged(outer: Edit, inner: Sequence[Edit]) -> list[Edit]:
    """Put a later edit over earlier ones: a removal keeps the removals inside it apart, so a stamp stays a stamp."""
    kept = [edit for edit in inner if edit.rule in BOILERPLATE]
    if outer.rule in REPAIR or not kept:
        return [outer]
    borders = [outer.start, *(offset for edit in kept for offset in (edit.start, edit.end)), outer.end]
    around = [
        Edit(start, end, "", outer.rule)
        for start, end in zip(borders[::2], borders[1::2], strict=True)
        if start < end
    ]
    return sorted([*kept, *around], key=lambda edit: edit.start)


_MOST_ROUNDS = 20  # an article needs two or three; only what is made to nest things in each other needs more


def _settle(raw: str, first: list[Edit], *rounds: Callable[[str], list[Edit]]) -> list[Edit]:
    """Return the first edits, and what the first kind of round that finds something does, until none finds anything.

    What does not come to rest keeps the first edits alone, and so it does when it is met again: settling a settled text
    changes nothing, in a time that is proportional to its length.
    """
    edits = first
    for _ in range(_MOST_ROUNDS):
        text = _applied(raw, edits)
        found = next(filter(None, (find(text) for find in rounds)), [])
        if not found:
            return edits
        edits = _compose(raw, edits, found)
    return first


def find_edits(raw: str) -> list[Edit]:
    """Return all edits that cleaning makes, sorted and non-overlapping, in offsets of the raw text.

    Repairs come first, removals are found in the repaired text, and both are repeated until nothing is left to do:
    cleaning a clean text changes nothing.

    Examples
    --------
    >>> find_edits("La plainte de l?Inserm date de juillet, selon le parquet de Paris.")
    [Edit(start=15, end=16, replacement='’', rule='lost_apostrophe')]
    """
    characters = _character_repairs(raw)
    rounds = (_letter_round, _markup_round, _line_round, _boilerplate_round, _character_repairs)
    return _settle(raw, characters, *rounds)


def find_repairs(raw: str) -> list[Edit]:
    """Return the repairs alone, for a text that is removed and still read: a publication stamp.

    >>> find_repairs("Publié le 9 fÃ©vrier 2021")
    [Edit(start=13, end=15, replacement='é', rule='mojibake')]
    """
    return _settle(raw, _character_repairs(raw), _letter_round, _character_repairs)


def _markup_round(text: str) -> list[Edit]:
    """Return the removals of markup."""
    return _without_overlaps(Edit(start, end, "", rule) for start, end, rule in find_markup(text))


def _line_round(text: str) -> list[Edit]:
    """Return the repairs of line ends inside paragraphs."""
    return [Edit(start, end, space, "wrapped_line") for start, end, space in paragraph_joins(text)]


def _boilerplate_round(text: str) -> list[Edit]:
    """Return the other removals."""
    return _without_overlaps(Edit(start, end, "", rule) for start, end, rule in find_removals(text))
