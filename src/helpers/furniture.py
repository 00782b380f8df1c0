"""A site's furniture, known by its words and its form: what one line or sentence tells by itself.

``lexicon/boilerplate.csv`` holds, one row a pattern, what a site's furniture says, each row with an example of the
words that it was made for. Names and dates alone are a byline or a stamp; labels in a row are a menu. Sentences
*about* cookies, newsletters or subscribers belong to the article. ``helpers.boilerplate`` goes on from here.
"""

import csv
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, wraps
from importlib import resources
from itertools import groupby, pairwise
from typing import NamedTuple, TypeVar

from helpers.french.fold import fold

BOILERPLATE = {
    "share": "share bars, page tools and counters",
    "reading_time": "the time that reading takes",
    "advertisement": "advertising, and what the site offers its visitors",
    "menu": "menus, breadcrumbs, page foot and legal notices",
    "rubric": "rubric labels and tags",
    "read_also": "links to other articles, on a line or in a paragraph",
    "cookies": "cookie walls",
    "paywall": "subscription walls and offers",
    "newsletter": "newsletter boxes",
    "comments": "comments and what invites them",
    "feed": "feeds of other articles",
    "byline": "who wrote or relayed the article",
    "signature": "signatures and the authors' presentation",
    "credit": "photo credits; the caption stays",
    "stamp": "when the page was published or changed: removed, yet its dates are read",
    "markup": "left-overs of HTML, Markdown, styles and scripts",
    "repeat": "the second copy of a title or lead",
}


Found = TypeVar("Found")


class Removal(NamedTuple):
    """A stretch of text to take out, half-open, and the rule that says so."""

    start: int
    end: int
    rule: str


class Pattern(NamedTuple):
    """One row of ``lexicon/boilerplate.csv``; ``where`` says how the folded words are met.

    ``line`` the whole line; ``marked`` one that begins with anything; ``open`` a heading that opens a section, ``open?`` one that may also be a sub-title;
    ``stop`` a line after which the article is cut off; ``cue`` words that give a sentence away; ``bracket`` a part of
    a paragraph in brackets, ``ending``, ``closing`` (in brackets) and ``more`` (a link) one at its end; ``body`` a whole
    line below the article's first paragraph; ``sentence`` the head of a sentence to take out; ``words`` a line all of
    whose words are these. ``part`` names words that several patterns share as ``{name}``; ``hint`` lists words'
    beginnings (``_`` for a space) and marks without one of which a rule's cues, or the patterns of a kind, are not tried.
    """

    rule: str
    where: str
    pattern: str
    example: str


def remember(read: Callable[[str], Found]) -> Callable[[str], Found]:
    """Keep what was found in the last lines, save for those as long as a book, which would fill the memory."""
    kept = lru_cache(maxsize=4096)(read)

    @wraps(read)
    def reads(text: str) -> Found:
        return kept(text) if len(text) <= 5000 else read(text)

    return reads


@cache
def _rows() -> tuple[Pattern, ...]:
    """Return the rows of the lexicon as written."""
    source = resources.files("helpers").joinpath("lexicon/boilerplate.csv").read_text(encoding="utf-8")
    return tuple(Pattern(**row) for row in csv.DictReader(source.splitlines()))


@cache
def _parts() -> dict[str, str]:
    """Return the patterns that others share, by their name in braces."""
    return {f"{{{row.rule}}}": row.pattern for row in _rows() if row.where == "part"}


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return the lexicon of boilerplate, shared parts put in and groups without numbers."""
    shared = re.compile("|".join(map(re.escape, _parts())))
    return tuple(
        row._replace(
            pattern=_BARE_GROUP.sub("(?:", shared.sub(lambda name: _parts()[name.group()], row.pattern))
        )
        for row in _rows()
        if row.where not in ("part", "hint")
    )


_AROUND = r"[^\w\[(<{#©@$./…«“\"'!←|=~]{0,12}", r"[^\w?«»\"“”]{0,12}»?"
_BARE_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@cache
def grammar(*kinds: str) -> re.Pattern[str]:
    """Compile the patterns of some kinds into one; the empty named group behind each tells the row that matched.

    A group around a pattern would keep ``re`` from passing over it at its first letter.
    """
    rows = enumerate(patterns())
    return re.compile(
        "|".join(f"(?:{row.pattern})(?P<r{number}>)" for number, row in rows if row.where in kinds)
    )


@cache
def _whole_line(*kinds: str) -> re.Pattern[str]:
    """Compile all that a whole line may be, with the marks that decorate it."""
    before, after = _AROUND
    return re.compile(f"{before}(?:{grammar(*kinds).pattern}){after}")


def _line_row(folded: str) -> Pattern | None:
    """Return the first row that a whole line matches."""
    match = _whole_line("line", "open", "open?", "stop").fullmatch(folded)
    return row_of(match) if match else None


@cache
def _cue(rule: str) -> re.Pattern[str]:
    """Compile a rule's cues, those that begin alike together: ``re`` then passes over most places in one step."""
    rows = sorted(row.pattern for row in patterns() if row.where == "cue" and row.rule == rule)
    alike = ((start, [row.removeprefix(start) for row in rows]) for start, rows in groupby(rows, _border))
    return re.compile("|".join(f"{start}(?:{'|'.join(rest)})" for start, rest in alike))


