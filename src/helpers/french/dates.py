"""French date expressions in a text: where they stand and which days they name.

A mention runs from its preposition to its clock time: « dans la nuit du 8 au 9 février 2021 », « d'ici la fin de
l'année », « le 20/03/23 à 8:00 ». Every preposition of time belongs to it, « de », « du » and « le » included, and so
does a determiner (« l'été dernier », « ce mercredi »). Days that share their month are one mention (« les 3 et 4
mars »); dates that could stand alone are two (« en 2019 et 2020 »). Not dates: durations (« depuis trois semaines »),
vague words (« ces derniers mois », « peu après »), « cette année-là », clock times without a day, habits (« du lundi
au vendredi »), names that hold a year (« France 2030 »).

How: one scan for words of the calendar, then the grammar only around them, then the meaning of each expression
(``helpers.french.date_rules``), then the expressions that hang on a day named elsewhere in the text.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from datetime import timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from helpers.french.date_rules import (
    BARE_DAYS,
    COUNT,
    DAY_NUMBER,
    DAY_OF_STORY,
    FEASTS,
    MONTH,
    MONTHS,
    RULES,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    Context,
    Rule,
    S,
    Value,
    beginnings,
    day_number,
    nearest_weekday,
    year_number,
)
from helpers.french.mention import Mention
from helpers.french.periods import (
    Period,
    Published,
    add_months,
    day_period,
    hull,
    part_of,
    semester_period,
    to_edtf,
)
from helpers.french.words import WORD, find_words, look_for, word_set

__all__ = ["Published", "find_dates"]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled pattern, made on first use: compiling the grammar takes a third of a second."""
    return re.compile(pattern)


def _unnamed(pattern: str) -> str:
    """Return the pattern without the names of its groups, so that it may stand several times in another."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


_RULE = {rule.name: rule for rule in RULES}
# What counts from a day, « il y a », « plus tard », cannot be the end of a range.
_NOT_IN_RANGES = (
    "week_of",
    "ago",
    "ahead",
    "last",
    "later",
    "neighbour",
    "years",
    "months",
    "year_end_feasts",
)
_CORE = "|".join(_unnamed(rule.pattern) for rule in RULES)
_WHICH_RULE = "|".join(f"(?P<{rule.name}>{_unnamed(rule.pattern)})" for rule in RULES)
_RANGE_CORE = "|".join(_unnamed(rule.pattern) for rule in RULES if rule.name not in _NOT_IN_RANGES)

# « de », « du », « de la », « de l' », « de ce »
_OF = rf"(?:du{S}|des{S}|de{S}(?:l'|(?:la|le|les|cette|cet|ce|ces){S})?|d')"
_DETERMINER = rf"(?:(?:tout(?:e|es)?{S})?(?:l'|(?:le|la|les|ce|cet|cette|ces){S}))"
_PREPOSITION = (
    rf"(?:(?:a{S}partir|a{S}compter|au{S}cours|(?:dans{S}le{S}|au{S})?courant|lors|aux?{S}alentours|autour|aux{S}environs"
    rf"|en{S}date|a{S}la{S}date|tout{S}au{S}long|au{S}c(?:œ|oe)ur|au{S}plus{S}fort|en{S}plein{S}mois){S}{_OF}"
    rf"|(?:d['? ]ici(?:{S}aux?|{S}a)?|jusqu'(?:en|aux?|a)|jusque(?:{S}(?:en|dans|vers))?|depuis|des|en{S}pleine?|en|dans"
    rf"|avant|apres|vers|pendant|durant|courant|pour|sur|a{S}l'horizon(?:{S}de)?|au{S}plus{S}tard|aux?|a|du|de|par){S}"
    rf"(?:(?:au{S}moins|environ|deja){S})?|d')"
)
_LEAD = rf"(?:{_PREPOSITION}{_DETERMINER}?|{_DETERMINER})"

# « début », « mi- », « à la fin de »
_PARTS = {
    "debut": r"(?:tout{S})?debut|premier(?:s{S}mois|s{S}jours)|premieres{S}semaines|premiere{S}moitie",
    "mi": r"mi|milieu",
    "fin": r"(?:toute{S}|extreme{S})?fin|dernier(?:s{S}mois|s{S}jours)|dernieres{S}semaines|(?:seconde|deuxieme){S}moitie",
}
_PART = "(?:" + "|".join(_PARTS.values()).replace("{S}", S) + ")"
_WHICH_PART = {part: re.compile(words.replace("{S}", S)) for part, words in _PARTS.items()}
_OF_PART = rf"(?:{S}?-{S}?|{S}{_OF}?)"

_HOUR_WORDS = [
    "midi",
    "minuit",
    "une",
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
    "vingt",
]
# 8h30, 14 heures, 8:00, midi, quatre heures et demie
_HOUR = (
    rf"(?=[0-9]|{beginnings(_HOUR_WORDS)})(?:(?:(?:[01]?[0-9]|2[0-4]){S}?h(?:eures?)?(?![a-z])(?:{S}?[0-5][0-9](?![0-9])(?:{S}?min(?:utes)?)?)?"
    rf"|(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|(?:midi|minuit)(?![a-z])(?:{S}et{S}(?:demie?|quart))?"
    rf"|{COUNT}{S}heures?(?:{S}(?:et{S}(?:demie|quart)|trente|quinze))?)"
    rf"(?:{S}(?:du{S}(?:matin|soir)|de{S}l'apres[- ]midi|precises?))?)"
)
# à 8h30, vers 14 heures, peu avant minuit, entre 2 et 4 heures
_CLOCK = (
    rf"(?:(?:(?:(?:(?:peu|juste){S})?(?:avant|apres)|vers(?:{S}les)?|des|autour{S}de|aux{S}(?:alentours|environs){S}de"
    rf"|a{S}partir{S}de|jusqu'a|sur{S}le{S}coup{S}de|a)"
    rf"|entre{S}(?:{_HOUR}|[0-9]{{1,2}}){S}et|de{S}(?:{_HOUR}|[0-9]{{1,2}}){S}a){S}{_HOUR})"
)
_OF_DAY = "(?:nuit|matinee|soiree|journee|apres[- ]midi)"
# dans la soirée, en fin de matinée, au petit matin
_DAYPART = (
    rf"(?:(?:(?:plus{S})?(?:tot|tard){S})?(?:(?:dans|pendant|durant|au{S}cours{S}de){S}(?:la{S}|l'){_OF_DAY}"
    rf"|en{S}(?:pleine{S}|(?:(?:toute{S})?fin|debut|milieu|cours){S}(?:de{S}|d'))?{_OF_DAY}|(?:au|le){S}(?:petit{S})?(?:matin|soir)"
    rf"|a{S}(?:l'aube|la{S}mi-journee)))"
)
# « dans la nuit » du 8 au 9, « au petit matin » du 8, « la soirée » de lundi
_DAYPART_BEFORE = (
    rf"(?:(?:(?:(?:depuis|des|jusque{S}dans|vers|a){S})?{_DAYPART}|(?:(?:a|des|depuis|vers|de|jusqu'a|avant|apres){S})?(?:(?:la|l'|cette|une){S}?)?"
    rf"(?:(?:fin|debut|milieu){S}(?:de{S}|d'))?{_OF_DAY}){S}(?={_OF}|{WEEKDAY}|hier|ce{S}))"
)
_TAIL = (
    rf"(?:{S}(?:matin|soir|apres[- ]midi|midi|nuit)(?![a-z-]))?(?:,?{S}{_DAYPART}(?![a-z-]|{S}(?:du|de|des|ce|cet|le|{WEEKDAY})(?![a-z])|{S}d'))?(?:,?{S}{_CLOCK})?"
    rf"(?:{S}?[-|,\\\\]?{S}?(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9](?::[0-5][0-9])?|{S}?h{S}?[0-5][0-9])(?![0-9])"
    rf"|,?{S}(?:[01]?[0-9]|2[0-3]){S}?h(?:eures?)?(?![a-z0-9]|{S}(?:d(?:e|u){S}|d'|supplementaires?)))?"
)
# The first words of the rules and of « début », « fin »: a glance at three letters turns most words of a text away.
# A rule whose first word is missing here is never tried; the tests send the examples of all of them through.
_FIRST_WORDS = (
    *MONTHS, *WEEKDAYS, *FEASTS,
    *["une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "vingt", "trente"],
    *["quarante", "cinquante", "soixante", "septante", "nonante", "premier", "second", "troisieme", "dernier", "prochain", "semaine", "week"],
    *["mois", "annee", "nuit", "jour", "periode", "exercice", "saison", "avant-hier", "hier", "aujourd", "apres-demain", "demain", "cet", "voici", "voila"],
    *["dans", "d'ici", "environ", "pres", "plus", "moins", "quelque", "presque", "exactement", "seulement", "tout", "deja", "bientot", "lendemain"],
    *["surlendemain", "veille", "fetes", "ete", "hiver", "printemps", "automne", "janv", "fev", "avr", "juil", "sept", "oct", "nov", "dec", "debut", "milieu"],
    *["xxie", "xxe", "xixe", "xviiie", "xve", "xive", "xiiie", "xie", "xe "],
    "pont", *["mi-", "fin", "extreme", "toute", "etes", "meme jour", "rentree"], "un ", "an ", "ce ", "il y a", "a peine", "au moins", "mi ",
)  # fmt: skip
_GLANCE = "(?=[0-9]|[tsq][1-4]|" + beginnings(_FIRST_WORDS) + ")"
_UNGLANCED = rf"(?:{_PART}{_OF_PART})?(?:{_CORE})"
_POINT = rf"{_GLANCE}{_UNGLANCED}"
_RANGE_POINT = rf"{_GLANCE}(?:{_PART}{_OF_PART})?(?:{_RANGE_CORE})"
_RANGE_FIRST = rf"(?:{_DETERMINER})?(?:{_RANGE_POINT}|(?:{WEEKDAY}{S})?{DAY_NUMBER})(?:,?{S}{_CLOCK})?"
_RANGE_LAST = rf"(?:{_DETERMINER})?{_RANGE_POINT}"
_TO = rf"(?:et{S})?(?:jusqu'(?:a{S}|aux?{S}|en{S})|aux?{S}|a{S})"

_BEGIN = r"(?<![a-z0-9_@/\\°º#=&%$€-])(?<![0-9][.,:])(?=[a-z0-9])"
_HEAD = rf"(?P<clock>{_CLOCK},?{S}(?={_LEAD}|{WEEKDAY}|hier))?(?P<daypart>{_DAYPART_BEFORE})?"
_END = rf"(?![a-z0-9_@]|-(?:la(?![a-z])|[0-9])|{S}?[%€$])(?P<tail>{_TAIL})"
# « entre dimanche 18 heures et lundi matin »
_FIRST_TIME = rf"(?:{S}(?:matin|soir|apres[- ]midi|midi|minuit|{_HOUR})(?![a-z]))?"
_PHRASE = (
    _BEGIN + rf"{_HEAD}"
    rf"(?:(?P<between>entre{S})(?P<a1>{_RANGE_FIRST}){_FIRST_TIME}{S}et{S}(?P<b1>{_RANGE_LAST})"
    rf"|(?P<opening>(?:(?:depuis|a{S}partir|sur{S}la{S}periode(?:{S}allant)?){S})?(?:du{S}|de{S}|d')|depuis{S})"
    rf"(?P<a2>{_RANGE_FIRST}){S}{_TO}(?P<b2>{_RANGE_LAST})"
    rf"|(?P<lead>{_LEAD})?{_GLANCE}(?:(?P<a3>{_PART}{_OF_PART}(?:{_RANGE_CORE})){S}?[-/]{S}?(?P<b3>{_PART}{_OF_PART}(?:{_RANGE_CORE}))"
    rf"|(?P<a4>{DAY_NUMBER}{S}{MONTH}(?:{S}{YEAR})?|{MONTH}{S}{YEAR}){S}?-{S}?(?P<b4>{DAY_NUMBER}{S}{MONTH}(?:{S}{YEAR})?|{MONTH}{S}{YEAR})"
    rf"|(?P<point>{_UNGLANCED}))|(?<= )(?P<only>du{S})(?P<bare>{_unnamed(BARE_DAYS.pattern)})(?(daypart)|(?!)))"
    rf"{_END}"
)
# A date phrase has one of these words, or a number that looks like a year or like 23/02.
_TRIGGER_WORDS = look_for(
    word_set(
        """
        janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi
        vendredi samedi dimanche ete etes hiver hivers printemps automne automnes rentree hier demain aujourd lendemain surlendemain veille semaine
        semaines mois annee annees an ans jour jours heures trimestre semestre week weekend matin soir midi nuit noel
        siecle paques pentecote toussaint ascension assomption armistice saint halloween fete fetes epiphanie chandeleur
        t1 t2 t3 t4 s1 s2 q1 q2 q3 q4 reveillon janv jan fevr fev avr juil sept sep oct nov dec mille matinee soiree journee
        """
    )
)
# What may stand before the trigger in its phrase; with the triggers and anything that begins with a digit, all of it.
_LEADING_WORDS = word_set(
    """
    a h heures alentours allant an annees apres au aucune autour aux avant bientot ca cela ce ces cet cette cinq cinquante
    cinquantaine coeur cœur compter coup courant cours d dans date de debut demi depuis dernier derniere dernieres
    derniers des deuxieme deux dix dizaine dix douzaine douze du durant en entre environ environs est et exactement
    exercice exercices extreme feu fetes fin fort huit huitaine horizon ici il janvier jour jours jusqu jusque juste
    l la le les leur lors lundi maintenant mardi matin matinee mi midi milieu mille minuit mois moins moitie mon
    neuf nonante nouvel nuit onze ou par partir passage peine pendant periode petit peu pleine plein plus pour precises
    premier premiere premieres premiers pres presque prochain prochaine prochaines prochains puis quarantaine quarante
    quart quatorze quatre quatrieme quelque quinzaine quinze saison second seconde seize semaine semaines sept
    seulement six soir soiree soixantaine soixante sur tard tot tout toute toutes treize trentaine
    trente troisieme trois un une veille vers vingt vingtaine voici voila y deja centaine civile journee aube apres
    meme scolaire scolaires universitaire universitaires
    decennie xie xiie xiiie xive xve xvie xviie xviiie xixe xxe xxie
    septante demie er ere eme long pont quatre-vingt quatre-vingts reveillon jeudi juste st sainte tous premier mardi gras lendemain
    """
)
_BEFORE = 64
_BETWEEN = frozenset(" ',.-/:|\n")
_SPLIT_POINT = (
    rf"(?P<lead>{_LEAD})?(?:(?P<part>{_PART}){_OF_PART})?(?P<core>(?:{_CORE}))(?P<clock>,?{S}{_CLOCK})?"
)
_BARE_DAY = rf"(?:{_DETERMINER})?(?:(?P<weekday>{WEEKDAY}){S})?(?P<day>{DAY_NUMBER})(?:,?{S}{_CLOCK})?"


class _Point(NamedTuple):
    """One expression taken apart: words before it, the part of a period, the rule that reads it, its words."""

    lead: str
    part: str
    rule: Rule
    core: re.Match[str]

    def said(self, group: str) -> str | None:
        """Return what a group of the rule's pattern matched, ``None`` where the rule has none of that name."""
        return self.core[group] if group in self.core.re.groupindex else None


