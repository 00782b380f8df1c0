"""Find quantities: every number that counts or measures something, with its bounds, its unit and what it counts.

A quantity is modifier + number + head noun or unit. ``TRIGGER`` goes from number to number; from there one small
pattern per family reads to the right (``_read_number``, ``_read_counted``) and one looks left for the modifier. The
words themselves stand in ``helpers.french.quantity_words`` and in ``lexicon/units.csv``.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from helpers.french import quantity_words as words
from helpers.french.elision import (
    COUNT_KINDS,
    SENTENCE_END,
    compared_scale,
    compared_with,
    label_of,
    left_out,
    of_sum,
    parallel,
)
from helpers.french.mention import Mention
from helpers.french.numbers import DIGITS, NUMBER, parse_number
from helpers.french.quantity_words import EDGE, LEFT_EDGE, PERIOD, RATE_BASE
from helpers.french.units import load_units, singular_of
from helpers.french.words import find_words, look_for, word_set

_COLLECTIVE = "(?:" + "|".join(sorted(words.COLLECTIVES, key=len, reverse=True)) + ")s?"
TRIGGER = re.compile(
    r"[0-9]+|[$£€] ?(?=[0-9])|(?<![a-z0-9œæ])(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze"
    r"|seize|vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille|zero|moitie|tiers"
    rf"|quarts?|{_COLLECTIVE}|(?:plusieurs|quelques)(?= {_COLLECTIVE})|demi(?=-[hjs])){EDGE}"
)
# the first words of the trigger
_NUMBER_WORDS = look_for(
    word_set(
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante"
        " cinquante soixante septante huitante octante nonante cent cents mille zero moitie tiers quart quarts plusieurs"
        " quelques demi"
    )
    | {part + s for name in words.COLLECTIVES for part in name.split("-")[:1] for s in ("", "s")}
)
_ONES = look_for(["un", "une"])
_MONEY_SIGN = re.compile("[$£€] ?$")
_SCALE = (
    r"(?P<scale>(?: ?(?:k|m|mds?|mrd)(?=[€$£ .,;:!?)\n]|eur|usd|chf|$)| (?:millions?|milliards?|billions?)"
    rf"{EDGE}))"
)
_PLAIN = re.compile(rf"(?P<number>{NUMBER})(?P<half> et demie?{EDGE})?{_SCALE}?(?P<more> et demi{EDGE})?")
_MILLIONS_MORE = re.compile(
    rf" (?:et )?(?P<count>[0-9]{{1,3}}) millions{EDGE}"
)  # « 1 milliard 200 millions »
_UNSCALED = re.compile(rf"(?P<number>{NUMBER})(?P<half> et demie?{EDGE})?")
# what may follow « trois » in « trois centaines », « trois quarts », « 2/3 »
_MORE_WORDS = re.compile(rf"/|[ -](?:bon|petit|gros|simple|belle|{_COLLECTIVE}|{'|'.join(words.PARTS)})")
_VAGUE = re.compile(
    rf"(?:(?P<count>une?|plusieurs|quelques|{NUMBER}) (?:(?:bon(?:ne)?|petite?|gros(?:se)?|simple|belle)s? )?)?(?P<scales>{_COLLECTIVE}"
    rf"(?: (?:de |d')(?:dizaine|centaine|millier|million|milliard)s?){{0,3}}){EDGE}"
)
# « une quarantaine d'agents », « une quarantaine ont fui », not « mis en quarantaine »
_FORTY_OF = re.compile(rf" d(?:e |')|{words.VERB_AFTER.pattern}")
_COLLECTIVE_OF = re.compile(r" d(?:e |')[a-zœæ'-]{2,30}[sx](?![a-z])")  # « la quarantaine de salariés »
# « vingt agents, contre une quarantaine », « contre 97 en 2020 et une quarantaine en 2017 »
_FORTY_HELD = re.compile(r"(?:contre|soit|dont|environ|ou|contre [^.;!?\n]{1,24} et) $")
# « Une quarantaine cette année », at the head of an answer
_FORTY_ANSWERED = re.compile(r" \x00|[.,](?![0-9])| (?:au total|selon|environ|seulement)(?![a-z])")
_HEAD_OF_ANSWER = re.compile(r"(?:^|[\n.?!«—–-]) *$")
_PART = re.compile(
    rf"(?:(?P<count>une?|deux|trois|quatre|cinq|six|sept|huit|neuf|[1-9])[ -](?P<full>(?:bon|gros|petit|bonne|grosse|petite) )?)?"
    rf"(?P<part>{'|'.join(words.PARTS)})s?{EDGE}"
)
_WRITTEN_PART = re.compile(r"(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?![0-9/])")
_PART_OF = re.compile(
    r" (?:de (?:la |l'|nos |ses |ces |leurs? |notre |votre |sa |son |cette )|du |des |d'entre|d'un|environ)"
)
_PART_OF_UNIT = re.compile(
    rf"(?:(?:(?P<count>une?|trois|[13]) (?:bon |petit |gros )?)?quarts? d(?:'|e )(?P<quartered>heure|point|siecle|litre)"
    rf"|(?:une? (?:bonne |petite |grosse )?)?demi-(?P<halved>heure|journee|siecle|point|litre|kilo|tonne|poste|part|page|degre|hectare|etp)){EDGE}"
)
_CONNECT = re.compile(
    r"(?P<word> (?:a|ou|voire) (?:meme |peut-etre )?|(?<=[0-9]) ?- ?(?=[0-9])| et )"
    r"(?:quelque |environ |pres d(?:e |')|plus d(?:e |'))?(?P<sign>[-+](?=[0-9]))?(?=[0-9a-z])"
)
# a verb or another number ends what a rate or a share reaches over: « 22 cars assurent 46 allers-retours par jour »
_VERB_OR_NUMBER = (
    r"(?:quarante|cinquante|soixante|vingt|trente|quatre-vingt|septante|nonante)-[a-z-]{2,14}(?![a-zœæ])"
    r"|(?!(?:pati|cli|ag|accid|incid|adolesc|par|presid|resid|differ|urg|frequ|perman)ent)[a-z]{2,12}(?:(?<!m)|(?<=rm)|(?<=om)|(?<=omm))ent(?![a-zœæ])"
)
_WORD = rf" (?!(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|quarante|cinquante|soixante|cents|trente|cent|mille|ont|sont|est|a|qui|que|dans|pour|par|et|ou|sur|sera|seront|seraient|etait|aura|auront|ete|etaient|avait|avaient){EDGE})[a-zœæ][a-zœæ'-]{{0,30}}"
_COMPLEMENT = rf"(?:(?! {_VERB_OR_NUMBER}){_WORD})"
_RATIO = re.compile(rf"(?:{_WORD}){{0,5}}? sur (?P<whole>{NUMBER})(?![a-z0-9œæ%])")
_GRADE = re.compile(r" ?(?:sur |/ ?)(?:5|10|20|100)(?![0-9a-z%]|[.,][0-9])")  # « 12,4 sur 20 »
_RATE = re.compile(
    rf"(?:{_COMPLEMENT}{{0,3}}?(?: et)? par {PERIOD}{EDGE}(?: et par [a-zœæ]{{3,20}}{EDGE})?"
    rf"| (?:de |a )?l'(?:heure|hectare){EDGE}| (?:d'eau )?(?:la (?:tonne|minute)|le (?:kilo|litre|metre carre|m2|m²|kwh|megawattheure|gramme|baril|quintal)|au (?:kilo|litre|metre carre|m2|m²|km2|km²|kilometre carre)){EDGE}"
    rf"|(?: d(?:e |')[a-zœæ]{{3,20}})?(?: et)? par {RATE_BASE}{EDGE}(?: et par {PERIOD}{EDGE})?"
    rf"|(?: ht| ttc)? ?/ ?(?:jour|j|mois|an|semaine|heure|h|min|s|nuit|patient|habitant|personne|unite|piece|litre|l|kg|t|tonne|ha|hectare|[km]?m[23²³]|km|[km]wh){EDGE})"
)
_PER_ANY = re.compile(
    rf" par (?P<base>voix|colis|repas|bus|pays|cas|avis|[a-zœæ]{{3,20}}(?<![sx])){EDGE}(?: et par {PERIOD}{EDGE})?(?: (?:carre|cube){EDGE})?(?! d(?:es |u |e |'))"
)
_UNIT_SYMBOL = re.compile(
    r"(?! ?(?!pourc)[a-z]{8}) ?(?P<unit>%|‰|pour[ -]cents?|pourcents?|pour mille|us\$|€|\$|£"
    rf"|° ?[cf]{EDGE}|h(?=[0-5][0-9](?![0-9]))|hab(?:\.|{EDGE})|(?:eur|usd|btc|[gm]bits?|ko|mo|go|to|po|kb|mb|gb|tb|h|mn|min|km2|km²|km|mm|cm|kg|mg|[µμ]g|ml|cl|m2|m²|m3|m³|ms"
    rf"|ha|chf|[kmgt]wh?|hpa|db|[kmg]hz|kcal|(?<=[0-9] )[mglt](?!')){EDGE})"
)
_NOUN = re.compile(r"[a-zœæ]+(?:-(?=[a-zœæ])[a-zœæ]+|'(?=[a-zœæ])(?<=d')[a-zœæ]+){0,4}")
_LINK = re.compile(r" (?:de |d')(?=[a-zœæ])")
_SIXTIETHS = re.compile(
    rf"(?: (?P<and>et )?|(?<=h)|(?<=n)|(?<=m)|(?<=€))(?P<count>[0-9]{{1,2}}(?![0-9]|[.,][0-9])|(?:cinq|dix|quinze|vingt|trente|quarante|cinquante|soixante|quatre-vingt)(?:-(?:et-)?[a-z-]{{2,12}})?|[a-z]{{3,8}}(?= min))"
    rf"(?P<word> ?(?:min(?:utes)?|mn|(?P<cents>centimes?)|(?P<seconds>s(?:ec(?:ondes)?)?)){EDGE})?(?![a-z0-9-])"
)
# « trois heures trente », « un mètre vingt », « 2 euros 50 »
_DIVIDED = {"hour": 60, "minute": 60, "metre": 100, "EUR": 100}
_HALF_AFTER = re.compile(rf" et (?:demie?|(?P<quarter>quart)){EDGE}")
_LAST_OF_MODIFIERS = word_set(
    "moins minimum minima mot prou plus maximum mieux quelque quelques quasi peine environ pres presque modo ~ ≈"
)
_OF_WORDS = word_set("de du des la le les a au aux d l que")
_HEADS_OF_MODIFIERS = word_set(
    """
    moins minimum minima plus partir maximum jusqu davantage dela au-dela en-dessous superieur superieure superieurs superieures depassant excedant
    dessous barre seuil inferieur inferieure inferieurs inferieures pres loin proche proches avoisinant autour alentours
    environs ordre
    """
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
# « au stade du Port : 14,2 millions d'euros »: what has a scale or a unit of money or of data is no identifier
_AMOUNT_HERE = re.compile(
    rf"{DIGITS} ?(?:millions?{EDGE}|milliards?{EDGE}|[km]?€|euros?{EDGE}|%|[kmgt]o{EDGE}|(?:kilo|mega|giga|tera)octets?{EDGE})"
)
# « les versions 8, 9 et 10 sont touchées »
_NAMED_LIST = re.compile(
    r"[0-9]{1,4}(?:, [0-9]{1,4}){0,9},? (?:et|ou|a) [0-9]{1,4}(?![0-9a-z]|[.,][0-9]| ?[%€$])"
    r"(?! (?!(?:dans|sous|plus|des|les|tous|puis|depuis|sans|apres|vers)(?![a-z]))[a-z-]{3,30}[sx](?![a-z]))"
)
_ADDRESS = re.compile(r"://|www\.|@")
_TOKEN_END = re.compile(r"\s")
_MONEY_CODE = re.compile(r"(?<![a-z])(eur|usd|chf) ")  # « CHF 2'500 »
_MONEY_PREFIX = re.compile(r"(?P<unit>[$£€]) ?(?=[0-9])")
_TAIL = re.compile(r"(?:cents?|mille|millions?|milliards?|billions?)$")
_ADJECTIVE_ENDING = re.compile(
    r"(?:euses|ieux|aines|ales|elles|ables|ibles|iques|antes|ents|entes|ives|ifs|ees)$"
)
_PHRASE = re.compile(r"[a-zœæ'-]{1,30}(?: [a-zœæ'-]{1,30}){0,2}")
# « de » is the range's own where no noun asks for it: « De 10 à 15 sites », « dure de deux à trois jours », not « un délai de 10 à 15 jours »
_DE_BEFORE = re.compile(
    r"(?:^|[\n.,;:(«!?-] ?|(?<![a-z])(?:dur|touch|compt|vari|emploie|concern|coute|coutai|oscill|va|vont|ira|iront|pren|faut|fallu|perdu|"
    r"s'etal|mettr|represent|contien|compren|comport|risqu|encour|paralys|frapp|visai|vise|recens|reuni|rassembl|attir|accueill|heberg|mobilis|bless|tue|pes"
    r"|vaut|vaudr|valai|vend|negoci|achet|chiffr|rapport|gagn|recevr|recoi|recu|paie|facture)[a-z]{0,5} |(?<![a-z'])(?:long(?:ue)?|haut|large|profond|distant|passible|compose|constitue|equipe|dote)e?s? )(?P<de>de )$"
)
# « une durée de 3 à 5 jours », « la facture de 200 à 300 euros »: what looks like a verb has its article
_NOUN_OF_RANGE = re.compile(
    rf"(?:{LEFT_EDGE}(?:une?|l[ae]|les|des|du|au|aux|ces?|cette|sa|son|ses|leurs?|chaque|nos|notre) |(?<![a-z])[ld]')[a-z]{{3,16}} de $"
)
# « remis à neuf », « rien de neuf », « à deux », « à elles deux », « couper en deux », not « ramenée à deux »
_IDIOM_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:a|a (?:elles|eux|nous)|en|du|flambant|comme|l'un des|l'une des) $"
)
# « un pull neuf », against « et neuf ont été relâchés »
_NINE_BEFORE = re.compile(
    r"(?:^|[\n,;:.(«] ?|(?<![a-z])(?:et|ou|a|sont|etaient|seront|restent|ont|contre|soit|dont|sur|puis|que|en [a-z]{2,14}|en (?:a|ont|avait|avaient|aura) [a-z]{3,12}|ramen[a-z]{1,4} a|les|des|ces|aux|pour|avec|par|environ|presque|entre|quatre|les autres) )$"
)
_UNDERGONE = re.compile(r" (?:a|au|aux|par|pour|en) ")
_BROUGHT_TO = re.compile(
    rf"{LEFT_EDGE}(?:ramen|redui|limit|port|pass|fix|tomb|mont|estim|evalu|abaiss|relev|grimp|bloqu|arret|descend|reven|chut)[a-z]{{0,5}} a $"
)
_LOT_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:lots?|groupes?|paquets?|tranches?|series?) de $"
)  # « par lots de mille »
_SINGULAR_BEFORE = re.compile(rf"{LEFT_EDGE}(?:le|la|au|du|ce|cette) $")  # « le 15 et le 112 sont saturés »
_ENTRE_BEFORE = re.compile(rf"{LEFT_EDGE}entre $")
_ONE = re.compile(r"une?")
_ONE_YEAR_OF = re.compile(r" (?:ferme|avec sursis)(?![a-z])")  # « deux ans de prison, dont un ferme »
_ONE_ALONE = re.compile(r"une? seule? ")
_LATER = re.compile(
    r",? (?:(?P<partitive>des|de (?:ces|ses|mes|nos|vos|leurs))|et|ou|puis|voire(?: des)?) (?=[0-9a-zœæ])"
)
# « 4, 7 et 11 ans », « dix, quinze et vingt euros »: the noun stands with the last number only
_TO = re.compile(" a (?=[0-9a-z])")  # « est passé de 21 à 9 jours »
_LISTED = re.compile(rf"(?:, {NUMBER}(?![.,]?[0-9])){{1,4}},? (?:et|ou|puis) (?=[0-9a-zœæ])")
# « les villes de 3, 5 et 12 établissements », not « les salles 3, 5 et 12 étages plus haut »
_LISTED_BEFORE = re.compile(
    rf"(?:^|[\n.!?:;,(«] ?|{LEFT_EDGE}(?:de|des|les|aux|nos|ces|ses|leurs|avec|environ|respectivement|dont|soit|contre|sur|a|pour|et|ou|en|par) )$"
)
_PARTICIPLE = re.compile(
    r"(?:(?<!it)(?<!iét)(?<!ult)(?<!aut)(?<!ert)(?<!ign)és|(?<!rr)(?<!rn)ées|(?:ploit|trait|visit)és)$"
)
_UNTIL_HOUR = re.compile(r" (?:a|et) [0-9]{1,2} ?h(?:eures?)?(?![a-z])")
_HOUR = re.compile(r"(?<![a-z])h(?:eures?)?(?![a-z])")
_HOURS_LONG = re.compile(r"[0-9]{1,2} ?h ?[0-5][0-9](?![0-9])")  # « pendant 5 h 30 » is no time of day
_TIME_OF_DAY = re.compile(
    " (?:du (?:matin|soir)|de l'apres[- ]midi)(?![a-z])"
)  # « jusqu'à 6 heures du matin »
_TO_THE_SECOND = re.compile(" ?[0-5]?[0-9] ?min(?:utes)? ?[0-5]?[0-9] ?s")  # « 2 h 05 min 43 s »
_HOURS_OF = re.compile(r" d(?:e (?!l'apres|la (?:nuit|journee))|'(?!affilee))")  # « 24 heures de grève »
_STATES = re.compile("pass|tomb|evolu|ramen|redui|grimp")
_FALLS = re.compile("baiss|recul|chut")
_POINT_CHANGE = re.compile(
    r"baiss|hauss|recul|progress|rabot|rogn|allong|raccourc|comprim|coup[ea]|gagn|perd|augment|diminu|bondi|grimp|chut|fond|redui|accr|ampute"
)
_POINT_BEHIND = re.compile(" d(?:e (?:plus|moins|mieux)|'(?:avance|ecart|avantage))")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ .'][0-9]{3})+")
_RATIO_WHOLES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 50, 100, 1000, 10_000, 100_000)


class _Number(NamedTuple):
    """A number at ``start:end``: its bounds, how exact it is, and whether its noun follows with « de »."""

    start: int
    end: int
    low: float
    high: float | None
    qualifier: str = ""
    linked: bool = False
    scale: float = 1.0
    part: bool = False


class _Counted(NamedTuple):
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
    places, numbers = find_words(folded)
    digits = [at for at, _ in numbers]
    found = digits + [at for word in places.keys() & _NUMBER_WORDS for at in places[word]]
    if any(sign in blanked for sign in "$£€"):
        signs = (_MONEY_SIGN.search(blanked, max(at - 2, 0), at) for at in digits)
        found += [sign.start() for sign in signs if sign]
    ones = [at for word in places.keys() & _ONES for at in places[word] if _one_may_count(blanked, at)]
    return sorted(found + ones)


def _one_may_count(folded: str, at: int) -> bool:
    """Return whether « un » may be more than an article, judged fast: nearly all are articles."""
    ahead = folded[at : at + 80]
    return bool(
        " par " in ahead
        or " sur " in ahead
        or words.ONE_AHEAD.match(folded, at)
        or words.ONE_BEHIND.search(folded, max(0, at - 12), at)
    )


def _score_end(folded: str, at: int) -> int | None:
    """Return where a result of a match ends: « s'est imposée 3 à 1 », not « passe de 27 à 12 »."""
    score = words.SCORE.match(folded, at) if folded[at].isdigit() else None
    return score.end() if score and words.MATCH_BEFORE.search(folded, max(0, at - 70), at) else None