def _border(pattern: str) -> str:
    """Return the mark of a sentence's head or a word's border that a pattern begins with, if it does."""
    return next(filter(pattern.startswith, (r"^\W*", r"\b")), "")


@cache
def vocabulary(rule: str) -> frozenset[str]:
    """Return the words of which a line of this rule is made."""
    return frozenset(
        w for row in patterns() if row.where == "words" and row.rule == rule for w in row.pattern.split()
    )


def row_of(match: re.Match[str]) -> Pattern:
    """Return the lexicon's row that matched."""
    return patterns()[int((match.lastgroup or "r0")[1:])]


@dataclass(slots=True, eq=False)
class Line:
    """A line that is not blank, without the spaces around it, and what it was found to be."""

    start: int
    text: str
    folded: str
    rule: str = ""
    where: str = ""
    ends: bool = False  # like a sentence
    words: int = 0
    prose: bool = False  # a paragraph, not a title or a label
    hints: Mapping[str, Sequence[int]] = field(default_factory=dict)  # what its words hint at, and where
    cues: Sequence[Removal] = ()  # its sentences that speak to the visitor, in offsets of the line

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def at(self, start: int) -> "Line":
        """Return the line at its place in a text."""
        return Line(
            start,
            self.text,
            self.folded,
            self.rule,
            self.where,
            self.ends,
            self.words,
            self.prose,
            self.hints,
            self.cues,
        )


INNER_END = re.compile(r"[.!?»] +[^a-z]")
_SENTENCE_END = re.compile(r"[.!?…][\s\"'»”’)\]]*$")
_NOT_BLANK = re.compile(r"[^\s](?:[^\n]*[^\s])?")
LONG, _PARAGRAPH = 300, 160
SMALL = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "ce",
        "cet",
        "cette",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "nos",
        "notre",
        "ou",
        "par",
        "pour",
        "s",
        "sur",
        "un",
        "une",
        "votre",
        "vos",
    ]
)


def read_lines(text: str) -> list[Line]:
    """Split a text into its lines with words, each labelled by its own words alone."""
    lines = [read_line(match.group()).at(match.start()) for match in _NOT_BLANK.finditer(text)]
    for line, below in pairwise(lines) if _GOES_ON_BELOW.search(text) else ():
        if below.text[0].islower() and not line.prose and _is_wrapped(line, below):
            line.prose = True
    return lines


_GOES_ON_BELOW = re.compile(r"\n[a-zß-ÿœ]")


def _is_wrapped(line: Line, below: Line) -> bool:
    """Tell a paragraph's line that was broken at some width: the next one goes on with a small letter."""
    wide = len(line.text) >= 50 and line.words >= 8 and not line.rule and not below.rule
    goes_on = below.words >= 2 or below.ends  # « par » alone stands over a name
    return bool(wide and goes_on and not line.ends and below.start - line.end <= 2)


@remember
def read_line(text: str) -> Line:
    """Return a line that starts nowhere yet, with what its form and its words tell: a site's lines come again."""
    folded = fold(text)
    line = Line(0, text, folded, hints=_find_hints(folded))
    line.ends = bool(_SENTENCE_END.search(text[-8:]))
    line.words = text.count(" ") + text.count("\u00a0") + 1
    asks = text.endswith("?") and line.words < 16
    signed = text[-2:-1].isupper() and len(text) <= 80  # « Le Courrier de la Côte Soizic LE BERRE. »
    line.prose = (line.ends and line.words >= 8 and not asks and not signed) or len(text) >= _PARAGRAPH
    _label_known(line)
    return line


