"""What a number counts whose noun is left out: « Sur 40 postes, douze sont chiffrés », « Ils étaient trois ».

The noun is that of a count before it, a plural noun before it, or what the words behind it are said of.
"""

import re
from collections.abc import Sequence

from helpers.french import quantity_words as words
from helpers.french.mention import Mention
from helpers.french.units import load_units

COUNT_KINDS = ("people", "records", "organisations", "devices")
_FAR = 400
_SENTENCE_END = re.compile(r"[.!?…](?=[ \n\"»)])|\n")
_EN_BEFORE = re.compile(rf"{words.LEFT_EDGE}en [a-zœæ]{{2,14}}(?:nt|[tae])(?: que)? $")
_UNKNOWN = ("other", "")

Meaning = tuple[str, str]


def left_out(folded: str, start: int, end: int, scale: float, found: Sequence[Mention]) -> Meaning:
    """Return kind and unit of the noun that a number at ``start:end`` leaves out; ``("other", "")`` where nothing tells.

    Parameters
    ----------
    folded : str
        The folded text.
    start, end : int
        The number with its modifiers.
    scale : float
        1e6 for « millions »: bare millions are often of money.
    found : sequence of Mention
        The quantities before it, in order.

    >>> left_out("300 patients attendent. ils etaient 40 lundi", 33, 35, 1, [Mention(0, 12, "QUANTITY", "people", "patient")])
    ('people', 'patient')
    """
    before = folded[max(0, start - 60) : start]
    pronoun = words.PRONOUN_BEFORE.search(before)
    if pronoun and pronoun["who"] in ("nous", "on", "vous"):
        return "people", "personne"
    near = [m for m in found[-4:] if start - m.end < _FAR and "\n" not in folded[m.end : start] and m.unit]
    subject = bool(pronoun or words.VERB_AFTER.match(folded, end))
    return (
        _of_sentence(folded, start, near, subject)
        or _of_millions(scale, near, subject)
        or _cue(folded, end)
        or _of_paragraph(folded, start, near, bool(_EN_BEFORE.search(before)))
        or (("people", "personne") if pronoun else _UNKNOWN)
    )


def _of_sentence(folded: str, start: int, near: Sequence[Mention], subject: bool) -> Meaning | None:
    """« quarante minutes, puis vingt-cinq »: the quantity before it in the sentence; no amount of time or money is a subject."""
    for mention in reversed(near):
        if _SENTENCE_END.search(folded, mention.end, start):
            return None
        counted = mention.unit_kind in (*COUNT_KINDS, "other")
        if counted or (not subject and mention.unit_kind in ("money", "duration", "data_volume")):
            return mention.unit_kind, mention.unit
    return None


def _of_millions(scale: float, near: Sequence[Mention], subject: bool) -> Meaning | None:
    """« une rançon de 10 millions de dollars […] ramenée à deux millions »: the money named before."""
    money = [m for m in near if m.unit_kind == "money"]
    return (money[-1].unit_kind, money[-1].unit) if scale >= 1e6 and money and not subject else None


def _cue(folded: str, end: int) -> Meaning | None:
    """« 40 ont été soignés »: what only people, machines or files undergo."""
    return next(((kind, "") for kind, pattern in words.CUE_AFTER if pattern.match(folded, end)), None)


def _of_paragraph(folded: str, start: int, near: Sequence[Mention], taken_up: bool) -> Meaning | None:
    """The nearest count or plural noun before it; « en » takes up a count (« les uns en ont cinq »)."""
    counts = [m for m in near if m.unit_kind in (*COUNT_KINDS, "other")]
    floor = max(counts[-1].end if counts else 0, start - 250, folded.rfind("\n", 0, start))
    if not taken_up:
        units = load_units()
        nouns = [units.get(match["noun"]) for match in words.PLURAL_NOUN.finditer(folded, floor, start)]
        known = [meaning for meaning in nouns if meaning and meaning[0] in COUNT_KINDS]
        if known:
            return known[-1]
    return (counts[-1].unit_kind, counts[-1].unit) if counts else None
