"""What a site puts around an article: menus, cookie walls, bylines, share bars, links, newsletters, comments, feeds.

Three kinds of evidence, in this order. The words and the form of each line are read by ``helpers.furniture``.
The place, here: what has no words of its own to be known by is known by its neighbours, by the article's
first and last paragraph, and by whether it shares words with them. What belongs to the article stays: titles, leads,
sub-titles, captions, an interviewer's questions, lists, and sentences *about* cookies, newsletters or subscribers.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, pairwise

from helpers.french.fold import fold
from helpers.furniture import (
    DAY,
    IMPERATIVE,
    INNER_END,
    LONG,
    SITE_SPEAKS,
    SMALL,
    STAMP_VERB,
    Line,
    Removal,
    grammar,
    heads_release,
    is_told,
    known_line,
    press,
    read_line,
    read_lines,
    remember,
    row_of,
    tells_beside,
    vocabulary,
)  # fmt: skip

_STEM = re.compile(r"\b[^\W_]{5,7}")


class _Said:
    """The stems of what the article's own lines say, gathered when asked for: mostly a line's form tells enough."""

    __slots__ = ("_lines", "_words")

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._lines = [line for line in lines if not line.rule]
        self._words: set[str] = set()

    def add(self, line: Line) -> None:
        """Add a line."""
        self._lines.append(line)

    @property
    def words(self) -> set[str]:
        """The stems of all lines."""
        while self._lines:
            self._words |= _content_words(self._lines.pop().folded)
        return self._words


@remember
def _content_words(folded: str) -> frozenset[str]:
    """Return the stems of the longer words, to compare what two passages are about."""
    return frozenset(_STEM.findall(folded))


# A section's heading takes what follows, until the article clearly goes on.


def _paragraph(line: Line) -> bool:
    """Tell a paragraph of an article from a headline of a feed, which may end with a question mark."""
    return not line.rule and (
        len(line.text) >= 180 or (line.words >= 12 and line.text.rstrip(' »”")').endswith((".", "…")))
    )


def _resumes(lines: Sequence[Line], index: int, known: _Said) -> bool:
    """Tell whether the article goes on at a paragraph: more paragraphs than titles follow, or it shares its words."""
    follows = _until_heading(lines[index : index + 20])
    prose = [at for at, line in enumerate(follows) if line.prose and not line.rule]
    loose = sum(1 for line in follows[: prose[-1]] if not line.rule and not line.ends) if prose else 0
    dated = any(line.rule == "stamp" for line in follows[: prose[-1]]) if prose else False
    if len(prose) >= 2 and loose < len(prose) and not dated:
        return True
    words = _content_words(lines[index].folded)
    return len(words & known.words) >= max(4, 0.3 * len(words))


def _until_heading(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines before the next section's heading."""
    headings = (at for at, line in enumerate(lines) if line.rule and line.where in ("open", "open?", "stop"))
    return lines[: next(headings, len(lines))]


def _close_sections(lines: Sequence[Line]) -> None:
    """Label what each section's heading takes with it."""
    known = _Said()
    titled = False
    heads: set[str] = set()
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if not line.rule:
            titled = titled or line.words >= 5
            if line.prose:
                heads.add(line.folded[:40])  # a lead that comes twice is one
                known.add(line)
        elif line.where in ("open", "open?", "stop"):
            index = _close_section(lines, index, len(heads), known, titled)


def _close_section(lines: Sequence[Line], begin: int, paragraphs: int, known: _Said, titled: bool) -> int:
    """Label the lines of one section and return where to go on."""
    heading = lines[begin - 1]
    if heading.rule == "comments" and paragraphs == 1 and _prose_below(lines, begin) >= 3:
        heading.where = "line"  # a link between the lead and the article
        return begin
    end = begin
    while end < len(lines) and not _ends_section(lines, heading, begin, end, paragraphs, known):
        end += 1
    resumed = end < len(lines) and not lines[end].rule
    if not paragraphs:
        end = _before_title(lines, begin, end, titled)
    elif (
        heading.where == "open?"
        and begin < end
        and not lines[begin].rule
        and (resumed or _is_part(lines[begin:end], known))
    ):
        heading.rule = heading.where = ""
        return begin
    elif resumed:
        end = _before_subtitle(lines, begin, end)
    for line in lines[begin:end]:
        foreign = paragraphs and line.rule == "stamp"  # the date of a comment or of another article
        line.rule = line.rule if line.rule and not foreign else heading.rule
        line.where = line.where or "section"
    return end


_ADDRESS = re.compile(r"(?:monsieur|madame|mesdames|messieurs|cheres?|chers?|nous,)\b")


def _keep_letter(lines: Sequence[Line], first: int, end: int) -> None:
    """An open letter or a leaflet speaks to its readers in most of its paragraphs: its own calls are no site's."""
    body = lines[first : end + 1]  # a last call, under the last paragraph
    calls = [line for line in body if line.prose and line.rule in _CALLS and line.text[-1] in ".!"]
    calls = [line for line in calls if not _OF_PAGE.search(line.folded)]
    kept = [line for line in body if line.prose and not line.rule and line.text[0] != "«"] if calls else []
    letter = sum(bool(_TO_READERS.search(line.folded)) for line in kept)
    if kept and (2 * letter >= len(kept) or any(_ADDRESS.match(line.folded) for line in kept)):
        for line in calls:
            line.rule, line.where, line.cues = "", "", ()


_OF_PAGE = re.compile(r"\b(?:cette|cet|ce|la|une) (?:tribune|texte|redaction|article|page|site)\b|@")
_CALLS = frozenset(["advertisement", "share", "comments"])
_TO_READERS = re.compile(r"\b(?:(?<!rendez-)vous|votre|vos|nous|notre|nos)\b")


def _keep_sentences(lines: Sequence[Line], first: int) -> None:
    """Below a line of the article, a sentence that names nothing of a site's and speaks of the article's things is its own."""
    said = None
    for at, line in enumerate(lines):
        if line.rule and at > first and not lines[at - 1].rule and _may_be_told(line):
            said = said or _Said(line for line in lines if line.prose)
            if _says_more(line, lines[at + 1 : at + 2]) or _share(line, said) >= 0.1:
                line.rule, line.where, line.cues = "", "", ()
        # A longer line may be a whole page: there the site's sentences stand among the article's.
        elif line.cues and not line.rule and len(line.text) <= 2 * LONG:
            line.cues = [cue for cue in line.cues if _is_own(line.folded[cue.start : cue.end])]


def _says_more(line: Line, below: Sequence[Line]) -> bool:
    """Tell whether a button's words go on as a sentence between two of the article's lines, or a call is one sentence of several."""
    if line.where == "line":
        return bool(below) and not below[0].rule
    return "?" not in line.text and sum(cue.end - cue.start for cue in line.cues) + 10 < len(line.text)


def _may_be_told(line: Line) -> bool:
    """Tell whether what was found to be the site's is a sentence that names nothing of a site's."""
    sentence = line.text[-1] == "." and line.words >= 5 and line.text[0].isalpha()
    return sentence and line.where in ("line", "cue") and not _is_own(line.folded)


_OURS = re.compile(r"\b(?:nous|notre|nos|mon|ma|mes|cet article|cette page|ce site)\b")
_OWN = re.compile(
    r"\b(?:articles?|contenu externe|le test|cette (?:page|lettre|video|tribune|chronique|emission|offre)|ce (?:site|direct|blog|texte|numero|formulaire)|"
    r"la redaction|l'actualite|newsletters?|infolettres?|(?:re|des)?abonn\w*|cookies?|traceurs?|navigateur|publicites?|commentaires?|podcasts?|e-?mails?|mails?|"
    r"courriels?|appli\w*|connect\w*|desinscri\w*|compte|illimite|essai|edition|kiosque|lecteurs?|journal|journaux|journalis\w+|facebook|twitter|"
    r"whatsapp|google|app store|youtube|instagram|javascript|reproduction|copyright|rien (?:manquer|rater)|"
    r"(?:votre|vos) (?:adresse|inscription|choix|don|navigat\w*|preferences|session|demande|message|avis|donnees))\b"
)


def _is_own(said: str) -> bool:
    """Tell whether words name the site or something of its own."""
    return bool(_OURS.search(said) or _OWN.search(said))


def _is_part(section: Sequence[Line], known: _Said) -> bool:
    """Tell whether what stands under « Focus » is a part of the article: a title at most, and paragraphs on its subject."""
    section = section[: next((at for at, line in enumerate(section) if line.rule), len(section))]
    prose = [line for line in section if line.prose and line.text[-1] in ".…»"]
    loose = len(section) - len(prose)
    return len(prose) >= max(1, loose) and all(_share(line, known) >= 0.1 for line in prose)


def _prose_below(lines: Sequence[Line], begin: int) -> int:
    """Count the paragraphs not far below a line."""
    below = lines[begin : begin + 40]
    return sum(1 for line in below if line.prose and not line.rule)