def _asks_first(line: Line) -> bool:
    """Tell whether a question to the visitor stands before a call: « Vous aimez nos enquêtes ? Soutenez-nous. »"""
    asked, _, answer = line.folded.partition("? ")
    to_visitor = _TO_VISITOR.search(asked) or IMPERATIVE.match(answer)
    return bool(answer and to_visitor and not INNER_END.search(answer))


_NO_BRACKETS = str.maketrans("[]()", "    ")


@remember
def known_line(folded: str) -> tuple[str, str]:
    """Return the rule and the kind of a short line that the lexicon knows, or two empty strings."""
    row = _line_row(" ".join(folded.split()) if "  " in folded else folded)
    inside = folded.translate(_NO_BRACKETS).strip() if folded[0] in "[(" else ""
    if not row and inside:
        row = _line_row(inside)
    if row:
        return row.rule, row.where
    words = _WORD.findall(folded)
    for rule in ("share", "menu") if 0 < len(words) <= 40 else ():
        known = vocabulary(rule)
        if not known.isdisjoint(words) and all(
            word in known or word in SMALL or word.isdigit() for word in words
        ):
            return rule, "words"
    return "", ""


# The beginnings of words are looked for first: all are found together in the time that one grammar takes.
_CUE_RULES = ("cookies", "newsletter", "paywall", "comments", "signature", "advertisement")


@cache
def _stems() -> dict[str, frozenset[str]]:
    """Return the rules or kinds of pattern that each stem hints at, and those that its own beginning does."""
    hints = [
        (stem.replace("_", " "), row.rule)
        for row in _rows()
        if row.where == "hint"
        for stem in row.pattern.split()
    ]
    return {stem: frozenset(rule for other, rule in hints if stem.startswith(other)) for stem, _ in hints}


@cache
def _stem_finder() -> tuple[re.Pattern[str], list[str]]:
    """Compile what finds the longest stem at each word's beginning, and return the marks, which stand anywhere."""
    words = longest_of(stem for stem in _stems() if stem[0].isalpha())
    return re.compile(f"[^a-z](?=({words}))"), [stem for stem in _stems() if not stem[0].isalpha()]


