"""What a number counts whose noun is left out: « Sur 40 postes, douze sont chiffrés », « Ils étaient trois ».

The noun is that of a count before it, a plural noun before it, or what the words behind it are said of.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from helpers.french import quantity_words as words
from helpers.french.mention import Mention
from helpers.french.numbers import parse_number
from helpers.french.units import load_units, singular_of

COUNT_KINDS = ("people", "records", "organisations", "devices")
_COUNTED = (*COUNT_KINDS, "other")
_FAR = 400
SENTENCE_END = re.compile(r"[.!?…](?=[ \n\"»)])|\n")
_UNKNOWN = ("other", "")

Meaning = tuple[str, str]


def left_out(folded: str, start: int, end: int, scale: float, found: Sequence[Mention]) -> Meaning:
    """Return kind and unit of the noun that a number at ``start:end`` leaves out; ``("other", "")`` where nothing tells.

    ``scale`` is 1e6 for « millions », which are often of money; ``found`` are the quantities before it, in order.

    >>> left_out("300 patients attendent. ils etaient 40 lundi", 33, 35, 1, [Mention(0, 12, "QUANTITY", "people", "patient")])
    ('people', 'patient')
    """
    before = folded[max(0, start - 60) : start]
    pronoun = words.PRONOUN_BEFORE.search(before)
    if words.TIMES_BEFORE.search(before):
        return _UNKNOWN
    if pronoun and pronoun["who"] in ("nous", "on", "vous"):
        return "people", "personne"
    near = [m for m in found[-4:] if start - m.end < _FAR and "\n" not in folded[m.end : start]]
    near = [m for m in near if (m.unit or m.unit_kind == "money") and m.unit not in words.MEASURES]
    taken_up = bool(words.EN_BEFORE.search(before))
    subject = bool(pronoun or words.VERB_AFTER.match(folded, end) or words.SUBJECT_AFTER.match(folded, end))
    return (
        label_of(folded, start)
        or _of_last(folded, start, before, found)
        or of_sum(folded, start, near)
        or _of_noun_beside(folded, start, end)
        or _of_noun_subject(before)
        or _of_contrast(folded, start, end, found)
        or (_of_them(folded, near) if folded.startswith(" d'entre ", end) else None)
        or (_of_things_told(folded, start, found) if taken_up else None)
        or _of_question(folded, start, near)
        or (_of_need(folded, start, near) if taken_up else None)
        or _of_amount(folded, start, near, subject)
        or (_of_millions(folded, start, end, found, subject) if scale >= 1e6 else None)
        or (_first_of_sentence(folded, start, near) if pronoun else None)
        or (_of_large_sum(near, found, scale) if scale >= 1e6 and not subject and not taken_up else None)
        or _of_sentence(folded, start, end, near, subject, taken_up)
        or (_of_subject(folded, start, near) if pronoun else None)
        or _of_cue(folded, end, near)
        or (_of_large_money(near, found) if scale >= 1e6 and not subject and not taken_up else None)
        or _of_paragraph(folded, start, near, taken_up)
        or (("people", "personne") if pronoun else None)
        or (_of_any_money(before, found) if scale >= 1e6 and not subject and not taken_up else _UNKNOWN)
    )


def label_of(folded: str, start: int) -> Meaning | None:
    """Return what the head of a line of figures counts: « Postes à réinstaller : 1 850 »."""
    if not folded.endswith(" : ", 0, start):
        return None
    label = words.LABEL_BEFORE.search(folded, max(0, start - 90), start)
    known = load_units().get(label["noun"]) if label else None
    return known if known and known[0] in _COUNTED else None


def _of_last(folded: str, start: int, before: str, found: Sequence[Mention]) -> Meaning | None:
    """Return the meaning of the quantity right before, where words between say that it is the same.

    « Ils ont reversé 1 670 euros. L'an passé, c'était 840 », « Neuf ont été jugés, dont deux en prison », « 45 °C, 20 de trop ».
    """
    if not found:
        return None
    last = found[-1]
    same = before.endswith(("c'etait ", "c'est ")) and start - last.end < 120
    same = same or (before.endswith("dont ") and last.unit_kind in COUNT_KINDS and not last.unit)
    same = same or (last.unit.startswith("/") and bool(_PACED_LIST.fullmatch(folded, last.end, start)))
    if same or (last.unit in words.MEASURES and _NEXT_IN_LIST.fullmatch(folded, last.end, start)):
        return last.unit_kind, last.unit
    return None


# « Chaque mois, 100.000 le font, environ 45.000 en ville »
_PACED_LIST = re.compile(r"[^.,;:!?\n]{0,20}, (?:dont |environ |pres de |plus de |moins de |quelque )?")
_OF_THE_SUM = re.compile(
    r"(?<![a-z])(?:sur|de) (?:ce|cette|le|la) (?:total|somme|montant|enveloppe|budget|pactole|manne)(?![a-z])[^.!?\n]{0,100}$"
)


def of_sum(folded: str, start: int, near: Sequence[Mention]) -> Meaning | None:
    """« 340 000 euros […] Sur ce total, 210 000 iront aux serveurs »: of the money that the sentence shares out."""
    money = [m for m in near if m.unit_kind == "money"]
    shared = money and _OF_THE_SUM.search(folded, max(0, start - 130), start)
    return ("money", money[-1].unit) if shared else None


def _of_them(folded: str, near: Sequence[Mention]) -> Meaning | None:
    """« 310.000 adhérents […] Les coordonnées de 4.700 d'entre eux »: the last count, whatever nouns stand between."""
    if near and near[-1].unit_kind == "percent" and (shared := _SHARE_OF.match(folded, near[-1].end)):
        return load_units().get(shared["noun"], ("other", singular_of(shared["noun"])))
    if (
        near
        and near[-1].unit_kind == "percent"
        and (of := _OF_TEN.match(folded, near[-1].start, near[-1].end))
    ):
        return load_units().get(of["noun"], ("other", singular_of(of["noun"])))
    counts = [(m.unit_kind, m.unit) for m in near if m.unit_kind in COUNT_KINDS]
    return counts[-1] if counts else None