def _past(folded: str, at: int, end: int) -> int:
    """Return where to go on after a number that counts nothing: behind all of its digits, or one word further."""
    number = _UNSCALED.match(folded, at) if folded[at].isdigit() else None
    return number.end() if number else end


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
    if here and not (
        _HOURS_LONG.match(folded, at)
        and (
            words.LONG_AFTER.match(folded, at)
            or words.LONG_BEFORE.search(folded, max(0, at - 16), at)
            or words.GROWN_BEFORE.search(folded, max(0, at - 40), at)
        )
    ):
        return here.end()
    last, second_last = folded[at - 1 : at], folded[max(0, at - 2) : at - 1]
    if not folded[at].isdigit():
        return at + 1 if last == "_" or (last == "-" and second_last.isalnum()) else None
    if last.isalnum() or (last in (".", ",") and second_last.isalnum()):
        return _past(folded, at, at + 1)
    if _AMOUNT_HERE.match(folded, at):
        return None
    named = _NAMED_BEFORE.search(folded, max(0, at - 24), at)
    if named and (listed := _NAMED_LIST.match(folded, at)):
        return listed.end()
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
    return any(sign in folded for sign in ("://", "www.", "@"))


def _token_around(folded: str, at: int) -> str:
    """Return the characters around an offset up to the next spaces, at most 200 to the left and 60 to the right."""
    left = max(folded.rfind(space, max(0, at - 200), at) for space in " \n")
    right = _TOKEN_END.search(folded, at, at + 60)
    return folded[max(left + 1, at - 200) : right.start() if right else at + 60]