def longest_of(words: Iterable[str]) -> str:
    """Return a pattern for the longest of some words, as a tree of letters: ``re`` tries one branch after another.

    >>> longest_of(["lire", "lire la", "voir"])
    '(?:voir|lire(?:\\\\ la|))'
    """
    by_letter = groupby(sorted(words, reverse=True), lambda word: word[:1])
    branches = [
        re.escape(letter) + longest_of(word[1:] for word in alike) if letter else ""
        for letter, alike in by_letter
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _find_hints(folded: str) -> dict[str, list[int]]:
    """Return the rules, and the kinds of pattern, that the words of a line hint at, and where."""
    finder, marks = _stem_finder()
    found = [(match.start(), match[1]) for match in finder.finditer("\n" + folded)]
    found += [(folded.rindex(mark), mark) for mark in marks if mark in folded]
    hints: dict[str, list[int]] = {}
    for place, stem in found:
        for rule in _stems()[stem]:
            hints.setdefault(rule, []).append(place)
    return hints


_QUOTED = re.compile(r"[«“][^»”]*")
_QUOTATION_SAID = re.compile(r"[«“][^«»“”]*[»”]")
# « Accepter les cookies en un clic, c'est fini, estime la Cnil » is news about cookies.
_REPORTED = re.compile(
    r"\bnous \w+ons tous\b|, (?:(?:lui |leur |l')?(?:a|ont|avait|avaient) (?:dit|ecrit|indique|annonce|precise|explique|rappele|reconnu|promis|lance|repondu|demande) |(?:s'|se )?(?:estim|jug|expliqu|assur|affirm|"
    r"indiqu|rappel|precis|soulign|lanc|repet|resum|denonc|regrett|ajout|racont|annonc|proclam|clam|jur|constat|demand|not|recommand|conseill|sugger|ordonn|"
    r"reclam|soupir|martel|insist|confi|observ|exclam|plaid)(?:l?e|l?ent|ait|aient|a|erent) |(?:previent|souvient|dit|disent|disai(?:en)?t|promet|promettai(?:en)?t|prevenai(?:en)?t|"
    r"ecri(?:t|vent|vait|vaient)|repond|repondait|reconnait|poursuit) )"
)
# « Le site du péage déposait des cookies », « l'abonné payait deux livres »: what is told in the past is no site's call.
_TOLD = re.compile(
    r"\b(?!(?:extr|portr|retr|forf|parf|souh|\w*conn|\w*par|satisf|attr|abstr|bienf|distr)ait\b)\w{2,}(?<!r)(?:ait|aient)\b"
)
_TO_VISITOR = re.compile(r"\b(?:nous|vous|notre|nos|votre|vos|je|j'|we|you|your|our)\b")


def is_told(said: str) -> bool:
    """Tell a sentence that reports what someone said, or tells what was, from a call to the site's visitor."""
    return bool(_REPORTED.search(said) or (_TOLD.search(said) and not _TO_VISITOR.search(said)))


_SENTENCES = re.compile(r"[^.!?…]+(?:[.!?…]+[\"'»”)\]]*(?=\s|$)|[.!?…]+)?|[.!?…]+")


def _blank(quoted: re.Match[str]) -> str:
    """Return as many spaces as a quotation has characters."""
    return " " * len(quoted.group())


def _cue_sentences(line: Line) -> list[Removal]:
    """Return the removals of the sentences of a line that speak to the site's visitor."""
    hints = [(rule, sorted(line.hints[rule])) for rule in _CUE_RULES if rule in line.hints]
    found = []
    unquoted = _QUOTATION_SAID.sub(_blank, line.folded) if hints else ""
    for match in _SENTENCES.finditer(line.folded) if hints else ():
        start, end = match.span()
        rules = [rule for rule, places in hints if bisect_left(places, start) < bisect_left(places, end)]
        if not rules:
            continue
        # « Inscrivez-vous » is what a pirate writes; « Le soir » a newsletter's name
        said = _QUOTED.sub(_blank, unquoted[start:end])
        rule = next((rule for rule in rules if _cue(rule).search(said)), "")
        if rule and end - start <= 2000 and not is_told(said):
            words = match.group()
            found.append(Removal(start + len(words) - len(words.lstrip()), end, rule))
    return found


_OF_PARTS = {
    "ending",
    "more",
    "link",
    "signature",
    "marked",
}  # hints at parts of a line, which the whole line is not


_GLUED = re.compile(r"[A-ZÀ-Ý](?<=[a-zà-ÿ].)")  # « AccueilPolitiqueSports »


def _label_known(line: Line) -> None:
    """Label a line that the lexicon knows as a whole, or that is mostly sentences for the site's visitor."""
    if len(line.text) <= LONG and (not line.prose or line.hints.keys() - _OF_PARTS):
        line.rule, line.where = known_line(line.folded)
        if not line.rule and (rule := _marked_rule(line)):
            line.rule, line.where = rule, "line"
        heading = line.where in ("open", "open?") and _has_full_stop(line)
        if heading or _is_article_sentence(line) or (line.rule == "credit" and _is_caption(line)):
            line.rule = line.where = ""
        if not line.rule and not line.prose and _GLUED.search(line.text):
            line.rule, line.where = known_line(fold(_GLUED.sub(r" \g<0>", line.text)))
        if not line.rule:
            line.rule = _people_or_stamp(line) or _segments(line) or _bar(line)
            line.where = "words" if line.rule else ""
        if line.rule and _is_turn(line):
            line.rule = line.where = ""
    if not line.rule and _is_foreign(line):
        line.rule, line.where = "comments", "words"
    if line.rule or "«" in line.text[:3]:
        return
    line.cues = _cue_sentences(line)
    if not line.cues:
        return
    bracketed = line.text[0] + line.text[-1] in ("[]", "()")
    mostly = 2 * sum(cue.end - cue.start for cue in line.cues) >= len(line.text)
    if (bracketed or mostly or _asks_first(line)) and not tells_beside(line):
        line.rule, line.where = line.cues[0].rule, "cue"


_SIGNING = frozenset(["byline", "signature", "credit", "stamp"])
_TURN = re.compile(  # « A. D. / Que changeriez-vous ? », « G. & S. : Et ensuite ? »
    r"[A-ZÀ-Ý]{1,2}\.?(?:[ -]?[A-ZÀ-Ý]\.)*(?: (?:&|et|/) [A-ZÀ-Ý]\.?(?:[ -]?[A-ZÀ-Ý]\.)*)? ?(?:[/:|–—-]|(?<=\.)) ?\S[^/|]*\?"
)


def _is_turn(line: Line) -> bool:
    """Tell a question or an answer of an interview, with or without initials, from who signed the article."""
    if line.text[-1] == ".":
        return line.words == 1 and (line.rule, line.where) == ("menu", "words")  # « Non. »
    return line.text[-1] == "?" and (line.rule in _SIGNING or bool(_TURN.fullmatch(line.text)))


_PAST = re.compile(
    r"\b(?:a|ont|avait|avaient|etait|etaient|s'est|se sont)(?: ete)? (?!ete |acces|recours|droit|tout)\w{2,}(?:e|i|u|s|t)(?:e|s|es)?\b"
)
_FACT = re.compile(r"\d|[«“]")


def tells_beside(line: Line) -> bool:
    """Tell whether beside what speaks to the visitor several sentences tell: of what was, how much, or who said it."""
    if any(cue.rule == "signature" for cue in line.cues):
        return False  # who presents an author tells what she has done
    spoken = {cue.end for cue in line.cues}  # each is one of the sentences
    others = [match.group() for match in _SENTENCES.finditer(line.folded) if match.end() not in spoken]
    told = [bool(_PAST.search(said)) for said in others if _tells(said)]
    return len(told) >= 2 and any(told)


def _tells(said: str) -> bool:
    """Tell whether a sentence that speaks to nobody tells of what was, how much it was, or who said it."""
    return bool(_PAST.search(said) or _FACT.search(said)) and not _TO_VISITOR.search(said)


def _has_full_stop(line: Line) -> bool:
    """Tell « À suivre. » and « Le fil est rompu. » from a section's heading, which ends so only where it calls for something."""
    said = line.folded
    ended = said[-1] == "." and said[-2] != "."
    return ended and not (IMPERATIVE.match(said) or SITE_SPEAKS.search(said))


def _marked_rule(line: Line) -> str:
    """Return the rule of a line that begins with anything, and is known by a word or a sign further on."""
    signed = len(line.text) <= 160 and ("marked" in line.hints or not _SIGNS.isdisjoint(line.text))
    match = _whole_line("marked").fullmatch(line.folded) if signed else None
    return row_of(match).rule if match else ""


_SIGNS = frozenset("/←⟵→⟶➜➔⇒➡👉☞➤•·")


SITE_SPEAKS = re.compile(r"\b(?:notre|nos|votre|vos|je)\b|\bj'")
IMPERATIVE = re.compile(r"\W*\w{2,}ez\b")
# A sentence in another language is a tool's: comment widgets, video players, cookie walls. Words that French shares
# with it tell nothing, so none of them is listed.
_FRENCH, *_FOREIGN = (
    frozenset(words.split())
    for words in (
        "le les des du et une est dans pour qui par sur aux ce cette il elle",
        "the to of this your and is are you with for by be not that we it",
        "el los las para con del como nuestro nuestra utilizamos este esta puede sus",
        "wij onze het een van voor uw zoals ons niet deze met zijn op of dat alles",
        "und der die das wir ihre unsere nicht mit fur von auf werden sie",
        "gli della per che con i nostri questo sono piu nostro",
    )
)


def _is_foreign(line: Line) -> bool:
    """Tell whether a line is in another language, and no quotation."""
    head = line.folded[:80]  # 40 words at most
    if (
        " le " in head
        or " les " in head
        or " et " in head
        or " des " in head
        or " du " in head
        or " est " in head
    ):
        return False
    words = line.folded.split(maxsplit=40)
    if not _FRENCH.isdisjoint(words) or line.text[0] in '«“"':
        return False
    known = max(sum(word in language for word in words) for language in _FOREIGN)
    return known >= 2 and 4 * known >= len(words)


_LINK_MARK = re.compile(
    r"[:>|→➜➔⇒⟶►▶➡]|\b(?:aussi|egalement) (?:notre|nos|sur|dans|l'|le dossier|en page|page)\b|\bnotre\b|\bnos\b"
)


def _is_article_sentence(line: Line) -> bool:
    """Tell « Lire aussi les résultats des autres était possible… » and advice from what a site writes."""
    said = line.folded
    if not line.rule or line.text[-1] != ".":
        return False
    if is_told(said):
        return True
    advice = line.rule in _OPEN_ENDED and (IMPERATIVE if line.rule in _ADVICE else _INFINITIVE).match(said)
    if line.where != "line" or not (advice or line.rule == "read_also") or line.words <= (4 if advice else 7):
        return False
    return not (_LINK_MARK.search(said[:45].partition(". ")[0]) or press().search(said))


_ADVICE = frozenset(["share", "advertisement", "read_also"])
_OPEN_ENDED = _ADVICE | {"cookies", "menu"}  # rules whose buttons may go on: « Refuser les cookies… »
_INFINITIVE = re.compile(r"\W*\w{2,}er\b")


@cache
def press() -> re.Pattern[str]:
    """Compile what a site calls its own works and services."""
    return re.compile(rf"\b{_parts()['{press}']}\b|{_NETWORKS.pattern}")


_NETWORKS = re.compile(
    r"\b(?:reseaux sociaux|facebook|twitter|linkedin|whatsapp|navigateur|pays|kiosques?)\b|(?:retrouvez|rejoignez|suivez|ajoutez|signalez|lisez)-nous\b"
)


_CAPTION = re.compile(
    r"\W*(?:photos?|images?|illustrations?|infographie|visuel)(?: d'illustration)? ?: ?(.*)", re.DOTALL
)


_TWO_PARTS = re.compile(r"^[^.:©]{20,}[^\W\d_]{4}[.!?…] [A-ZÀ-Ý(]")


def _is_caption(line: Line) -> bool:
    """Tell « Photo : l'entrée du centre hospitalier » from « Photo : Camille Roy »: a caption describes."""
    if _TWO_PARTS.search(line.text):  # « L'entrée du laboratoire, lundi. Nina Roussel / AFP »
        return True
    match = _CAPTION.match(line.folded)
    if (not match and _CREDIT_HEAD.match(line.folded)) or "©" in line.text or "copyright" in line.folded:
        return False
    known = vocabulary("byline") | SMALL
    said = line.text[match.start(1) if match else 0 :]
    words = [word for word in re.findall(r"[^\W\d_]+", said) if word[0].islower()]
    return len([word for word in words if fold(word) not in known and len(word) >= 3]) >= (3 if match else 2)


# « Accueil › Santé › Hôpitaux », « Par Anne Roy | Santé | Publié le 3 mars 2021 | 4 min »: parts that are each a label.
_BARS = "|·•‹›»⟩❯→➜⇒>~⋅∙●▪✦■☰✕✓⟶◆♦‖¦▾▴▼▲⌄"
_STRONG = rf"[{_BARS}]|::|//|\]\s*\[|(?<=\s),(?=\s)"
_SEPARATOR = re.compile(  # no separator begins with another character, and most places have another
    rf"(?=[\s{_BARS}:/\],])(?:(?:\s*(?:{_STRONG})+)+\s*|\s+[/\\–—-]+\s+|\t+| {{2,}}|(?<=[.!?\]])\s+(?=[A-ZÀ-Ý\d]))"
)
_STRONG_MARK = re.compile(_STRONG)
_CHAPTER = re.compile(r"\d{1,2}:\d\d(?::\d\d)? ?[–—-] ?[^\W\d_]")  # « 00:00 – La nuit d'une boulangère »
_PARTED = re.compile(rf"{_STRONG}|\s[/\\–—-]|\t| {{2}}|[.!?\]]\s")  # no separator is without one of these


def _segments(line: Line) -> str:
    """Return the rule of a line whose parts, between separators, are labels, names and stamps; or an empty string."""
    if line.prose or line.words > 45 or "«" in line.text or not _PARTED.search(line.text):
        return ""
    spans = _spans_between(line.text)
    sizes = [line.text.count(" ", start, end) + 1 for start, end in spans]
    rules: list[str] = []
    for size, (start, end) in zip(sizes, spans, strict=True):
        rules.append(_part_rule(line.text[start:end], line.folded[start:end]))
        if size > 6 and not rules[-1]:
            return ""
    loose = [size for rule, size in zip(rules, sizes, strict=True) if not rule]
    known = len(rules) - len(loose)
    if known == 1 and loose and _CHAPTER.match(line.text):
        return ""
    if len(spans) < 2 or max(loose, default=0) > (6 if 2 * known > len(rules) else 4):
        return ""
    if loose and "credit" in rules:
        return ""  # a caption and its credit
    if known:
        sure = len(loose) < 2 or "stamp" in rules or known >= len(loose) or _STRONG_MARK.search(line.text)
        return ("stamp" if "stamp" in rules else next(filter(None, rules))) if sure else ""
    strong = len(_STRONG_MARK.findall(line.text))
    bare = not line.ends and ":" not in line.text and not INNER_END.search(line.text)
    bare = bare or (len(spans) >= 4 and max(sizes) <= 3 and line.text.count("  ") >= 3)
    return "menu" if bare and (strong >= 2 or (strong and max(sizes) <= 3) or len(spans) >= 3) else ""


_BAR_HEADS = frozenset(["nos", "notre", "votre", "vos", "mon", "ma", "mes", "se", "nous"])
_NO_BAR = frozenset('.,:;!«»“”"()')
_GROUP = re.compile(r"\S+(?: (?![A-ZÀ-Ý])\S+)*")


def _bar(line: Line) -> str:
    """Return the rule of a bar without separators: « Fédération Se syndiquer Nos métiers », « Réagir Imprimer Offrir »."""
    if not 3 <= line.words <= 40 or not _NO_BAR.isdisjoint(line.text):
        return ""
    groups = _GROUP.findall(line.text)
    if len(groups) < 3:
        return ""
    longer = [fold(word) for word in line.text.split() if len(word) >= 4]
    known = sum(word in vocabulary("menu") or word in vocabulary("share") for word in longer)
    heads = sum(fold(group.split()[0]) in _BAR_HEADS for group in groups[1:])
    if heads >= 2:
        return "menu"
    if 2 * len(groups) < line.words:
        return ""  # a title with names
    if known >= 3 and 2 * known >= len(longer):
        return "menu"
    rules = [rule for group in groups if (rule := known_line(fold(group))[0])]
    return rules[0] if len(rules) >= 2 and 2 * len(rules) > len(groups) else ""


def _spans_between(text: str) -> list[tuple[int, int]]:
    """Return the spans of the parts between separators."""
    borders = [0, *(place for match in _SEPARATOR.finditer(text) for place in match.span()), len(text)]
    return [
        (start, end)
        for start, end in zip(borders[::2], borders[1::2], strict=True)
        if text[start:end].strip()
    ]


# « CAC 40 7 503,28 +0,08 % », « EUR/USD 1,0813 »
_QUOTATION = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý\d/&. ]+ [\d ]*\d[.,]\d+(?: ?[%€$])?(?: [+-]\d+[.,]\d+ ?%)?")