class _Found(NamedTuple):
    """A phrase of the grammar, not yet resolved: one point, or the first and the last of a range."""

    start: int
    end: int
    last: _Point
    first: _Point | None = None
    bare_first: re.Match[str] | None = None


def _triggers(folded: str) -> list[int]:
    """Return where the words of the calendar stand, and the numbers that look like one of its years or days."""
    places, numbers = find_words(folded)
    found = [
        at
        for at, word in numbers
        if (len(word) == 4 and _looks_like_year(folded, at)) or _NUMBERS_JOINED.match(folded, at)
    ]
    for word in places.keys() & _TRIGGER_WORDS:
        telling = _TELLING.get(word)
        found += [at for at in places[word] if telling(folded, at)] if telling else places[word]
    found.sort()
    return found


def _looks_like_year(folded: str, at: int) -> bool:
    """Return whether four digits may be a year: 19.. and 20.., and « en 1866 », « d'ici à 2100 »."""
    century = folded[at : at + 2]
    if century == "21":
        return folded.endswith(_BEFORE_FAR_YEARS, 0, at)
    return century in ("19", "20") or ("15" <= century <= "18" and folded.endswith(_BEFORE_YEARS, 0, at))


_BEFORE_YEARS = ("en ", "depuis ", "vers ", "avant ", "apres ", "annee ", "l'an ")
_BEFORE_FAR_YEARS = ("d'ici ", "d'ici a ", "d ici a ", "horizon ", "jusqu'en ", "en ", "avant ", "vers ")
# 23/02, not 500.000, 1-2-1-2
_NUMBERS_JOINED = re.compile("(?![0-9]{1,4}(?:-[0-9]{1,4}){3})[0-9]{1,4}[/.-][0-9]{1,2}(?![0-9])")
_WHEN = re.compile(
    r"il y a|voi(?:ci|la)|dans|d'ici|derni|proch|pass|ecoul|suiv|prec|plus +t|a[pv](?:re|an)|aupara|cet|ce |l'an|(?<=mois)-ci|en +cours"
    r"|debut|milieu|mi|fin|prem|second|meme|nouvel|noel|paques|lend|veille|[0-9]{4}|annees|horizon|[dc]u "
)
_HAS_BEEN = re.compile("(?:(?<![a-z])a|ont|ait|aient|aura|auront|ayant|avoir|pas|deja|jamais) $")
_SEPT = re.compile(r"(?:[0-9]|er|ᵉʳ|[ad]u)[ -]{1,3}sept|\n ?sept|sept\.? {1,3}[0-9]")
_TELLING: dict[str, Callable[[str, int], object]] = {
    # « dans la soirée du 12 »
    **dict.fromkeys(("matinee", "soiree", "journee"), lambda folded, at: " du " in folded[at : at + 11]),
    # « trois ans de prison », « par semaine »: most units of time stand in durations and rates, which the grammar need not try
    **dict.fromkeys(
        ("an", "ans", "annees", "jour", "jours", "heures", "semaine", "semaines"),
        lambda folded, at: _WHEN.search(folded, max(at - 32, 0), at + 30),
    ),
    "ete": lambda folded, at: not _HAS_BEEN.search(folded, max(at - 8, 0), at),
    # « sept sites », « les sept postes »: the month stands between its day and its year
    "sept": lambda folded, at: _SEPT.search(folded, max(at - 9, 0), at + 9),
}