# « Un tiers des interventions sont reportées. Cinquante d'entre elles »
_SHARE_OF = re.compile(rf" (?:des|de (?:ces|ses|nos|leurs)) (?P<noun>[a-zœæ-]{{3,30}}[sx]){words.EDGE}")


# « Trois serveurs sur dix sont vulnérables, et 45 d'entre eux »
_OF_TEN = re.compile(r"[a-z0-9]{1,12} (?P<noun>[a-zœæ-]{3,30}[sx])(?: [a-z' -]{1,60})? sur ")


_HOW_MANY = re.compile(
    r"(?<![a-z])combien (?:y a-t-il )?(?:de |d')(?P<noun>[a-zœæ-]{3,30}[sx])(?![a-z])[^.!?\n]{0,90}\?[ »\n—–-]{0,6}(?:[a-z' ]{0,30} )?$"
)


def _of_question(folded: str, start: int, near: Sequence[Mention]) -> Meaning | None:
    """« Combien d'hôpitaux suivez-vous ? — Une quarantaine »: what the question right before asks for."""
    asked = (
        _HOW_MANY.search(folded, max(0, start - 200), start)
        if "?" in folded[max(0, start - 44) : start]
        else None
    )
    return load_units().get(asked["noun"], ("other", singular_of(asked["noun"]))) if asked else None


_NEEDED = re.compile(
    rf"{words.LEFT_EDGE}en (?:a(?:vait|ura|urait)? (?:fallu|mis|pris|dure|requis|ecope(?: de)?|purge)|encour(?:t|ait|ent)|fau(?:t|dra|drait)|fallait)(?: que| deja| encore| environ)? $"
)


def _of_need(folded: str, start: int, near: Sequence[Mention]) -> Meaning | None:
    """« Il faut trois à quatre mois. Ici, il en a fallu onze », « Le parquet en a requis neuf »: what was needed before, be it time or money."""
    if not near or not _NEEDED.search(folded, max(0, start - 30), start):
        return None
    return near[-1].unit_kind, near[-1].unit