def _part_rule(text: str, folded: str) -> str:
    """Return the rule of one part of a line, or an empty string."""
    rule = known_line(folded)[0] or ("menu" if _QUOTATION.fullmatch(text) else "")
    return rule or _people_or_stamp(Line(0, text, folded, words=text.count(" ") + 1))


_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
STAMP_VERB = re.compile(
    r"\b(?:publie|paru|verifie|mise?s? (?:a jour|en ligne)|maj\b|modifie|actualise|poste|ecrit le|diffuse|posted|published|updated|created|cree|"
    r"date de|last modified|il y a \d|\d+ \w+ ago|on \w+ \d{1,2},? \d{4})"
)
DAY = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)\b|\b(?:19|20)\d\d-\d\d-\d\d|\b\d{1,2}(?:er)? (?:jan|fev|mar|avr|mai|jui|aou|sep|oct|nov|dec)"
    r"\w*\.? (?:19|20)\d\d|\b\d{1,2}(?:er)? (?:jan|fev|mar|avr|mai|jui|aou|sep|oct|nov|dec)\w*\.?,? (?:a |- ?|vers )?\d{1,2} ?[h:]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2},? (?:19|20)\d\d"
)
_PERIOD = re.compile(r"\bdu \d{1,2}(?:er)?\b[^.]{0,25} au \d")  # « Semaine 31, du 31 juillet au 6 août 2023 »
_DATELINE = re.compile(  # « Lille, le 6 décembre 2022 », « Fait à Lille, le mardi 06/12/2022 – 17 h »
    r"[A-ZÀ-Ý][\w'’ -]{1,40}, le (?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?"
    r"(?:\d{1,2}(?:er)? [^\W\d_]+ |\d\d/\d\d/)(?:19|20)\d\d(?:,? (?:à|[–—-]) \d{1,2} ?(?:h|heures)(?: ?\d\d)?)?\.?"
)
_NUMBERED_RELEASE = re.compile(  # « Point de situation n° 3 – mardi, 18 heures »
    r"(?:point (?:de situation|d'etape|d'information)|communique(?: de presse)?|bulletin d'information) (?:n ?[°o]|#) ?\d"
)


