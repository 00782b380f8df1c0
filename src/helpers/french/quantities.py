"""Find quantities: every number that counts or measures something, with its bounds, its unit and what it counts.

A quantity is modifier + number + head noun or unit. ``TRIGGER`` goes from number to number; from there one small
pattern per family reads to the right (``_read_number``, ``_read_counted``) and one looks left for the modifier. The
words themselves stand in ``helpers.french.quantity_words`` and in ``lexicon/units.csv``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from helpers.french import quantity_words as words
from helpers.french.elision import COUNT_KINDS, SENTENCE_END, compared_scale, compared_with, left_out
from helpers.french.mention import Mention
from helpers.french.numbers import DIGITS, NUMBER, parse_number
from helpers.french.quantity_words import EDGE, LEFT_EDGE, PERIOD, RATE_BASE
from helpers.french.units import load_units, singular_of
from helpers.french.words import word_places, word_set

_COLLECTIVE = "(?:" + "|".join(sorted(words.COLLECTIVES, key=len, reverse=True)) + ")s?"
TRIGGER = re.compile(
    r"[0-9]+|[$£€] ?(?=[0-9])|(?<![a-z0-9œæ])(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze"
    r"|seize|vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille|zero|moitie|tiers"
    rf"|quarts?|{_COLLECTIVE}|(?:plusieurs|quelques)(?= {_COLLECTIVE})|demi(?=-[hjs])){EDGE}"
)
# the first words of the trigger
_NUMBER_WORDS = word_set(
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante"
    " cinquante soixante septante huitante octante nonante cent cents mille zero moitie tiers quart quarts plusieurs"
    " quelques demi"
) | {part + s for name in words.COLLECTIVES for part in name.split("-")[:1] for s in ("", "s")}
_MONEY_SIGN = re.compile("[$£€] ?$")
_SCALE = (
    r"(?P<scale>(?: ?(?:k|m|mds?|mrd)(?=[€$£ .,;:!?)\n]|$)| (?:millions?|milliards?|billions?)"
    rf"{EDGE}))"
)
_PLAIN = re.compile(rf"(?P<number>{NUMBER})(?P<half> et demie?{EDGE})?{_SCALE}?(?P<more> et demi{EDGE})?")
_UNSCALED = re.compile(rf"(?P<number>{NUMBER})(?P<half> et demie?{EDGE})?")
# what may follow « trois » in « trois centaines », « trois quarts », « 2/3 »
_MORE_WORDS = re.compile(rf"/|[ -](?:bon|petit|gros|simple|belle|{_COLLECTIVE}|{'|'.join(words.PARTS)})")
_VAGUE = re.compile(
    rf"(?:(?P<count>une?|plusieurs|quelques|{NUMBER}) (?:(?:bon(?:ne)?|petite?|gros(?:se)?|simple|belle)s? )?)?(?P<scales>{_COLLECTIVE}"
    rf"(?: (?:de |d')(?:dizaine|centaine|millier|million|milliard)s?){{0,3}}){EDGE}"
)
# « une quarantaine d'agents », « une quarantaine ont fui », not « mis en quarantaine »
_FORTY_OF = re.compile(rf" d(?:e |')|{words.VERB_AFTER.pattern}")
_PART = re.compile(
    rf"(?:(?P<count>une?|deux|trois|quatre|cinq|six|sept|huit|neuf|[1-9])[ -])?"
    rf"(?P<part>{'|'.join(words.PARTS)})s?{EDGE}"
)
_WRITTEN_PART = re.compile(r"(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?![0-9/])")
_PART_OF = re.compile(
    r" (?:de (?:la |l'|nos |ses |ces |leurs? |notre |votre |sa |son |cette )|du |des |d'entre|d'un|environ)"
)
_PART_OF_UNIT = re.compile(
    rf"(?:(?:(?P<count>une?|trois|[13]) )?quarts? d'(?P<hour>heure)|(?:une? )?demi-(?P<unit>heure|journee|siecle)){EDGE}"
)
_CONNECT = re.compile(
    r"(?P<word> (?:a|ou|voire) (?:meme |peut-etre )?|(?<=[0-9]) ?- ?(?=[0-9])| et )"
    r"(?:quelque |environ |pres d(?:e |')|plus d(?:e |'))?(?=[0-9a-z])"
)
_COMPLEMENT = rf"(?: (?!(?:ont|sont|est|a|qui|que|dans|pour|par|et|ou|sur|sera|seront|seraient|etait|aura|auront|ete|etaient|avait|avaient){EDGE})[a-zœæ][a-zœæ'-]{{0,30}})"
_RATIO = re.compile(rf"{_COMPLEMENT}{{0,5}}? sur (?P<whole>{NUMBER})(?![a-z0-9œæ%])")
_RATE = re.compile(
    rf"(?:{_COMPLEMENT}{{0,3}}?(?: et)? par {PERIOD}{EDGE}(?: et par [a-zœæ]{{3,20}}{EDGE})?"
    rf"|(?: d(?:e |')[a-zœæ]{{3,20}})?(?: et)? par {RATE_BASE}{EDGE}(?: et par {PERIOD}{EDGE})?"
    rf"| ?/ ?(?:jour|mois|an|semaine|heure|h|s|patient|habitant){EDGE})"
)
_PER_ANY = re.compile(
    rf" par (?P<base>[a-zœæ]{{3,20}}(?<![sx])){EDGE}(?: (?:carre|cube){EDGE})?(?! (?:des|du|de|d'))"
)
_UNIT_SYMBOL = re.compile(
    r" ?(?P<unit>%|‰|pour[ -]cents?|pourcents?|pour mille|us\$|€|\$|£"
    rf"|° ?[cf]{EDGE}|(?:eur|usd|btc|[gm]bits?|ko|mo|go|to|po|kb|mb|gb|tb|h|mn|min|km2|km²|km|mm|cm|kg|m2|m²|m3|m³|ms){EDGE})"
)
_NOUN = re.compile(r"[a-zœæ]+(?:-(?=[a-zœæ])[a-zœæ]+|'(?=[a-zœæ])(?<=d')[a-zœæ]+){0,4}")
_LINK = re.compile(r" (?:de |d')(?=[a-zœæ])")
_SIXTIETHS = re.compile(
    rf"(?: |(?<=h)|(?<=n))(?P<count>[0-5]?[0-9](?![0-9]|[.,][0-9])|(?:cinq|dix|quinze|vingt|trente|quarante|cinquante)(?:-(?:et-)?[a-z]{{2,6}})?)"
    rf"(?P<word> ?(?:min(?:utes)?|mn|(?P<seconds>s(?:ec(?:ondes)?)?)){EDGE})?(?![a-z0-9-])"
)
_HALF_AFTER = re.compile(rf" et (?:demie?|(?P<quarter>quart)){EDGE}")
_LAST_OF_MODIFIERS = word_set(
    "de du des la le les moins minimum minima plus maximum mieux que quelque quelques a au aux quasi peine environ pres"
    " presque modo ~ ≈"
)
_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:"
    + "|".join(f"(?P<m{i}>{p})" for i, (_, p, _) in enumerate(words.MODIFIERS_BEFORE))
    + ")$"
)
_AFTER = re.compile(
    "(?:" + "|".join(f"(?P<m{i}>{p})" for i, (_, p, _) in enumerate(words.MODIFIERS_AFTER)) + rf"){EDGE}"
)
_NAMED_BEFORE = re.compile(
    rf"(?:{LEFT_EDGE}(?:{'|'.join(p for p, _ in words.IDENTIFIERS_BEFORE)}) ?[-:#]?(?: n°)? ?|[a-zœæ]-|[#@_/]|[a-z]\+)$"
)
_NAMED_HERE = re.compile("|".join(f"(?:{p})" for p, _ in words.IDENTIFIERS_HERE))
# « au stade du Port : 14,2 millions d'euros »: what has a scale or a unit of money is no identifier
_AMOUNT_HERE = re.compile(rf"{DIGITS} ?(?:millions?{EDGE}|milliards?{EDGE}|[km]?€|euros?{EDGE}|%)")
_ADDRESS = re.compile(r"://|www\.|@")
_TOKEN_END = re.compile(r"\s")
_MONEY_PREFIX = re.compile(r"(?P<unit>[$£€]) ?(?=[0-9])")
_TAIL = re.compile(r"(?:cents?|mille|millions?|milliards?|billions?)$")
_ADJECTIVE_ENDING = re.compile(
    r"(?:euses|ieux|aines|ales|elles|ables|ibles|iques|antes|ents|entes|ives|ifs|ees)$"
)
_PHRASE = re.compile(r"[a-zœæ'-]{1,30}(?: [a-zœæ'-]{1,30}){0,2}")
# « de » is the range's own where no noun asks for it: « De 10 à 15 sites », « dure de deux à trois jours », not « un délai de 10 à 15 jours »
_DE_BEFORE = re.compile(
    r"(?:^|[\n.,;:(«!?-] ?|(?<![a-z])(?:dur|touch|compt|vari|emploie|concern|coute|coutai|oscill|va|vont|ira|iront|pren|faut|fallu|perdu|"
    r"s'etal|mettr|represent)[a-z]{0,5} )(?P<de>de )$"
)
# « remis à neuf », « rien de neuf », « à deux », « couper en deux », not « ramenée à deux »
_IDIOM_BEFORE = re.compile(
    rf"(?<!ramen.)(?<!ramene.)(?<!redui.)(?<!redui..)(?<!limit.)(?<!limite.)(?<!passe){LEFT_EDGE}(?:a|en|du|flambant|comme|l'un des|l'une des) $"
)
_SINGULAR_BEFORE = re.compile(rf"{LEFT_EDGE}(?:le|la|au|du|ce|cette) $")  # « le 15 et le 112 sont saturés »
_ENTRE_BEFORE = re.compile(rf"{LEFT_EDGE}entre $")
_ONE = re.compile(r"une?")
_ONE_ALONE = re.compile(r"une? seule? ")
_LATER = re.compile(r",? (?:(?P<partitive>des|de (?:ces|ses|nos|leurs))|et|ou|voire(?: des)?) (?=[0-9a-zœæ])")
# « 4, 7 et 11 ans », « dix, quinze et vingt euros »: the noun stands with the last number only
_TO = re.compile(" a (?=[0-9a-z])")  # « est passé de 21 à 9 jours »
_LISTED = re.compile(rf"(?:, {NUMBER}(?![.,]?[0-9])){{1,4}},? (?:et|ou) (?=[0-9a-zœæ])")
_PARTICIPLE = re.compile(
    r"(?:(?<!it)(?<!iét)(?<!ult)(?<!aut)(?<!ert)(?<!ign)és|(?<!rr)(?<!rn)ées|(?:ploit|trait|visit)és)$"
)
_UNTIL_HOUR = re.compile(r" (?:a|et) [0-9]{1,2} ?h(?:eures?)?(?![a-z])")
_HOUR = re.compile(r"(?<![a-z])h(?:eures?)?(?![a-z])")
_HOURS_LONG = re.compile(r"[0-9]{1,2} ?h ?[0-5][0-9](?![0-9])")  # « pendant 5 h 30 » is no time of day
_HOURS_OF = re.compile(r" d(?:e (?!l'apres|la (?:nuit|journee))|'(?!affilee))")  # « 24 heures de grève »
_STATES = re.compile("pass|tomb|evolu|ramen|redui|grimp")
_POINT_CHANGE = re.compile(r"baiss|hauss|recul|progress|gagn|perd|augment|diminu|bondi|grimp|chut")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ .'][0-9]{3})+")
_RATIO_WHOLES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 50, 100, 1000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number at ``start:end``: its bounds, how exact it is, and whether its noun follows with « de »."""

    start: int
    end: int
    low: float
    high: float | None
    qualifier: str = ""
    linked: bool = False
    scale: float = 1.0
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted, up to ``end``: ``kind`` and ``unit`` as the lexicon has them."""

    end: int
    kind: str
    unit: str
    factor: float = 1.0


def find_quantities(text: str, folded: str, taken: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """Return every quantity of a text, in order and without overlaps, labelled ``QUANTITY``.

    Counts, money and percentages have their multipliers expanded; data volumes and durations keep their unit. ``unit``
    is a code of ``lexicon/units.csv`` or the folded singular of the noun.

    ``folded`` is the text through ``helpers.french.fold.fold``; ``taken`` are spans not to be read, such as dates.

    >>> from helpers.french.fold import fold
    >>> text = "Les données de près de 500.000 patients ont fuité."
    >>> [(text[m.start:m.end], m.unit_kind, m.low, m.high) for m in find_quantities(text, fold(text))]
    [('près de 500.000 patients', 'people', 500000.0, 500000.0)]
    """
    blanked = _blank(folded, taken)
    found: list[Mention] = []
    position = 0
    for at in _places(folded, blanked):
        trigger = TRIGGER.match(blanked, at) if at >= position else None
        if not trigger:
            continue
        named = _identifier_end(blanked, at) or _score_end(blanked, at)
        mention = None if named else _read_quantity(text, blanked, at, found)
        if mention:
            found.append(mention)
        end = named or (mention.end if mention else _past(blanked, at, trigger.end()))
        position = max(end, trigger.end())
    return found


def _places(folded: str, blanked: str) -> list[int]:
    """Return where a number may begin: at digits, at their sign of money, at words of numbers, at « un » that is no article."""
    found: list[int] = []
    signs = any(sign in blanked for sign in "$£€")
    for word, places in word_places(folded).items():
        if word[0].isdigit():
            if signs:
                found += [
                    sign.start() for at in places if (sign := _MONEY_SIGN.search(blanked, max(at - 2, 0), at))
                ]
            found += places
        elif word in _NUMBER_WORDS:
            found += places
        elif word in ("un", "une"):
            found += [at for at in places if _one_may_count(blanked, at)]
    found.sort()
    return found


def _one_may_count(folded: str, at: int) -> bool:
    """Return whether « un » may be more than an article, judged fast: nearly all are articles."""
    if words.ONE_AHEAD.match(folded, at) or words.ONE_BEHIND.search(folded, max(0, at - 12), at):
        return True
    ahead = folded[at : at + 80]
    return " par " in ahead or " sur " in ahead


def _score_end(folded: str, at: int) -> int | None:
    """Return where a result of a match ends: « s'est imposée 3 à 1 », not « passe de 27 à 12 »."""
    score = words.SCORE.match(folded, at)
    return score.end() if score and words.MATCH_BEFORE.search(folded, max(0, at - 70), at) else None


