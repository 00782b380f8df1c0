"""What a site puts around an article: menus, cookie walls, bylines, share bars, links, newsletters, comments, feeds.

Three kinds of evidence, in this order. The words: ``lexicon/boilerplate.csv`` holds, one row a pattern, what a site's
furniture says, each row with an example of the words that it was made for. The form: names and dates alone are a
byline or a stamp. The place: what has no words of its own to be known by is known by its neighbours, by the article's
first and last paragraph, and by whether it shares words with them. What belongs to the article stays: titles, leads,
sub-titles, captions, an interviewer's questions, lists, and sentences *about* cookies, newsletters or subscribers.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

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
    "newsletter": "merci envie_d newsletter boxes",
    "comments": "comments and what invites them",
    "feed": "feeds of other articles",
    "byline": "who wrote or relayed the article",
    "signature": "signatures and the authors' presentation",
    "credit": "photo credits; the caption stays",
    "stamp": "when the page was published or changed: removed, yet its dates are read",
    "markup": "left-overs of HTML, Markdown, styles and scripts",
    "repeat": "the second copy of a title or lead",
}


class Removal(NamedTuple):
    """A stretch of text to take out, half-open, and the rule that says so."""

    start: int
    end: int
    rule: str


class Pattern(NamedTuple):
    """One row of ``lexicon/boilerplate.csv``; ``where`` says how the folded words are met.

    ``line`` the whole line; ``open`` a heading that opens a section, ``open?`` one that may also be a sub-title;
    ``stop`` a line after which the article is cut off; ``cue`` words that give a sentence away; ``bracket`` a part of
    a paragraph in brackets, ``ending`` one at its end; ``body`` a whole line below the article's first paragraph;
    ``sentence`` the head of a sentence to take out; ``words`` a line all of whose words are these. ``part`` names words
    that several patterns share as ``{name}``; ``hint`` lists strings (``_`` for a space) without one of which a rule's
    cues, or the patterns of a kind, are not tried.
    """

    rule: str
    where: str
    pattern: str
    example: str


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
    """Return the lexicon of boilerplate, shared parts put in."""
    shared = re.compile("|".join(map(re.escape, _parts())))
    return tuple(
        row._replace(pattern=shared.sub(lambda name: _parts()[name.group()], row.pattern))
        for row in _rows()
        if row.where not in ("part", "hint")
    )


_AROUND = r"[^\w\[(<{#©@$./…«“\"'!←|=~]{0,12}", r"[^\w?«»\"“”]{0,12}»?"
_BARE_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@cache
def _grammar(*kinds: str, rule: str = "") -> re.Pattern[str]:
    """Compile the patterns of some kinds (of one rule) into one, whose named groups tell the row that matched."""
    return re.compile(
        "|".join(
            f"(?P<r{number}>{_BARE_GROUP.sub('(?:', row.pattern)})"
            for number, row in enumerate(patterns())
            if row.where in kinds and rule in ("", row.rule)
        )
    )


@cache
def _line_grammar() -> re.Pattern[str]:
    """Compile what a whole line may be, with the marks that decorate it."""
    return re.compile(f"{_AROUND[0]}(?:{_grammar('line', 'open', 'open?', 'stop').pattern}){_AROUND[1]}")


@cache
def _vocabulary(rule: str) -> frozenset[str]:
    """Return the words of which a line of this rule is made."""
    return frozenset(
        w for row in patterns() if row.where == "words" and row.rule == rule for w in row.pattern.split()
    )


def _row(match: re.Match[str]) -> Pattern:
    """Return the lexicon's row that matched."""
    return patterns()[int((match.lastgroup or "r0")[1:])]