def heads_release(line: Line) -> bool:
    """Tell whether a line is the place and day, or the number, that a press release is headed or signed with."""
    headed = _DATELINE.fullmatch(line.text) or _NUMBERED_RELEASE.match(line.folded)
    return bool(headed and not (_BYLINE_HEAD.match(line.folded) or _ROLE.search(line.folded)))


_RELATIVE = re.compile(r"\d|\bhier\b|aujourd|yesterday|today")
_BYLINE_HEAD = re.compile(
    r"\W*(?:(?:texte|recit|photos?|propos|interview|entretien|reportage|enquete|article|ecrit|redige|publie)[\w ]{0,25} )?(?:par|by|de) "
    r"(?=\w)|\W*une? (?:article|enquete|reportage|recit|dossier|analyse|chronique|billet|texte) (?:de |d'|par |signee? )(?=\w)"
    r"|\W*(?:textes?|recit|reportage|images?) ?:? (?=\w)"
)
_CREDIT_HEAD = re.compile(r"\W*(?:photos?|illustrations?|credits?|visuel|infographie)(?: photos?)? (?=\w)")
_SIGNED = re.compile(  # « Corinne V. », « C. Vasseur », « Info Bocage Corinne VASSEUR. »
    r"[A-ZÀ-Ý][\w'’-]+ [A-ZÀ-Ý]\.|(?:[A-ZÀ-Ý]\.[ -]?){1,2}[A-ZÀ-Ý][\w'’-]+|(?:(?:[A-ZÀ-Ý][\w'’-]+|d[eu]|la|le|les|des) ){1,7}[A-ZÀ-Ý]{3,}\."
)
_SLASHED = re.compile(
    r"[A-ZÀ-Ý][\w'’.-]+(?: [A-ZÀ-Ý][\w'’.-]*){0,3} ?/ ?[A-ZÀ-Ý][\w'’.-]*(?: [\w'’.-]+){0,3}"
)
_ROLE = re.compile(
    r"\b(?:journaliste|reporter|correspondante?s?|redact(?:eur|rice)s?|redaction|envoyee?s?|pigiste|afp|reuters|staff|editor)\b"
)