def _past(folded: str, at: int, end: int) -> int:
    """Return where to go on after a number that counts nothing: behind all of its digits, or one word further."""
    number = _UNSCALED.match(folded, at)
    return number.end() if number and folded[at].isdigit() else end


def _blank(folded: str, taken: Sequence[tuple[int, int]]) -> str:
    """Return the text with the taken spans blanked, so that no pattern reads into them or across them."""
    parts, position = [], 0
    for start, end in sorted(taken):
        parts += [folded[position:start], "\x00" * (end - max(start, position))]
        position = max(position, end)
    return "".join(parts) + folded[position:] if taken else folded


def _identifier_end(folded: str, at: int) -> int | None:
    """Return where a number that only names something ends, or ``None`` for one that may count."""
    here = _NAMED_HERE.match(folded, at)
    if here and not (_HOURS_LONG.match(folded, at) and words.LONG_BEFORE.search(folded, max(0, at - 16), at)):
        return here.end()
    last, second_last = folded[at - 1 : at], folded[max(0, at - 2) : at - 1]
    if not folded[at].isdigit():
        return at + 1 if last == "_" or (last == "-" and second_last.isalnum()) else None
    if last.isalnum() or (last in (".", ",") and second_last.isalnum()):
        return _past(folded, at, at + 1)
    if _AMOUNT_HERE.match(folded, at):
        return None
    named = _NAMED_BEFORE.search(folded, max(0, at - 24), at)
    if (named and not (last == " " and _has_known_noun(folded, at))) or (
        _has_addresses(folded) and _ADDRESS.search(_token_around(folded, at))
    ):
        return _past(folded, at, at + 1)
    return None