def _read_quantity(text: str, folded: str, at: int, found: Sequence[Mention]) -> Mention | None:
    """Read the quantity whose number begins at ``at``, or return ``None`` where nothing is counted."""
    if folded[at] in "uq1t3d" and (fraction := _PART_OF_UNIT.match(folded, at)):
        return _compose(text, folded, *_fraction_of_unit(fraction), found)
    prefix = _MONEY_PREFIX.match(folded, at) if folded[at] in "$£€" else None
    number = _read_number(text, folded, prefix.end() if prefix else at)
    if number is None:
        return None
    number = number._replace(start=at) if prefix else number
    if ratio := _read_ratio(text, folded, number):
        return _compose(text, folded, ratio, None, found)
    if grade := _GRADE.match(folded, number.end) if number.low % 1 else None:
        return _compose(text, folded, number, _Counted(grade.end(), "other", "point"), found)
    number, counted = _read_range(text, folded, number)
    if prefix:
        counted = _Counted(number.end, "money", load_units()[prefix["unit"]][1])
    return _compose(text, folded, number, counted, found)


def _fraction_of_unit(match: re.Match[str]) -> tuple[_Number, _Counted]:
    """Return « trois quarts d'heure », « une demi-journée » or « un quart de point » as a part of its unit."""
    share = 0.25 * (parse_number(match["count"] or "un") or 1) if match["quartered"] else 0.5
    word = match["quartered"] or match["halved"]
    if word == "poste":  # half a machine there is none
        return _Number(match.start(), match.end(), share, share), _Counted(match.end(), "other", "emploi")
    kind, unit = ("percent", "percentage_point") if word == "point" else load_units()[word]
    return _Number(match.start(), match.end(), share, share), _Counted(match.end(), kind, unit)


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
    if spoken or more or match["half"]:
        value = _exact(value * (scale if spoken else 1.0) + (0.5 * scale if match["half"] or more else 0.0))
    if scale == 1e9 and (millions := _MILLIONS_MORE.match(folded, match.end())):
        value += 1e6 * int(millions["count"])
        return _Number(at, millions.end(), value, value, linked=True, scale=1e6)
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
    round_one = scales[0].rstrip("s") in ("dizaine", "centaine", "millier", "million", "milliard")
    if not count and not round_one and not _COLLECTIVE_OF.match(folded, match.end()):
        return None
    if scales[0].startswith("quarantaine") and not (
        _FORTY_OF.match(folded, match.end())
        or (count == "une" and _FORTY_HELD.search(folded, max(0, at - 40), at))
        or (
            count == "une"
            and _HEAD_OF_ANSWER.search(folded, max(0, at - 4), at)
            and _FORTY_ANSWERED.match(folded, match.end())
        )
    ):
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
        and not match["full"]
        and not _PART_OF.match(folded, match.end())
        and not _modifier_before(folded, at)
        and not (folded[at - 1 : at] == "'" and _POINT_CHANGE.search(folded, max(0, at - 40), at))
        and not words.SHARE_ALONE_AFTER.match(folded, match.end())
        and not (whole == 4 and match["count"] and words.QUARTER_UNDERGOES.match(folded, match.end()))
        and not words.SHARE_ALONE_BEFORE.search(folded, max(0, at - 24), at)
    ):
        return None
    if whole > 4 and not match["count"]:
        return None
    share = round(100 * count / whole, 2)
    return _Number(at, match.end(), share, share, part=True)