_THINGS = re.compile(rf"{words.LEFT_EDGE}des (?P<noun>[a-zœæ-]{{3,30}}[sx]){words.EDGE}")


def _of_things_told(folded: str, start: int, found: Sequence[Mention]) -> Meaning | None:
    """« Il a passé trois nuits à trouver des camions : il en fallait quarante »: what « en » takes up, told since the last number."""
    floor = max(start - 80, found[-1].end if found else 0)
    return _noun_of_last(_THINGS, folded, floor, start)


def _noun_of_last(pattern: re.Pattern[str], folded: str, floor: int, start: int) -> Meaning | None:
    """Return what the noun of a pattern counts where it last stands before a number, in the same sentence."""
    named = max(pattern.finditer(folded, floor, start), key=re.Match.start, default=None)
    if named is None or SENTENCE_END.search(folded, named.end(), start):
        return None
    return load_units().get(named["noun"], ("other", singular_of(named["noun"])))


def _of_amount(folded: str, start: int, near: Sequence[Mention], subject: bool) -> Meaning | None:
    """« 3 500 dollars. Deux jours plus tard, le prix tombe à 800 »: of the money named before."""
    money = [m for m in near if m.unit_kind == "money"]
    if not money or subject or (near[-1].unit_kind == "percent" and _in_reach(folded, start, near[-1])):
        return None  # « 1,7 % de leur budget, quand les banques en dépensent 9 »
    floor = max(start - 90, near[-1].end)
    told = words.AMOUNT_BEFORE.search(folded, floor, start) or words.PAID_BEFORE.search(folded, floor, start)
    return ("money", money[-1].unit) if told else None


def _of_any_money(before: str, found: Sequence[Mention]) -> Meaning:
    """« Le plan promet 350 millions d'ici à 2025 »: millions of nothing that the text names are of money."""
    if words.NO_MONEY_BEFORE.search(before):
        return _UNKNOWN
    money = [m.unit for m in found[-12:] if m.unit_kind == "money"]
    return "money", money[-1] if money else ""


_NEXT_IN_LIST = re.compile(r"(?: \x00+)?[,;] ")


def _of_large_money(near: Sequence[Mention], found: Sequence[Mention]) -> Meaning | None:
    """« 48 M€ au premier trimestre […] 520 personnes […] Il vise 200 millions »: of money, where no count comes near to millions."""
    large = [m.unit for m in found[-12:] if m.unit_kind == "money" and (m.high or m.low or 0) >= 1e6]
    few = all((m.high or m.low or 0) < 1e5 for m in near if m.unit_kind in _COUNTED)
    return ("money", large[-1]) if large and few else None


def _of_large_sum(near: Sequence[Mention], found: Sequence[Mention], scale: float) -> Meaning | None:
    """« 450 incidents […] Il veut deux milliards »: of money, where the counts before are of another order."""
    counts = [m.high or m.low or 0 for m in near if m.unit_kind in _COUNTED]
    money = [m.unit for m in found[-12:] if m.unit_kind == "money"]
    return ("money", money[-1] if money else "") if counts and 1e3 * max(counts) < scale else None


_COMPARED = re.compile(
    rf"(?:{words.LEFT_EDGE}(?:contre|au lieu de|apres|(?:un |une |l')(?:autre|second|seconde|troisieme) de)|, (?:sur|plus)) $"
)
_CONTINUED = re.compile(
    rf"{words.LEFT_EDGE}(?:et|dont|puis|soit|ou|(?:enveloppe|budget|plafond|total|fonds) de) $"
)
_SCALE_WITHIN = re.compile(r"(?:millions?|milliards?)(?![a-z])|(?<=[0-9 ])(?:mds?|mrd|m|k)(?=€|eur)")