def _has_known_noun(folded: str, at: int) -> bool:
    """Return whether people, machines, files or sites stand right behind: « a arrêté 12 suspects » is no decree 12."""
    number = _UNSCALED.match(folded, at)
    noun = (
        _NOUN.match(folded, number.end() + 1)
        if number and folded[number.end() : number.end() + 1] == " "
        else None
    )
    return bool(noun and noun[0][-1] in "sx" and load_units().get(noun[0], ("",))[0] in COUNT_KINDS)


@lru_cache(maxsize=4)
def _has_addresses(folded: str) -> bool:
    """Return whether there is any address in a text: most have none, and looking around each number takes time."""
    return bool(_ADDRESS.search(folded))


def _token_around(folded: str, at: int) -> str:
    """Return the characters around an offset up to the next spaces, at most 200 to the left and 60 to the right."""
    left = max(folded.rfind(space, max(0, at - 200), at) for space in " \n")
    right = _TOKEN_END.search(folded, at, at + 60)
    return folded[max(left + 1, at - 200) : right.start() if right else at + 60]


def _read_quantity(text: str, folded: str, at: int, found: Sequence[Mention]) -> Mention | None:
    """Read the quantity whose number begins at ``at``, or return ``None`` where nothing is counted."""
    if fraction := _PART_OF_UNIT.match(folded, at):
        return _fraction_of_unit(fraction)
    prefix = _MONEY_PREFIX.match(folded, at)
    number = _read_number(text, folded, prefix.end() if prefix else at)
    if number is None:
        return None
    number = replace(number, start=at) if prefix else number
    if ratio := _read_ratio(text, folded, number):
        return _compose(text, folded, ratio, None, found)
    number, counted = _read_range(text, folded, number)
    if prefix:
        counted = _Counted(number.end, "money", load_units()[prefix["unit"]][1])
    return _compose(text, folded, number, counted, found)