def _read_ratio(text: str, folded: str, number: _Number) -> _Number | None:
    """Read « un sur cinq », « 3 patients sur 10 », « un hôpital de la région sur deux » as a percentage."""
    if number.part or number.high is None or folded.find(" sur ", number.end, number.end + 180) < 0:
        return None
    match = _RATIO.match(folded, number.end)
    whole = parse_number(match["whole"]) if match else None
    if not match or not whole or whole not in _RATIO_WHOLES or number.low >= whole:
        return None
    if _read_counted(text, folded, _Number(match.start("whole"), match.end(), whole, whole)):
        return None
    if number.low % 1 and _GRADE.match(folded, number.end):
        return None
    share = round(100 * number.low / whole, 2)
    return number._replace(end=match.end(), low=share, high=share, part=True)


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
        minus = bool(_MINUS.search(folded, max(0, first.start - 2), first.start))
        between = _ENTRE_BEFORE.search(folded, max(0, first.start - 8 - minus), first.start - minus)
        second = _read_second(text, folded, first, end, bool(between))
        unit = _read_counted(text, folded, second) if second else None
        if not second or (end != first.end and not (counted and unit and unit.unit == counted.unit)):
            continue
        if minus and unit and _takes_sign(unit):  # « entre -3 et 5 °C »
            first = first._replace(start=first.start - 1, low=-first.low, high=-first.low)
        if joined := _range_of(folded, first, second, unit):
            return joined._replace(start=_range_start(folded, first, end, between)), unit
    return first, counted


# « le budget est passé de 12 à 18 millions d'euros, et l'effectif de 40 à 65 salariés »: the verb told once
_CHANGES_TOO = re.compile(
    rf"{LEFT_EDGE}(?:pass|grimp|bondi|tomb|chut)(?:e|er|es|ee|ees|i|ant|ait|aient|era|ent)? de [^.;:!?\n]{{1,30}} a [^.;:!?\n]{{1,50}}(?:, et|,| et)"
    r" (?:l'|(?:le|la|les|son|sa|ses|leurs?) )[a-zœæ-]{3,20} de $"
)


def _changes_too(folded: str, number: _Number) -> bool:
    """Return whether a number is a state before a change whose verb stands in the clause before."""
    return folded.endswith(" de ", 0, number.start) and bool(
        _CHANGES_TOO.search(folded, max(0, number.start - 140), number.start)
    )


def _range_of(folded: str, first: _Number, second: _Number, unit: _Counted | None) -> _Number | None:
    """Return the range of two numbers, unless they are two states (« est passé de 27 à 54 ») or bare years."""
    changed = words.CHANGE_BEFORE.search(folded, max(0, first.start - 60), first.start)
    if changed and (first.low < second.low if _FALLS.match(changed[0]) else unit and unit.kind == "percent"):
        changed = _STATES.search(
            changed[0]
        )  # « ont progressé de 8 à 10 % », « baisse de 15 à 20 mm » are ranges
    if changed or _changes_too(folded, first) or (unit is None and _both_years(folded, first, second)):
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
    noun = of and _NOUN_OF_RANGE.search(folded, max(0, first.start - 30), first.start)
    return of.start("de") if of and not noun else first.start


def _read_second(text: str, folded: str, first: _Number, end: int, between: bool) -> _Number | None:
    """Read the upper bound of a range after its connector, or ``None``; « et » joins only after « entre »."""
    connector = None if first.part else _CONNECT.match(folded, end)
    if not connector or (connector["word"] == " et ") != between or text[end : end + 3] == " a ":
        return None  # « l'un a 17 ans »
    second = _read_number(text, folded, connector.end())
    if second is None or second.part or second.high is None:
        return None
    return second._replace(low=-second.low, high=-second.low) if connector["sign"] == "-" else second


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
    return second._replace(start=first.start, low=low, high=high, qualifier="range")