_GOES_ON = re.compile(r"\W*(?:la |lire la )?(?:suite|article)\b.{0,30}\bapres\b")


def _ends_section(
    lines: Sequence[Line], heading: Line, begin: int, index: int, paragraphs: int, known: _Said
) -> bool:
    """Tell whether a line is beyond the section: another heading, or the article that goes on."""
    line = lines[index]
    if line.rule or line.where == "contents":
        return line.where in ("open", "open?", "stop", "contents")
    if index > begin and lines[index - 1].where == "line" and _GOES_ON.match(lines[index - 1].folded):
        return True
    if heading.rule in ("read_also", "advertisement"):
        links = lines[begin:index]
        sentence = line.words >= 4 and line.text[-1] == "." and links and not any(link.ends for link in links)
        return sentence or (line.prose and line.text.endswith(("…", "»", ".")))
    if heading.where == "open?" and not paragraphs and line.prose:
        return True
    if index == begin and paragraphs and heading.rule == "feed" and _is_last(lines[index : index + 2]):
        return True
    if not _paragraph(line):
        return False
    if (
        index <= begin + 1
        and paragraphs
        and heading.rule != "comments"
        and _goes_on(lines[index : index + 2], known)
    ):
        return True
    if heading.rule == "comments" and paragraphs:
        # Comments speak of the same thing: only two paragraphs right under a mere link to them are the article.
        under = all(other.rule for other in lines[begin:index])
        return under and index + 1 < len(lines) and _paragraph(lines[index + 1])
    return not paragraphs or _resumes(lines, index, known)


def _is_last(lines: Sequence[Line]) -> bool:
    """Tell whether a lone paragraph of several sentences stands right under a feed's heading: its titles were not copied."""
    several = lines[0].prose and bool(INNER_END.search(lines[0].text)) and lines[0].text[-1] in ".»"
    alone = len(lines) == 1 or (lines[1].rule and lines[1].rule != "stamp")
    return bool(several and alone and not _VISITOR.search(lines[0].folded))


def _goes_on(lines: Sequence[Line], known: _Said) -> bool:
    """Tell whether a lone paragraph right under a link is the article's last, and no teaser among titles."""
    alone = len(lines) == 1 or bool(lines[1].rule)
    return alone and not _VISITOR.search(lines[0].folded) and _share(lines[0], known) >= 0.1


def _before_title(lines: Sequence[Line], begin: int, end: int, titled: bool) -> int:
    """Return where a section above the article ends: before the title, the candidate nearest to the article's words."""
    body = _Said([line for line in lines[end : end + 20] if line.prose][:4])
    loose = (at for at in range(begin, end) if not lines[at].rule and lines[at].words >= 4)
    candidates = [at for at in loose if not lines[at].folded.startswith("par ")]
    near = [at for at in candidates if _share(lines[at], body) >= 0.25]
    if titled and not (near and _all_strange(lines[max(0, begin - 60) : begin], body)):
        ended = (
            at
            for at in range(begin, end)
            if lines[at].text[-1] != "?" and lines[at].ends and not lines[at].rule
        )
        return begin if lines[begin - 1].rule in ("comments", "newsletter", "paywall") else next(ended, end)
    best = max(near, key=lambda at: _share(lines[at], body), default=None)
    trail = next((at for at in candidates if _TRAIL.match(lines[at - 1].folded)), None)
    best = trail if best is None else best
    stamped = (at for at in candidates if at + 1 < len(lines) and lines[at + 1].rule in ("stamp", "byline"))
    title = best if best is not None else next(stamped, candidates[-1] if candidates else end)
    short = title > begin and title < len(lines) and _is_lead(lines[title]) and not lines[title - 1].rule
    return title - 1 if short and lines[title - 1].words >= 2 else title


_TRAIL = re.compile(r"(?:accueil|home) ?[>»›/|→]")  # « Accueil » Agenda » Ardèche »


def _all_strange(lines: Sequence[Line], body: _Said) -> bool:
    """Tell whether no title so far shares a word with the article: « Ici Garonne, l'info de chez vous » is the site's."""
    return not any(_share(line, body) for line in lines if not line.rule and line.words >= 5)


def _numbered(text: str) -> bool:
    """Tell whether a line begins or ends with a digit."""
    return text[0].isdigit() or text[-1].isdigit()


_CLOCK = re.compile(r"^\d{1,2} ?h ?\d\d\b ?[.:–-]? ?")


def _before_subtitle(lines: Sequence[Line], begin: int, end: int) -> int:
    """Return where a section inside the article ends: a short line before the text, apart from longer links, stays."""
    last = lines[end - 1]
    links = [line for line in lines[begin : end - 1] if not line.rule and not DAY.search(line.folded)]
    said = _CLOCK.sub(
        "", last.text
    )  # a live page heads its paragraphs so: « 15 h 07. Vingt-deux écoles fermées »
    plain = last.words <= 8 + (said != last.text) * 4 and not re.search(r"[.:»?!]", said)
    apart = plain and (all(line.words > last.words + 2 for line in links) if links else lines[begin].rule)
    return end - 1 if apart and not last.rule else end


# What surrounds the article has no words of its own to be known by: its place and its neighbours tell.