def _people_or_stamp(line: Line) -> str:
    """Return ``stamp`` or ``byline`` for a line that is made of their words and of proper names alone."""
    if len(line.text) > 170 or line.words > 30 or (line.ends and line.words > 16):
        return ""
    timed = _RELATIVE.search(line.folded)
    stamped, dated = timed and STAMP_VERB.search(line.folded), timed and DAY.search(line.folded)
    headed, role = _BYLINE_HEAD.match(line.folded), _ROLE.search(line.folded)
    credited = _CREDIT_HEAD.match(line.folded) or _SLASHED.fullmatch(line.text)
    if _SIGNED.fullmatch(line.text) and not line.text.isupper():
        return "signature"
    if not (stamped or dated or headed or role or credited):
        return ""
    if (
        dated
        and not (stamped or headed or role)
        and (_PERIOD.search(line.folded) or _DATELINE.fullmatch(line.text))
    ):
        return ""
    if dated and not line.ends and _AUTHOR_AND_DAY.match(line.text):
        return "stamp"
    names = _names_beside(line, vocabulary("stamp") | vocabulary("byline") | SMALL)
    if names is None:
        return ""
    placed = names <= 3 and line.words <= 10 and re.search(r"[,|·•/–-] |\d ?[h:]\d\d", line.text)
    if (stamped and names <= 8) or (dated and (not names or placed or headed or role)):
        return "stamp"
    if credited and 1 <= names <= 6 and line.words <= 7 and not line.ends:
        return "credit"
    signed = headed or (role and line.words <= 16)
    return "byline" if signed and not line.text.endswith("?") and names <= 12 and not dated else ""


# « par Thècle Aubanel, avocate au barreau de Nîmes le 23 novembre 2020 », « par gégé38 » sam. 14 janv. 2017 21:03 »
_AUTHOR_AND_DAY = re.compile(
    r"(?:[Pp]ar|Posté par|Message de) (?:[A-ZÀ-Ý][\w'’-]+ .*|[\w.-]+ .*\d{1,2} ?[h:] ?\d\d.*)"
)
_HANDLE = re.compile(r"@\w+")


def _names_beside(line: Line, known: frozenset[str]) -> int | None:
    """Count the capitalised words beside the known ones, or return None when a word is neither."""
    names = 0
    for token in _TOKEN.findall(_HANDLE.sub("", line.text)):
        if token.isdigit() or _is_known(fold(token), known):
            continue
        if not (token[0].isupper() or token[2:3].isupper()):  # « l'Écho »
            return None
        names += 1
    return names


def _is_known(word: str, known: frozenset[str]) -> bool:
    """Tell whether a folded word, or each of its parts (« d'Armor », « 8h30 »), is of a vocabulary."""
    return word in known or all(part in known for part in re.split(r"['’-]", word))