def _read_counted(text: str, folded: str, number: _Number) -> _Counted | None:
    """Read the unit or head noun behind a number, or ``None`` where the noun is left out."""
    units = load_units()
    if number.part:
        return _Counted(number.end, "percent", "percent")
    if symbol := _UNIT_SYMBOL.match(folded, number.end):
        kind, unit = units[symbol["unit"].replace("-", " ").replace("° ", "°")]
        return _Counted(symbol.end(), kind, unit)
    at = _noun_start(folded, number)
    if at and folded.startswith("plus ", at):  # « les dix plus grandes villes »
        adjective = _NOUN.match(folded, at + 5)
        at += 5 if adjective and adjective[0] in words.PREPOSED else 0
    if folded.startswith("un ", number.start) and _ONE_YEAR_OF.match(folded, number.end):
        return None
    for _ in range(3):
        noun = _NOUN.match(folded, at) if at else None
        if not noun or (len(noun[0]) == 1 and folded.startswith("'", noun.end())):
            return None  # « trente-quatre l'avaient obtenu »
        if noun[0] in words.PREPOSED and folded[noun.end() : noun.end() + 1] == " ":
            following = _NOUN.match(folded, noun.end() + 1)
            if following and _is_noun(text, following, number, noun[0]):
                at = noun.end() + 1
                continue
        if not _is_noun(text, noun, number) or (at == number.end + 1 and _needs_link(noun[0], number)):
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


def _needs_link(noun: str, number: _Number) -> bool:
    """Return whether « de » must stand between a number and its noun: « 2,5 millions attendus » counts no « attendus »."""
    return number.linked and number.scale >= 1e6 and load_units().get(noun, ("other",))[0] == "other"


def _is_noun(text: str, noun: re.Match[str], number: _Number, adjective: str = "") -> bool:
    """Return whether a word can be the thing counted: one of the lexicon, or any plural in small letters."""
    word, written = noun[0], text[noun.start() : noun.end()]
    if adjective == "autres" and written.endswith("és") and _UNDERGONE.match(noun.string, noun.end()):
        return False  # « deux autres condamnés à des amendes »
    if word in words.NOT_COUNTED or (adjective in words.ALSO_NOUNS and word not in load_units()):
        return False
    if written.isupper():
        return len(word) > 1
    known = load_units().get(word)
    if word in words.INVARIABLE or "-" in word:
        return known is not None or word[-1] in "sx" or word.split("-")[0][-1] in "sx"
    if known and known[0] in ("data_volume", "money"):
        return True
    if known and known[0] == "duration" and written[0].isupper():
        return False  # « le journal 20 Minutes »
    plural, capital = word[-1] in "sxz", written[0].isupper()
    singular = number.low < 2 and number.high is not None and number.high < 2
    if capital:
        # « quatre Canadairs », not « 75004 Paris » or « les Deux Alpes »
        spelled = not text[noun.start() - 2].isdigit() and not _is_named(text, number.start)
        if known and known[0] in ("devices", "other") and word in words.INVARIABLE:
            return True  # « six Canadair »
        return plural and bool(spelled or known or words.PEOPLE_ENDING.search(word) or word in words.PEOPLES)
    if known:
        return plural or singular or known[0] not in (*COUNT_KINDS, "other") or len(word) < 4
    if word in words.PREPOSED or (number.low % 1 and written.endswith("é")):
        return False  # « contre 1,6 annoncé en avril »
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
    kind, unit = units.get(noun[0], ("", ""))
    kind = words.BY_ACCENT.get(text[noun.start() : noun.end()].lower(), kind)
    if unit == "point" and _is_of_percent(folded, noun, number):
        kind, unit = "percent", "percentage_point"
    elif number.scale >= 1e6 and noun[0] in words.SUMS:
        return _Counted(noun.end(), "money", "")
    elif noun[0] == "livres" and number.scale >= 1e6 and _are_pounds(folded, number):
        kind, unit = "money", "GBP"
    elif unit == "poste" and _are_jobs(folded, noun, number):
        kind, unit = "other", "emploi"
    kind = _kind_beside(folded, noun) or kind or _kind_of(noun[0])
    if kind in ("organisations", "devices") and number.low % 1 and number.scale == 1:
        kind = "other"  # « une pression de 0,4 bar »
    return _Counted(noun.end(), kind, unit or singular_of(noun[0]))


def _kind_beside(folded: str, noun: re.Match[str]) -> str:
    """Return the kind that the words beside a noun give it, or "": « trois contrôleurs de domaine », « 36 profils en aluminium »."""
    if noun[0] not in words.BESIDE:
        return ""
    before, after, kind = words.BESIDE[noun[0]]
    near = after.match(folded, noun.end()) or before.search(folded, max(0, noun.start() - 90), noun.start())
    return kind if near else ""


def _is_of_percent(folded: str, noun: re.Match[str], number: _Number) -> bool:
    """Return whether points are of percent: « a gagné 3 points », « 2,5 points », « 43 %, cinq points de plus ».

    « À 6 212 points » is a level of the stock exchange, « avec 11 points » a place in a table.
    """
    if number.low >= 100 or folded.startswith("avec ", max(0, number.start - 5)):
        return False
    near = max(0, noun.start() - 70)
    floor = max(near, folded.rfind(". ", near, noun.start()))
    beside = "%" in folded[max(0, noun.start() - 150) : noun.start()]
    return bool(
        not number.low.is_integer()
        or (beside and _SIGN.search(folded, max(0, number.start - 10), number.start))
        or _POINT_CHANGE.search(folded, floor, noun.start())
        or (beside and _POINT_BEHIND.match(folded, noun.end()))
    )


def _are_pounds(folded: str, number: _Number) -> bool:
    """Return whether « livres » are money: « un coût de 92 millions de livres », not books."""
    return bool(words.MONEY_BEFORE.search(folded, max(0, number.start - 90), number.start))


def _are_jobs(folded: str, noun: re.Match[str], number: _Number) -> bool:
    """Return whether « postes » are jobs: of people, or created, cut and vacant."""
    after = words.JOBS_AFTER.match(folded, noun.end())
    if after and (not after["who"] or _kind_of(after["who"]) == "people"):
        return True
    if not number.low.is_integer():
        return True  # « cinq agents se partagent 2,5 postes »
    return bool(words.JOBS_BEFORE.search(folded, max(0, number.start - 40), number.start))


@cache
def _phrase_heads() -> frozenset[str]:
    """Return the first words of the forms of several words, such as « mots » of « mots de passe »."""
    return frozenset(form.split(" ")[0] for form in load_units() if " " in form)


def _kind_of(noun: str) -> str:
    """Return the kind of a plural noun by the lexicon or by its ending."""
    known = load_units().get(noun) or load_units().get(_PREFIX.sub("", noun))
    return known[0] if known else "people" if words.PEOPLE_ENDING.search(noun) else "other"