def _body(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the index of the article's first paragraph and the index after its last."""
    prose = [index for index, line in enumerate(lines) if line.prose and not line.rule]
    return (prose[0], _last_words(lines, prose[-1] + 1)) if prose else (len(lines), len(lines))


_LISTED = re.compile(r"[-–—•*·] ?\S|\d{1,2}[.)] ")


def _last_words(lines: Sequence[Line], end: int) -> int:
    """Return where the article ends: short sentences and lists right under its last paragraph, and their sub-titles."""
    for index in range(end, len(lines)):
        line = lines[index]
        if line.rule == "stamp" and index == end and not _STAMP_MARK.search(line.folded):
            continue  # a chronology's
        label = line.rule and not (line.words <= 3 and (line.rule, line.where) in _AMBIGUOUS)
        if label and line.rule in ("read_also", "advertisement") and _answers(lines[index + 1 : index + 3]):
            end = index + 2
            continue
        if label or index > end + 1:  # two titles in a row are a feed's
            break
        ended = line.text[-1] == "." or (line.text[-1] == "?" and INNER_END.search(line.text))
        sentence = ended and line.words >= 3 and not _VISITOR.search(line.folded)
        if not line.rule and (sentence or _LISTED.match(line.text) or _DONE_AT.match(line.text)):
            end = index + 1
    return end


_DONE_AT = re.compile(r"Fait à [^.!?]{2,40}, le \d")  # under a letter or a press release


def _answers(lines: Sequence[Line]) -> bool:
    """Tell whether a question and its answer follow: an interview goes on under a link."""
    asked = len(lines) == 2 and not any(line.rule for line in lines) and lines[0].text[-1] == "?"
    return asked and lines[1].text[-1] in ".…»" and not _VISITOR.search(lines[1].folded)


_NAME = re.compile(
    r"[A-ZÀ-Ý][\w'’.-]*(?:,? (?:d[eu]|van|von|le|la|et|and|&|avec|[A-ZÀ-Ý][\w'’.-]*)){0,8},? [A-ZÀ-Ý][\w'’.-]*(?: \([^()]{2,20}\))?"
)


def _is_name(line: Line) -> bool:
    """Tell whether a line is made of people's names: « Nora Kessler et Paul Anglade »."""
    shouted = line.words >= 4 and line.text.isupper()  # a title in capitals
    return line.words <= 9 and bool(_NAME.fullmatch(line.text)) and not line.ends and not shouted


# « Nora Kessler, à Brest », « Nora Kessler (à Brest) », « Nora Kessler, Le Phare »
_PLACED = re.compile(
    r"[A-ZÀ-Ý][\w'’-]+ [A-ZÀ-Ý][\w'’-]+,? (?:\((?:à|au|en) [^()]{2,30}\)|(?<=, )(?:à|au|en|Le|La|Les) [A-ZÀ-Ý][\w' ’-]{2,30})"
)


def _is_author(line: Line) -> bool:
    """Tell whether a line under the title names its authors, maybe with where they are."""
    several = " et " in line.text or " & " in line.text
    return bool(_PLACED.fullmatch(line.text)) or (several and _is_name(line))


def _label_head(lines: Sequence[Line], first: int) -> None:
    """Above the first paragraph: labels and names go where a longer title stands, and so do other headlines."""
    _release_title(lines, first)
    head = [line for line in lines[:first] if not line.rule]
    said = (line for line in lines[first : first + 6] if line.prose or line.words > 4)
    body = _Said([*filter(_is_lead, head), *said])
    titles = [line for line in head if line.words >= 4 or len(line.text) >= 30]
    if not titles and first >= len(lines):
        return
    headlines = [line for line in titles if _is_headline(line, lines, first)]
    best = _nearest(headlines or titles or head[-1:], body, lines[:first])
    headline = best if headlines else _short_title(lines[:first], body)
    for line in head:
        short = line.words <= 3 and len(line.text) < 30 and not line.ends and line.where != "contents"
        if titles and short and line is not headline and line.text[-1] not in ":»," and not _tells(line):
            line.rule = "byline" if _is_name(line) and line.start > titles[0].start else "rubric"
        elif titles and line is not headline and line.start > titles[0].start and _is_author(line):
            line.rule, line.where = "byline", "section"
    _label_site_name(lines[:first], head, body, headline)
    above = lines[: lines.index(best)] if best and best in headlines else ()
    if best and not all(line.rule for line in above) and _share(best, body) >= 0.2:
        signed = {line for line, below in pairwise(lines[:first]) if below.rule in ("stamp", "byline")}
        if best not in signed and any(line in signed and not line.rule for line in above):
            return  # a caption shares more words with the article than its title does
        _label_other_headlines(above, body)
        _label_above(above, body)


def _nearest(lines: Sequence[Line], body: _Said, above: Sequence[Line]) -> Line | None:
    """Return the line that shares most words with the article; of two, the one above the byline or the stamp."""
    if len(lines) <= 1:  # nearest without comparing
        return lines[0] if lines else None
    stamped = {line for line, below in pairwise(above) if below.rule in ("stamp", "byline")}
    return max(lines, key=lambda line: (_share(line, body), line in stamped, line.words))


def _is_bare_lead(line: Line, lines: Sequence[Line], first: int) -> bool:
    """Tell a lead without its full stop: a long line right above the first paragraph."""
    return line.words >= 15 and 0 < first < len(lines) and line is lines[first - 1]


def _is_headline(line: Line, lines: Sequence[Line], first: int) -> bool:
    """Tell what may be the title from a lead and from a site's name."""
    return not (_is_lead(line) or _is_bare_lead(line, lines, first) or (line.words <= 6 and _is_proper(line)))


def _release_title(lines: Sequence[Line], first: int) -> None:
    """An article has a title: where nothing above it was kept, the line nearest to what it says is one."""
    above = lines[:first]
    kept = (line for line in above if not line.rule and line.words >= 2 and not IMPERATIVE.match(line.folded))
    if any(_is_headline(line, lines, first) for line in kept):
        return
    body = _Said(lines[first : first + 6])
    titles = [line for line in above if _may_be_title(line, body)]
    if titles:
        stamped = {line for line, below in pairwise(above) if below.rule in ("stamp", "byline")}
        title = max(
            titles,
            key=lambda line: (
                not IMPERATIVE.match(line.folded),
                line in stamped and line.where == "section",
                _share(line, body),
                line.words,
            ),
        )
        title.rule = title.where = ""
        title.cues = () if _share(title, body) >= 0.3 else title.cues


_NO_TITLES = frozenset(["", "stamp", "byline", "credit", "repeat", "signature", "reading_time"])


def _may_be_title(line: Line, body: _Said) -> bool:
    """Tell « Cookies : la Cnil inflige 3 millions d'euros d'amende » from what speaks to the visitor."""
    if line.rule in _NO_TITLES or line.text.endswith(".") or _TRAIL.match(line.folded):
        return False
    says = line.words >= 6 or (line.words >= 3 and _share(line, body) > 0)
    known = line.where == "words" and line.rule != "markup"
    site = _VISITOR.search(line.folded) and _share(line, body) < 0.3
    return says and not known and line.where != "open" and not site


def _is_lead(line: Line) -> bool:
    """Tell a lead, which may lack its full stop, from a title."""
    return line.ends or line.words > 16 or len(line.text) > 105


_WORD = re.compile(r"\w+")


def _runs(folded: str) -> Iterator[tuple[str, ...]]:
    """Yield each run of one to six words in a line."""
    words = _WORD.findall(folded)
    return (
        tuple(words[at:end]) for at in range(len(words)) for end in range(at + 1, min(at + 6, len(words)) + 1)
    )


def _short_title(above: Sequence[Line], body: _Said) -> Line | None:
    """Return the short line that is the title where only leads are longer: the one nearest to what they say."""
    said = [line for line in above if not line.rule and line.words < 4 and len(line.text) < 30]
    names = {tuple(_WORD.findall(line.folded)) for line in said}
    labels = {run for line in above if names and line.rule for run in _runs(line.folded) if run in names}
    said = [line for line in said if not _is_name(line) and tuple(_WORD.findall(line.folded)) not in labels]
    lead = next((index for index, line in enumerate(above) if index and not line.rule and _is_lead(line)), 0)
    above_lead = above[lead - 1] if lead else None
    return max(
        said,
        key=lambda line: (_share(line, body), line is above_lead, line.words > 1, line.start),
        default=None,
    )


@cache
def _labels() -> frozenset[str]:
    """Return the words of which labels are made."""
    return vocabulary("menu") | vocabulary("byline") | SMALL


def _tells(line: Line) -> bool:
    """Tell whether a few words say something, as « L'hôpital voisin dément », or only name a rubric or a place."""
    words = [word for word in re.findall(r"[^\W\d_]{4,}", line.text) if word[0].islower()]
    return len(words) >= 2 and sum(fold(word) not in _labels() for word in words) >= 2


_ORGANISATION = re.compile(
    r"(?:syndicat|federation|confederation|centre hospitalier|chu|chru|ch|clinique|groupe|groupement|universite|ministere|association|agence|ars|"
    r"mairie|ville|commune|departement|region|union|ligue|collectif|institut|ordre|caisse|mutuelle|conseil|prefecture|academie|fondation)\b"
)


def _label_organisation(lines: Sequence[Line], first: int) -> None:
    """At the head of a page, above its menu, an organisation's name is the site's, where a title follows."""
    at = next((at for at, line in enumerate(lines[:3]) if not line.rule), first)
    below = [line.rule for line in lines[at + 1 : at + 3]]
    if first <= at + 2 or "menu" not in below or not _ORGANISATION.match(lines[at].folded):
        return
    titled = any(not line.rule and line.words >= 3 for line in lines[at + 2 : first])
    if titled and lines[at].words <= 9 and not lines[at].ends and ":" not in lines[at].text:
        lines[at].rule, lines[at].where = "menu", "section"


def _label_site_name(lines: Sequence[Line], head: Sequence[Line], body: _Said, headline: Line | None) -> None:
    """Above a longer title, a few words beside the site's furniture that say nothing of the article name the site."""
    titles = [line for line in head if line.words >= 5 and not line.rule]
    if not titles or titles[-1] is lines[0]:
        return
    if len(titles) > 1:
        titles = [line for line in titles if _share(line, body) > 0] or titles
    for index, line in enumerate(lines[: lines.index(titles[-1])]):
        if line.where == "contents":
            continue
        if lines[index + 1] is headline and (line.words >= 4 or _tells(line)) and not _is_proper(line):
            continue  # a title and its sub-title
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


def _is_proper(line: Line) -> bool:
    """Tell whether each longer word of a few begins with a capital: « Le Phare de l'Estuaire »."""
    longer = re.findall(r"[^\W\d_]{4,}", line.text)
    return len(longer) >= 2 and all(word[0].isupper() for word in longer) and not line.text.isupper()


def _share(line: Line, body: _Said) -> float:
    """Return the share of a line's longer words that the article's first paragraphs have too."""
    words = _content_words(line.folded)
    return len(words & body.words) / len(words) if words else 0.0


def _label_other_headlines(before: Sequence[Line], body: _Said) -> None:
    """Above the title, among menus, a line that shares no word with the article is a headline of another one."""
    known = sum(1 for line in before if line.rule)
    spared = before and not before[-1].rule and (before[-1].words >= 5 or _tells(before[-1]))
    for line in before[:-1] if spared else before:
        foreign = _share(line, body) < (0.5 if line.words <= 7 and known >= 3 else 0.15)
        if not line.rule and not line.ends and known >= 2 and foreign:
            line.rule, line.where = "menu", "section"


def _label_above(before: Sequence[Line], body: _Said) -> None:
    """What furniture parts from the title is none of the article's: « Qui suis-je ? », a slogan, another league's score."""
    end = len(before)
    while end and not before[end - 1].rule:
        end -= 1
    for line in before[:end]:
        above_subtitle = line is before[-1] and not line.rule and _tells(line)
        if not line.rule and not above_subtitle and _share(line, body) < 0.34:
            line.rule, line.where = "menu", "section"


def _label_head_strays(lines: Sequence[Line]) -> bool:
    """Above the title a paragraph that shares few words with the article is the site's; tell whether there was one."""
    found = False
    kept = list(islice((index for index, line in enumerate(lines) if line.prose and not line.rule), 3))
    for index, after in pairwise(kept):
        above, between = lines[:index], lines[index + 1 : after]
        body = _Said(lines[after : after + 6])
        if sum(1 for line in between if line.rule) < 2:
            break
        titled = any(line.words >= 4 and _share(line, body) > 0 for line in above if not line.rule)
        titles = [line for line in between if not line.rule and line.words >= 5 and _share(line, body) >= 0.2]
        if titled or not titles or _share(lines[index], body) >= 0.15:
            break
        if _has_own_title(lines, index, between[: between.index(titles[0])]):
            break
        for line in (*above, lines[index]):
            if not line.rule:
                line.rule, line.where = "menu", "section"
        found = True
    return found


def _has_own_title(lines: Sequence[Line], index: int, below: Sequence[Line]) -> bool:
    """Tell a lead with its title above, and its author or a link below, from what a site says of itself."""
    title, lead = lines[index - 1], lines[index]
    if not index or title.rule or title.words < 4 or _VISITOR.search(lead.folded):
        return False
    same = _content_words(title.folded) & _content_words(lead.folded)
    return bool(same) or any(line.rule in ("stamp", "byline") for line in below)


def _label_strip(lines: Sequence[Line], first: int) -> None:
    """Between the title and the article, a few words with furniture on both sides are furniture: « Alerter »."""
    titled = False
    for index in range(min(first, len(lines) - 1)):
        line = lines[index]
        plain = (
            not line.ends and line.words <= 6 and line.text[-1] not in ":»," and line.text[0] not in "«“-–—•"
        )
        if line.rule or not titled or not plain or (line.words >= 4 and line.text.isupper()):
            titled = titled or (not line.rule and (line.words >= 5 or line.ends))
            continue
        if line.where == "contents":
            continue
        if lines[index - 1].rule and any(other.rule for other in lines[index + 1 : index + 3]):
            line.rule, line.where = lines[index - 1].rule, "section"


def _label_below_lead(lines: Sequence[Line], first: int) -> None:
    """Where the author or the stamp stands below the lead, so do labels: a few words between two pieces of furniture."""
    if first + 1 >= len(lines) or not lines[first + 1].rule:
        return
    second = next(
        (at for at in range(first + 1, len(lines)) if lines[at].prose and not lines[at].rule), first
    )
    if not any(line.rule in ("stamp", "byline") for line in lines[first + 1 : second]):
        return
    for above, line, below in zip(
        lines[first:second], lines[first + 1 : second], lines[first + 2 : second], strict=False
    ):
        loose = not line.rule and not line.ends and line.words <= 3 and line.text[-1] not in ":»,"
        if loose and above.rule and below.rule and not _tells(line):
            line.rule, line.where = "rubric", "section"


_FOOT = {"comments", "feed", "rubric", "signature"}  # what stands under an article, and seldom inside it


def _label_strays(lines: Sequence[Line], first: int) -> None:
    """A last paragraph that a page's foot parts from the article, and that shares few words with it, is the site's."""
    kept = [index for index, line in enumerate(lines) if index >= first and line.prose and not line.rule]
    said = _Said(lines[index] for index in kept[: max(1, min(8, len(kept) - 2))])
    while len(kept) > 1:
        above, index = kept[-2], kept.pop()
        rules = [line.rule for line in lines[above + 1 : index]]
        if not any(rules):
            return
        plain = "«" not in lines[index].text
        calls = plain and bool(_VISITOR.search(lines[index].folded))
        feet = sum(rule in _FOOT or (calls and rule == "menu") for rule in rules)
        share = _share(lines[index], said) if feet else 1
        # Below links alone the article may go on.
        foot = calls or "comments" in rules or len(set(filter(None, rules))) > 1
        if feet > (0 if calls else 1) and foot and share < 0.3:
            for line in lines[index - 1 : above : -1]:
                if line.rule:
                    break
                line.rule, line.where = "feed", "section"
            lines[index].rule, lines[index].where = "feed", "section"
        else:
            return


def _label_calls(lines: Sequence[Line], first: int) -> None:
    """Where the article speaks to nobody, a sentence that speaks to its reader, of other things, is the site's."""
    short = (at for at in range(first + 1, len(lines)) if lines[at].ends and len(lines[at].text) <= 140)
    calls = [at for at in short if _may_call(lines[at])]
    if not calls:
        return
    body = [line for line in lines[first:] if not line.rule and (line.prose or line.ends)]
    kept = [line for line in body if not _TO_READERS.search(_QUOTATION.sub("", line.folded))]
    if len(calls) > 2 or len(kept) < 3 or len(body) > len(kept) + len(calls):
        return
    said = _Said(kept)
    for at in calls:
        above, below = lines[at - 1], lines[at + 1 : at + 2]
        beside = above.rule or _OURS.search(lines[at].folded) or not below or below[0].rule
        if beside and above.text[-1] != "?" and _share(lines[at], said) < 0.15:
            lines[at].rule, lines[at].where = "advertisement", "section"


def _may_call(line: Line) -> bool:
    """Tell whether a line is one short sentence to the reader about something that a site offers."""
    plain = (
        not line.rule and line.text[-1] in ".!…" and "«" not in line.text and not INNER_END.search(line.text)
    )
    said = line.folded
    offered = plain and _YOU.search(said) and (_OWN.search(said) or _our_press().search(said))
    return bool(offered) and not is_told(said)


@cache
def _our_press() -> re.Pattern[str]:
    """Compile « notre prochain numéro », « nos offres »."""
    return re.compile(rf"\b(?:notre|nos) (?:\w+ )?(?:{press().pattern})")


_YOU = re.compile(r"\b(?:vous|votre|vos|(?!chez|assez|nez|rez)\w{3,}ez)\b")
_QUOTATION = re.compile(r"[«“\"][^»”\"]*[»”\"]")
_BY = re.compile(
    r"^\W*(?:(?:textes?|propos|ecrit|article|redige|recueillis?|auteurs?|autrices?)\W+)*(?:par|by)?\W*"
)
_BETWEEN = re.compile(r" et |[,|•·/(–]| - | publie| le \d")


_ABOUT = re.compile(r"a propos d")
_RELEASE = re.compile(
    r"\b(?:communique|dossier|contacts?|relations?|espace|service) (?:de |avec la )?presse\b|^(?:point (?:de situation|d'etape)|communique) n ?[°o] ?\d"
)


def _label_about(lines: Sequence[Line]) -> None:
    """« À propos de l'observatoire »: under a press release, in a paragraph or two, whoever published it presents itself."""
    heads = [
        at for at, line in enumerate(lines) if line.words <= 9 and not line.ends and _ABOUT.match(line.folded)
    ]
    below = lines[heads[-1] + 1 :] if heads else []
    prose = [line for line in below if line.prose and not line.rule]
    if (
        1 <= len(prose) <= 2
        and not lines[heads[-1]].rule
        and any(_RELEASE.search(line.folded) for line in lines)
    ):
        for line in (lines[heads[-1]], *prose):
            line.rule, line.where = "signature", "section"


def _bare(name: str) -> str:
    """Return a name without the spaces and marks around it."""
    return name.strip(" *()")


def _label_author(lines: Sequence[Line]) -> None:
    """A last paragraph that begins with the name in the byline presents the author."""
    bylines = [
        line.folded
        for line in lines
        if line.rule == "byline" or (line.rule == "stamp" and "par " in line.folded)
    ]
    if not bylines:
        return
    parts = (part for said in bylines[:9] for part in _BETWEEN.split(_BY.sub("", said[:170])))
    names = {name for name in map(_bare, parts) if len(name) >= 8 and " " in name and not DAY.search(name)}
    starts = tuple(f"{name} " for name in names)
    for line in lines if names else ():
        if not line.rule and line.words <= 9 and _bare(line.folded) in names:
            line.rule, line.where = "signature", "section"
    kept = [line for line in lines if not line.rule and line.ends] if starts else []
    while len(kept) > 3 and kept[-1].folded.lstrip("*(1 ").startswith(starts):
        kept[-1].rule, kept[-1].where = "signature", "section"
        kept.pop()


_VISITOR = re.compile(
    r"\b(?<!rendez-)(?:vous|votre|vos|nous|notre|nos|restez|facebook|twitter|linkedin|whatsapp|google actualites)\b"
)


_REFERENCE = re.compile(
    r"(?:civ|crim|soc|com|cass|cons|caa?|ce|ta|tj|cjue|cedh)\b.{0,60}\bn ?[°o]"
)  # « Civ. 3e, 5 nov. 2020, n° 19-99.417 »


def _offers(line: Line, below: Line | None) -> bool:
    """Tell whether a question to the visitor stands right above an offer."""
    offer = below is not None and below.rule in ("advertisement", "newsletter", "paywall")
    return offer and bool(_SPOKEN_TO.search(line.folded))


_SPOKEN_TO = re.compile(r"\b(?:vous|votre|vos)\b")


def _label_tail(lines: Sequence[Line], end: int) -> None:
    """Below the last paragraph: what does not end like a sentence is no article, save a list that was announced."""
    tail = lines[end:]
    announced = end > 0 and lines[end - 1].text.endswith(":")
    furnished = any(line.rule for line in tail)
    loose = sum(1 for line in tail if not line.rule and not line.ends)
    said = _Said(lines[:end])
    loosely = any(not line.rule for line in tail)
    asked = loosely and (_answered(lines[:end]) >= 2 or any(map(_speaks, lines)))
    passed = False
    for above, line, below in zip(lines[end - 1 : -1], tail, [*tail[1:], None], strict=False):
        if line.rule:
            passed, announced = True, False
            asked = asked and line.rule not in _FOOT
        elif asked and _goes_on_asking(above, line, below):
            continue
        elif line.text[-1] == "?" and _offers(line, below):
            line.rule, line.where = "advertisement", "section"
        elif line.ends:
            announced = announced and line.text[0] in "-–—•*·"
            asks = passed and line.text[-1] == "?"  # another article's title
            most = 0.6 if asks and line.words >= 5 else 0.2
            if (
                passed
                and not announced
                and (asks or _VISITOR.search(line.folded))
                and _share(line, said) < most
            ):
                line.rule, line.where = "feed", "section"
        elif _REFERENCE.match(line.folded):
            continue
        elif line.text.endswith((":", ",")):
            announced = line.text.endswith(":")
        elif len(line.text) >= 90 and INNER_END.search(line.text):
            announced = False  # a paragraph that a paywall cut off
        elif (
            not announced
            and (line.text[0] not in "-–—•*·«" or (passed and _share(line, said) < 0.2))
            and (furnished or loose >= 2 or _share(line, said) < 0.5 or _is_name(line))
        ):
            line.rule, line.where = ("signature" if _is_name(line) and not passed else "feed"), "section"
            passed = passed or line.rule == "feed"


def _keep_release(lines: Sequence[Line], first: int) -> None:
    """Above a press release's first paragraph its place and day, and its number, are no stamp of the page."""
    found = [line for line in lines[:first] if line.rule in _STAMPS_OF_SITE and heads_release(line)]
    if found and any(_RELEASE.search(line.folded) or _DONE_AT.match(line.text) for line in lines):
        for line in found:
            line.rule = line.where = ""


_STAMPS_OF_SITE = frozenset(["menu", "rubric", "stamp", "feed"])


def _speaks(line: Line) -> bool:
    """Tell whether a line is the initials of who speaks next in an interview."""
    return line.where == "contents" and bool(_INITIALS.fullmatch(line.text))


def _goes_on_asking(above: Line, line: Line, below: Line | None) -> bool:
    """Tell an interview's next speaker, question or answer from another article's title and what calls the visitor."""
    asks = line.text[-1] == "?"
    if _speaks(line) or (asks and _speaks(above)):
        return True
    question, answer = (line, below) if asks else (above, line)
    answered = answer and not answer.rule and answer.text[-1] in ".»" and not _SPOKEN_TO.search(answer.folded)
    return bool(answered) and question.text[-1] == "?" and not question.rule


_BOXES = frozenset(["cookies", "newsletter", "paywall", "menu", "share", "feed", "comments"])


def _label_between(lines: Sequence[Line]) -> None:
    """Short lines between two pieces of one box belong to the box; a lone common word inside the article does not."""
    for index, line in enumerate(lines):
        if not line.rule and (rule := _box_rule(lines, index)):
            line.rule, line.where = rule, "section"


def _box_rule(lines: Sequence[Line], index: int) -> str:
    """Return the rule of the box or of the byline that a line belongs to by its neighbours, or an empty string."""
    line, above = lines[index], lines[index - 1].rule if index else ""
    if above and line.folded in ("oui", "non"):
        return above  # « Cette page vous a-t-elle été utile ? »
    before = above or (lines[index - 2].rule if index > 1 else "")
    if not before and not line.cues and line.words > 7:
        return ""
    if line.text[-1] == "?" and _is_answered_by_call(line, lines[index + 1 : index + 2]):
        return lines[index + 1].rule
    after = next((other.rule for other in lines[index + 1 : index + 3] if other.rule or other.prose), "")
    longest = 120 if before in ("cookies", "newsletter", "paywall") else 40
    if (
        line.cues
        and line.cues[0].rule in (before, after)
        and len(line.text) <= LONG
        and not tells_beside(line)
    ):
        return line.cues[0].rule
    if line.prose and not above:
        return ""  # a paragraph under a sub-title under a link
    if before == after and before in _BOXES and len(line.text) <= longest and "«" not in line.text:
        captioned = _signed(line) and _SIGNED_CAPTION.search(line.text)
        return before if (not line.ends or longest == 120) and not captioned else ""
    if above == "advertisement" and _titles_before_text(lines[index : index + 3]):
        return "advertisement"
    named = "stamp" in (before, after) and _is_by(line)
    agency = above == "byline" and after == "stamp" and line.words <= 6
    return "byline" if (named or agency) and not line.ends else ""


def _is_answered_by_call(line: Line, below: Sequence[Line]) -> bool:
    """Tell whether « Vous avez une information ? » stands above what the visitor is called to do."""
    return bool(below and _offers(line, below[0]) and IMPERATIVE.match(below[0].folded))


def _is_by(line: Line) -> bool:
    """Tell whether a line beside the stamp names who wrote: « Nora Kessler », « Par la cellule de vérification »."""
    return (line.words <= 6 and _is_name(line)) or (line.words <= 7 and line.folded.startswith("par "))


def _titles_before_text(lines: Sequence[Line]) -> bool:
    """Tell whether two titles in a row stand before a paragraph: the second is its sub-title, the first something else's."""
    kept = len(lines) == 3 and not any(line.rule for line in lines)
    titles = kept and not any(line.prose or line.text.endswith((".", ":")) for line in lines[:2])
    return titles and lines[0].words >= 4 and lines[2].prose


def _answered(lines: Sequence[Line]) -> int:
    """Count the questions that head a paragraph: two make an interview, or answers to what readers ask."""
    return sum(
        1
        for line, below in pairwise(lines)
        if below.ends and not line.rule and not below.rule and line.text[-1] == "?"
    )


def _release_subtitles(lines: Sequence[Line], first: int, end: int) -> None:
    """Inside the article a common word that stands alone is a sub-title (« Santé »)."""
    for index in range(first + 1, min(end, len(lines) - 1)):
        line = lines[index]
        above = lines[index - 1].rule
        alone = not lines[index + 1].rule and (
            not above or (above in ("advertisement", "read_also") and lines[index + 1].prose)
        )
        if not alone or not line.rule:
            continue
        short = line.words <= (1 if line.rule == "cookies" else 3) or (
            line.text.endswith("?") and "  " not in line.text
        )
        said = line.words == 1 and line.rule == "share" and line.folded in lines[index + 1].folded
        numbered = line.where in ("words", "line") and _NUMBERED.match(line.folded)
        common = (line.rule, line.where) in _AMBIGUOUS and "," not in line.text
        title = (line.rule == "menu" or index > first + 1) and _is_title_of_part(lines[index - 1 : index + 2])
        named = (
            line.rule in ("read_also", "feed") and _NAMED.fullmatch(line.folded) and lines[index + 1].prose
        )
        if said or numbered or named or title or (short and common):
            line.rule = line.where = ""


def _is_title_of_part(lines: Sequence[Line]) -> bool:
    """Tell « Données personnelles » and « 6 mois » between two paragraphs from the site's buttons: they call for nothing."""
    above, line, below = lines
    if line.where not in ("line", "words") or line.rule not in _TITLES_TOO or not (above.ends and below.ends):
        return False
    plain = line.words <= 5 and not _CALL.search(line.folded) and not DAY.search(line.folded)
    return plain and line.text[0].isalnum() and bool(_PART.match(line.folded))


_TITLES_TOO = frozenset(["menu", "stamp", "reading_time"])
_PART = re.compile(
    r"\d{1,3} (?:ans?|mois|jours?|heures?|minutes?|secondes?)$"
    r"|(?:vos |les |nos )?(?:donnees|vie|droits|politique|mentions|protection|gestion|informations|conditions|services?)\b[^|/]*$"
)

# « Nos conseils », « La suite », right above a paragraph
_NAMED = re.compile(r"(?:(?:notre|nos|la|le|les) |l')[\w-]+")
_AMBIGUOUS = {
    ("menu", "words"),
    ("rubric", "line"),
    ("cookies", "line"),
    ("byline", "words"),
    ("byline", "line"),
}


_STAMP_MARK = re.compile(rf"{STAMP_VERB.pattern}|[|·•]| / |\bpar\b|\d:\d\d")


def _keep_turns(lines: Sequence[Line]) -> None:
    """An interview's initials, again and again above a sentence, are no signatures, and its questions are its own."""
    turns = [
        line
        for line, below in pairwise(lines)
        if line.rule == "signature" and below.ends and not below.rule and _INITIALS.fullmatch(line.text)
    ]
    if len(turns) > 2 and len({line.text for line in turns}) < len(turns):
        for line in turns:
            line.rule, line.where = "", "contents"
    if any(line.rule and line.text[-1] == "?" for line in lines) and _answered(lines) >= 2:
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
            alone = above.ends and below.ends and not (above.rule or below.rule)
            if alone and line.text[-1] == "?" and line.where in ("line", "words"):
                line.rule = line.where = ""


_INITIALS = re.compile(r"(?:[A-ZÀ-Ý]\.[ -]?){1,3}[/:–—-]?")


def _keep_chronology(lines: Sequence[Line], first: int, end: int) -> None:
    """A bare date inside the article heads a chronology, unless it is the only stamp, right under the lead."""
    stamps = [index for index, line in enumerate(lines) if line.rule == "stamp"]
    bare = [
        index
        for index in stamps
        if first < index < end and not (lines[index + 1].rule or _STAMP_MARK.search(lines[index].folded))
    ]
    paragraphs = sum(1 for line in lines[: bare[0]] if line.prose and not line.rule) if bare else 0
    if len(bare) > 1 or paragraphs > 1 or len(stamps) > len(bare):
        for index in bare:
            lines[index].rule = lines[index].where = ""


_LABELLED = re.compile(
    r"\[ ?(?:en |le |la )?(?:videos?|infographies?|podcasts?|diaporamas?|images?|photos?|replay|quiz|carte|sondage)\b[^\]]{0,40}\]"
)


_HOUR = re.compile(r"\d{1,2}(?: ?h(?: ?\d\d)?|:\d\d)\b(?! ?/)")


def _keep_hours(lines: Sequence[Line], numbered: Sequence[int]) -> None:
    """Hours that head paragraphs, on lines of their own or before a title, make a live page: its titles stay."""
    hours = [index for index in numbered if _HOUR.match(lines[index].folded) and not lines[index].rule]
    heads = [index for index in hours if any(line.prose for line in lines[index + 1 : index + 3])]
    above = lines[: heads[0]] if len(heads) >= 2 else ()
    before = sum(1 for line in above if line.prose and not line.rule and not _LISTED.match(line.text))
    for index in heads if len(heads) >= 2 and before <= 2 else ():  # below an article they are a feed's
        lines[index].rule, lines[index].where = "", "contents"
        if lines[index].words <= 3 and not lines[index + 1].rule:
            lines[index + 1].where = "contents"


def _label_body(lines: Sequence[Line], first: int) -> None:
    """Below the first paragraph « VIDÉO - … » is a link; above it, it would be the title."""
    for line in lines[first + 1 :]:
        if not line.rule and line.text[0] == "[" and _LABELLED.match(line.folded):
            line.rule, line.where = "read_also", "body"
        loose = not line.rule and line.where != "contents"
        if loose and not line.prose and len(line.text) <= LONG and not line.text.endswith("?"):
            match = grammar("body").fullmatch(line.folded)
            line.rule, line.where = (row_of(match).rule, "body") if match else ("", "")


def _label_stamps(lines: Sequence[Line]) -> None:
    """Above the second paragraph a line of the site's that names a day is a stamp, whatever else it says."""
    paragraphs = 0
    for line in lines:
        paragraphs += line.prose and not line.rule
        if paragraphs > 1:
            return
        if line.where in ("line", "words") and line.rule != "cookies" and DAY.search(line.folded):
            line.rule = "stamp"


_WORK = re.compile(
    r"\b(?:newsletters?|infolettres?|podcasts?|infographies?|diaporamas?|quiz|webinaires?|livres? blancs?|replays?|instagram|youtube|tweet|"
    r"reportages?|encadre|interactive|abonnements?|interview|magazine|publicite|articles?|videos?|edition)\b"
)
_OUR_WORK = re.compile(
    r"\b(?:notre|nos)\b.{0,30}\b(?:recit|enquete|dossier|site|journal|direct|carte|serie|guide|page|analyse|conference)s?\b"
)
_CALL = re.compile(
    r"^\W*(?:a |pour )?(?:re)?(?:lire|voir|regarder|ecouter|decouvrir|retrouver|telecharger|consulter|partager|cliquer|reserver|tester|"
    r"visionner|suivre|acceder|participer|commander|acheter)\b|\b(?!chez|assez|nez|rez)\w{3,}ez\b"
)


def _label_middle(lines: Sequence[Line], first: int) -> None:
    """Below the first paragraph a line without a sentence's end that names a work of the press and calls for it is a link."""
    for line in lines[first + 1 :]:
        if (
            line.rule
            or line.prose
            or line.ends
            or line.where == "contents"
            or line.words > 15
            or line.text[-1] in ":?»"
            or INNER_END.search(line.text)
        ):
            continue
        if _OUR_WORK.search(line.folded) or (_WORK.search(line.folded) and _calls(line)):
            line.rule, line.where = "read_also", "section"


def _calls(line: Line) -> bool:
    """Tell whether a line calls for something: by a verb, in the site's own name, or by a mark."""
    said = line.folded
    return bool(line.text[0] in "[(" + _SYMBOLS or SITE_SPEAKS.search(said) or _CALL.search(said))


_SYMBOLS = "⋙→➜➔⇒⟶►▶➡👉☞➤❯»>📺🎧🎙📹🎥📷📸📌🔗📩📖📰🔴⚡💬🗞📲✉⏩"


_DOCUMENT = re.compile(
    r"\b(?:texte integral|deliberation|decision|rapport|communique|dossier de presse|pdf|document|fichier|tableau|annexes?)\b"
)


def _label_symbols(lines: Sequence[Line], first: int) -> None:
    """Below the first paragraph an arrow or a pictogram alone opens a link to one of the site's works, not a list."""
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if line.rule or line.text[0].isalnum():
            continue
        symbol = line.text[0] in _SYMBOLS or unicodedata.category(line.text[0]) == "So"
        if not symbol or (line.ends and line.text[-1] != "?") or len(line.text) > LONG:
            continue
        beside = (*lines[index - 1 : index], *lines[index + 1 : index + 2])
        between = (
            not any(map(str.isdigit, line.text))
            and lines[index - 1].prose
            and lines[index + 1 : index + 2]
            and lines[index + 1].prose
        )
        listed = lines[index - 1].text.endswith(":") or any(other.text[0] == line.text[0] for other in beside)
        work = press().search(line.folded) or _DOCUMENT.search(line.folded)
        if line.text[:2] == ">>" or (
            not listed and (work or (between and ":" not in line.text and line.words >= 4))
        ):
            line.rule, line.where = "read_also", "section"


_NUMBERED = re.compile(r"^\d{1,2} ?[.)–-] ?")
_ITEM = re.compile(r"^(?:\d{1,2} ?[.)–-]|[-•*·>]) ?")
_LEADERS = re.compile(r" ?(?<!\.)\.{4,} ?\d{1,3}$")  # « Points clés ........ 1 »
_COUNTED = frozenset("0123456789-•*·>")


_PAGE = re.compile(r"\d{1,3}|(?:page|p\.) ?\d{1,3}(?: ?(?:/|sur) ?\d{1,3})?")
_CODE = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_PAGED = re.compile(r"^\d{1,3}\b\W{0,9}|\W{0,9}\b(?:page|p\.)? ?\d{1,3}$")


def _label_member_lines(lines: Sequence[Line]) -> None:
    """In a forum, what stands under a post's rule is the member's motto."""
    for index, line in enumerate(lines[:-1]):
        below = lines[index + 1]
        if line.folded.startswith("_____") and not below.rule and not below.prose:
            below.rule, below.where = "signature", "section"


def _label_pages(lines: Sequence[Line], numbered: Sequence[int]) -> None:
    """Label the page numbers of a copied PDF, and the running heads that come again with another number."""
    heads = {index: _PAGED.sub("", lines[index].folded) for index in numbered if lines[index].words >= 4}
    said = Counter(head for head, _ in {(head, lines[index].folded) for index, head in heads.items()})
    copies = Counter(heads.values())
    for index, head in heads.items() if len(heads) > 1 else ():
        if (said[head] > 1 or copies[head] > 2) and not lines[index].rule:
            lines[index].rule, lines[index].where = "menu", "section"
    for index in numbered:
        line = lines[index]
        if line.words > 4 or (not (code := _CODE.fullmatch(line.text)) and not _PAGE.fullmatch(line.folded)):
            continue
        beside = (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
        if any(_CODE.fullmatch(other.text) if code else other.rule for other in beside):
            line.rule, line.where = line.rule or ("share" if code else "menu"), line.where or "section"
    runs = [lines[index].folded for index in heads if index > 2 and lines[index].rule]
    for line in lines[:3] if len(runs) > 1 else ():
        if not line.rule and line.words >= 2 and sum(line.folded in run for run in runs) > 1:
            line.rule, line.where = "menu", "section"


def _label_dotted(lines: Sequence[Line], numbered: Sequence[int]) -> None:
    """A table of contents leads with dots from a sub-title to its page."""
    dotted = {_LEADERS.sub("", lines[at].folded): lines[at] for at in numbered if "...." in lines[at].text}
    if len(dotted) < 2:
        return
    for line in lines:
        if line.folded in dotted and not line.rule:
            line.where = "contents"
    for line in dotted.values():
        line.rule, line.where = "menu", "section"


def _label_contents(lines: Sequence[Line], first: int) -> None:
    """A table of contents repeats sub-titles, maybe numbered, ahead of them; a site's name comes twice around the title."""
    keys = [_ITEM.sub("", line.folded) if line.folded[0] in _COUNTED else line.folded for line in lines]
    last = {key: index for index, key in enumerate(keys)}
    if len(last) == len(lines):
        return
    ahead = [
        not line.rule and line.text[-1] not in ".…!" and line.words <= 12 and last[key] > index + 1
        for index, (line, key) in enumerate(zip(lines, keys, strict=True))
    ]
    for index, line in enumerate(lines):
        neighbours = ahead[max(0, index - 1) : index] + ahead[index + 1 : index + 2]
        if ahead[index] and any(neighbours):
            line.rule, line.where = "menu", "section"
            lines[last[keys[index]]].where = "contents"  # a sub-title, whatever it says
    counts = Counter(keys)
    for line, key in zip(lines[:first], keys, strict=False):
        if not line.rule and not line.where and not line.ends and line.words <= 4 and counts[key] > 1:
            line.rule, line.where = "menu", "section"


def _label_repeats(lines: Sequence[Line]) -> None:
    """The second copy of a title or lead goes; a copy cut short with dots goes wherever it stands."""
    kept = [line for line in lines if not line.rule and len(line.folded) >= 30]
    titles = [line for line in kept if not line.prose]
    for line in titles[1:] if titles and len(titles[0].folded) >= 40 else ():
        if line.words <= titles[0].words + 8 and titles[0].folded in line.folded:
            line.rule, line.where = "repeat", "section"  # with the site's or the town's name
    if len({line.folded.lstrip(" .…\"«»'")[:25] for line in kept}) == len(kept):
        return
    seen: set[str] = set()
    starts = {line.folded[:40]: line for line in kept[::-1] if len(line.folded) >= 60}
    for line in kept:
        key = line.folded.strip(" .…\"«»'")
        whole = starts.get(line.folded[:40])
        cut = line.text.endswith(("…", "...")) and whole and len(whole.folded) > len(line.folded) + 10
        longer = (
            whole and line is not whole and line.folded.startswith(whole.folded) and not line.prose
        )  # and the site's name
        if key in seen or longer or (cut and whole and whole.folded.startswith(key)):
            line.rule, line.where = "repeat", "section"
        seen.add(key)


def _label_lines(text: str) -> list[Line]:
    """Return the lines of a text, each with the rule that removes it or none."""
    lines = read_lines(text)
    first = _label_sections(lines, text)
    _label_contents(lines, first)
    _label_body(lines, first)
    _label_symbols(lines, first)
    _label_middle(lines, first)
    _label_organisation(lines, first)
    _label_head(lines, first)
    if any(line.rule for line in lines):
        _label_by_neighbours(lines, first)
    _label_calls(lines, first)
    if "propos d" in text:
        _label_about(lines)
    _label_tail(lines, _body(lines)[1])
    _keep_release(lines, first)
    _label_repeats(lines)
    return lines


def _label_by_neighbours(lines: Sequence[Line], first: int) -> None:
    """Label what stands between pieces of furniture, or below them."""
    _label_strip(lines, first)
    _label_below_lead(lines, first)
    _label_between(lines)
    if not any(line.words >= 2 for line in lines[:first] if not line.rule and not line.prose):
        _release_title(lines, first)
    _label_strays(lines, first)
    _label_author(lines)


def _label_sections(lines: Sequence[Line], text: str) -> int:
    """Label what is known by its words or its numbers, and what their headings take; return the first paragraph's index."""
    first, end = _body(lines)
    numbered = [at for at, line in enumerate(lines) if _numbered(line.text) and len(line.text.split()) <= 16]
    if numbered:
        _label_pages(lines, numbered)
        _label_dotted(lines, numbered)
        _keep_hours(lines, numbered)
    if "_____" in text:
        _label_member_lines(lines)
    _keep_sentences(lines, first)
    if any(line.rule for line in lines):
        if _label_head_strays(lines):
            first, end = _body(lines)
        _keep_turns(lines)
        _keep_chronology(lines, first, end)
        _keep_letter(lines, first, end)
        _close_sections(lines)
        first, end = _body(lines)
        _release_subtitles(lines, first, end)
        _label_stamps(lines)
    return first


# ------------------------------------------------------------------------------------- removals inside a line

_TAGS = (
    "a abbr article aside b blockquote br button caption center cite code div em embed figcaption figure font footer form "
    "h1 h2 h3 h4 h5 h6 header hr i iframe img input li link main meta nav noscript ol p picture pre q s script section small "
    "source span strong style sub sup svg table tbody td th thead time tr u ul video"
).replace(" ", "|")
_CODES = (
    r"caption embed gallery vc_\w{1,30} et_pb_\w{1,30} video audio quote b i u s url img list size color center code spoiler hide "
    "font youtube"
).replace(" ", "|")
# Each pattern is tried only in a text that has its mark, and begins with it: ``re`` then looks nowhere else.
_MARKUP = tuple(
    (mark, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for mark, pattern in (
        ("<", r"<(?:script|style)\b[^<]{0,5000}</(?:script|style)>"),
        ("<", r"<!--[^<>]{0,2000}-->"),
        ("<", rf"</?(?:{_TAGS})(?:\s[^<>\n]{{0,500}})?/?>"),
        ("[", rf"\[/?(?:{_CODES})(?:[ =][^\[\]\n]{{0,300}})?\]"),
        ("[", r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,300}\)"),
        ("[", r"\[(?=[^\[\]\n]{1,200}\]\((?-i:https?)://)"),
        ("[", r"\](?<=[^\[\n]\])(?=\((?-i:https?)://[^()\s]{1,300}\))"),
        ("[", r"\((?<=\]\()https?://[^()\s]{1,300}\)"),
        ("*", r"\*\*(?:(?=\S)|(?<=\S\*\*))"),
        ("#", r"#(?<=^#)#{0,5} (?=\S)"),
        ("twitter.com/", r"pic\.twitter\.com/\w{1,20}"),
        ("{", r"\{\{[^{}\n]{0,200}\}\}"),
    )
)
_MARKS = sorted({mark for mark, _ in _MARKUP})
_BRACKET = re.compile(r"[\[(]")
_ENDING = 160
_ENDING_MARK = re.compile(
    r"[|©:/]|photo|ph\.|archives|illustration|\bd\. ?r\.|(?:c|r|tion|ives)\)|afp|reuters|getty"
)  # no ending is without one
_SENTENCE_STARTS = re.compile(r"(?:^|(?<=[.!?…»\")\]] )|(?<=  )|(?<=>> ))(?:[>→➜👉▶►➤]+ ?)?(?=[a-z(])")
_TITLE_END = re.compile(r"[.!?…]+[»”\"]?(?= |$)|(?<=»)(?= [^ ])|  |<<|$")


def _inline_removals(line: Line) -> Iterator[Removal]:
    """Find what the site put inside a line of the article."""
    for start, end, rule in (*_inside(line.text), *line.cues):
        yield Removal(line.start + start, line.start + end, rule)


@remember
def _inside(text: str) -> tuple[Removal, ...]:
    """Return the links inside a line and what ends it, in offsets of the line."""
    line = read_line(text)
    return (*_inline_links(line), *_inline_ending(line))


_PIECE = re.compile(
    r"WhatsApp|LinkedIn|YouTube|TikTok|[A-ZÀ-Ý]?[a-zß-ÿœ]+(?:['’-][a-zß-ÿœ]+)*|[A-ZÀ-Ý]+(?:['’-]\w+)?|\d+[h:]?\d*"
)
_CAPITAL_GROUP = re.compile(r"(?:[A-ZÀ-Ý]{2,}(?![a-zß-ÿ])|[A-ZÀ-Ý])[^A-ZÀ-Ý]{0,40}")
_SOUP_STAMP = re.compile(
    r"(?:(?<=^)|(?<=[^,;:«] ))(?:Publié|Mise? (?:en ligne|à jour)|Modifié|Actualisé)e? (?:le |ce |hier |à )?"
)
_SOUP_BY = re.compile(r"(?:Par|Écrit par|De) (?:[A-ZÀ-Ý][\w'’-]+[ ,]*){1,4}[-–|•,·]? ?$")
_SOUP_AD = re.compile(r"(?<=[.!?…»] )Publicité (?=[A-ZÀ-Ý«])")
_BREAKS = frozenset(".?!;:«(")


def _soup(line: Line) -> Iterator[Removal]:
    """Find the menu before, and the stamp with its share bar inside, a whole page that was saved on one line."""
    end = labels = 0
    for group in _CAPITAL_GROUP.finditer(line.text):
        label = fold(group.group()).strip(" |·•>/-")
        if group.start() != end or not label or not known_line(label)[0]:
            break
        end, labels = group.end(), labels + 1
    if labels >= 2:
        yield Removal(0, end, "menu")
    for match in _SOUP_STAMP.finditer(line.text):
        end = _stamp_end(line, match.end())
        follows = line.text[end : end + 4].lstrip(" |–—•·-")[:1]
        if DAY.search(line.folded, match.start(), end) and not (follows.islower() or follows in ",;:"):
            by = _SOUP_BY.search(line.text, max(0, match.start() - 60), match.start())
            yield Removal(by.start() if by else match.start(), end, "stamp")
    for match in _SOUP_AD.finditer(line.text):
        yield Removal(*match.span(), "advertisement")


def _stamp_end(line: Line, start: int) -> int:
    """Return where a stamp ends, with a name behind « par » and the share bar that follows it."""
    known = vocabulary("stamp") | vocabulary("share")
    end, names = start, 0
    for piece in _PIECE.finditer(line.text, start, start + LONG):
        word, capital = fold(piece.group()), piece.group()[0].isupper()
        if not _BREAKS.isdisjoint(line.text[end : piece.start()]) or (capital and word in SMALL):
            break
        if not (word in known or word == "par" or word[0].isdigit() or (names and capital)):
            break
        names = 3 if word == "par" else max(0, names - 1)
        end = end if word in SMALL else piece.end()
    return end


def _inline_links(line: Line) -> Iterator[Removal]:
    """Find links to other articles, in brackets or as a sentence of their own, in offsets of the line."""
    if "link" not in line.hints:
        return
    for bracket in _BRACKET.finditer(line.folded):
        match = grammar("bracket").match(line.folded, bracket.start())
        if match and (match.start() > 0 or match.end() == len(line.text)):
            yield Removal(*match.span(), row_of(match).rule)
    yield from _read_also_sentences(line)
    for aside in (
        _ASIDE.finditer(line.folded) if "publicit" in line.folded or "annonce" in line.folded else ()
    ):
        yield Removal(*aside.span(), "advertisement")


def _inline_ending(line: Line) -> Iterator[Removal]:
    """Find what ends a line, in offsets of the line: a credit after a caption, an agency, « Lire la suite »."""
    if _signed(line):
        photo = _PHOTO_BY.search(line.text) if "Photo" in line.text else None
        if match := photo or _SIGNED_CAPTION.search(line.text):
            yield Removal(*match.span(), "credit")
    begin = max(0, len(line.text) - _ENDING)
    for kind in _endings(line, begin):
        for match in grammar(kind).finditer(line.folded, begin):
            words = line.text[match.start() : match.end()].lstrip(" –—|/-([")
            rule = row_of(match).rule
            # A credit at the end of a caption, not the same words in one of the article's sentences.
            named = not words[:1].islower() or "©" in words or "(" in match.group()
            if rule != "credit" or (match.start() > 0 and len(line.text) <= 600 and named):
                yield Removal(*match.span(), rule)


_SIGNED_CAPTION = re.compile(  # « … lundi. (Nina Roussel) », « … lundi. LE PHARE », « … lundi. – Le Phare »
    r"(?<=[.!?…] )(?:\((?:[A-ZÀ-Ý][\w'’.-]+[ /]*){2,5}(?:(?:pour )?« ?[^«»()]{2,30} ?»)?\)|[A-ZÀ-Ý][A-ZÀ-Ý'’&.-]+(?: [A-ZÀ-Ý'’&./«»-]+){1,12}"
    r"|[A-ZÀ-Ý][\w'’.-]+(?: [A-ZÀ-Ý][\w'’.-]+){0,3} ?/ ?[A-ZÀ-Ý][\w'’.-]+(?: [A-ZÀ-Ý][\w'’.-]+){0,3}|(?:[–—•-]|/{1,2}) ?(?:[Ss]ource ?: ?)?[A-ZÀ-Ý][^.!?|]{1,40})$"
)


# « L'entrée du laboratoire à Brest Photo Nina Roussel »
_PHOTO_BY = re.compile(r"(?<=[\w’»)] )Photos? (?:: ?)?[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){1,3}$")


def _signed(line: Line) -> bool:
    """Tell whether a caption's length and last character allow a name behind it."""
    last = line.text[-1]
    named = last.isalpha() or last == ")" or (last == "»" and line.text[-3:-2].isupper())
    return named and len(line.text) <= 200 and line.text[0] != "«"


def _endings(line: Line, begin: int) -> list[str]:
    """Return the kinds of pattern that may match the end of a line."""
    hinted = [kind for kind in ("more", "ending") if any(at >= begin for at in line.hints.get(kind, ()))]
    if "ending" not in hinted:
        return hinted
    if not _ENDING_MARK.search(line.folded, begin):
        hinted.remove("ending")
    return [*hinted, "closing"] if line.text.rstrip(".").endswith((")", "]")) else hinted


_ALSO = re.compile(r"(?:a )?(?:re)?(?:lire|voir|ecouter) (?:aussi|egalement) ")
_ASIDE = re.compile(  # « Publicité. » between two sentences of a text whose line ends were lost
    r"(?:^|(?<=[.!?…»] ))[*–-]{0,5} ?(?:publicite|la suite apres (?:la|cette) (?:publicite|annonce))(?:[.!]| ?[*–-]{1,5}|(?=$))(?= |$)"
)


def _unmarked_link(line: Line, start: int) -> re.Match[str] | None:
    """Match « Lire aussi Un hôpital au crayon », where nothing but its capital tells the title."""
    match = _ALSO.match(line.folded, start)
    return match if match and line.text[match.end() : match.end() + 1].isupper() else None


def _read_also_sentences(line: Line) -> Iterator[Removal]:
    """Find « Lire aussi : Un hôpital paralysé. » between two sentences of a paragraph."""
    sentence = grammar("sentence")
    for head in _SENTENCE_STARTS.finditer(line.folded):
        match = sentence.match(line.folded, head.end()) or _unmarked_link(line, head.end())
        if match and line.text[head.end()].isupper():
            end = _TITLE_END.search(line.folded, match.end())
            begin, reach = match.end(), end.end() if end else len(line.text)
            quote = line.text.find(
                " « ", begin, reach
            )  # « Lire aussi : Un titre « On a tout perdu », dit le maire. »
            said = quote > begin and line.text.find("»,", quote, reach) > 0
            yield Removal(head.start(), quote if said else reach, "read_also")


# « LOUIS VA PLUS LOIN - Les données… », « INFO LA GAZETTE – … »: the name of a column, not « PARIS (AFP) - ».
_COLUMN = re.compile(
    r"(?!(?:EN )?(?:DIRECT|VIDÉO|IMAGES|INVITÉ|TRIBUNE|ENTRETIEN|PORTRAIT)\b)[A-ZÀ-Ý][A-ZÀ-Ý'’]*(?:[ /][A-ZÀ-Ý'’]+){1,5} ?[–—|-] (?=[«“\"]? ?[A-ZÀ-Ý0-9])"
)
_SITE_NAME = re.compile(r" ?[|–—-] (?:[^|–—\n]{2,40})$")


def _title_removals(lines: Sequence[Line]) -> Iterator[Removal]:
    """Find the column's name before a title or lead, and the site's name after a page's title."""
    kept = list(islice((line for line in lines if not line.rule), 4))
    for line in kept:
        if line.text[:2].isupper() and (match := _COLUMN.match(line.text)):
            yield Removal(line.start, line.start + match.end(), "rubric")
    others = {line.folded for line in kept}
    for line in kept[:2]:
        match = _SITE_NAME.search(line.text, max(0, len(line.text) - 45))
        if match and ("|" in match.group() or line.folded[: match.start()] in others) and match.start() >= 20:
            yield Removal(line.start + match.start(), line.end, "menu")


def find_markup(text: str) -> list[Removal]:
    """Return the tags and marks to remove, in any order; the words between them stay."""
    marks = [mark for mark in _MARKS if mark in text]
    present = (pattern for mark, pattern in _MARKUP if mark in marks)
    return [Removal(*match.span(), "markup") for pattern in present for match in pattern.finditer(text)]


def find_removals(text: str) -> list[Removal]:
    """Return the removals of one round, in any order: neighbouring lines of one rule go in one."""
    lines = _label_lines(text)
    removals = list(_title_removals(lines))
    previous = ""
    for line in lines:
        if not line.rule:
            if len(line.text) > 2 * LONG and ("Publi" in line.text or line is lines[0]):
                removals += [Removal(line.start + at, line.start + to, rule) for at, to, rule in _soup(line)]
            if line.hints or line.text[-1] not in ".!?…":
                removals += _inline_removals(line)
        elif previous == line.rule != "stamp":
            removals[-1] = Removal(removals[-1].start, line.end, line.rule)
        else:
            removals.append(Removal(line.start, line.end, line.rule))
        previous = line.rule
    return removals