def compared_with(folded: str, start: int, found: Sequence[Mention]) -> Mention | None:
    """Return the quantity that a bare number is held against: « 27 voix contre 6 », « 17 millions d'euros, contre 14 ».

    >>> compared_with("27 voix contre 6", 15, [Mention(0, 7, "QUANTITY", "other", "voix")]).unit
    'voix'
    """
    if not found:
        return None
    if folded[found[-1].end : start] == " a " and found[-1].unit_kind not in _COUNTED:
        return found[-1]  # « de 88 à 81 »
    gap = words.GAP_BEFORE.search(folded, max(found[-1].end, start - 50), start)
    if gap and (gap["at"] or gap["again"]):
        return parallel(folded, start, found)
    if not gap and not _COMPARED.search(folded, max(0, start - 14), start):
        if _THE_OTHER.search(folded, max(0, start - 160), start) and _in_reach(folded, start, found[-1]):
            return found[-1]  # « l'un couvre 20 millions de personnes, l'autre environ 13 »
        return _listed_with(folded, start, found)
    # « 27 attaques en 2020, une par semaine en 2021, contre 54 »: a rate without its noun is held against nothing
    last = next((mention for mention in found[:-4:-1] if not mention.unit.startswith("/")), found[-1])
    last = _of_its_size(folded, start, _head_of(folded, last, found), found)
    told = last.unit or last.unit_kind == "money"
    return last if told and _in_reach(folded, start, last) else None


_LIST_BEFORE = re.compile("(?:[,;]| et|, et| puis|, puis) $")
_SHARE_OF_LIST = re.compile(
    r"(?:[0-9][0-9.,' ]{0,12}|[a-z]+(?:-[a-z]+){0,3}) (?:(?P<to>pour|au?x?|en|dans|chez|sur|contre)(?![a-z])|\x00)"
)


def _listed_with(folded: str, start: int, found: Sequence[Mention]) -> Mention | None:
    """Return what a list shares out: « 25 millions pour les hôpitaux, 350 pour le numérique », « 45 % en 2017 et 37 en 2000 ».

    The number has the same preposition behind it, or a date as well; of several the one that names its unit is returned.
    """
    share = _SHARE_OF_LIST.match(folded, start) if found else None
    if not share or not _LIST_BEFORE.search(folded, max(0, start - 7), start):
        return None
    behind = f" {share['to']} " if share["to"] else " \x00"
    alike = [
        mention
        for mention in found[:-5:-1]
        if (
            mention.unit_kind == "money" or (not share["to"] and mention.unit and mention.unit_kind != "rate")
        )
        and folded.startswith(behind, mention.end)
        and _in_reach(folded, start, mention)
    ]
    if not alike or alike[0] is not found[-1]:
        return None
    return next((m for m in alike if _NAMES_UNIT.search(folded, m.start, m.end)), alike[0] if alike else None)


_THE_OTHER = re.compile(
    "(?:l'un(?:e)?|le premier|la premiere) [^.;!?\n]{1,120}(?:,|;| et) (?:l'autre|le second|la seconde) (?:environ |pres de |quelque )?$"
)
_NAMES_UNIT = re.compile("[a-z€$£]{2}|[€$£]")
_WITHIN = re.compile(" (?:de |d'|dans |issus de |issues de |originaires de )(?:plus de |pres de )?")


def _head_of(folded: str, last: Mention, found: Sequence[Mention]) -> Mention:
    """« 15 000 entités de 18 secteurs, contre 500 »: the entities, of which the sectors tell only where from."""
    near = found[-5:]  # searching all of them would take quadratic time
    before = next((one for one, other in pairwise(near) if other is last), last)
    counts = before.unit_kind in COUNT_KINDS and last.unit_kind in _COUNTED
    return before if counts and _WITHIN.fullmatch(folded, before.end, last.start) else last


_PLAIN_NUMBER = re.compile("[0-9]{1,3}(?![0-9 .,'][0-9])")


def _of_its_size(folded: str, start: int, last: Mention, found: Sequence[Mention]) -> Mention:
    """« 42 sanctions, pour 89 179 500 euros, contre 21 »: the count before the sum, where only that is of such a size."""
    number = _PLAIN_NUMBER.match(folded, start)
    sum_told = last.unit_kind == "money" and not _SCALE_WITHIN.search(folded, last.start, last.end)
    if not number or not sum_told or (last.low or 0) < 1e3 * float(number[0]):
        return last
    counts = (
        m for m in found[-2:-5:-1] if m.unit_kind in _COUNTED and m.unit and _in_reach(folded, start, m)
    )
    return next((m for m in counts if (m.high or m.low or 0) < 100 * float(number[0])), last)