# « supercongélateurs », « miniordinateurs », « sous-traitants »
_PREFIX = re.compile(
    "^(?:super|hyper|mini|micro|mega|multi|mono|nano|tele|video|radio|auto|cyber|sous|ex|co|vice|inter|electro|bio|neuro)-?(?=[a-z-]{5})"
)


def _modifier_before(folded: str, at: int) -> tuple[int, str] | None:
    """Return where the modifier left of a number begins and its qualifier."""
    last = folded[max(0, at - 1) : at]
    if (
        last == " "
    ):  # nearly no word before a number is the last of a modifier: a fast look spares the long one
        before = folded[max(at - 34, 0) : at - 1].replace("'", " ").replace("(", " ").split()
        word = before[-1] if before else ""
        if word in _OF_WORDS:
            if _HEADS_OF_MODIFIERS.isdisjoint(before[-4:-1]):
                return None
        elif word not in _LAST_OF_MODIFIERS and not word.endswith("ment"):
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
        end, number = half.end(), number._replace(low=number.low + more, high=number.high + more)
    rate = None if number.part else _read_rate(text, folded, end, counted)
    number = _signed(folded, number, counted)
    if not counted and (code := _MONEY_CODE.match(folded, max(0, number.start - 4), number.start)):
        number, counted = number._replace(start=code.start()), _Counted(end, *load_units()[code[1]])
    start, end, modifier = _modifiers(
        folded, number.start, rate.end() if rate else end, found[-1].end if found else 0
    )
    if not (half or rate or _counts(text, folded, number, counted, modifier, found)):
        return None
    number, repaired = _repair_scale(folded, number, counted)
    if not counted and not rate:
        number = _with_scale_after(text, folded, _with_scale_before(folded, start, number, found))
    kind, unit, elided = _meaning(text, folded, number, counted, rate, found)
    qualifier = number.qualifier if number.qualifier == "range" else modifier or number.qualifier
    low, high = (None, None) if repaired == _SCALE_MISSING else _bounds(number, qualifier)
    return Mention(start, end, "QUANTITY", kind, unit, qualifier, low, high, remarks=repaired + elided)


_DEGREES = ("degree", "degre", "degre celsius")
_MINUS = re.compile(r"(?:^|[\s(:«])-$")


def _takes_sign(counted: _Counted) -> bool:
    """Return whether a sign before a number is its own: of a share, an amount, a temperature."""
    return counted.kind in ("percent", "money") or counted.unit in _DEGREES


_SIGN = re.compile(r"(?:^|(?<=[\s(:«]))(?:\+ ?|-|(?<!ou )(?<!au )(?<!du )(?<!le )moins )$")


def _signed(folded: str, number: _Number, counted: _Counted | None) -> _Number:
    """Return a share, an amount or a temperature with its sign: « +30 % », « -35 M€ », « moins sept degrés »."""
    if not counted or number.part or not _takes_sign(counted):
        return number
    sign = _SIGN.search(folded, max(0, number.start - 10), number.start)
    if not sign or (counted.kind == "money" and folded[sign.start()] == "m"):
        return number  # « 100 euros moins 30 euros »
    if folded[sign.start()] != "+" and number.low == number.high:
        number = number._replace(low=-number.low, high=-number.low)
    return number._replace(start=sign.start())


def _read_minutes(folded: str, end: int, counted: _Counted | None) -> tuple[re.Match[str] | None, float]:
    """Return what follows a unit and is part of it: « un an et demi », « un mètre vingt », « 2 min 30 »."""
    if counted is None:
        return None, 0.0
    if half := _HALF_AFTER.match(folded, end):
        return half, 0.25 if half["quarter"] else 0.5
    part = _SIXTIETHS.match(folded, end) if counted.unit in _DIVIDED else None
    share = (parse_number(part["count"]) or 0.0) / _DIVIDED[counted.unit] if part else 1.0
    if part is None or share >= 1 or not _is_smaller_part(folded, part, counted):
        return None, 0.0
    if counted.unit == "hour" and part["word"]:  # « 2 h 05 min 43 s »
        minutes = _Counted(part.end(), "duration", "minute")
        seconds, more = _read_minutes(folded, part.end(), minutes)
        return seconds or part, _exact(share + more / 60)
    return part, _exact(share)


def _is_smaller_part(folded: str, part: re.Match[str], counted: _Counted) -> bool:
    """Return whether a number behind a unit goes on with it: « trois heures trente », not « en trois heures trente postes »."""
    if part["cents"]:
        return counted.unit == "EUR"  # « 4 euros et 50 centimes »
    if part["word"]:
        return counted.kind == "duration" and bool(part["seconds"]) == (counted.unit == "minute")
    noun = _NOUN.match(folded, part.end() + 1)
    return not (part["and"] or (noun and noun[0][-1] in "sx" and noun[0] not in words.NOT_COUNTED))


_RATE_FIRST = (" l'", " la ", " le ", " de l'", " a l'", " au ", " d'eau au ")
_PACED = (
    "kilometre",
    "km",
    "metre",
    "habitant",
    "litre",
    "quintal",
    "tonne",
)  # « 50 kilomètres à l'heure », « 105 habitants au km² »


# « 300 appels à l'heure », not « 300 appels à l'heure du déjeuner »
_HOURLY = re.compile(r" (?:a|de) l'heure(?=[.,;:!?)»\n]| (?:en|au|aux|pour|et|dans|contre|a)(?![a-z])|$)")


def _read_rate(text: str, folded: str, end: int, counted: _Counted | None) -> re.Match[str] | None:
    """Return « par semaine », or « par » with any noun right behind an amount: « 1,10 euro par votant »."""
    paced = counted and (counted.kind == "money" or counted.unit in _PACED or _HOURLY.match(folded, end))
    if not (paced and folded.startswith(_RATE_FIRST, end)) and (
        folded.find(" par ", end, end + 130) < 0 and folded.find("/", end, end + 6) < 0
    ):
        return None
    rate = _RATE.match(folded, end) or (_PER_ANY.match(folded, end) if counted else None)
    if rate and not paced and rate[0].startswith(_RATE_FIRST):
        return None
    if not rate or not rate.groupdict().get("base"):
        return rate
    base = rate["base"]
    known = load_units().get(base) or (counted and counted.kind not in (*COUNT_KINDS, "other"))
    return rate if known and base not in words.NO_BASE and text[rate.start("base")].islower() else None


def _after_duration_word(folded: str, number: _Number) -> bool:
    """Return whether a word such as « pendant » or « j'ai mis » stands before a number."""
    floor = max(0, number.start - 20)
    return bool(
        words.DURATION_BEFORE.search(folded, floor, number.start)
        or words.LONG_BEFORE.search(folded, floor, number.start)
    )