@dataclass(slots=True, eq=False)
class _Line:
    """A line that is not blank, without the spaces around it, and what it was found to be."""

    start: int
    text: str
    folded: str
    rule: str = ""
    where: str = ""
    ends: bool = False  # like a sentence
    words: int = 0
    prose: bool = False  # a paragraph, not a title or a label
    hints: frozenset[str] = frozenset()  # the rules that one of its words hints at
    cues: Sequence[Removal] = ()  # its sentences that speak to the visitor, in offsets of the line

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def at(self, start: int) -> "_Line":
        """Return the line at its place in a text."""
        return _Line(
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


_SENTENCE_END = re.compile(r"[.!?…][\s\"'»”’)\]]*$")
_NOT_BLANK = re.compile(r"[^\s](?:[^\n]*[^\s])?")
_LONG, _PARAGRAPH = 300, 160
_SMALL = frozenset(
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


def _read_lines(text: str, folded: str, lines_read: dict[str, _Line]) -> list[_Line]:
    """Split a text into its lines with words, each labelled by its own words alone."""
    spans = [match.span() for match in _NOT_BLANK.finditer(text)]
    new = {text[start:end]: folded[start:end] for start, end in spans if text[start:end] not in lines_read}
    hints = _find_hints(new)
    for words, folded_words in new.items():
        lines_read[words] = _read_line(words, folded_words, hints.get(words, frozenset()))
    return [lines_read[text[start:end]].at(start) for start, end in spans]


def _read_line(text: str, folded: str, hints: frozenset[str]) -> _Line:
    """Return a line that starts nowhere yet, with what its form and its words tell."""
    line = _Line(0, text, folded, hints=hints)
    line.ends = bool(_SENTENCE_END.search(text[-8:]))
    line.words = text.count(" ") + text.count("\u00a0") + 1
    asks = text.endswith("?") and line.words < 16
    line.prose = (line.ends and line.words >= 8 and not asks) or len(text) >= _PARAGRAPH
    _label_known(line)
    return line


_NO_BRACKETS = str.maketrans("[]()", "    ")


@lru_cache(maxsize=8192)
def _known_line(folded: str) -> tuple[str, str]:
    """Return the rule and the kind of a short line that the lexicon knows, or two empty strings."""
    match = _line_grammar().fullmatch(folded)
    if not match and folded[0] in "[(":
        match = _line_grammar().fullmatch(folded.translate(_NO_BRACKETS).strip())
    if match:
        row = _row(match)
        return row.rule, row.where
    words = _WORD.findall(folded)
    for rule in ("share", "menu"):
        known = _vocabulary(rule)
        if (
            0 < len(words) <= 40
            and known.intersection(words)
            and known.union(_SMALL).issuperset(word for word in words if not word.isdigit())
        ):
            return rule, "words"
    return "", ""


# Plain strings are looked for first: they are found ten times faster than a grammar is tried.
_CUE_RULES = ("cookies", "newsletter", "paywall", "comments", "signature", "advertisement")
_HEAD = re.compile(r"\b[^\W\d_]{4}")  # a word's beginning tells at once which stems are worth looking for


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    """Return the plain strings that hint at each rule or kind of pattern."""
    hints = (row for row in _rows() if row.where == "hint")
    return {row.rule: tuple(stem.replace("_", " ") for stem in row.pattern.split()) for row in hints}


@cache
def _stems_by_head() -> dict[str, list[str]]:
    """Return the stems by the four letters that they begin with, or under an empty string."""
    by_head: dict[str, list[str]] = {"": []}
    for stem in sorted({stem for stems in _stems().values() for stem in stems}):
        by_head.setdefault(stem[:4] if _HEAD.match(stem) else "", []).append(stem)
    return by_head


def _find_hints(lines: dict[str, str]) -> dict[str, frozenset[str]]:
    """Return the rules that each line hints at: one look over all lines, then only for the words that are there."""
    everything = "\n".join(lines.values())
    by_head = _stems_by_head()
    heads = by_head.keys() & {"", *_HEAD.findall(everything)}
    present = {stem for head in heads for stem in by_head[head] if stem in everything}
    hinting = [(rule, [stem for stem in stems if stem in present]) for rule, stems in _stems().items()]
    return {
        words: frozenset(rule for rule, stems in hinting if _has(folded, stems))
        for words, folded in lines.items()
    }


def _has(folded: str, stems: Iterable[str]) -> bool:
    """Tell whether one of the stems is in a text."""
    for stem in stems:  # noqa: SIM110 a loop is twice as fast as any() here
        if stem in folded:
            return True
    return False


_QUOTE_MARK = re.compile(r"[«“]")
_SENTENCES = re.compile(r"[^.!?…]+(?:[.!?…]+[\"'»”)\]]*(?=\s|$)|[.!?…]+)?|[.!?…]+")


def _cue_sentences(line: _Line) -> list[Removal]:
    """Return the removals of the sentences of a line that speak to the site's visitor."""
    rules = [rule for rule in _CUE_RULES if rule in line.hints]
    if not rules:
        return []
    found = []
    for match in _SENTENCES.finditer(line.folded):
        words = match.group()
        said = _QUOTE_MARK.split(words, 1)[
            0
        ]  # « Inscrivez-vous » is what a pirate writes; « Le soir » a newsletter's name
        if len(words) <= 2000 and (rule := _cued(said, rules)):
            head = match.start() + len(words) - len(words.lstrip())
            found.append(Removal(head, match.end(), rule))
    return found


def _cued(said: str, rules: Iterable[str]) -> str:
    """Return the rule whose cue is in a sentence, or an empty string."""
    for rule in rules:
        if _grammar("cue", rule=rule).search(said):
            return rule
    return ""


_OF_PARTS = frozenset(
    ["ending", "link", "signature"]
)  # hints at parts of a line, which the whole line is not


def _label_known(line: _Line) -> None:
    """Label a line that the lexicon knows as a whole, or that is mostly sentences for the site's visitor."""
    if len(line.text) <= _LONG and (not line.prose or line.hints - _OF_PARTS):
        line.rule, line.where = _known_line(line.folded)
        if _is_article_sentence(line) or (line.rule == "credit" and _is_caption(line)):
            line.rule = line.where = ""
        if not line.rule:
            line.rule = _people_or_stamp(line) or _segments(line) or ("comments" if _is_english(line) else "")
            line.where = "words" if line.rule else ""
    if line.rule or "«" in line.text[:3]:
        return
    line.cues = _cue_sentences(line)
    if 2 * sum(cue.end - cue.start for cue in line.cues) >= len(line.text):
        line.rule, line.where = line.cues[0].rule, "cue"


_SITE_SPEAKS = re.compile(r"\b(?:notre|nos|votre|vos|je)\b|\bj'")
_IMPERATIVE = re.compile(r"\W*\w{2,}ez\b")
# An English sentence in a French page is a tool's: comment widgets, video players, cookie walls.
_ENGLISH = frozenset(
    [
        "the",
        "to",
        "of",
        "this",
        "your",
        "and",
        "is",
        "are",
        "you",
        "with",
        "for",
        "by",
        "be",
        "not",
        "that",
        "we",
        "it",
    ]
)
_FRENCH = frozenset(
    [
        "le",
        "la",
        "les",
        "de",
        "des",
        "du",
        "et",
        "en",
        "un",
        "une",
        "est",
        "dans",
        "pour",
        "que",
        "qui",
        "par",
        "sur",
    ]
)


def _is_english(line: _Line) -> bool:
    """Tell whether a line is English, and no quotation."""
    words = line.folded.split(maxsplit=40)
    known = sum(word in _ENGLISH for word in words)
    return (
        known >= 2
        and 4 * known >= len(words)
        and not _FRENCH.intersection(words)
        and line.text[0] not in '«“"'
    )


_LINK_MARK = re.compile(
    r"[:>|→➜➔⇒⟶►▶➡]|\b(?:aussi|egalement) (?:notre|nos|sur|dans|l'|le dossier|en page|page)\b|\bnotre\b|\bnos\b"
)


def _is_article_sentence(line: _Line) -> bool:
    """Tell « Lire aussi les résultats des autres était possible… » and advice from what a site writes."""
    said = line.folded
    advice = line.rule in ("share", "advertisement", "read_also") and _IMPERATIVE.match(said)
    if line.text[-1] != "." or line.where != "line" or line.words <= (4 if advice else 7):
        return False
    if line.rule == "newsletter":
        return not _SITE_SPEAKS.search(said)
    return bool(advice or line.rule == "read_also") and not (
        _LINK_MARK.search(said[:60]) or _press().search(said)
    )


@cache
def _press() -> re.Pattern[str]:
    """Compile what a site calls its own works and services."""
    return re.compile(
        rf"\b{_parts()['{press}']}\b|\b(?:reseaux sociaux|facebook|twitter|linkedin|whatsapp|navigateur|pays)\b"
    )


_CAPTION = re.compile(
    r"\W*(?:photos?|images?|illustrations?|infographie|visuel)(?: d'illustration)? ?: ?(.*)", re.DOTALL
)


def _is_caption(line: _Line) -> bool:
    """Tell « Photo : l'entrée du centre hospitalier » from « Photo : Camille Roy »: a caption describes."""
    match = _CAPTION.match(line.folded)
    if not match or "©" in line.text:
        return False
    known = _vocabulary("byline") | _SMALL
    words = [word for word in re.findall(r"[^\W\d_]+", line.text[match.start(1) :]) if word[0].islower()]
    return len([word for word in words if fold(word) not in known and len(word) >= 3]) >= 3


# « Accueil › Santé › Hôpitaux », « Par Anne Roy | Santé | Publié le 3 mars 2021 | 4 min »: parts that are each a label.
_STRONG = r"[|·•‹›»⟩❯→➜⇒>~⋅∙●▪✦■☰✕✓⟶◆♦‖¦]|::|//"
_SEPARATOR = re.compile(
    rf"(?:\s*(?:{_STRONG})+)+\s*|\s+[/\\–—-]+\s+|\t+| {{2,}}|(?<=[.!?\]])\s+(?=[A-ZÀ-Ý\d])"
)
_STRONG_MARK = re.compile(_STRONG)


def _segments(line: _Line) -> str:
    """Return the rule of a line whose parts, between separators, are labels, names and stamps; or an empty string."""
    if line.prose or line.words > 45 or "«" in line.text or not _SEPARATOR.search(line.text):
        return ""
    spans = _spans_between(line.text)
    rules = [_part_rule(line.text[start:end], line.folded[start:end]) for start, end in spans]
    sizes = [line.text.count(" ", start, end) + 1 for start, end in spans]
    loose = [size for rule, size in zip(rules, sizes, strict=True) if not rule]
    known = len(rules) - len(loose)
    if len(spans) < 2 or max(loose, default=0) > (6 if 2 * known > len(rules) else 4):
        return ""
    if loose and "credit" in rules:
        return ""  # a caption and its credit
    if known:
        sure = len(loose) < 2 or "stamp" in rules or known >= len(loose) or _STRONG_MARK.search(line.text)
        return ("stamp" if "stamp" in rules else next(filter(None, rules))) if sure else ""
    strong = len(_STRONG_MARK.findall(line.text))
    bare = not line.ends and ":" not in line.text and not _INNER_END.search(line.text)
    return "menu" if bare and (strong >= 2 or (strong and max(sizes) <= 3) or len(spans) >= 3) else ""


def _spans_between(text: str) -> list[tuple[int, int]]:
    """Return the spans of the parts between separators."""
    borders = [0, *(place for match in _SEPARATOR.finditer(text) for place in match.span()), len(text)]
    return [
        (start, end)
        for start, end in zip(borders[::2], borders[1::2], strict=True)
        if text[start:end].strip()
    ]


def _part_rule(text: str, folded: str) -> str:
    """Return the rule of one part of a line, or an empty string."""
    rule = _known_line(folded)[0]
    return rule or _people_or_stamp(_Line(0, text, folded, words=text.count(" ") + 1))


_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_STAMP_VERB = re.compile(
    r"\b(?:publie|paru|mise?s? (?:a jour|en ligne)|maj\b|modifie|actualise|poste|ecrit le|diffuse|posted|published|updated|created|cree|"
    r"date de|last modified|il y a \d|\d+ \w+ ago|on \w+ \d{1,2},? \d{4})"
)
_DAY = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)\b|\b(?:19|20)\d\d-\d\d-\d\d|\b\d{1,2}(?:er)? (?:jan|fev|mar|avr|mai|jui|aou|sep|oct|nov|dec)"
    r"\w*\.? (?:19|20)\d\d|\b\d{1,2}(?:er)? (?:jan|fev|mar|avr|mai|jui|aou|sep|oct|nov|dec)\w*\.?,? (?:a |- ?|vers )?\d{1,2} ?[h:]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2},? (?:19|20)\d\d"
)
_RELATIVE = re.compile(r"\d|\bhier\b|aujourd|yesterday|today")
_BYLINE_HEAD = re.compile(
    r"\W*(?:(?:texte|recit|photos?|propos|interview|entretien|reportage|enquete|article|ecrit|redige|publie)[\w ]{0,25} )?(?:par|by|de) "
    r"(?=\w)|\W*(?:textes?|recit|reportage|images?) ?:? (?=\w)"
)
_CREDIT_HEAD = re.compile(r"\W*(?:photos?|illustrations?|credits?|visuel|infographie)(?: photos?)? (?=\w)")
_SIGNED = re.compile(  # « Corinne V. », « C. Vasseur », « Info Bocage Corinne VASSEUR. »
    r"[A-ZÀ-Ý][\w'’-]+ [A-ZÀ-Ý]\.|(?:[A-ZÀ-Ý]\.[ -]?){1,2}[A-ZÀ-Ý][\w'’-]+|(?:[A-ZÀ-Ý][\w'’-]+ ){1,4}[A-ZÀ-Ý]{3,}\."
)
_SLASHED = re.compile(
    r"[A-ZÀ-Ý][\w'’.-]+(?: [A-ZÀ-Ý][\w'’.-]*){0,3} ?/ ?[A-ZÀ-Ý][\w'’.-]*(?: [\w'’.-]+){0,3}"
)
_ROLE = re.compile(
    r"\b(?:journaliste|reporter|correspondante?s?|redact(?:eur|rice)s?|redaction|envoyee?s?|pigiste|afp|reuters|staff|editor)\b"
)