def _starts(folded: str, trigger: int, floor: int) -> list[int]:
    """Return where a phrase with a trigger may begin, the first first: at the words of the calendar that lead up to it."""
    starts, end = [trigger], 0
    backwards = folded[max(floor, trigger - _BEFORE) : trigger][::-1]
    for mirrored in WORD.finditer(backwards):  # from the trigger on, so that most of it is never looked at
        word = mirrored[0][::-1]
        known = word in _LEADING_WORDS or word in _TRIGGER_WORDS or word[0].isdigit()
        if not known or not _BETWEEN.issuperset(backwards[end : mirrored.start()]):
            break
        end = mirrored.end()
        starts.append(trigger - end)
    return starts[::-1]


@lru_cache(maxsize=4096)
def _take_apart(words: str) -> _Point | None:
    """Return the parts of one date expression; newspapers use the same ones over and over."""
    match = _compiled(_SPLIT_POINT).fullmatch(words)
    if match is None:
        return None
    part = next(
        (name for name, stem in _WHICH_PART.items() if match["part"] and stem.fullmatch(match["part"])), ""
    )
    if match["part"] and match["part"].endswith("moitie"):
        part += " moitie"
    which = _compiled(_WHICH_RULE).fullmatch(match["core"])
    rule = _RULE[which.lastgroup or ""] if which else None
    core = rule.compiled.fullmatch(match["core"]) if rule else None
    return _Point(match["lead"] or "", part, rule, core) if rule and core else None