def _is_clock(folded: str, number: _Number, counted: _Counted) -> bool:
    """Return whether « 14 heures » or « 14 h » tells the time: « à 14 heures », « vers 8 h », « 10h »."""
    if counted.unit != "hour" or number.low > 24 or number.qualifier == "about":
        return False
    if _SINGULAR_BEFORE.search(folded, max(0, number.start - 6), number.start):
        return True  # « le 20 heures »
    if words.GROWN_BEFORE.search(folded, max(0, number.start - 40), number.start):
        return False
    if len(_HOUR.findall(folded, number.start, counted.end)) > 1 or _UNTIL_HOUR.match(folded, counted.end):
        return True
    if _TIME_OF_DAY.match(folded, counted.end):
        return True
    modified = _modifier_before(folded, number.start)
    if _HOURS_OF.match(folded, counted.end):
        return False
    if folded[counted.end - 1] == "h":
        if _TO_THE_SECOND.match(folded, counted.end):
            return False
        long = _after_duration_word(folded, number) or words.LONG_AFTER.match(folded, number.start)
        return not (modified or long or number.low == 24)
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
    if folded.endswith(" du ", 0, number.start):
        return False  # « à partir du 5 »
    if modifier or number.part or number.qualifier in ("about", "several"):
        return True
    if number.linked:
        return number.scale != 1e3  # « 4K »
    return _digits_count(text, folded, number, found)


_BOUNDING = ("more_than", "at_least", "less_than", "near")


def _digits_count(text: str, folded: str, number: _Number, found: Sequence[Mention]) -> bool:
    """Return whether a number in digits without a noun counts, by what stands before and behind it."""
    start, end, before = number.start, number.end, max(0, number.start - 60)
    beside = max(0, start - 6)
    if number.qualifier == "range" and folded[start : start + 3] in ("ent", "de "):
        return True
    if words.NOUN_SUBJECT_BEFORE.search(folded, before, start) or _is_apposed(folded, start, end):
        return True
    if words.PRONOUN_BEFORE.search(folded, before, start) or "," in folded[start:end]:
        return True  # « une magnitude de 5,4 »: nothing is named with a decimal comma
    if _goes_on(text, folded, start, end, found):
        return True
    if _is_bracketed(folded, start, end, found) or label_of(folded, start):
        return True
    if of_sum(folded, start, found[-1:]) and _GOES_TO.match(folded, end):
        return True
    if folded[end : end + 2] == " \x00" and words.DATED_BEFORE.search(folded, before, start):
        return True
    if words.SUBJECT_AFTER.match(folded, end) and words.SUBJECT_BEFORE.search(folded, beside, start):
        return bool(found) or folded[start - 4 : start] != " et "
    if words.THE_REST_AFTER.match(folded, end) and words.THE_REST_BEFORE.search(folded, beside, start):
        return True
    if _SINGULAR_BEFORE.search(folded, beside, start):
        return False
    if words.EN_BEFORE.search(folded, max(0, start - 40), start):
        return True
    if _GROUPED.fullmatch(folded, start, end) or words.VERB_AFTER.match(folded, end):
        return True
    later, partitive = _named_later(text, folded, number), _LATER.match(folded, end)
    if later and (later.kind not in (*COUNT_KINDS, "other") or (partitive and partitive["partitive"])):
        return True
    if later and _LISTED_BEFORE.search(folded, max(0, start - 15), start):
        return True
    return bool(
        words.COUNT_BEFORE.search(folded, before, start) or words.CHANGE_BEFORE.search(folded, before, start)
    )


_GOES_TO = re.compile(" (?:iront|vont|sont|seront|ont|auront|a|au|aux|pour|financ)")


def _is_bracketed(folded: str, start: int, end: int, found: Sequence[Mention]) -> bool:
    """Return whether a number stands in brackets with a date beside it: « l'année précédente (369) », « 312 agents (98 en 2019) »."""
    before = words.BRACKETED_BEFORE.search(folded, max(0, start - 9), start) if found else None
    after = words.BRACKETED_AFTER.match(folded, end) if before else None
    return bool(before and after and (before["dated"] or after["dated"]))


def _is_apposed(folded: str, start: int, end: int) -> bool:
    """Return whether a number tells how many there are of what stands before it: « Les pompiers, 860 au plus fort de la crise »."""
    if not words.APPOSED_AFTER.match(folded, end):
        return False
    noun = words.APPOSED_BEFORE.search(folded, max(0, start - 40), start)
    return bool(noun) and load_units().get(noun["noun"] if noun else "", ("",))[0] in COUNT_KINDS


_END_OF_ENTRY = re.compile(r" ?[;.,|)»\n](?![0-9])|$")
_COUNTED = (*COUNT_KINDS, "other")


def _goes_on(text: str, folded: str, start: int, end: int, found: Sequence[Mention]) -> bool:
    """Return whether a number continues what the sentence counts: « 12 sont fermés, 3 à Brest », « Rennes en a 12, Angers 8 »."""
    if folded.endswith(("\x00 : ", "\x00: "), 0, start):
        return bool(_END_OF_ENTRY.match(folded, end))  # « 2021 : 733 ; 2022 : 592 »
    if not found or start - found[-1].end > 80 or SENTENCE_END.search(folded, found[-1].end, start):
        return False
    whole = folded.endswith(" sur ", 0, start) and start - found[-1].end < 45
    if whole and found[-1].unit_kind in _COUNTED and _END_OF_ENTRY.match(folded, end):
        return (found[-1].high or 0) < float(folded[start:end])  # « trois logiciels à réinstaller sur 150 »
    if words.LISTED_BEFORE.search(folded, start - 6, start):
        money = any(
            m.unit_kind == "money" and not SENTENCE_END.search(folded, m.end, start) for m in found[-2:]
        )
        if money and folded[start - 2] != "," and words.GAP_AFTER.match(folded, end):
            return True  # « 25 millions pour des audits, puis 350 », « 200 euros sous 24 heures, puis 500 »
        return bool(words.LISTED_AFTER.match(folded, end)) or folded[end : end + 2] == " \x00"
    gap = words.GAP_BEFORE.search(folded, max(found[-1].end, start - 50), start)
    if not gap or not words.GAP_AFTER.match(folded, end):
        return False
    if gap["at"] or gap["again"]:
        return parallel(folded, start, found) is not None
    return text[gap.start("name")].isupper() if gap["name"] else True


def _word_counts(text: str, folded: str, start: int, end: int, modified: bool) -> bool:
    """Return whether a number in words counts with its noun left out: « cinq s'y préparent », not « remis à neuf »."""
    before = folded[max(0, start - 24) : start]
    number = folded[start:end]
    idiom = (_IDIOM_BEFORE.search(before) and not _BROUGHT_TO.search(before)) or number == "zero"
    idiom = idiom or (number in ("mille", "cent") and not _LOT_BEFORE.search(before))
    idiom = idiom or (number == "neuf" and not _NINE_BEFORE.search(before))
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
        return bool(_ONE_YEAR_OF.match(folded, number.end))
    if modifier in ("more_than", "at_least", "less_than"):
        return True
    if counted.kind not in ("duration", "money", "percent", "data_volume"):
        return False
    if words.ONE_MEASURED.match(folded, counted.end):
        return True
    if counted.kind in ("money", "percent"):
        return not words.ONE_QUALIFIED.match(folded, counted.end)
    before = _after_duration_word(folded, number) and not words.SHARE_BEFORE.search(
        folded, max(0, number.start - 12), number.start
    )
    return bool(modifier or (before and counted.kind == "duration"))


_SCALE_AHEAD = re.compile("[0-9 ]m[id€$ ]")