def _people_or_stamp(line: _Line) -> str:
    """Return ``stamp`` or ``byline`` for a line that is made of their words and of proper names alone."""
    if len(line.text) > 170 or line.words > 30 or (line.ends and line.words > 16):
        return ""
    timed = _RELATIVE.search(line.folded)
    stamped, dated = timed and _STAMP_VERB.search(line.folded), timed and _DAY.search(line.folded)
    headed, role = _BYLINE_HEAD.match(line.folded), _ROLE.search(line.folded)
    credited = _CREDIT_HEAD.match(line.folded) or _SLASHED.fullmatch(line.text)
    if _SIGNED.fullmatch(line.text) and not line.text.isupper():
        return "signature"
    if not (stamped or dated or headed or role or credited):
        return ""
    names = _names_beside(line, _vocabulary("stamp") | _vocabulary("byline") | _SMALL)
    if names is None:
        return ""
    placed = names <= 3 and line.words <= 10 and re.search(r"[,|·•/–-] |\d ?[h:]\d\d", line.text)
    if (stamped and names <= 8) or (dated and (not names or placed or headed or role)):
        return "stamp"
    if credited and 1 <= names <= 6 and line.words <= 7 and not line.ends:
        return "credit"
    signed = headed or (role and line.words <= 16)
    return "byline" if signed and not line.text.endswith("?") and names <= 12 and not dated else ""