def _fraction_of_unit(match: re.Match[str]) -> Mention:
    """Return « trois quarts d'heure » or « une demi-journée » as a duration in its unit."""
    share = 0.25 * (parse_number(match["count"] or "un") or 1) if match["hour"] else 0.5
    unit = load_units()[match["hour"] or match["unit"]][1]
    return Mention(match.start(), match.end(), "QUANTITY", "duration", unit, "", share, share)


def _read_number(text: str, folded: str, at: int) -> _Number | None:
    """Return the longest reading of the number at ``at``."""
    plain = _read_plain(text, folded, at)
    if plain and not _MORE_WORDS.match(folded, plain.end):
        return plain
    readings = [plain, _read_vague(folded, at), _read_part(folded, at)]
    return max((number for number in readings if number), key=lambda number: number.end, default=None)


def _read_plain(text: str, folded: str, at: int) -> _Number | None:
    """Read « 500.000 », « 1,4 million », « 4,5 M », « cinq cent mille », « un million et demi »."""
    match = _PLAIN.match(folded, at)
    if match and (match["scale"] or "").strip() == "m" and text[match.end("scale") - 1] != "M":
        match = None
    match = match or _UNSCALED.match(folded, at)
    if not match or not _ends_number(folded, match.end()):
        return None
    value = parse_number(match["number"])
    if value is None:
        return None
    spoken, more = match.group("scale", "more") if match.re is _PLAIN else (None, None)
    tail = None if spoken or folded[at].isdigit() else _TAIL.search(match["number"])
    scale = _scale_value(spoken.strip()) if spoken else _scale_value(tail[0]) if tail else 1.0
    value = _exact(value * (scale if spoken else 1.0) + (0.5 * scale if match["half"] or more else 0.0))
    return _Number(at, match.end(), value, value, linked=scale >= 1e6 or bool(spoken), scale=scale)


def _scale_value(word: str) -> float:
    """Return what a scale multiplies by: ``m``, ``millions``, ``cents``, ``mille``."""
    bare = word if word in words.SCALES else word.removesuffix("s")
    return {"cent": 100.0, "mille": 1e3}.get(bare) or words.SCALES[bare]


def _exact(value: float) -> float:
    """Return the value without the dust of binary fractions (1,4 times a million is 1400000)."""
    return round(value, 6)


def _ends_number(folded: str, end: int) -> bool:
    """Return whether a number may end here: not inside a word, a compound name or a longer code."""
    following = folded[end : end + 2]
    if following and (following[0].isalnum() or following[0] in "°º_"):
        return bool(_UNIT_SYMBOL.match(folded, end))
    return not (following[:1] in ("-", "/", "'") and following[1:].isalpha() and not _RATE.match(folded, end))


def _read_vague(folded: str, at: int) -> _Number | None:
    """Read « une trentaine », « plusieurs dizaines de milliers », « deux centaines », « un demi-million », « des milliers »."""
    match = _VAGUE.match(folded, at)
    if not match:
        return None
    count, scales = match["count"] or "", re.split(r" (?:de |d')", match["scales"])
    exact = all("milli" in scale and not scale.startswith("millier") for scale in scales)
    plural = count in ("plusieurs", "quelques") or (not count and scales[0].endswith("s"))
    if folded[max(0, at - 4) : at] == "par " and not count:
        return None
    if not count and scales[0].rstrip("s") not in ("dizaine", "centaine", "millier", "million", "milliard"):
        return None
    if scales[0].startswith("quarantaine") and not _FORTY_OF.match(folded, match.end()):
        return None
    value = 2.0 if plural else parse_number(count or "un") or 0.0
    for scale in scales:
        value *= words.COLLECTIVES[scale.removesuffix("s")]
    qualifier = "several" if plural else "" if exact else "about"
    factor = words.COLLECTIVES[scales[-1].removesuffix("s")]
    return _Number(at, match.end(), value, None if plural else value, qualifier, linked=True, scale=factor)


def _read_part(folded: str, at: int) -> _Number | None:
    """Read « deux tiers », « la moitié des », « un cinquième des », « 2/3 des » as a percentage."""
    if (written := _WRITTEN_PART.match(folded, at)) and _PART_OF.match(folded, written.end()):
        share = round(100 * int(written["top"]) / int(written["bottom"]), 2)
        return _Number(at, written.end(), share, share, part=True)
    match = _PART.match(folded, at)
    if (
        not match
        or re.search(r"(?<![a-z])a $", folded[max(0, at - 3) : at])
        or folded[match.end() : match.end() + 1] == "-"
    ):
        return None
    whole, count = words.PARTS[match["part"]], parse_number(match["count"] or "un") or 1.0
    if (
        count < 2
        and whole > 2
        and not _PART_OF.match(folded, match.end())
        and not _modifier_before(folded, at)
    ):
        return None
    if whole > 4 and not match["count"]:
        return None
    share = round(100 * count / whole, 2)
    return _Number(at, match.end(), share, share, part=True)