def parallel(folded: str, start: int, found: Sequence[Mention]) -> Mention | None:
    """Return the amount behind the same « à » or « de » in the sentence: « 430 euros la tonne, le blé à 212 ».

    >>> bonds = "les vols ont bondi de 15 % et les locations de 37"
    >>> parallel(bonds, 47, [Mention(22, 26, "QUANTITY", "percent", "percent")]).unit
    'percent'
    """
    preposition = folded[start - 3 : start].lstrip()
    for mention in found[:-4:-1]:
        amount = mention.unit_kind not in _COUNTED and _in_reach(folded, start, mention)
        if amount and folded.endswith(" " + preposition, 0, mention.start):
            return mention
    return None


def _in_reach(folded: str, start: int, mention: Mention) -> bool:
    """Return whether a number at ``start`` stands in the same sentence as a mention before it, and near."""
    return start - mention.end < _FAR and not SENTENCE_END.search(folded, mention.end, start)


def compared_scale(folded: str, start: int, end: int, found: Sequence[Mention]) -> float:
    """Return the scale that a bare number shares with the quantity before it, or 0.

    Amounts of money share it in any list (« 22 millions d'euros en 2021 et 18 en 2020 »), all others only where they are
    held against each other (« 3,2 millions de voitures, contre 4 »).
    """
    compared = compared_with(folded, start, found)
    if not compared and found and found[-1].unit_kind == "money":
        continued = _CONTINUED.search(folded, max(0, start - 15), start) and _in_reach(
            folded, start, found[-1]
        )
        compared = found[-1] if continued and not words.VERB_AFTER.match(folded, end) else None
    if (
        not compared
        and found
        and words.SPENT_AFTER.match(folded, end)
        and _in_reach(folded, start, found[-1])
    ):
        compared = (
            found[-1] if found[-1].unit_kind == "money" else None
        )  # « Sur les 65 millions, 22 ont été versés »
    if not compared and words.LEVEL_BEFORE.search(folded, max(0, start - 40), start):
        large = [m for m in found[:-4:-1] if m.unit_kind == "money" and _in_reach(folded, start, m)]
        compared = large[0] if large else None  # « 70 millions de dollars, puis est descendu à 50 »
    told = compared and _NAMES_UNIT.search(folded, compared.start, compared.end)
    if not told and ("," in folded[start:end] or words.EN_BEFORE.search(folded, max(0, start - 40), start)):
        compared = _shared_out(folded, start, found) or compared
    scale = _SCALE_WITHIN.search(folded, compared.start, compared.end) if compared else None
    return words.SCALES[scale[0].removesuffix("s")] if scale else 0.0


def _shared_out(folded: str, start: int, found: Sequence[Mention]) -> Mention | None:
    """« 7,5 M€ sur trois ans : 2,1 en 2022 », « 610 millions, il en a rendu 260 »: the sum whose parts follow, with nothing but time and parts between."""
    taken_up = words.EN_BEFORE.search(folded, max(0, start - 40), start)
    for mention in found[:-5:-1]:
        paced = mention.unit_kind == "rate" and taken_up
        if not (paced or mention.unit_kind in ("money", "duration")) or start - mention.end > _FAR:
            return None
        ends = SENTENCE_END.findall(folded, mention.end, start)
        if len(ends) > (1 if taken_up else 0) or "\n" in ends:
            return None  # « 750 millions prévus. L'État n'en avait versé que 32 »
        if mention.unit_kind == "money" and _SCALE_WITHIN.search(folded, mention.start, mention.end):
            return mention
    return None