def _names_beside(line: _Line, known: frozenset[str]) -> int | None:
    """Count the capitalised words beside the known ones, or return None when a word is neither."""
    names = 0
    for token in _TOKEN.findall(line.text):
        if token.isdigit() or _is_known(fold(token), known):
            continue
        if not (token[0].isupper() or token[2:3].isupper()):  # « l'Écho »
            return None
        names += 1
    return names


def _is_known(word: str, known: frozenset[str]) -> bool:
    """Tell whether a folded word, or each of its parts (« d'Armor », « 8h30 »), is of a vocabulary."""
    return word in known or all(part in known for part in re.split(r"['’-]", word))


_STEM = re.compile(r"\b[^\W_]{5,7}")


def _body_words(lines: Iterable[_Line]) -> set[str]:
    """Return the stems of what the article's own lines say."""
    return {word for line in lines if not line.rule for word in _content_words(line.folded)}


@lru_cache(maxsize=128)
def _content_words(folded: str) -> frozenset[str]:
    """Return the stems of the longer words, to compare what two passages are about."""
    return frozenset(_STEM.findall(folded))


# A section's heading takes what follows, until the article clearly goes on.


def _paragraph(line: _Line) -> bool:
    """Tell a paragraph of an article from a headline of a feed, which may end with a question mark."""
    return not line.rule and (
        len(line.text) >= 180 or (line.words >= 12 and line.text.rstrip(' »”")').endswith((".", "…")))
    )


def _resumes(lines: Sequence[_Line], index: int, known: set[str]) -> bool:
    """Tell whether the article goes on at a paragraph: more paragraphs than titles follow, or it shares its words."""
    follows = _until_heading(lines[index : index + 20])
    prose = [at for at, line in enumerate(follows) if line.prose and not line.rule]
    loose = sum(1 for line in follows[: prose[-1]] if not line.rule and not line.ends) if prose else 0
    dated = any(line.rule == "stamp" for line in follows[: prose[-1]]) if prose else False
    if len(prose) >= 2 and loose < len(prose) and not dated:
        return True
    words = _content_words(lines[index].folded)
    return len(words & known) >= max(4, 0.3 * len(words))


def _until_heading(lines: Sequence[_Line]) -> Sequence[_Line]:
    """Return the lines before the next section's heading."""
    headings = (at for at, line in enumerate(lines) if line.rule and line.where in ("open", "open?", "stop"))
    return lines[: next(headings, len(lines))]


def _close_sections(lines: Sequence[_Line]) -> None:
    """Label what each section's heading takes with it."""
    known: set[str] = set()
    prose: list[_Line] = []
    titled = False
    paragraphs = index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if not line.rule:
            titled = titled or line.words >= 5
            if line.prose:
                paragraphs += 1
                prose.append(line)
        elif line.where in ("open", "open?", "stop"):
            known |= _body_words(prose)
            prose.clear()
            index = _close_section(lines, index, paragraphs, known, titled)