def _read_ratio(text: str, folded: str, number: _Number) -> _Number | None:
    """Read « un sur cinq », « 3 patients sur 10 », « un hôpital de la région sur deux » as a percentage."""
    match = None if number.part or number.high is None else _RATIO.match(folded, number.end)
    whole = parse_number(match["whole"]) if match else None
    if not match or not whole or whole not in _RATIO_WHOLES or number.low >= whole:
        return None
    if _read_counted(text, folded, _Number(match.start("whole"), match.end(), whole, whole)):
        return None
    share = round(100 * number.low / whole, 2)
    return replace(number, end=match.end(), low=share, high=share, part=True)


def _read_range(text: str, folded: str, first: _Number) -> tuple[_Number, _Counted | None]:
    """Read a second bound and the noun: « entre 200 et 300 », « 5 à 10 % », « deux ou trois millions », « 20 euros à 30 euros »."""
    counted = _read_counted(text, folded, first)
    ends = [first.end]
    if counted and counted.kind not in (*COUNT_KINDS, "other"):
        ends.append(counted.end)
    between = None
    for end in ends:
        if not _CONNECT.match(folded, end):
            continue
        between = _ENTRE_BEFORE.search(folded, max(0, first.start - 8), first.start)
        second = _read_second(text, folded, first, end, bool(between))
        unit = _read_counted(text, folded, second) if second else None
        if not second or (end != first.end and not (counted and unit and unit.unit == counted.unit)):
            continue
        if joined := _range_of(folded, first, second, unit):
            return replace(joined, start=_range_start(folded, first, end, between)), unit
    return first, counted


def _range_of(folded: str, first: _Number, second: _Number, unit: _Counted | None) -> _Number | None:
    """Return the range of two numbers, unless they are two states (« est passé de 27 à 54 ») or bare years."""
    changed = words.CHANGE_BEFORE.search(folded, max(0, first.start - 60), first.start)
    if changed and unit and unit.kind == "percent":
        changed = _STATES.search(changed[0])  # « ont progressé de 8 à 10 % » is a range
    if changed or (unit is None and _both_years(folded, first, second)):
        return None
    return _join(first, second)


def _range_start(folded: str, first: _Number, end: int, between: re.Match[str] | None) -> int:
    """Return where a range begins: at its « entre », or at its own « de » before « à »."""
    if between:
        return between.start()
    of = (
        _DE_BEFORE.search(folded, max(0, first.start - 20), first.start)
        if _joined_by_a(folded, end)
        else None
    )
    return of.start("de") if of else first.start


def _read_second(text: str, folded: str, first: _Number, end: int, between: bool) -> _Number | None:
    """Read the upper bound of a range after its connector, or ``None``; « et » joins only after « entre »."""
    connector = None if first.part else _CONNECT.match(folded, end)
    if not connector or (connector["word"] == " et ") != between or text[end : end + 3] == " a ":
        return None  # « l'un a 17 ans »
    second = _read_number(text, folded, connector.end())
    return None if second is None or second.part or second.high is None else second


def _joined_by_a(folded: str, end: int) -> bool:
    """Return whether the connector at ``end`` is « à », the other half of « de … à »."""
    return folded[end : end + 3] == " a "


def _both_years(folded: str, first: _Number, second: _Number) -> bool:
    """Return whether a range is one of bare years."""
    return all(_YEAR.fullmatch(folded, number.start, number.end) for number in (first, second))


def _join(first: _Number, second: _Number) -> _Number | None:
    """Return the range from first to second; the lower bound borrows a scale that stands only once (« 2 à 3 millions »)."""
    low, high = first.low, second.high
    borrowed = second.scale if second.scale > 1 else 1e3 if second.low % 1000 == 0 else 1.0
    if high is None or first.high is None:
        return None
    if first.scale == 1 and borrowed > 1 and low < 1000 and low < second.low / borrowed:
        low = _exact(low * borrowed)
    if low >= high:
        return None
    return replace(second, start=first.start, low=low, high=high, qualifier="range")


def _read_counted(text: str, folded: str, number: _Number) -> _Counted | None:
    """Read the unit or head noun behind a number, or ``None`` where the noun is left out."""
    units = load_units()
    if number.part:
        return _Counted(number.end, "percent", "percent")
    if symbol := _UNIT_SYMBOL.match(folded, number.end):
        kind, unit = units[symbol["unit"].replace("-", " ").replace("° ", "°")]
        return _Counted(symbol.end(), kind, unit)
    at = _noun_start(folded, number)
    for _ in range(3):
        noun = _NOUN.match(folded, at) if at else None
        if not noun:
            return None
        if noun[0] in words.PREPOSED and folded[noun.end() : noun.end() + 1] == " ":
            following = _NOUN.match(folded, noun.end() + 1)
            if following and _is_noun(text, following, number, noun[0]):
                at = noun.end() + 1
                continue
        if not _is_noun(text, noun, number):
            return None
        return _classify(text, folded, _behind_adjective(folded, noun), number)
    return None


def _behind_adjective(folded: str, noun: re.Match[str]) -> re.Match[str]:
    """Return the noun behind an adjective that no list has: an unknown word before a known noun (« deux mystérieuses attaques »)."""
    units = load_units()
    following = _NOUN.match(folded, noun.end() + 1) if folded[noun.end() : noun.end() + 1] == " " else None
    if (
        noun[0] in units
        or not following
        or following[0] not in units
        or following[0] in words.ALSO_ADJECTIVES
    ):
        return noun
    return following if _ADJECTIVE_ENDING.search(noun[0]) and following[0][-1] in "sx" else noun


def _noun_start(folded: str, number: _Number) -> int | None:
    """Return where the noun would begin: behind « de » after a scale or a collective, or a lost scale (« 1,4 de personnes »)."""
    link = _LINK.match(folded, number.end)
    if not link and number.qualifier in ("about", "several"):
        return None  # « une trentaine blessées »
    if link and (number.linked or not number.low.is_integer()):
        return link.end()
    return number.end + 1 if folded[number.end : number.end + 1] == " " and not link else None