def _of_sentence(
    folded: str, start: int, end: int, near: Sequence[Mention], subject: bool, taken_up: bool
) -> Meaning | None:
    """« quarante minutes, puis vingt-cinq »: the quantity before it in the sentence; no amount of time or money is a subject."""
    if number_of := _number_of(folded, start, near):
        return number_of
    aside: Meaning | None = None
    level = words.LEVEL_BEFORE.search(folded, max(0, start - 40), start)
    at_least = (parse_number(folded[start:end]) or 0.0) if folded.endswith("dont ", 0, start) else 0.0
    for mention in reversed(near):
        if SENTENCE_END.search(folded, mention.end, start):
            break
        if mention.high is not None and mention.high < at_least and mention.unit_kind in _COUNTED:
            continue  # « 5 600 personnes dans 31 pays, dont 381 dans la santé »: no part is more than the whole
        if mention.unit_kind == "percent" and (taken_up or level or "," in folded[start:end]):
            return (
                "percent",
                mention.unit,
            )  # « 0,9 % cette année, 1,2 l'an prochain », « 56 % ; il n'en promet que 34 »
        if mention.unit_kind == "duration" and _THOUSANDS.match(folded, start, end):
            continue  # « 253 000 euros sur vingt ans, contre 245 000 »
        if mention.unit_kind == "duration" and (
            taken_up or _SPREAD_OVER.search(folded, max(0, mention.start - 8), mention.start)
        ):
            aside = aside or (None if subject else (mention.unit_kind, mention.unit))
            continue
        if mention.unit.startswith("/"):
            continue  # « 27 attaques en 2020, une par semaine début 2021, et 54 »
        if mention.unit_kind == "rate" and taken_up and (paced := _paced_noun(mention)):
            return paced
        counted = mention.unit_kind in _COUNTED or folded.endswith("sur ", 0, mention.start)
        if counted or (not subject and mention.unit_kind in ("money", "duration", "data_volume", "rate")):
            return mention.unit_kind, mention.unit
    return aside


# « 7,5 M€ sur trois ans : 2,1 », « 200 euros sous 24 heures, puis 500 »: time that only goes with what is told
_SPREAD_OVER = re.compile(rf"{words.LEFT_EDGE}(?:sur|en|pendant|pour|sous) $")


def _paced_noun(rate: Mention) -> Meaning | None:
    """« gagne 1 500 habitants par an et devrait en compter 60 000 »: what comes at a rate, not the rate."""
    noun = rate.unit.split("/")[0]
    kind = load_units().get(noun, ("other", ""))[0] if noun else ""
    return (kind, noun) if kind in _COUNTED else None


def _of_noun_beside(folded: str, start: int, end: int) -> Meaning | None:
    """« porter à 48 le nombre de malades », « les pompiers, 860 au plus fort »: the noun right behind or right before it."""
    named = words.NUMBER_OF_AFTER.match(folded, end) or (
        words.APPOSED_AFTER.match(folded, end)
        and words.APPOSED_BEFORE.search(folded, max(0, start - 40), start)
    )
    known = load_units().get(named["noun"]) if named else None
    return known if known and known[0] in COUNT_KINDS else None


def _of_noun_subject(before: str) -> Meaning | None:
    """« les croisiéristes n'étaient que 210 000 »: the noun that is said to be so many."""
    subject = words.NOUN_SUBJECT_BEFORE.search(before)
    noun = subject["noun"] if subject else ""
    known = load_units().get(noun)
    if not noun or known:
        return known if known and known[0] in _COUNTED else None
    return "people" if words.PEOPLE_ENDING.search(noun) else "other", singular_of(noun)


def _of_contrast(folded: str, start: int, end: int, found: Sequence[Mention]) -> Meaning | None:
    """« encourt sept ans ; ses deux complices, cinq »: what the clause before tells, of someone else."""
    if len(found) < 2 or folded[found[-1].end : start] != ", " or folded[end : end + 1] not in (".", ";", ""):
        return None
    first, other = found[-2], found[-1]
    apart = folded[first.end : other.start]
    contrasted = ";" in apart and not SENTENCE_END.search(apart) and first.unit_kind != other.unit_kind
    return (first.unit_kind, first.unit) if contrasted and other.unit_kind in COUNT_KINDS else None