def _close_section(lines: Sequence[_Line], begin: int, paragraphs: int, known: set[str], titled: bool) -> int:
    """Label the lines of one section and return where to go on."""
    heading = lines[begin - 1]
    end = begin
    while end < len(lines) and not _ends_section(lines, heading, begin, end, paragraphs, known):
        end += 1
    resumed = end < len(lines) and not lines[end].rule
    if not paragraphs:
        end = _before_title(lines, begin, end, titled)
    elif resumed and heading.where == "open?" and not lines[begin].rule:
        heading.rule = heading.where = ""
        return begin
    elif resumed:
        end = _before_subtitle(lines, begin, end)
    for line in lines[begin:end]:
        foreign = paragraphs and line.rule == "stamp"  # the date of a comment or of another article
        line.rule = line.rule if line.rule and not foreign else heading.rule
        line.where = line.where or "section"
    return end


def _ends_section(
    lines: Sequence[_Line], heading: _Line, begin: int, index: int, paragraphs: int, known: set[str]
) -> bool:
    """Tell whether a line is beyond the section: another heading, or the article that goes on."""
    line = lines[index]
    if line.rule:
        return line.where in ("open", "open?", "stop")
    if heading.rule in ("read_also", "advertisement"):
        return line.prose and line.text.endswith((".", "…", "»"))
    if not _paragraph(line):
        return False
    if heading.rule == "comments" and paragraphs:
        # Comments speak of the same thing: only two paragraphs right under a mere link to them are the article.
        under = all(other.rule for other in lines[begin:index])
        return under and index + 1 < len(lines) and _paragraph(lines[index + 1])
    return not paragraphs or _resumes(lines, index, known)


def _before_title(lines: Sequence[_Line], begin: int, end: int, titled: bool) -> int:
    """Return where a section above the article ends: before the title, the candidate nearest to the article's words."""
    if titled:
        loose = (at for at in range(begin, end) if lines[at].ends and not lines[at].rule)
        return begin if lines[begin - 1].rule in ("comments", "newsletter", "paywall") else next(loose, end)
    body = _body_words(lines[end : end + 4])
    candidates = [at for at in range(begin, end) if not lines[at].rule and lines[at].words >= 4]
    near = [at for at in candidates if _share(lines[at], body) >= 0.25]
    best = max(near, key=lambda at: _share(lines[at], body), default=None)
    title = best if best is not None else candidates[-1] if candidates else end
    short = title > begin and title < len(lines) and _is_lead(lines[title]) and not lines[title - 1].rule
    return title - 1 if short and lines[title - 1].words >= 2 else title


def _before_subtitle(lines: Sequence[_Line], begin: int, end: int) -> int:
    """Return where a section inside the article ends: a short line before the text, apart from longer links, stays."""
    last = lines[end - 1]
    links = [line for line in lines[begin : end - 1] if not line.rule]
    plain = last.words <= 8 and not re.search(r"[.:»?!]", last.text)
    apart = plain and (all(line.words > last.words + 2 for line in links) if links else lines[begin].rule)
    return end - 1 if apart and not last.rule else end


# What surrounds the article has no words of its own to be known by: its place and its neighbours tell.


def _body(lines: Sequence[_Line]) -> tuple[int, int]:
    """Return the index of the article's first paragraph and the index after its last."""
    prose = [index for index, line in enumerate(lines) if line.prose and not line.rule]
    return (prose[0], prose[-1] + 1) if prose else (len(lines), len(lines))


_NAME = re.compile(
    r"[A-ZÀ-Ý][\w'’.-]*(?:,? (?:d[eu]|van|von|le|la|et|and|&|avec|[A-ZÀ-Ý][\w'’.-]*)){0,8},? [A-ZÀ-Ý][\w'’.-]*(?: \([^()]{2,20}\))?"
)


def _is_name(line: _Line) -> bool:
    """Tell whether a line is made of people's names: « Nora Kessler et Paul Anglade »."""
    return line.words <= 9 and bool(_NAME.fullmatch(line.text)) and not line.ends


def _label_head(lines: Sequence[_Line], first: int) -> None:
    """Above the first paragraph: labels and names go where a longer title stands, and so do other headlines."""
    head = [line for line in lines[:first] if not line.rule]
    body = _body_words([*filter(_is_lead, head), *lines[first : first + 6]])
    titles = [line for line in head if line.words >= 4 or len(line.text) >= 30]
    if not titles and first >= len(lines):
        return
    headlines = [line for line in titles if not _is_lead(line)]
    best = max(headlines or titles or head[-1:], key=lambda line: _share(line, body), default=None)
    headline = _short_title(head, titles, body)
    for line in head:
        short = line.words <= 3 and len(line.text) < 30 and not line.ends
        if titles and short and line is not headline and line.text[-1] not in ":»," and not _tells(line):
            line.rule = "byline" if _is_name(line) and line.start > titles[0].start else "rubric"
    _label_site_name(lines[:first], head, body, headline)
    if best in headlines and _share(best, body) >= 0.2:
        _label_other_headlines(lines[: lines.index(best)], body)


def _is_lead(line: _Line) -> bool:
    """Tell a lead, which may lack its full stop, from a title."""
    return line.ends or line.words > 16 or len(line.text) > 105


def _short_title(head: Sequence[_Line], titles: Sequence[_Line], body: set[str]) -> _Line | None:
    """Return the short line that is the title where only leads are longer: the one nearest to what they say."""
    if not all(map(_is_lead, titles)):
        return None
    said = [line for line in head if line.words < 4 and len(line.text) < 30 and not _is_name(line)]
    return max(said, key=lambda line: (_share(line, body), line.words > 1, line.start), default=None)


def _tells(line: _Line) -> bool:
    """Tell whether a few words say something, as « L'hôpital voisin dément », or only name a rubric or a place."""
    known = _vocabulary("menu") | _vocabulary("byline") | _SMALL
    words = [word for word in re.findall(r"[^\W\d_]{4,}", line.text) if word[0].islower()]
    return sum(fold(word) not in known for word in words) >= 2