def _is_noun(text: str, noun: re.Match[str], number: _Number, adjective: str = "") -> bool:
    """Return whether a word can be the thing counted: one of the lexicon, or any plural in small letters."""
    word, written = noun[0], text[noun.start() : noun.end()]
    if word in words.NOT_COUNTED or (adjective in words.ALSO_NOUNS and word not in load_units()):
        return False
    if written.isupper():
        return len(word) > 1
    known = load_units().get(word)
    if word in words.INVARIABLE or "-" in word:
        return known is not None or word[-1] in "sx" or word.split("-")[0][-1] in "sx"
    if known and known[0] in ("data_volume", "money"):
        return True
    plural, capital = word[-1] in "sxz", written[0].isupper()
    singular = number.low < 2 and number.high is not None and number.high < 2
    if capital:
        # « quatre Canadairs », not « 75004 Paris » or « les Deux Alpes »
        spelled = not text[noun.start() - 2].isdigit() and not _is_named(text, number.start)
        return plural and bool(spelled or known or words.PEOPLE_ENDING.search(word) or word in words.PEOPLES)
    if known:
        return plural or singular or known[0] not in (*COUNT_KINDS, "other") or len(word) < 4
    if word in words.PREPOSED:
        return False
    named = word in words.NOUNS_LIKE_PARTICIPLES or not _PARTICIPLE.search(written)
    return len(word) > 2 and (singular or (plural and named))


def _classify(text: str, folded: str, noun: re.Match[str], number: _Number) -> _Counted:
    """Return the head noun with its kind; two or three words are tried before one (« sites web », « mots de passe »)."""
    units = load_units()
    if noun[0] in _phrase_heads() and (phrase := _PHRASE.match(folded, noun.start())):
        parts = phrase[0].split(" ")
        for length in (3, 2):
            candidate = " ".join(parts[:length])
            if len(parts) >= length and candidate in units:
                end = noun.start() + len(candidate) if candidate in words.COMPOUNDS else noun.end()
                return _Counted(end, *units[candidate])
    # « à 6 212 points » is a level of the stock exchange
    if (
        noun[0] in ("point", "points")
        and number.low < 100
        and not folded.startswith("avec ", max(0, number.start - 5))
        and _POINT_CHANGE.search(folded, max(0, noun.start() - 70), noun.start())
    ):
        return _Counted(noun.end(), "percent", "percentage_point")
    kind, unit = units.get(noun[0], ("", ""))
    kind = words.BY_ACCENT.get(text[noun.start() : noun.end()].lower(), kind)
    if unit == "poste" and (
        _is_job(folded, noun.end())
        or words.JOBS_BEFORE.search(folded, max(0, number.start - 40), number.start)
    ):
        return _Counted(noun.end(), "other", "emploi")
    return _Counted(noun.end(), kind or _kind_of(noun[0]), unit or singular_of(noun[0]))


@cache
def _phrase_heads() -> frozenset[str]:
    """Return the first words of the forms of several words, such as « mots » of « mots de passe »."""
    return frozenset(form.split(" ")[0] for form in load_units() if " " in form)


def _is_job(folded: str, end: int) -> bool:
    """Return whether the « postes » that end there are jobs: of people, or created, cut and vacant."""
    after = words.JOBS_AFTER.match(folded, end)
    return bool(after and (not after["who"] or _kind_of(after["who"]) == "people"))


def _kind_of(noun: str) -> str:
    """Return the kind of a plural noun by the lexicon or by its ending."""
    known = load_units().get(noun)
    return known[0] if known else "people" if words.PEOPLE_ENDING.search(noun) else "other"


def _modifier_before(folded: str, at: int) -> tuple[int, str] | None:
    """Return where the modifier left of a number begins and its qualifier."""
    last = folded[max(0, at - 1) : at]
    if (
        last == " "
    ):  # nearly no word before a number is the last of a modifier: a fast look spares the long one
        word = re.split(r"[ \n'(«\"]", folded[max(at - 20, 0) : at - 1])[-1]
        if word not in _LAST_OF_MODIFIERS and not word.endswith("ment"):
            return None
    elif last not in ("'", "~", "≈"):
        return None
    match = _BEFORE.search(folded, max(0, at - 40), at)
    if not match:
        return None
    return match.start(), words.MODIFIERS_BEFORE[int((match.lastgroup or "m0")[1:])][0]


def _modifiers(folded: str, start: int, end: int, floor: int) -> tuple[int, int, str]:
    """Return the span widened by its modifiers, not back beyond ``floor``, with the qualifier of the one that bounds it."""
    qualifiers: list[str] = []
    while len(qualifiers) < 2 and (before := _modifier_before(folded, start)) and before[0] >= floor:
        start = before[0]
        qualifiers.append(before[1])
    after = _AFTER.match(folded, end)
    if after and not words.NUMBER_THEN.match(folded, after.end()):
        end = after.end()
        qualifiers.append(words.MODIFIERS_AFTER[int((after.lastgroup or "m0")[1:])][0])
    bounds = [name for name in qualifiers if name not in ("about", "near", "exact")]
    return start, end, (bounds or qualifiers or [""])[0]