def _with_scale_after(text: str, folded: str, number: _Number) -> _Number:
    """Give « 3 » in « est passé de 3 à 5 millions » and in « 3, 4 et 5 millions » the scale that stands only once."""
    if number.part or number.scale != 1 or number.high is None or number.low >= 1000:
        return number
    if not _SCALE_AHEAD.search(folded, number.end, number.end + 60):
        return number
    later = _later(folded, number)
    last = _read_number(text, folded, later.end()) if later else None
    if not last or last.scale < 1e6:
        return number
    low, high = _exact(number.low * last.scale), _exact(number.high * last.scale)
    near = 0.01 * last.low < low < 100 * last.low  # « de 900 à 2 millions » is no fall from 900 millions
    return number._replace(low=low, high=high, scale=last.scale) if near else number


_SCALE_MISSING = (("scale_missing", "no scale is written, none is known"),)


_SCALED_DECIMAL = re.compile(r"(?<![0-9.,])([0-9][0-9.,]*) (millions?|milliards?)(?![a-z])")


@lru_cache(maxsize=2)
def _scales(folded: str) -> dict[str, str]:
    """Return the first scale that each number of a document is written with.

    >>> _scales("11,4 milliards, puis 1,4 million de noms et 1,4 de lignes")
    {'11,4': 'milliards', '1,4': 'million'}
    """
    scales: dict[str, str] = {}
    for number, scale in _SCALED_DECIMAL.findall(folded):
        scales.setdefault(number, scale)
    return scales


def _repair_scale(
    folded: str, number: _Number, counted: _Counted | None
) -> tuple[_Number, tuple[tuple[str, str], ...]]:
    """Give « 1,4 de personnes » the scale that the same number has elsewhere in the document, or mark it as missing."""
    if counted is None or number.linked or number.part or not _LINK.match(folded, number.end):
        return number, ()
    decimal = folded[number.start : number.end].split(" ")[-1]
    elsewhere = _scales(folded).get(decimal, "") if number.low % 1 else ""
    if not elsewhere or number.high is None:
        return number, _SCALE_MISSING
    scale = _scale_value(elsewhere)
    repaired = number._replace(low=_exact(number.low * scale), high=_exact(number.high * scale))
    return repaired, (("scale_repaired", elsewhere.removesuffix("s")),)


def _with_scale_before(folded: str, start: int, number: _Number, found: Sequence[Mention]) -> _Number:
    """Give « 14 » in « 16 à 17 millions d'euros, contre 14 » the millions that it is held against."""
    scale = compared_scale(folded, start, number.end, found) if number.scale == 1 else 0.0
    if not scale or number.part or number.high is None or number.high >= 1000:
        return number
    return number._replace(low=_exact(number.low * scale), high=_exact(number.high * scale), scale=scale)


def _bounds(number: _Number, qualifier: str) -> tuple[float | None, float | None]:
    """Return the interval that a qualifier makes of a number; an open side is ``None``."""
    if qualifier in ("more_than", "at_least", "several"):
        return number.low, None
    if qualifier in ("less_than", "up_to"):
        return None, number.low if number.high is None else number.high
    return number.low, number.high


def _later(folded: str, number: _Number) -> re.Match[str] | None:
    """Return what leads from a number to the one behind it that has the noun: « , 4 et », « des », « à » of a change."""
    if later := _LISTED.match(folded, number.end) or _LATER.match(folded, number.end):
        return later
    changed = words.CHANGE_BEFORE.search(folded, max(0, number.start - 60), number.start)
    changes = changed or _falls(folded, number) or _changes_too(folded, number)
    return _TO.match(folded, number.end) if changes else None


def _falls(folded: str, number: _Number) -> bool:
    """Return whether a lower number follows behind « à »: « de 112 à 79 grammes » is no range, whatever the verb."""
    if not folded.endswith(" de ", 0, number.start) or not folded.startswith(" a ", number.end):
        return False
    second = _UNSCALED.match(folded, number.end + 3)
    return bool(second) and (parse_number(second["number"] if second else "") or number.low) < number.low


def _named_later(text: str, folded: str, number: _Number) -> _Counted | None:
    """Return the noun that stands with a later number or in a partitive: « quatre des cinq sites », « 19 et 22 ans »."""
    later = _later(folded, number)
    if not later:
        return None
    following = _read_number(text, folded, later.end())
    if following is None and later.re is _LATER and later["partitive"]:
        following = number._replace(end=later.end() - 1, low=2.0, high=2.0, linked=False)
    if following and following.low % 1 and (grade := _GRADE.match(folded, following.end)):
        return _Counted(grade.end(), "other", "point")  # « de 7,5 à 16,2 sur 20 »
    counted = _read_counted(text, folded, following) if following else None
    rate = _read_rate(text, folded, counted.end, counted) if counted else None
    return _Counted(counted.end, *_rate_meaning(counted, rate)) if counted and rate else counted


def _rate_meaning(counted: _Counted | None, rate: re.Match[str]) -> tuple[str, str]:
    """Return kind and unit of a rate: « EUR/month », « /day »."""
    bases = re.findall(r"(?:(?<![a-z])(?:par |l'|l[ae] |au )|/)([a-zœ-]+[23²³]?)", rate[0])
    per = "/".join(load_units().get(base, ("", base))[1] for base in bases)
    return "rate", f"{counted.unit if counted else ''}/{per}"


def _meaning(
    text: str,
    folded: str,
    number: _Number,
    counted: _Counted | None,
    rate: re.Match[str] | None,
    found: Sequence[Mention],
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return unit_kind, unit and remarks; an elided noun is that of the count before it in the paragraph."""
    bare = not (counted or rate)
    same = compared_with(folded, number.start, found) if bare and not _changes_too(folded, number) else None
    if same and same.unit_kind in COUNT_KINDS and number.low % 1 and number.scale == 1:
        same = None
    if same and not (number.scale >= 1e6 and same.unit_kind in ("percent", "duration", "data_volume")):
        return same.unit_kind, same.unit, (("noun_elided", same.unit or same.unit_kind),)
    if not counted and not rate and (other := _named_later(text, folded, number)):
        return other.kind, other.unit, (("noun_elided", other.unit),)
    if rate and not counted and number.scale >= 1e6:
        kind, unit = left_out(folded, number.start, number.end, number.scale, found)
        counted = _Counted(number.end, kind, unit) if kind == "money" else None  # « 5,4 milliards par an »
    if rate:
        return *_rate_meaning(counted, rate), ()
    if not counted and (paced := words.PACE_BEFORE.search(folded, max(0, number.start - 40), number.start)):
        noun = left_out(folded, number.start, number.end, number.scale, found)[1]
        return "rate", f"{noun}/{load_units()[paced['period']][1]}", ()
    if counted:
        return counted.kind, counted.unit, ()
    if number.part:
        return "percent", "percent", ()
    kind, unit = left_out(folded, number.start, number.end, number.scale, found)
    taken_up = words.EN_BEFORE.search(folded, max(0, number.start - 40), number.start)
    if kind in COUNT_KINDS and number.low % 1 and number.scale == 1 and not taken_up:
        kind, unit = "other", ""  # « un score de 9,8 »: no machine is told in tenths
    return kind, unit, ((("noun_elided", unit or kind),) if kind != "other" or unit else ())