def _label_site_name(
    lines: Sequence[_Line], head: Sequence[_Line], body: set[str], headline: _Line | None
) -> None:
    """Above a longer title, a few words beside the site's furniture that say nothing of the article name the site."""
    titles = [line for line in head if line.words >= 5 and not line.rule]
    titles = [line for line in titles if _share(line, body) > 0] or titles
    if not titles:
        return
    for index, line in enumerate(lines[: lines.index(titles[-1])]):
        beside = [
            bool(other.rule) for other in (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
        ]
        if (
            line.rule
            or line.words > (8 if index == 0 or all(beside) else 6)
            or line.ends
            or line.text[-1] in ":»,?"
        ):
            continue
        share = 0.0 if _is_proper(line) and all(beside) else _share(line, body)
        if any(beside) and (share == 0 or (all(beside) and share < 0.5)) and line is not headline:
            line.rule, line.where = "menu", "section"


def _is_proper(line: _Line) -> bool:
    """Tell whether each longer word of a few begins with a capital: « Le Phare de l'Estuaire »."""
    longer = re.findall(r"[^\W\d_]{4,}", line.text)
    return len(longer) >= 2 and all(word[0].isupper() for word in longer) and not line.text.isupper()


def _share(line: _Line, body: set[str]) -> float:
    """Return the share of a line's longer words that the article's first paragraphs have too."""
    words = _content_words(line.folded)
    return len(words & body) / len(words) if words else 0.0


def _label_other_headlines(before: Sequence[_Line], body: set[str]) -> None:
    """Above the title, among menus, a line that shares no word with the article is a headline of another one."""
    known = sum(1 for line in before if line.rule)
    for line in before:
        foreign = _share(line, body) < (0.5 if line.words <= 7 and known >= 3 else 0.15)
        if not line.rule and not line.ends and known >= 2 and foreign:
            line.rule, line.where = "menu", "section"


_VISITOR = re.compile(r"\b(?:vous|votre|vos|nous|notre|nos|restez)\b")
_INNER_END = re.compile(r"[.!?»] +[^a-z]")


def _label_tail(lines: Sequence[_Line], end: int) -> None:
    """Below the last paragraph: what does not end like a sentence is no article, save a list that was announced."""
    tail = lines[end:]
    announced = end > 0 and lines[end - 1].text.endswith(":")
    furnished = any(line.rule for line in tail)
    loose = sum(1 for line in tail if not line.rule and not line.ends)
    said = _body_words(lines[:end])
    passed = False
    for line in tail:
        if line.rule:
            passed, announced = True, False
        elif line.ends:
            announced = announced and line.text[0] in "-–—•*·"
            calls = _VISITOR.search(line.folded) or (passed and line.text[-1] == "?")
            if not announced and calls and _share(line, said) < 0.2:
                line.rule, line.where = "feed", "section"
        elif line.text.endswith((":", ",")):
            announced = line.text.endswith(":")
        elif len(line.text) >= 90 and _INNER_END.search(line.text):
            announced = False  # a paragraph that a paywall cut off
        elif (
            not announced
            and line.text[0] not in "-–—•*·«"
            and (furnished or loose >= 2 or _share(line, said) < 0.5 or _is_name(line))
        ):
            line.rule, line.where = ("signature" if _is_name(line) and not passed else "feed"), "section"


def _label_between(lines: Sequence[_Line]) -> None:
    """Short lines between two pieces of one box belong to the box; a lone common word inside the article does not."""
    boxes = {"cookies", "newsletter", "paywall", "menu", "share", "feed", "comments"}
    for index, line in enumerate(lines):
        if line.rule:
            continue
        before = next((other.rule for other in reversed(lines[max(0, index - 2) : index]) if other.rule), "")
        after = next((other.rule for other in lines[index + 1 : index + 3] if other.rule), "")
        longest = 120 if before in ("cookies", "newsletter", "paywall") else 40
        if line.cues and line.cues[0].rule in (before, after) and len(line.text) <= _LONG:
            line.rule, line.where = line.cues[0].rule, "section"
        elif before == after and before in boxes and len(line.text) <= longest and "«" not in line.text:
            if not line.ends or longest == 120:
                line.rule, line.where = before, "section"
        elif line.words <= 4 and not line.ends and _is_name(line) and "stamp" in (before, after):
            line.rule, line.where = "byline", "section"


def _release_subtitles(lines: Sequence[_Line], first: int, end: int) -> None:
    """Inside the article a common word that stands alone is a sub-title (« Santé », « Données »)."""
    for index in range(first + 1, min(end, len(lines) - 1)):
        line = lines[index]
        alone = not lines[index - 1].rule and not lines[index + 1].rule
        if alone and line.words <= 3 and (line.rule, line.where) in _AMBIGUOUS:
            line.rule = line.where = ""


_AMBIGUOUS = {
    ("menu", "words"),
    ("rubric", "line"),
    ("cookies", "line"),
    ("byline", "words"),
    ("byline", "line"),
}


_STAMP_MARK = re.compile(rf"{_STAMP_VERB.pattern}|[|·•]|\bpar\b|\d:\d\d")


def _keep_chronology(lines: Sequence[_Line], first: int, end: int) -> None:
    """A bare date inside the article heads a chronology, unless it is the only stamp, right under the lead."""
    stamps = [index for index, line in enumerate(lines) if line.rule == "stamp"]
    bare = [index for index in stamps if first < index < end and not _STAMP_MARK.search(lines[index].folded)]
    paragraphs = sum(1 for line in lines[: bare[0]] if line.prose and not line.rule) if bare else 0
    if len(bare) > 1 or paragraphs > 1 or len(stamps) > len(bare):
        for index in bare:
            lines[index].rule = lines[index].where = ""


def _label_body(lines: Sequence[_Line], first: int) -> None:
    """Below the first paragraph « VIDÉO - … » is a link; above it, it would be the title."""
    for line in lines[first + 1 :]:
        if not line.rule and not line.prose and len(line.text) <= _LONG and not line.text.endswith("?"):
            match = _grammar("body").fullmatch(line.folded)
            line.rule, line.where = (_row(match).rule, "body") if match else ("", "")


def _label_stamps(lines: Sequence[_Line]) -> None:
    """Above the second paragraph a line of the site's that names a day is a stamp, whatever else it says."""
    paragraphs = 0
    for line in lines:
        paragraphs += line.prose and not line.rule
        if paragraphs > 1:
            return
        if line.where in ("line", "words") and line.rule != "cookies" and _DAY.search(line.folded):
            line.rule = "stamp"


_WORK = re.compile(
    r"\b(?:newsletters?|infolettres?|podcasts?|infographies?|diaporamas?|quiz|webinaires?|livres? blancs?|replays?|instagram|youtube|tweet|"
    r"reportages?|encadre|interactive|abonnements?|interview|magazine|publicite|articles?|videos?|edition)\b"
)
_OUR_WORK = re.compile(
    r"\b(?:notre|nos)\b.{0,30}\b(?:recit|enquete|dossier|site|journal|direct|carte|serie|guide|conseils?|page|analyse|conference)s?\b"
)
_CALL = re.compile(
    r"^\W*(?:a |pour )?(?:re)?(?:lire|voir|regarder|ecouter|decouvrir|retrouver|telecharger|consulter|partager|cliquer|reserver|tester|"
    r"visionner|suivre|acceder|participer|commander|acheter)\b|\b(?!chez|assez|nez|rez)\w{3,}ez\b"
)


def _label_middle(lines: Sequence[_Line], first: int) -> None:
    """Below the first paragraph a line without a sentence's end that names a work of the press and calls for it is a link."""
    for line in lines[first + 1 :]:
        if (
            line.rule
            or line.prose
            or line.ends
            or line.words > 15
            or line.text[-1] in ":?»"
            or _INNER_END.search(line.text)
        ):
            continue
        work, ours = _WORK.search(line.folded), _OUR_WORK.search(line.folded)
        calls = (
            bool(_CALL.search(line.folded))
            + bool(_SITE_SPEAKS.search(line.folded))
            + (line.text[0] in "[(" + _SYMBOLS)
        )
        if ours or (work and calls):
            line.rule, line.where = "read_also", "section"


_SYMBOLS = "→➜➔⇒⟶►▶➡👉☞➤❯»>📺🎧🎙📹🎥📷📸📌🔗📩📖📰🔴⚡💬🗞📲✉⏩"


def _label_symbols(lines: Sequence[_Line], first: int) -> None:
    """Below the first paragraph an arrow or a pictogram alone opens a link to one of the site's works, not a list."""
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if line.rule or line.text[0] not in _SYMBOLS or line.ends or len(line.text) > _LONG:
            continue
        beside = (*lines[index - 1 : index], *lines[index + 1 : index + 2])
        listed = lines[index - 1].text.endswith(":") or any(other.text[0] == line.text[0] for other in beside)
        if line.text[:2] == ">>" or (not listed and _press().search(line.folded)):
            line.rule, line.where = "read_also", "section"


def _label_contents(lines: Sequence[_Line], first: int) -> None:
    """A table of contents repeats sub-titles ahead of them; a site's name comes twice around the title."""
    last = {line.folded: index for index, line in enumerate(lines)}
    ahead = [
        not line.rule and not line.ends and line.words <= 12 and last[line.folded] > index + 1
        for index, line in enumerate(lines)
    ]
    for index, line in enumerate(lines):
        neighbours = ahead[max(0, index - 1) : index] + ahead[index + 1 : index + 2]
        if ahead[index] and any(neighbours):
            line.rule, line.where = "menu", "section"
    counts = Counter(line.folded for line in lines)
    for line in lines[:first]:
        if not line.rule and not line.ends and line.words <= 4 and counts[line.folded] > 1:
            line.rule, line.where = "menu", "section"


def _label_repeats(lines: Sequence[_Line]) -> None:
    """The second copy of a title or lead goes; a copy cut short with dots goes wherever it stands."""
    seen: set[str] = set()
    starts = {line.folded[:40]: line for line in lines if not line.rule and len(line.folded) >= 60}
    for line in lines:
        if line.rule or len(line.folded) < 30:
            continue
        key = line.folded.strip(" .…\"«»'")
        whole = starts.get(line.folded[:40])
        cut = line.text.endswith(("…", "...")) and whole and len(whole.folded) > len(line.folded) + 10
        if key in seen or (cut and whole and whole.folded.startswith(key)):
            line.rule, line.where = "repeat", "section"
        seen.add(key)


def _label_lines(text: str, folded: str, lines_read: dict[str, _Line]) -> list[_Line]:
    """Return the lines of a text, each with the rule that removes it or none."""
    lines = _read_lines(text, folded, lines_read)
    first, end = _body(lines)
    _keep_chronology(lines, first, end)
    _close_sections(lines)
    first, end = _body(lines)
    _release_subtitles(lines, first, end)
    _label_stamps(lines)
    _label_contents(lines, first)
    _label_body(lines, first)
    _label_symbols(lines, first)
    _label_middle(lines, first)
    _label_head(lines, first)
    _label_between(lines)
    _label_tail(lines, end)
    _label_repeats(lines)
    return lines


# ------------------------------------------------------------------------------------- removals inside a line

_TAGS = (
    "a abbr article aside b blockquote br button caption center cite code div em embed figcaption figure font footer form "
    "h1 h2 h3 h4 h5 h6 header hr i iframe img input li link main meta nav noscript ol p picture pre q s script section small "
    "source span strong style sub sup svg table tbody td th thead time tr u ul video"
).replace(" ", "|")
_MARKUP = re.compile(
    rf"<(?:script|style)\b[^<]{{0,5000}}</(?:script|style)>|<!--[^<>]{{0,2000}}-->|</?(?:{_TAGS})(?:\s[^<>\n]{{0,500}})?/?>|"
    r"\[/?(?:caption|embed|gallery|vc_\w{1,30}|et_pb_\w{1,30}|video|audio|quote|b|i|u|s|url|img|list|size|color|center|code|spoiler|hide|font|youtube)(?:[ =][^\[\]\n]{0,300})?\]|"
    r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,300}\)|(?<=\])\(https?://[^()\s]{1,300}\)|\*\*(?=\S)|(?<=\S)\*\*|^#{1,6} (?=\S)|"
    r"pic\.twitter\.com/\w{1,20}|\{\{[^{}\n]{0,200}\}\}",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP_MARKS = ("<", "[", "**", "#", "pic.", "{{")
_LINK_TEXT = re.compile(r"\[(?=[^\[\]\n]{1,200}\]\(https?://)|(?<=[^\[\n])\](?=\(https?://[^()\s]{1,300}\))")
_BRACKET = re.compile(r"[\[(]")
_ENDING = 160
_SENTENCE_STARTS = re.compile(r"(?:^|(?<=[.!?…»\")\]] )|(?<=  )|(?<=>> ))(?:>+ ?)?(?=[a-z(])")
_TITLE_END = re.compile(r"[.!?…]+[»”\"]?(?= |$)|(?<=»)(?= [^ ])|  |<<|$")


def _inline_removals(line: _Line) -> Iterator[Removal]:
    """Find what the site put inside a line of the article."""
    for start, end, rule in (*_inline_links(line), *_inline_ending(line), *line.cues):
        yield Removal(line.start + start, line.start + end, rule)


def _inline_links(line: _Line) -> Iterator[Removal]:
    """Find links to other articles, in brackets or as a sentence of their own, in offsets of the line."""
    if "link" not in line.hints:
        return
    for bracket in _BRACKET.finditer(line.folded):
        match = _grammar("bracket").match(line.folded, bracket.start())
        if match and (match.start() > 0 or match.end() == len(line.text)):
            yield Removal(*match.span(), _row(match).rule)
    yield from _read_also_sentences(line)


def _inline_ending(line: _Line) -> Iterator[Removal]:
    """Find what ends a line, in offsets of the line: a credit after a caption, an agency, « Lire la suite »."""
    if "ending" not in line.hints:
        return
    for match in _grammar("ending").finditer(line.folded, max(0, len(line.text) - _ENDING)):
        words = line.text[match.start() : match.end()].lstrip(" –—|/-([")
        rule = _row(match).rule
        # A credit at the end of a caption, not the same words in one of the article's sentences.
        named = not words[:1].islower() or "©" in words or "(" in match.group()
        if rule != "credit" or (match.start() > 0 and len(line.text) <= 600 and named):
            yield Removal(*match.span(), rule)


def _read_also_sentences(line: _Line) -> Iterator[Removal]:
    """Find « Lire aussi : Un hôpital paralysé. » between two sentences of a paragraph."""
    grammar = _grammar("sentence")
    for head in _SENTENCE_STARTS.finditer(line.folded):
        match = grammar.match(line.folded, head.end())
        if match and line.text[head.end()].isupper():
            end = _TITLE_END.search(line.folded, match.end())
            yield Removal(head.start(), end.end() if end else len(line.text), "read_also")


# « LOUIS VA PLUS LOIN - Les données… », « INFO LA GAZETTE – … »: the name of a column, not « PARIS (AFP) - ».
_COLUMN = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý'’]*(?: [A-ZÀ-Ý'’]+){1,5} ?[–—|-] (?=[«“\"]? ?[A-ZÀ-Ý0-9])")
_SITE_NAME = re.compile(r" ?[|–—-] (?:[^|–—\n]{2,40})$")


def _title_removals(lines: Sequence[_Line]) -> Iterator[Removal]:
    """Find the column's name before a title or lead, and the site's name after a page's title."""
    kept = [line for line in lines if not line.rule][:4]
    for line in kept:
        if match := _COLUMN.match(line.text):
            yield Removal(line.start, line.start + match.end(), "rubric")
    others = {line.folded for line in kept}
    for line in kept[:2]:
        match = _SITE_NAME.search(line.text)
        if match and ("|" in match.group() or line.folded[: match.start()] in others) and match.start() >= 20:
            yield Removal(line.start + match.start(), line.end, "menu")


def find_markup(text: str) -> list[Removal]:
    """Return the tags and marks to remove, in any order; the words between them stay."""
    if not any(mark in text for mark in _MARKUP_MARKS):
        return []
    found = (match.span() for pattern in (_MARKUP, _LINK_TEXT) for match in pattern.finditer(text))
    return [Removal(start, end, "markup") for start, end in found]


def find_removals(text: str, folded: str, lines_read: dict[str, _Line]) -> list[Removal]:
    """Return the removals of one round, in any order: neighbouring lines of one rule go in one.

    ``lines_read`` is empty at first; handed back for the text that the removals leave, it spares reading lines again.
    """
    lines = _label_lines(text, folded, lines_read)
    removals = list(_title_removals(lines))
    previous = ""
    for line in lines:
        if not line.rule:
            removals += _inline_removals(line)
        elif previous == line.rule != "stamp":
            removals[-1] = Removal(removals[-1].start, line.end, line.rule)
        else:
            removals.append(Removal(line.start, line.end, line.rule))
        previous = line.rule
    return removals