def _compose(
    text: str, folded: str, number: _Number, counted: _Counted | None, found: Sequence[Mention]
) -> Mention | None:
    """Put number, noun, rate and modifiers together; ``None`` where the number counts nothing."""
    if number.part:
        counted = _Counted(number.end, "percent", "percent")
    if counted and _is_clock(folded, number, counted):
        return None
    end = counted.end if counted else number.end
    half, more = _read_minutes(folded, end, counted)
    if half and number.high is not None:
        end, number = half.end(), replace(number, low=number.low + more, high=number.high + more)
    rate = None if number.part else _read_rate(text, folded, end, counted)
    start, end, modifier = _modifiers(
        folded, number.start, rate.end() if rate else end, found[-1].end if found else 0
    )
    if not (half or rate or _counts(text, folded, number, counted, modifier, found)):
        return None
    number, repaired = _repair_scale(folded, number, counted)
    if not counted and not rate:
        number = _with_scale_before(folded, start, number, found)
    kind, unit, elided = _meaning(text, folded, number, counted, rate, found)
    qualifier = number.qualifier if number.qualifier == "range" else modifier or number.qualifier
    low, high = (None, None) if repaired == _SCALE_MISSING else _bounds(number, qualifier)
    start = _with_sign(folded, start) if kind == "percent" else start
    return Mention(start, end, "QUANTITY", kind, unit, qualifier, low, high, remarks=repaired + elided)


def _read_minutes(folded: str, end: int, counted: _Counted | None) -> tuple[re.Match[str] | None, float]:
    """Return what follows a duration and is part of it: « un an et demi », « trois heures trente », « 2 min 30 »."""
    if counted is None or counted.kind != "duration":
        return None, 0.0
    if half := _HALF_AFTER.match(folded, end):
        return half, 0.25 if half["quarter"] else 0.5
    sixtieths = _SIXTIETHS.match(folded, end) if counted.unit in ("hour", "minute") else None
    seconds_of_minutes = sixtieths and bool(sixtieths["seconds"]) == (counted.unit == "minute")
    noun = _NOUN.match(folded, sixtieths.end() + 1) if sixtieths else None
    counts = (
        noun and noun[0][-1] in "sx" and noun[0] not in words.NOT_COUNTED
    )  # « en trois heures trente postes »
    if not sixtieths or counts or (sixtieths["word"] and not seconds_of_minutes):
        return None, 0.0
    return sixtieths, _exact((parse_number(sixtieths["count"]) or 0.0) / 60)


def _read_rate(text: str, folded: str, end: int, counted: _Counted | None) -> re.Match[str] | None:
    """Return « par semaine », or « par » with any noun right behind an amount: « 1,10 euro par votant »."""
    rate = _RATE.match(folded, end) or (_PER_ANY.match(folded, end) if counted else None)
    if not rate or not rate.groupdict().get("base"):
        return rate
    base = rate["base"]
    known = load_units().get(base) or (counted and counted.kind not in (*COUNT_KINDS, "other"))
    return rate if known and base not in words.NO_BASE and text[rate.start("base")].islower() else None


def _after_duration_word(folded: str, number: _Number) -> bool:
    """Return whether a word such as « pendant » or « sous » stands before a number."""
    return bool(words.DURATION_BEFORE.search(folded, max(0, number.start - 20), number.start))


def _is_clock(folded: str, number: _Number, counted: _Counted) -> bool:
    """Return whether « 14 heures » or « 14 h » tells the time: « à 14 heures », « vers 8 h », « 10h »."""
    if counted.unit != "hour" or number.low > 24 or number.qualifier == "about":
        return False
    if _SINGULAR_BEFORE.search(folded, max(0, number.start - 6), number.start):
        return True  # « le 20 heures »
    if len(_HOUR.findall(folded, number.start, counted.end)) > 1 or _UNTIL_HOUR.match(folded, counted.end):
        return True
    modified = _modifier_before(folded, number.start)
    if _HOURS_OF.match(folded, counted.end):
        return False
    if folded[counted.end - 1] == "h":
        return not (modified or _after_duration_word(folded, number) or number.low == 24)
    return not modified and bool(words.CLOCK_BEFORE.search(folded, max(0, number.start - 20), number.start))


def _counts(
    text: str, folded: str, number: _Number, counted: _Counted | None, modifier: str, found: Sequence[Mention]
) -> bool:
    """Return whether a number counts or measures: « un » alone is an article, « 2020 » alone is a year."""
    if _ONE.fullmatch(folded, number.start, number.end):
        return _one_counts(folded, number, counted, modifier)
    if counted:
        return True
    between = folded[found[-1].end : number.start] if found and found[-1].low is not None else ""
    if between in (" a ", " sur "):
        return True  # « de 3,2 à 4,1 », « 27 sièges sur 35 »
    if not folded[number.start].isdigit():
        return _word_counts(text, folded, number.start, number.end, bool(modifier))
    if _YEAR.fullmatch(folded, number.start, number.end) and modifier not in _BOUNDING:
        return False
    if modifier or number.part or number.qualifier in ("about", "several"):
        return True
    if number.linked:
        return number.scale != 1e3  # « 4K »
    return _digits_count(text, folded, number, found)


_BOUNDING = ("more_than", "at_least", "less_than", "near")


def _digits_count(text: str, folded: str, number: _Number, found: Sequence[Mention]) -> bool:
    """Return whether a number in digits without a noun counts, by what stands before and behind it."""
    start, end, before = number.start, number.end, max(0, number.start - 60)
    if number.qualifier == "range" and folded[start : start + 3] in ("ent", "de "):
        return True
    if words.PRONOUN_BEFORE.search(folded, before, start):
        return True
    if (
        found
        and words.LISTED_BEFORE.search(folded, start - 6, start)
        and words.LISTED_AFTER.match(folded, end)
    ):
        return not SENTENCE_END.search(folded, found[-1].end, start)
    if folded[end : end + 2] == " \x00" and words.DATED_BEFORE.search(folded, before, start):
        return True
    if _SINGULAR_BEFORE.search(folded, max(0, start - 6), start):
        return False
    if _GROUPED.fullmatch(folded, start, end) or words.VERB_AFTER.match(folded, end):
        return True
    later, partitive = _named_later(text, folded, number), _LATER.match(folded, end)
    if later and (later.kind not in (*COUNT_KINDS, "other") or (partitive and partitive["partitive"])):
        return True
    return bool(
        words.COUNT_BEFORE.search(folded, before, start) or words.CHANGE_BEFORE.search(folded, before, start)
    )