def _first_of_sentence(folded: str, start: int, near: Sequence[Mention]) -> Meaning | None:
    """« 369 incidents ont touché 250 sites ; ils étaient 392 »: a pronoun takes up what the sentence began with."""
    begun = [m for m in near if m.unit_kind in _COUNTED and not SENTENCE_END.search(folded, m.end, start)]
    return (begun[0].unit_kind, begun[0].unit) if begun else None


_THOUSANDS = re.compile("[0-9]{1,3}[ .'][0-9]{3}|[0-9]{5}")
_NUMBER_OF = re.compile(
    r"(?<![a-z])nombre (?:total |moyen |annuel )?(?:de |des |d')(?P<noun>[a-zœæ-]{3,30}[sx])(?![a-z])"
)


def _number_of(folded: str, start: int, near: Sequence[Mention]) -> Meaning | None:
    """« En trois ans, le nombre de plaintes a doublé, de 1.900 à 3.600 »: what the sentence says that it numbers."""
    floor = max(start - 150, near[-1].end if near else 0)
    return _noun_of_last(_NUMBER_OF, folded, floor, start)


def _of_subject(folded: str, start: int, near: Sequence[Mention]) -> Meaning | None:
    """« Les syndicats redoutent 1.100 départs. Ils sont quatre »: the first that the sentence before names."""
    ends = [end.start() for end in SENTENCE_END.finditer(folded, max(0, start - _FAR), start - 2)]
    floor = ends[-2] if len(ends) > 1 else max(0, start - _FAR)
    counts = [(m.start, (m.unit_kind, m.unit)) for m in near if m.start >= floor and m.unit_kind in _COUNTED]
    nouns = [
        (noun.start(), load_units().get(noun["noun"]))
        for noun in words.PLURAL_NOUN.finditer(folded, floor, start)
    ]
    known = [(at, meaning) for at, meaning in nouns if meaning and meaning[0] in COUNT_KINDS]
    return min([*counts, *known])[1] if counts or known else None


def _of_millions(
    folded: str, start: int, end: int, found: Sequence[Mention], subject: bool
) -> Meaning | None:
    """« une rançon de 10 millions de dollars […] ramenée à deux millions », « ils réclament dix millions »: of money."""
    near = [m for m in found[-4:] if start - m.end < _FAR and m.unit_kind == "money"]
    large = [m for m in near if (m.high or m.low or 0) >= 1e5]
    spent = words.SPENT_AFTER.match(folded, end)
    if spent or words.MONEY_BEFORE.search(folded, max(0, start - 90), start):
        return "money", large[-1].unit if large else ""
    return ("money", large[-1].unit) if large and not subject else None


def _of_cue(folded: str, end: int, near: Sequence[Mention]) -> Meaning | None:
    """« 40 ont été soignés »: what only people, machines or files undergo; the last count of that kind, if there is one."""
    kind = next((kind for kind, pattern in words.CUE_AFTER if pattern.match(folded, end)), None)
    same = [(mention.unit_kind, mention.unit) for mention in near if mention.unit_kind == kind]
    same = same or [
        noun for m in near if m.unit_kind == "rate" and (noun := _paced_noun(m)) and noun[0] == kind
    ]
    return same[-1] if same else (kind, "") if kind else None


def _of_paragraph(folded: str, start: int, near: Sequence[Mention], taken_up: bool) -> Meaning | None:
    """The nearest count or plural noun before it; « en » takes up a count (« les uns en ont cinq »)."""
    counts = [m for m in near if m.unit_kind in _COUNTED]
    near_enough = max(counts[-1].end if counts else 0, start - 250)
    floor = max(near_enough, folded.rfind("\n", near_enough, start))
    if not taken_up:
        units = load_units()
        nouns = [units.get(match["noun"]) for match in words.PLURAL_NOUN.finditer(folded, floor, start)]
        known = [meaning for meaning in nouns if meaning and meaning[0] in COUNT_KINDS]
        if known:
            return known[-1]
    return (counts[-1].unit_kind, counts[-1].unit) if counts else None