_FUNCTION_WORD = re.compile(
    r"(?:dans|mais|sans|puis|depuis|plus|tous|toutes|nous|vous|sous|vers|des|chez|les|ses|ces|leurs|plusieurs|apres|pres"
    r"|ailleurs|alors|hors|lors|moins|certains|certaines|quelques|avons|ils|elles|parmi|jamais|toujours|desormais"
    r"|environs?|mis|pris|mars|deux|six|dix|trois|cas|suis|fois)(?![a-z])"
)
_COUNTED = re.compile(rf"{S}((?:[a-z]+[sx]|euros?|millions?|milliards?|personnes?|km|m2)(?![a-z'-]))")
_QUANTITY_BEFORE = re.compile(
    r"(?<![a-z])(?:plus de|pres de|moins de|environ|quelque|quelques|au moins|total de|jusqu'a|les|des|ces|ses|leurs|nos|ou|a|de|pour)"
    r" $"
)
_NAME_BEFORE = re.compile(
    r"(?<![a-z])(?:windows|server|office|exchange|sharepoint|sql|iso|version|article|articles|page|n°|no|numero|rfc|port|horizon|agenda"
    r"|france|sante|action publique|cve|php|iec|directive|reglement|formule|euro|chapitre|bp|cs|salle|lot|code) $"
)
# « Exchange 2013, 2016 et 2019 »
_VERSIONS_BEFORE = re.compile(
    r"(?<![a-z])(?:windows|server|office|exchange|sharepoint|sql|versions?) (?:[0-9]{4}(?:, | et | ou |/)){1,3}$"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;»«(\n\"•·|–—>-])\s*[\w'’-]*$")
_STREET = re.compile(
    r"(?<![a-z])(?:rue|avenue|place|boulevard|bd|quai|square|cours|allee|esplanade|pont|caserne|stade|impasse|lycee|college)"
    r" (?:du )?$"
)


class _Site(NamedTuple):
    """What stands around one expression; by it the judges below tell a date from what only looks like one."""

    lead: str
    point: _Point
    before: str
    after: str
    tail: str
    raw_before: str
    raw_core: str
    raw_after: str

    @property
    def words(self) -> str:
        """The expression itself, folded."""
        return self.point.core[0]


_STRONG_LEAD = re.compile("(?:en|depuis|des|jusqu'en|courant|d'ici|a l'horizon|avant|apres) $|annee")
_MORE_THAN = re.compile("(?<![a-z])(?:plus|pres|moins|environ|quelque|total) (?:de )?$")


def _year_is_counted(lead: str, point: _Point, before: str, after: str) -> bool:
    """Return whether the four digits count something: « en 2000 patients », « plus de 2020 dossiers »."""
    if not point.core[0].isdigit() or point.part:
        return False
    if _MORE_THAN.search(before + lead):
        return True
    counted = _COUNTED.match(after)
    # after « en » only a round number is likely to count: « en 2021 certains »
    certain = _STRONG_LEAD.search(lead) and not point.core[0].endswith("00")
    return bool(counted) and not certain and not _FUNCTION_WORD.match(counted[1] if counted else "")


_CAPITALISED_BEFORE = re.compile(r"[A-ZÀ-Þ][\w'’-]*[ \u00a0]$")


def _year_is_no_date(site: _Site) -> bool:
    """Return whether a year is a count, an identifier, or part of a name (« France 2030 », « Windows 2012 »)."""
    if _year_is_counted(site.lead, site.point, site.before, site.after):
        return True
    if site.lead or site.point.part or not site.words[0].isdigit():
        return False
    if _VERSIONS_BEFORE.search(site.before):
        return True
    if _NAME_BEFORE.search(site.before) or _QUANTITY_BEFORE.search(site.before):
        return True
    name = _CAPITALISED_BEFORE.search(site.raw_before)
    return bool(name) and not _SENTENCE_START.search(site.raw_before[: name.end() - 1] if name else "")


# « Février, Dax et Villefranche. »: months whose names are nothing else
_MONTHS_ONLY = word_set("fevrier juillet septembre octobre novembre decembre")
_OPENS_ENTRY = re.compile(", [A-ZÀ-Þ]|, l")


def _opens(raw_before: str) -> bool:
    """Return whether a sentence begins here."""
    return bool(_HEAD_OF_SENTENCE.search(raw_before))


def _month_is_no_date(site: _Site) -> bool:
    """Return whether a month's name is a planet, a first name or a firm."""
    if site.point.part or " " in site.words:
        return False
    if site.lead:
        named = site.raw_core in ("Mars", "Avril", "Juin")
        return named and site.lead.strip() in ("de", "d'", "la", "le", "les", "du", "sur", "par")
    headed: object = site.after.startswith(". ") and site.before.endswith("\n") and site.words != "mars"
    headed = headed or (
        site.words in _MONTHS_ONLY and _OPENS_ENTRY.match(site.raw_after) and _opens(site.raw_before)
    )
    if headed or site.after.startswith((" : ", " :\n")):
        return False  # « Février : neuf attaques », « Avril. Une plainte est déposée. »
    joined = re.search(r"(?:et|ou|puis|,|-|/|\() ?$", site.before)
    capitalised = site.raw_core[:1].isupper() and not site.raw_core.isupper()
    return capitalised or (site.words in ("mars", "mai") and not joined)


_EVERY_SEASON = re.compile(
    r", (?![^.;:!?\n]{0,55}(?<![a-z])(?:a|ont|avait|avaient|est|sont|s'est|etait|etaient|fut|furent|sera|seront)(?![a-z]))"
)


def _season_is_no_date(site: _Site) -> bool:
    """Return whether « été » is the participle, or a season is named without saying which."""
    core = site.point.core
    if core["season"] == "ete" and site.lead == "a ":
        return True
    dated = site.point.part or core["years"] or core["year"] or core["other_year"] or core["turn"]
    if not dated and _EVERY_SEASON.match(site.after) and site.lead in ("l'", "le ") and _opens(site.before):
        return True  # « L'été, la direction tourne avec 25 personnes »
    if not dated and site.lead and site.raw_core[0].isupper() and not site.raw_core.isupper():
        return True  # « le Printemps de Bourges »
    return not dated and not re.search("(?:l'|le |cet |ce |au |en |pleine? )$", site.lead)


def _weekday_is_no_date(site: _Site) -> bool:
    """Return whether a weekday is a habit (« le lundi ») or part of a title (« Journal du dimanche »)."""
    if site.point.core["turn"] or site.point.core["neighbour"]:
        return False
    if re.search(
        "(?:chaque|tous les|un|quelques|certains|black|journal|premier|deuxieme|dernier|autre) $", site.before
    ):
        return True
    if re.match(rf"{S}(?:du|de{S}chaque){S}mois(?!{S}(?:d|prochain|dernier|suivant))", site.after):
        return True  # « le premier dimanche du mois »
    if site.lead == "le " and _HEAD_OF_SENTENCE.search(site.before) and _TOLD_AFTER.match(site.after):
        return False  # « Le dimanche, les équipes ont travaillé »
    habit = re.search("(?:^| )(?:le|les|du|des|au|aux) $", site.lead)
    return bool(habit) and not site.lead.startswith(("des ", "depuis le "))  # « Je suis là depuis le samedi »


# « ouvert le soir et le week-end », « le week-end et les jours fériés »
_EVERY_WEEKEND = re.compile(
    r"(?:ouver|ferm|horaire|permanence|garde|travaill|y compris |meme |soir et |nuit et |chaque |feries)"
)
_TOLD_AFTER = re.compile(
    r"[^.;:!?\n]{0,45}(?<![a-z])(?:ont|a|s'est|se sont|fut|furent) (?:ete|[a-z]{2,14}(?:ee?s?|i|u|is|it|rt))(?![a-z])"
)
_WHICH_YEAR_AFTER = re.compile(rf"{S}(?:scolaire|universitaire|civile|fiscale|de{S}(?!l)|d')")


def _unit_is_no_date(site: _Site) -> bool:
    """Return whether « mois », « semaine », « année » stand for no certain one."""
    unit, part, core = site.point.core["unit"], site.point.part, site.point.core
    if site.words == unit and _WHICH_YEAR_AFTER.match(site.after):
        return True
    if core["neighbour"] or core["turn"]:
        return not (part or re.search("(?:l'|la |le |du |au |ce |cette |l |des |de )$", site.lead))
    if site.words != unit:
        return not site.lead and not part
    if unit == "an":
        return True
    this = re.search("(?:ce|cet|cette) $", site.lead)
    if unit.startswith("week") and re.search(
        "(?:^|pendant|durant|dans|du|des|avant|depuis) ?le $", site.lead
    ):
        return bool(_EVERY_WEEKEND.search(site.before + site.lead) or _EVERY_WEEKEND.search(site.after))
    return not (part or this or (unit.startswith("week") and re.match("pendant|durant|au cours", site.lead)))


def _today_is_no_date(site: _Site) -> bool:
    """Return whether « demain » is the future in general, « à ce jour » so far, « cette journée » one named otherwise."""
    if site.words == "demain":
        return site.lead.strip() == "de"
    if site.words.startswith("ce jour"):
        return bool(re.search("(?:a|de|jusqu'a) $", site.lead))
    return site.words.startswith("cette") and bool(re.match(rf"{S}(?:d(?:e|u|es){S}|d'|ou{S})", site.after))


_NOUN_PHRASE_AFTER = re.compile(
    rf"{S}(?:[ldq]u?'|(?:les?|la|son|sa|ses|leurs?|cet?|cette|ces|avoir|etre|que|une?|de|des|du|notre|nos|votre) )"
)
_WHOLE_DAYS = re.compile("24|48|72|96|vingt|quarante|soixante")


def _later_is_no_date(site: _Site) -> bool:
    """Return whether an event is the anchor (« deux jours après l'attaque »), or the amount is less than a day."""
    if site.point.core["unit"].startswith("h") and not _WHOLE_DAYS.match(site.point.core["count"]):
        return True
    if site.point.core["way"] not in ("apres", "avant"):
        return False
    if site.lead.startswith("jusqu"):
        return True  # « annuler jusqu'à 24 heures avant »
    return bool(_NOUN_PHRASE_AFTER.match(site.after) or re.match(r"[ \u00a0][A-ZÀ-Þ0-9«]", site.raw_after))


def _neighbour_is_no_date(site: _Site) -> bool:
    """Return whether « la veille » is a watch, « au lendemain » an idiom, or an event is the anchor."""
    if not re.search("(?:le|la|l'|au|du) ?$", site.lead) or re.match(
        rf"{S}(?:d[eu]s?{S}|d'|sanitaire|technolog)", site.after
    ):
        return True
    if "lendemain" in site.words:
        return site.lead.strip() in ("au", "du")
    if "avant" in site.words or "soir" in site.tail or site.lead.startswith(("des ", "depuis ")):
        return False
    if re.search(r"(?:^|[.!?;:\n«»(-]|,|et) *$", site.before):
        return not re.match(r" *(?:,|a |le|un|il|l')", site.after)
    told = re.search(r"(?:[eiu]e?s?|[a-z]{3,}t|[0-9]) $", site.before)
    return not (told and re.match(r" *(?:[.,;:!?)\n»]|$|par |a |dans |au |en |vers )", site.after))


_OF_SOMETHING = re.compile(rf"{S}d(?:e{S}|u{S}|')")


def _ago_is_no_date(site: _Site) -> bool:
    """Return whether an amount is of something (« il y a trois mois de retard »), or « voilà » opens a duration."""
    return bool(_OF_SOMETHING.match(site.after)) or (site.words[0] == "v" and " qu" in site.after[:4])


def _ahead_is_no_date(site: _Site) -> bool:
    """Return whether « dans deux mois » is followed by what it is two months of."""
    return bool(_OF_SOMETHING.match(site.after) or re.match(rf"{S}(?:suivant|qui{S})", site.after))


def _last_is_no_date(site: _Site) -> bool:
    """Return whether « quinze derniers jours » has no « ces », or is the end of something else."""
    return not site.lead or bool(_OF_SOMETHING.match(site.after))


def _numeric_is_no_date(site: _Site) -> bool:
    """Return whether numbers with dots are a version or an address."""
    return bool(_NAME_BEFORE.search(site.before + site.lead) or re.search("(?:v|ip|build) ?$", site.before))


_HEADED = re.compile(r"[^.;:!?\n]{0,20} ?:(?![0-9])")


def _short_numeric_is_no_date(site: _Site) -> bool:
    """Return whether « 23/02 » has neither a weekday nor « le » before it and heads no line: « 24/7 » has not."""
    if len(site.words) == 5 and not site.lead:
        heads = _HEAD_OF_SENTENCE.search(site.before) and _HEADED.match(site.after)
        if heads or (site.before.endswith("(") and site.after.startswith(")")):
            return False  # « 14/02 : la base est diffusée », « hier (14/02) »
    return not site.point.core["weekday"] and not re.search("(?:le|du|au|les) $", site.lead)


def _quarter_is_no_date(site: _Site) -> bool:
    """Return whether a trimester is one of a pregnancy, or stands alone."""
    if site.after.startswith(" de grossesse"):
        return True
    lettered = site.point.core["letter"] and not (site.lead in ("au ", "du ") and site.raw_core[0].isupper())
    return not (site.point.core["year"] or (not lettered and (site.point.part or site.lead)))


_HOLIDAY_BEFORE = re.compile(
    "(?:vacances|treve|marche|periode|pere|cadeaux?|fetes|hopital|clinique|rue|jean|conges) (?:de )?$"
)


def _feast_is_no_date(site: _Site) -> bool:
    """Return whether a feast is a first name, a hospital's name or a holiday of several days."""
    if _HOLIDAY_BEFORE.search(site.before):
        return True
    core = site.point.core
    dated = site.lead or core["year"] or core["turn"] or core["feast"].startswith(tuple(WEEKDAYS))
    return not dated or site.lead.strip() in ("par", "sur")


def _stands_alone(site: _Site) -> bool:
    """Return whether no word leads to the expression."""
    return not site.lead and not site.point.part


_NEW_START = re.compile(r"(?:(?:a|des|depuis|avant|apres|jusqu'a|d'ici(?: a)?|pour)(?: cette| la|la)|la) $")
_OTHER_START = re.compile(
    rf"{S}(?:litterair|politiqu|parlementair|judiciair|social|solennel|mediatiq|d[eu]s?{S}|d')"
)


def _start_is_no_date(site: _Site) -> bool:
    """Return whether « rentrée » is that of books, of courts or of a month named otherwise, or stands without « à la »."""
    if site.point.core["year"] or site.point.core["turn"]:
        return False
    return bool(not _NEW_START.match(site.lead) or site.lead == "la " or _OTHER_START.match(site.after))


def _day_of_month_is_no_date(site: _Site) -> bool:
    """Return whether « le 5 du mois » is a habit: neither which month, nor what happened that day, is told."""
    if site.point.core["turn"] or site.point.core["neighbour"] or "ce" in site.words:
        return False
    return not (_TOLD_AFTER.match(site.after) or _PAST_VERB.search(site.before)) or "tous" in site.before


def _same_day_is_no_date(site: _Site) -> bool:
    """Return whether « le même jour » goes on to say as what, or « le jour même » of what."""
    return not site.lead.endswith(("le ", "du ")) or bool(
        re.match(rf"{S}?(?:que?{S}|qu'|d[eu]s?{S}|d'|ou{S})", site.after)
    )


_JUDGES: dict[str, Callable[[_Site], bool]] = {
    "year": _year_is_no_date,
    "years": lambda site: bool(_NAME_BEFORE.search(site.before)),
    "month": _month_is_no_date,
    "season": _season_is_no_date,
    "weekday": _weekday_is_no_date,
    "unit": _unit_is_no_date,
    "today": _today_is_no_date,
    "later": _later_is_no_date,
    "neighbour": _neighbour_is_no_date,
    "ago": _ago_is_no_date,
    "ahead": _ahead_is_no_date,
    "last": _last_is_no_date,
    "first_months": _stands_alone,
    "first_days": _stands_alone,
    "decade": _stands_alone,
    "numeric": _numeric_is_no_date,
    "numeric_without_year": _short_numeric_is_no_date,
    "quarter": _quarter_is_no_date,
    "feast": _feast_is_no_date,
    "back_to_school": _start_is_no_date,
    "day_of_month": _day_of_month_is_no_date,
    "same_day": _same_day_is_no_date,
}


def _is_no_date(point: _Point, tail: str, text: str, folded: str, end: int) -> bool:
    """Return whether an expression that ends there only looks like a date, judged on what stands around it."""
    core_start = end - len(point.core[0])
    start = folded.rfind(point.lead, 0, core_start) if point.lead else core_start
    if not point.lead and point.part:
        start = max(core_start - 20, 0)
    before = folded[max(start - 24, 0) : start]
    named = point.lead == "du " or (not point.lead and point.rule.name in ("day", "days"))
    if named and _STREET.search(before + point.lead):
        return True
    judge = _JUDGES.get(point.rule.name)
    if judge is None:
        return False
    raw_before, raw_after = text[max(core_start - 40, 0) : core_start], text[end : end + 3]
    return judge(
        _Site(
            point.lead,
            point,
            before,
            folded[end : end + 60],
            tail,
            raw_before,
            text[core_start:end],
            raw_after,
        )
    )


_LETTERS = re.compile("[a-z]+")
_WRONG_WORDS = {"a": ("a",), "du": ("dû", "Dû"), "sur": ("sûr", "Sûr"), "la": ("là", "Là")}


_COMPARISON = re.compile(
    r"(?<![a-z])(?:par rapport|compar(?:e|ee|es|ees|able|ables|aison|ativement)|superieure?s?|inferieure?s?|egale?s?|relativement) $"
)
_COMPARED_TO = re.compile("aux? |a ")


def _behind_comparison(folded: str, start: int) -> int:
    """Return where a date that another is held against begins: « 2019 » of « par rapport à 2019 »."""
    held = _COMPARED_TO.match(folded, start)
    compared = held and _COMPARISON.search(folded, max(start - 20, 0), start)
    return held.end() if held and compared else start


def _lead_start(text: str, folded: str, start: int, core_start: int) -> int:
    """Return where the words before a date really begin: the verb « a » is no preposition, nor are « dû » and « sûr »."""
    first = _LETTERS.match(folded, start, core_start)
    if (
        first is None
        or first[0] not in _WRONG_WORDS
        or text[start : first.end()] not in _WRONG_WORDS[first[0]]
    ):
        return start
    if folded.startswith(("a partir", "a compter", "a la date", "a l'horizon", "a la mi", "a la fin"), start):
        return start
    following = first.end()
    while following < core_start and folded[following] == " ":
        following += 1
    return following


def _single(match: re.Match[str], text: str, folded: str) -> _Found | None:
    """Return the phrase with one date, unless it only looks like one."""
    point = _take_apart(match["point"])
    if point is None:
        return None
    point_start = match.start("point")
    start = _lead_start(text, folded, match.start(), point_start)
    lead = folded[max(match.start("lead"), start) : point_start] if match["lead"] else ""
    point = _Point(lead, point.part, point.rule, point.core)
    if _is_no_date(point, match["tail"], text, folded, match.end("point")):
        return None
    start = _behind_comparison(folded, start)
    if (
        point.rule.name == "season"
        and folded.startswith("pour ", start)
        and point.core[0].endswith("prochain")
    ):
        start += 5  # « pour l'hiver prochain » tells what for
    if match["clock"] and _OPENING_HOURS.match(match["clock"]) and _SPAN_LEAD.match(lead):
        start = match.end("clock")
    return _Found(start, match.end(), point)


# « de 9 h à 20 h du 1er juillet au 31 août »: the hours of every day are no part of the days
_OPENING_HOURS = re.compile("de ")
_SPAN_LEAD = re.compile("a partir|a compter|depuis|des |jusqu")


def _range(match: re.Match[str], text: str, folded: str) -> _Found | None:
    """Return the phrase with a first and a last date, unless the two do not go together."""
    names = next(pair for pair in (("a1", "b1"), ("a2", "b2"), ("a3", "b3"), ("a4", "b4")) if match[pair[0]])
    last, bare = _take_apart(match[names[1]]), _compiled(_BARE_DAY).fullmatch(match[names[0]])
    if last is None:
        return None
    if last.rule.name not in ("day", "days"):
        bare = None
    first = None if bare else _take_apart(match[names[0]])
    if first is None and bare is None:
        return None
    start = match.end("clock") if _OPENING_HOURS.match(match["clock"] or "") else match.start()
    found = _Found(start, match.end(), last, first, bare)
    habit = first and first.rule.name == last.rule.name == "weekday" and not match["daypart"]
    if habit and re.match("du ", match["opening"] or ""):
        return None
    if last.rule.name == "year" and last.core[0].startswith("21"):
        return None  # « de 1950 à 2150 »
    if last.rule.name == "year" and _year_is_counted("", last, "", folded[match.end() : match.end() + 24]):
        return None
    undated = any(point and _needs_company(point) for point in (first, last))
    return None if undated else found


def _needs_company(point: _Point) -> bool:
    """Return whether the words of one end of a range are no date by themselves: « mois », « an », « été » alone."""
    words = point.core[0]
    if point.rule.name == "unit" and not point.part and words == point.core["unit"]:
        return not re.search("(?:ce|cet|cette) $", point.lead)
    if point.rule.name == "season" and words == "ete" and not point.part:
        return not point.lead.endswith(("l'", "cet "))
    return point.rule.name == "today" and words.startswith("ce jour")


def _scan(text: str, folded: str) -> list[_Found]:
    """Return every date phrase of the text, first to last."""
    phrases: list[_Found] = []
    phrase, tried = _compiled(_PHRASE), 0
    for trigger in _triggers(folded):
        if trigger < tried:
            continue
        for start in _starts(folded, trigger, tried):
            if start < tried:
                continue
            match = phrase.match(folded, start)
            found, tried = _read_phrase(match, text, folded) if match else (None, start + 1)
            if found:
                phrases.append(found)
                tried = found.end
            if tried > trigger:
                break
    return phrases


# « Le 25, les services », « publié le 12. », « les 11 et 12 mars, puis les 18 et 19 »: a day without its month, and nothing behind it that it could count
_DAY_ALONE = re.compile(
    r"(?<![a-z0-9'-])(?:(?P<lead>(?:(?:depuis|des|avant|apres|vers) )?le |(?:jusqu'|d'ici )au |a (?:partir|compter) du )"
    r"(?P<day>1er|[12][0-9]|3[01]|[1-9])"
    r"|(?:du (?=[0-9er]{1,3} au )|les (?=[0-9er]{1,3} et ))(?P<days>(?:1er|[12][0-9]|3[01]|[1-9]) (?:au|et) (?:[12][0-9]|3[01]|[1-9])))"
    r"(?= ?[,.;:)!?](?![0-9])| ?$| ?\n| (?:a|au|dans|pour|par|sur(?! [0-9])|vers|lors|apres|selon|mais|puis|sans|il|elle|ils|elles|on|nous|la|les|le|l|un|une)(?![a-z]))"
)
_EMERGENCY = re.compile("compos|appel|contact|samu|pompier|urgence|secours|numero|telephon|joindre|centre 15")
_STORY_REACH = 400
_SINGLE_DAYS = (
    *("day", "days", "numeric", "weekday_and_day", "day_of_story", "iso", "numeric_without_year"),
    *("neighbour", "neighbour_of"),
)


_LEADS_ALONE = (
    *(
        "depuis le ",
        "des le ",
        "avant le ",
        "apres le ",
        "vers le ",
        "jusqu'au ",
        "d'ici au ",
        "a partir du ",
        "a compter du ",
    ),
    *("le ", "du ", "les "),
)


def _days_alone(folded: str, floor: int) -> list[re.Match[str]]:
    """Return the days that stand alone behind an offset, in order."""
    found = []
    for at, word in find_words(folded).numbers:
        if len(word) > 3 or not folded.endswith(("le ", "au ", "du ", "les "), 0, at):
            continue
        lead = next((lead for lead in _LEADS_ALONE if folded.endswith(lead, 0, at)), "")
        match = _DAY_ALONE.match(folded, at - len(lead)) if lead and at - len(lead) >= floor else None
        if match:
            found.append(match)
    return found


def _with_days_alone(folded: str, phrases: list[_Found]) -> list[_Found]:
    """Return the phrases with the days whose month a day named before them tells, where there are any."""
    merged = list(phrases)
    for match in _days_alone(folded, phrases[0].end) if phrases else ():
        place = bisect_left(merged, match.start(), key=lambda found: found.start)
        before = merged[place - 1]
        told = next((found for found in merged[max(place - 4, 0) : place][::-1] if not _hangs(found)), before)
        apart = before.end <= match.start() and (place == len(merged) or match.end() <= merged[place].start)
        core = DAY_OF_STORY.compiled.fullmatch(match["day"] or match["days"])
        if core and apart and _goes_on(folded, told, match):
            tail = _compiled(_TAIL).match(folded, match.end())
            free = place == len(merged) or (tail and tail.end() <= merged[place].start)
            end = tail.end() if tail and free else match.end()
            merged.insert(
                place,
                _Found(
                    match.start(),
                    end,
                    _Point(match["lead"] or match[0].split(" ")[0] + " ", "", DAY_OF_STORY, core),
                ),
            )
    return merged


_DAY_NAMED = ("day", "weekday_and_day", "weekday")


def _with_day_in_apposition(folded: str, phrases: list[_Found]) -> list[_Found]:
    """Return the phrases with « Hier, jeudi 2 septembre » as one: the day that the second names."""
    joined: list[_Found] = []
    for found in phrases:
        last = joined[-1] if joined else None
        if (
            last
            and last.last.rule.name == "today"
            and found.last.rule.name in _DAY_NAMED
            and not (found.first or found.bare_first or last.first)
            and found.last.lead in ("", "le ")
            and folded[last.end : found.start] == ", "
        ):
            joined[-1] = found._replace(start=last.start)
        else:
            joined.append(found)
    return joined


def _goes_on(folded: str, before: _Found, match: re.Match[str]) -> bool:
    """Return whether a day without a month goes on the story of the date before it, and is no emergency number."""
    if before.last.rule.name not in _SINGLE_DAYS or match.start() - before.end > _STORY_REACH:
        return False
    around = folded[max(match.start() - 60, 0) : match.end() + 30]
    return not (match["day"] in ("15", "17", "18") and _EMERGENCY.search(around))


def _read_phrase(match: re.Match[str], text: str, folded: str) -> tuple[_Found | None, int]:
    """Return what a match of the grammar names, and where to read on where it names nothing."""
    if match["bare"]:
        return _bare(match), match.start() + 1
    if not match["point"]:
        if found := _range(match, text, folded):
            return found, found.end
        single = _compiled(_SINGLE).match(folded, match.start())
        if not single:
            return None, match.start() + 1
        match = single
    return _single(match, text, folded), match.end("point")


def _bare(match: re.Match[str]) -> _Found | None:
    """Return « dans la nuit du 8 au 9 », whose month is not named."""
    core = BARE_DAYS.compiled.fullmatch(match["bare"])
    return _Found(match.start(), match.end(), _Point("", "", BARE_DAYS, core)) if core else None


_SINGLE = (
    rf"{_HEAD}(?P<lead>{_LEAD})?(?P<point>{_POINT})"
    rf"{_END}"
)


def _resolve_point(point: _Point, context: Context) -> Value:
    """Return the period of one expression, or of its beginning, middle or end."""
    this = point.lead.endswith(("ce ", "cet ", "cette "))
    value = point.rule.resolve(point.core, context._replace(demonstrative=True) if this else context)
    if value.period is None or not point.part:
        return value
    if point.part.endswith("moitie") and value.period.unit == "year":
        half = semester_period(value.period.earliest.year, 1 if point.part.startswith("debut") else 2)
        return value._replace(period=half)
    return value._replace(period=part_of(value.period, point.part.split()[0]))


def _bare_first(bare: re.Match[str], last: Period) -> Value:
    """Return the day of « du 8 » in « du 8 au 9 février »: in the month of the last day, or in the month before."""
    number = day_number(bare["day"])
    month = last.earliest if number <= last.earliest.day else add_months(last.earliest.replace(day=1), -1)
    day = month.replace(day=number)
    if bare["weekday"] and day.weekday() != WEEKDAYS.index(bare["weekday"]):
        detail = f"the text says {bare['weekday']}, {day.isoformat()} was a {WEEKDAYS[day.weekday()]}"
        return Value(day_period(day), (("weekday_contradiction", detail),))
    return Value(day_period(day))


def _first_value(found: _Found, last: Value, context: Context) -> Value:
    """Return the first end of a range, whose missing year or week comes from the last end."""
    if found.first is None or last.period is None:
        return _bare_first(found.bare_first, last.period) if found.bare_first and last.period else Value()
    if (
        found.first.rule.name == "weekday"
        and not found.first.core["turn"]
        and not found.first.core["neighbour"]
    ):
        weekday = WEEKDAYS.index(found.first.core["weekday"])
        return Value(day_period(nearest_weekday(last.period.earliest, weekday, -1, False)), last.remarks)
    first = _resolve_point(found.first, context._replace(year_hint=last.period.earliest.year))
    if first.period and first.period.earliest > last.period.latest and _year_is_inferred(first):
        return _resolve_point(found.first, context._replace(year_hint=last.period.earliest.year - 1))
    return first


def _year_is_inferred(value: Value) -> bool:
    """Return whether the year is not written in the words themselves."""
    return any(kind in ("year_inferred", "anchored", "no_anchor") for kind, _ in value.remarks)


def _resolve(found: _Found, context: Context) -> Value:
    """Return the days that a phrase names; none for a 30 February, or a day outside the years 1 to 9999."""
    try:
        return _days_named(found, context)
    except (ValueError, OverflowError):
        return Value(None, (("impossible_date", found.last.core[0]),))


def _days_named(found: _Found, context: Context) -> Value:
    """Return the days that a phrase names.

    Raises
    ------
    ValueError, OverflowError
        Where the calendar has no such day.
    """
    last = _resolve_point(found.last, context)
    if found.first is None and found.bare_first is None:
        about = not last.approximate and _ABOUT_LEAD.match(found.last.lead)
        return last._replace(approximate=True) if about else last
    if found.first and _year_is_inferred(last):
        stated = _resolve_point(found.first, context)
        if stated.period and not _year_is_inferred(stated):
            last = _after(found.last, stated.period, context)
    last = _coming_end(found, last, context)
    first = _first_value(found, last, context)
    remarks = tuple(dict.fromkeys(first.remarks + last.remarks))
    if first.period is None or last.period is None or first.period.earliest > last.period.latest:
        return Value(None, (*remarks, ("impossible_range", "the first date is not before the last")))
    return Value(hull(first.period, last.period), remarks, first.approximate or last.approximate)


def _coming_end(found: _Found, last: Value, context: Context) -> Value:
    """Return the last end of « du 3 juillet au 1er septembre », told in June, in the year of its first end's."""
    first = found.first
    if not first or not last.period or not _year_is_inferred(last) or first.rule.name not in ("day", "month"):
        return last
    if found.last.rule.name != first.rule.name or last.period.unit != first.rule.name:
        return last
    begun = _resolve_point(first, context).period
    return _after(found.last, begun, context) if begun and begun.earliest > last.period.latest else last


def _after(point: _Point, first: Period, context: Context) -> Value:
    """Return the last end of « du 15 décembre 2020 au 4 janvier »: the first such date after the first end."""
    value = _resolve_point(point, context._replace(year_hint=first.earliest.year))
    if value.period and value.period.latest < first.earliest:
        return _resolve_point(point, context._replace(year_hint=first.earliest.year + 1))
    return value


_ABOUT_LEAD = re.compile("vers|autour|aux? (?:alentours|environs)|environ")


# « sera », « rouvriront », « j'irai », « doit », « prévu », « aurait lieu », « vise »: what is told lies ahead
_AHEAD_VERB = re.compile(
    r"(?<![a-z])(?:doi(?:t|vent)|devrai(?:en)?t|aurai(?:en)?t lieu|(?<!a )(?:vis|tabl|esper|envisag)(?:e|ent)|prevoi(?:t|ent)|promet(?:tent)?|attend(?:ent)?"
    r"|(?:prochain|nouvel|nouveau)(?:le|e)?s? (?:rendez-vous|conseil|reunion|audience|etape|edition|rencontre|point)|objectif|(?<!de )(?<!pris )(?<!un )rendez-vous(?! (?:en ligne|medica|pris|annul))"
    r"|re(?:venez|passez)|rappelez|patientez|(?:prevu|attendu)e?s?|(?:programme|reporte|fixe(?!e?s? a [0-9])|planifie|espere|inscrit|convoque)e?s?|(?:est|sont) annoncee?s?)(?![a-z])"
)
# « La prochaine étape : 100 % en mai »: what a colon announces
_ANNOUNCES = re.compile(r"(?:prochaines? [a-z]{3,20}|objectif|cible|echeance) $")
_FUTURE_VERB = re.compile(
    r"(?<![a-z0-9œæ])[a-z0-9œæ]*[eidvrut]r(?:a|ont|(?<!tr)ai|(?<=[ei]r)ons)(?![a-z0-9œæ])"
)
_NO_FUTURE = word_set("camera opera extra infra ultra front affront tetra vrai")


def _ahead(words: str) -> list[int]:
    """Return where verbs stand that tell what lies ahead."""
    future = [verb.start() for verb in _FUTURE_VERB.finditer(words) if verb[0] not in _NO_FUTURE]
    return future + [match.start() for match in _AHEAD_VERB.finditer(words)]


_PAST_VERB = re.compile(
    r"(?<![a-z'])(?:ont|avai(?:en)?t|etai(?:en)?t|furent|fut|survenue?s?|s'est|ayant|a (?:ete|eu|ete|[a-z]{1,14}(?:e|i|u|is|it|rt))"
    r")(?![a-z])|(?<=[a-z][a-qs-z])(?<!f)(?<!uh)(?<!conn)(?<! pl)ai(?:en)?t(?![a-z])"  # « il lui manquait », not « fait »
)
_SENTENCE_END = re.compile(r"[.!?\n;:](?![0-9])")
_HEAD_OF_SENTENCE = re.compile(r"(?:^|[.!?\n;:»«]) *$")


# « mis en délibéré au », « renvoyée au »: the day to come is set in the past tense
_SET_FOR = re.compile(
    r"(?<![a-z])(?:(?:renvoy|ajourn|repouss|decal|prorog|prolong|fix|report)ee?s?|(?:[.:;(] |\n|^)(?:jugement|verdict|decision|reponse|livraison|ouverture|reprise|mise en service|depouillement)|delibere) $"
)
# « le championnat reprend samedi »: the present tense of what is in a timetable
_GOES_ON_SOON = re.compile(
    r"(?<![a-z'])(?<!a )(?<!ont )(?<!avait )(?<!est )(?<!sont )(?<!avoir )(?:re(?:prend|commence|part|demarre|vien)|commence|debute|demarre|(?:s'|r)?ouvre|s'acheve|se (?:tient|deroule|reunit)|accueille|elit|recoit|affronte"
    r"|comparait|entre en vigueur|se joue|a lieu)(?:nt|ent)? (?:[a-z'-]{2,12} )?$"
)
# « Ouverture du 1er juillet au 31 août »: a notice tells what is to come
_NOTICE = re.compile(
    r"(?:^|\n)[ •*-]*(?:re)?(?:ouvertures?|fermetures?|inscriptions?|reservations?)(?! (?:a|ont|avai|etai|s'est))(?![a-z])"
)
# « l'attaque du 8 septembre »: what a date tells apart has happened, whatever the sentence announces
_EVENT_BEFORE = re.compile(
    r"(?:attaques?|cyberattaques?|piratages?|incidents?|intrusions?|fuites?|pannes?|incendies?|accidents?|attentats?|seismes?) $"
)
# « renvoyée au 3 décembre, a indiqué le tribunal »: who says so, not what became of it
# « le docteur Bel, parti fin décembre »: participles that are the form of no other tense
_HAPPENED = re.compile(
    r"(?<!sera )(?<!seront )(?<!etre )(?<!serait )(?<![a-z])(?:partis?|parties|(?:surven|interven|par|dispar|appar|reven|deven|concl|el)ue?s?|morts?|mortes?|decedee?s?|commise?s?) $"
)
_REPORTED = re.compile(
    r"(?:a|ont|avait) (?:indique|annonce|precise|declare|explique|affirme|confirme|fait savoir|appris|rapporte|souligne|ajoute|dit|decide)"
)
_UNTIL = re.compile("d'ici|au plus tard")
_UNTIL_WEEKDAY = re.compile("jusqu|a partir|a compter")
_IS_OVER = re.compile(
    r"(?<![a-z])(?:(?:a|ont|est|sont) (?:reste|dure|patiente|tenu|fonctionne)|etai|avai|s'est)"
)


def _tense(folded: str, found: _Found) -> tuple[bool, bool]:
    """Return whether the sentence tells the date as future, and whether as past, by the verb nearest to it."""
    if _UNTIL.match(found.last.lead):
        return True, False
    if found.last.rule.name in ("weekday", "day") and _UNTIL_WEEKDAY.match(found.last.lead):
        # « relogés jusqu'à dimanche »: the Sunday to come, unless all of it is over
        over = bool(_IS_OVER.search(folded, max(found.start - 60, 0), found.start))
        return not over, over
    if told := _told_by_words(folded, found):
        return told == "future", told == "past"
    clauses = _SENTENCE_END.split(folded[max(found.start - 90, 0) : found.start].rstrip(" :"))
    before = clauses[-1]
    if len(clauses) > 1 and _ANNOUNCES.search(clauses[-2]):
        before = f"{clauses[-2]} {before}"
    after = _SENTENCE_END.split(folded[found.end : found.end + 70])[0]
    verbs = [(at, True) for at in _ahead(before)]
    verbs += [(match.start(), False) for match in _PAST_VERB.finditer(before)]
    if not verbs and _HEAD_OF_SENTENCE.search(folded[max(found.start - 4, 0) : found.start]):
        verbs = [(-at, True) for at in _ahead(after)]
        verbs += [(-match.start(), False) for match in _PAST_VERB.finditer(after)]
    if verbs:
        ahead = max(verbs)[1]
        return ahead, not ahead
    past = bool(_PAST_VERB.search(after))
    if found.last.rule.name in _OF_YEAR_RULES and found.last.lead.startswith(_FROM_ON) and not past:
        return True, False
    # « fermé dès lundi », « pas avant lundi », without any verb that tells otherwise, is the one to come
    coming = found.last.rule.name == "weekday" and found.last.lead.startswith(("des ", "avant "))
    return coming and not past, past


# « à partir de septembre », « pour la rentrée » without a verb that tells: the one to come
_OF_YEAR_RULES = ("month", "quarter", "season", "back_to_school", "feast")
_FROM_ON = ("pour ", "a partir ", "a compter ")


def _told_by_words(folded: str, found: _Found) -> str:
    """Return « future » or « past » where the words right before a date tell, whatever the verbs say; otherwise nothing."""
    lead, floor = found.last.lead, max(found.start - 90, 0)
    if lead.startswith("depuis") or (
        lead.startswith("du ") and _EVENT_BEFORE.search(folded, floor, found.start)
    ):
        return "past"
    if _HAPPENED.search(folded, max(found.start - 30, 0), found.start):
        return "past"
    if _SET_FOR.search(folded, max(found.start - 24, 0), found.start):
        after = folded[found.end : found.end + 40].lstrip(", ")
        return "past" if _PAST_VERB.match(after) and not _REPORTED.match(after) else "future"
    if lead == "pour " and found.last.rule.name == "weekday" and not found.last.core["turn"]:
        return "future"  # « de la pluie pour jeudi »
    if _GOES_ON_SOON.search(folded, max(found.start - 36, 0), found.start):
        return "future"
    begun = folded.rfind("\n", floor, found.start)
    line = folded[max(begun, floor) : found.start] if begun >= 0 or not floor else ""
    return "future" if _NOTICE.match(line) and not _PAST_VERB.search(line) else ""


_LOOK_AHEAD = 40
_HANGS = ("later", "neighbour", "same_day", "day_of_story", "bare_days")
_COORDINATED = re.compile("(?: et| ou| puis|,) ")


def _hangs(found: _Found) -> bool:
    """Return whether the phrase counts from a day named elsewhere in the text."""
    return found.last.rule.name in _HANGS or bool(found.last.said("neighbour"))


def _stated_year(found: _Found) -> int | None:
    """Return the year written in a day or a month."""
    year = found.last.said("year")
    return int(year) if year and year.isdigit() and found.last.rule.name in ("day", "days", "month") else None


_YEAR_AND_ALL = ("year", "years", "named_years", "iso", "numeric")


def _says_its_year(found: _Found) -> bool:
    """Return whether a phrase names its year, whatever the tense of its sentence."""
    points = (found.first or found.last, found.last)
    return _stated_year(found) is not None or all(point.rule.name in _YEAR_AND_ALL for point in points)


def _year_beside(folded: str, phrases: list[_Found], index: int) -> int | None:
    """Return the year of the date that is coordinated with this one: « en janvier, février et mars 2021 »."""
    if phrases[index].last.said("turn"):
        return None
    for left, right in pairwise(phrases[index : index + 6]):
        between = folded[left.end : right.start]
        if left.last.rule.name not in ("day", "days", "month") or not _COORDINATED.fullmatch(between):
            return None
        if between == ", " and right.last.lead:
            return None
        if year := _stated_year(right):
            return year
    return None


_SENTENCE_STOP = re.compile(r"[.!?](?=[ \n»)])|\n")
_FRAMED = ("day", "days", "month", "months", "quarter", "season", "first_week", "first_days", "nth_weekday")


def _frame_year(folded: str, found: _Found, frame: int | None) -> int | None:
    """Return the year that a sentence begins with, « En 2021, … au quatrième trimestre », until another year is named."""
    if found.last.rule.name != "year":
        return None if frame and _stated_year(found) else frame
    heads = found.last.lead.startswith(("en ", "au cours ")) and not found.first and not found.last.part
    if heads and _HEAD_OF_SENTENCE.search(folded[max(found.start - 4, 0) : found.start]):
        return year_number(found.last.core["year"])
    return None


_HEADS_LINE = re.compile(
    r"(?:^|\n)[ •*#–—-]*(?:annee |exercice |chronologie |retrospective[. ]{1,2}|bilan )?$"
)
_ENDS_HEADING = re.compile(r" ?(?::|,[^.:\n]{1,40})? ?(?:\n|$)")


def _heading_year(folded: str, found: _Found, heading: int | None) -> int | None:
    """Return the year that stands over a chronology, « 2021, l'année noire », until another year is written."""
    if found.last.rule.name != "year":
        return None if heading and _stated_year(found) else heading
    headed = not (found.last.lead or found.first or found.last.part)
    headed = headed and bool(_HEADS_LINE.search(folded, max(found.start - 24, 0), found.start))
    return year_number(found.last.core["year"]) if headed and _ENDS_HEADING.match(folded, found.end) else None


def _takes_frame(found: _Found) -> bool:
    """Return whether a phrase without a year or a word of time lies in the year that its sentence began with."""
    told = any(found.last.said(name) for name in ("year", "short_year", "other_year", "turn", "years"))
    return found.last.rule.name in _FRAMED and not told and "ce" not in found.last.lead.split()


def _tells_story(value: Value) -> bool:
    """Return whether the value is a day or a month with its year written."""
    return bool(value.period and value.period.unit in ("day", "month") and not _year_is_inferred(value))


def _continues_story(value: Value) -> bool:
    """Return whether a month has the year of the story: « mars 2021 […] en avril, puis en juin »."""
    told = any(detail == "from a date named before" for _, detail in value.remarks)
    return bool(told and value.period and value.period.unit == "month")


def _goes_on_in_next_line(folded: str, found: _Found) -> bool:
    """Return whether a line begins with the month that goes on a story: « L'attaque de mars 2021 […]\\nEn avril, »."""
    heads = found.start == 0 or folded[found.start - 1] == "\n"
    return heads and found.last.rule.name == "month" and found.last.lead.startswith(("en ", "des "))


def _resolve_all(folded: str, phrases: list[_Found], published: Published | None) -> list[Value]:
    """Return the value of every phrase that does not hang on another, and an empty one for those that do.

    The year of a story is that of the last date with a written one in the paragraph; without a publication day, in
    the text.
    """
    values: list[Value] = []
    story, story_end, end, frame, heading = None, 0, 0, None, None
    for index, found in enumerate(phrases):
        if published is not None and "\n" in folded[end : found.start]:
            story = story if _goes_on_in_next_line(folded, found) else None
        together = story is not None and not _SENTENCE_STOP.search(folded, story_end, found.start)
        if frame and _SENTENCE_STOP.search(folded, end, found.start):
            frame = None
        frame = _frame_year(folded, found, frame)
        heading = _heading_year(folded, found, heading)
        end = found.end
        if _hangs(found):
            values.append(Value())
            continue
        future, past = (False, False) if _says_its_year(found) else _tense(folded, found)
        told = frame or (None if future else heading)
        year = _year_beside(folded, phrases, index) or (told if told and _takes_frame(found) else None)
        context = Context(published, future, past, False, year, None, story, together and past)
        values.append(_resolve(found, context))
        if _tells_story(values[-1]) or _continues_story(values[-1]):
            story, story_end = values[-1].period, found.end
    return values


class _Named:
    """The periods named so far, by what may hang on them."""

    def __init__(self) -> None:
        self.day: Period | None = None
        self.month: Period | None = None
        self.last: Period | None = None
        self.latest: dict[str, Period] = {}

    def add(self, period: Period) -> None:
        """Remember a period that the text has named."""
        if period.latest - period.earliest <= timedelta(days=1):
            self.day = period
        if period.unit == "month":
            self.month = period
        if period.latest - period.earliest <= timedelta(days=7):
            self.latest["semaine"] = period
        if period.latest - period.earliest <= timedelta(days=31):
            self.latest["mois"] = self.latest["an"] = period
        if (
            period.unit in ("quarter", "semester", "year")
            or 31 < (period.latest - period.earliest).days <= 366
        ):
            self.latest["an"] = period
        self.last = period


def _anchor(found: _Found, named: _Named, later: list[Value]) -> Period | None:
    """Return the day that a phrase counts from: the last one named before it.

    What counts in months or years may also hang on a month or a year. Where only a month is named before, a single
    day of that month that is named later is that day.
    """
    if found.last.rule.name == "day_of_story":
        told = named.latest.get("mois")  # « du vendredi 3 au lundi 6 février […] fermé le 6 »
        return day_period(told.latest) if told and told.latest - told.earliest > timedelta(days=1) else told
    if found.last.rule.name == "season":
        return named.last  # « cet été […] l'été précédent »
    unit = found.last.said("unit") or "jour"
    if unit.startswith(("mois", "an")):
        return named.latest.get("mois" if unit == "mois" else "an")
    if unit == "semaine" and found.last.rule.name == "unit":
        return named.latest.get("semaine", named.month)  # « du 2 au 8 mars, contre 12 la semaine précédente »
    if named.day or not named.month:
        return named.day
    month = named.month
    days = [value.period for value in later if value.period and value.period.unit == "day"]
    inside = {day for day in days if month.earliest <= day.earliest <= month.latest}
    return inside.pop() if len(inside) == 1 else month


def _looks_back_a_year(found: _Found) -> bool:
    """Return whether a year is only what another is held against: « 79 % de plus que l'année précédente, contre 22 % un an plus tôt »."""
    words = found.last.core[0]
    back = words.endswith(("precedente", "plus tot", "auparavant", "avant"))
    return back and (found.last.said("unit") or "").startswith("an")


def _in_story(found: _Found, value: Value, named: _Named) -> Value:
    """Return « le samedi » of a story, the first one after the day named before: « Le vendredi 4, tout s'arrête. […] depuis le samedi »."""
    point, day = found.last, named.day
    alone = point.rule.name == "weekday" and not (found.first or found.bare_first or point.said("turn"))
    if not (alone and value.period and day and point.lead.endswith("le ")) or point.said("neighbour"):
        return value
    first = nearest_weekday(day.latest, WEEKDAYS.index(point.core["weekday"]), 1, False)
    if first >= value.period.earliest:
        return value
    return Value(day_period(first), (("anchored", f"on {day.earliest.isoformat()}"),))


def _is_held_against(folded: str, found: _Found, period: Period) -> bool:
    """Return whether a long period is only what another is held against: « 155,8 millions, contre 137,1 au T2 2022 »."""
    long = period.unit in ("month", "quarter", "semester", "year")
    return long and bool(_COMPARED.search(folded, max(found.start - 40, 0), found.start))


def _next_hangs(folded: str, phrases: list[_Found], index: int) -> bool:
    """Return whether the sentence goes on with what counts from this date: « contre 192 en 2020 et 69 l'année d'avant »."""
    if index + 1 == len(phrases) or not _hangs(phrases[index + 1]):
        return False
    return not _SENTENCE_STOP.search(folded, phrases[index].end, phrases[index + 1].start)


def _apposed(value: Value, beside: Value) -> Value:
    """Return the day that stands in apposition: « le lendemain, lundi 22 août »."""
    if beside.period is None or beside.period.unit != "day":
        return value
    return Value(beside.period, (("anchored", "on the date beside it"),))


_HELD_AGAINST = re.compile(
    r"(?:(?:plus|moins) que|par rapport (?:a|aux?)|(?:celui|celle|ceux|celles|niveau)|contre [0-9., %]{1,14}) $"
)
# « contre un tiers deux ans plus tôt », « contre 137,1 au T2 2022 »
_COMPARED = re.compile(
    "(?<![a-z])(?:(?:contre|au lieu de) [^.;:!?()\\n]{1,24}|(?:plus|moins|davantage|mieux) (?:que |qu'))$"
)


def _hang(
    folded: str, phrases: list[_Found], values: list[Value], published: Published | None
) -> list[Value]:
    """Return the values with those that count from a day named elsewhere filled in."""
    filled, named = list(values), _Named()
    for index, found in enumerate(phrases):
        if _hangs(found):
            # a day far below is another story, and looking at all of them would take quadratic time
            anchor = _anchor(found, named, values[index + 1 : index + 1 + _LOOK_AHEAD])
            ahead = anchor and published and anchor.earliest > published.latest
            if ahead and _COMPARED.search(folded, max(found.start - 40, 0), found.start):
                anchor = Period(published.earliest, published.latest, "day") if published else None
            if (
                anchor is None
                and published
                and _HELD_AGAINST.search(folded, max(found.start - 20, 0), found.start)
            ):
                anchor = Period(
                    published.earliest, published.latest, "day"
                )  # « trente de plus que la veille »
            filled[index] = _resolve(found, Context(published, anchor=anchor))
            if index + 1 < len(phrases) and folded[found.end : phrases[index + 1].start] == ", ":
                filled[index] = _apposed(filled[index], values[index + 1])
        filled[index] = _in_story(found, filled[index], named)
        period = filled[index].period
        held = period and _is_held_against(folded, found, period) and not _next_hangs(folded, phrases, index)
        if period and not (held or _looks_back_a_year(found)):
            named.add(period)
    return filled


def _mention(found: _Found, value: Value) -> Mention:
    """Return the mention of a phrase with the days that it names."""
    if value.period is None:
        return Mention(found.start, found.end, "DATE", remarks=value.remarks)
    return Mention(
        found.start,
        found.end,
        "DATE",
        edtf=to_edtf(value.period, value.approximate),
        earliest=value.period.earliest.isoformat(),
        latest=value.period.latest.isoformat(),
        remarks=value.remarks,
    )


def find_dates(text: str, folded: str, published: Published | None) -> list[Mention]:
    """Return the dates of a text, first to last, none overlapping.

    Parameters
    ----------
    text : str
        The text as it is read.
    folded : str
        The same text through ``helpers.french.fold.fold``, character for character.
    published : Published or None
        When it appeared. Without it a date that hangs on that day is still found, but has no value.

    Returns
    -------
    list of Mention
        With label ``DATE``, offsets into ``text``, ``edtf`` (level 1 or 2), ``earliest`` and ``latest`` (ISO days, both
        included; empty where the text does not tell), and remarks: ``year_inferred``, ``anchored``, ``no_anchor``,
        ``weekday_contradiction``, ``impossible_date``, ``impossible_range``.

    Examples
    --------
    >>> from helpers.french.fold import fold
    >>> words = "Le CHU a été attaqué dans la nuit du 8 au 9 février."
    >>> [night] = find_dates(words, fold(words), Published.from_edtf("2021-02-24"))
    >>> words[night.start : night.end], night.edtf
    ('dans la nuit du 8 au 9 février', '2021-02-08/2021-02-09')
    """
    phrases = _with_days_alone(folded, _with_day_in_apposition(folded, _scan(text, folded)))
    values = _hang(folded, phrases, _resolve_all(folded, phrases, published), published)
    pairs = zip(phrases, values, strict=True)
    return [
        _mention(found, value) for found, value in pairs if not (published and _is_duration(found, value))
    ]


def _is_duration(found: _Found, value: Value) -> bool:
    """Return whether « un an après » counts from no day that the text names: no date then, but a time that went by."""
    return found.last.rule.name == "later" and any(kind == "no_anchor" for kind, _ in value.remarks)