def _word_counts(text: str, folded: str, start: int, end: int, modified: bool) -> bool:
    """Return whether a number in words counts with its noun left out: « cinq s'y préparent », not « remis à neuf »."""
    before = folded[max(0, start - 24) : start]
    number = folded[start:end]
    idiom = _IDIOM_BEFORE.search(before) or number in ("zero", "mille", "cent")
    idiom = idiom or (number == "neuf" and before.endswith((" de ", " tout ")))
    named = _is_named(text, start) or _NAMED_BEFORE.search(before)
    return modified or "milli" in number or not (named or idiom)


def _is_named(text: str, start: int) -> bool:
    """Return whether a number has a capital inside a sentence: « les Deux Alpes »."""
    return start > 1 and text[start].isupper() and text[start - 1] == " " and text[start - 2].isalnum()


def _one_counts(folded: str, number: _Number, counted: _Counted | None, modifier: str) -> bool:
    """Return whether « un » is a number: bounded (« plus d'un hôpital »), a duration (« pendant un mois »), « un seul »."""
    if _ONE_ALONE.match(folded, number.start):
        return counted is not None
    if counted is None:
        return False
    if modifier in ("more_than", "at_least", "less_than"):
        return True
    if counted.kind not in ("duration", "money", "percent", "data_volume"):
        return False
    before = _after_duration_word(folded, number) and not words.SHARE_BEFORE.search(
        folded, max(0, number.start - 12), number.start
    )
    return bool(modifier or (before and counted.kind == "duration"))


_SCALED_DECIMAL = re.compile(r"(?<![0-9.,])([0-9]{1,6}[.,][0-9]{1,3}) (millions?|milliards?)(?![a-z])")
_SCALE_MISSING = (("scale_missing", "no scale is written, none is known"),)


@lru_cache(maxsize=4)
def _scales_written(folded: str) -> dict[str, str]:
    """Return the first scale that each decimal number of a document is written with: ``{"1,4": "million"}``."""
    return dict(reversed(_SCALED_DECIMAL.findall(folded)))


def _repair_scale(
    folded: str, number: _Number, counted: _Counted | None
) -> tuple[_Number, tuple[tuple[str, str], ...]]:
    """Give « 1,4 de personnes » the scale that the same number has elsewhere in the document, or mark it as missing."""
    if counted is None or number.linked or number.part or not _LINK.match(folded, number.end):
        return number, ()
    elsewhere = _scales_written(folded).get(folded[number.start : number.end])
    if not elsewhere or number.high is None:
        return number, _SCALE_MISSING
    scale = _scale_value(elsewhere)
    repaired = replace(number, low=_exact(number.low * scale), high=_exact(number.high * scale))
    return repaired, (("scale_repaired", elsewhere.removesuffix("s")),)


def _with_scale_before(folded: str, start: int, number: _Number, found: Sequence[Mention]) -> _Number:
    """Give « 14 » in « 16 à 17 millions d'euros, contre 14 » the millions that it is held against."""
    scale = compared_scale(folded, start, number.end, found) if number.scale == 1 else 0.0
    if not scale or number.part or number.high is None or number.high >= 1000:
        return number
    return replace(number, low=_exact(number.low * scale), high=_exact(number.high * scale), scale=scale)


def _bounds(number: _Number, qualifier: str) -> tuple[float | None, float | None]:
    """Return the interval that a qualifier makes of a number; an open side is ``None``."""
    if qualifier in ("more_than", "at_least", "several"):
        return number.low, None
    if qualifier in ("less_than", "up_to"):
        return None, number.low if number.high is None else number.high
    return number.low, number.high


def _named_later(text: str, folded: str, number: _Number) -> _Counted | None:
    """Return the noun that stands with a later number or in a partitive: « quatre des cinq sites », « 19 et 22 ans »."""
    listed = _LISTED.match(folded, number.end)
    changed = words.CHANGE_BEFORE.search(folded, max(0, number.start - 60), number.start)
    later = listed or _LATER.match(folded, number.end) or (_TO.match(folded, number.end) if changed else None)
    if not later:
        return None
    following = _read_number(text, folded, later.end())
    if following is None and later.re is _LATER and later["partitive"]:
        following = replace(number, end=later.end() - 1, low=2.0, high=2.0, linked=False)
    return _read_counted(text, folded, following) if following else None


def _meaning(
    text: str,
    folded: str,
    number: _Number,
    counted: _Counted | None,
    rate: re.Match[str] | None,
    found: Sequence[Mention],
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return unit_kind, unit and remarks; an elided noun is that of the count before it in the paragraph."""
    if not counted and not rate and (same := compared_with(folded, number.start, found)):
        return same.unit_kind, same.unit, (("noun_elided", same.unit or same.unit_kind),)
    if not counted and not rate and (other := _named_later(text, folded, number)):
        return other.kind, other.unit, (("noun_elided", other.unit),)
    if rate:
        bases = re.findall(r"(?:par |/)([a-zœ-]+)", rate[0])
        per = "/".join(load_units().get(base, ("", base))[1] for base in bases)
        return "rate", f"{counted.unit if counted else ''}/{per}", ()
    if counted:
        return counted.kind, counted.unit, ()
    if number.part:
        return "percent", "percent", ()
    kind, unit = left_out(folded, number.start, number.end, number.scale, found)
    return kind, unit, ((("noun_elided", unit or kind),) if kind != "other" or unit else ())


def _with_sign(folded: str, start: int) -> int:
    """Return the start with a sign that touches the number: « +30 % »."""
    sign = re.search(r"(?:^|[\s(])([+-] ?)$", folded[max(0, start - 3) : start])
    return start - len(sign[1]) if sign and "-" not in sign[1] else start
