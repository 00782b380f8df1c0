"""What a site puts around an article: menus, cookie walls, bylines, share bars, links, newsletters, comments, feeds.

Three kinds of evidence, in this order. The words and the form of each line are read by ``helpers.furniture``.
The place, here: what has no words of its own to be known by is known by its neighbours, by the article's
first and last paragraph, and by whether it shares words with them. What belongs to the article stays: titles, leads,
sub-titles, captions, an interviewer's questions, lists, and sentences *about* cookies, newsletters or subscribers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
    press,
    read_lines,
    remember,
    row_of,
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
    paragraphs = index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if not line.rule:
            titled = titled or line.words >= 5
            if line.prose:
                paragraphs += 1
                known.add(line)
        elif line.where in ("open", "open?", "stop"):
            index = _close_section(lines, index, paragraphs, known, titled)


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


def _prose_below(lines: Sequence[Line], begin: int) -> int:
    """Count the paragraphs not far below a line."""
    below = lines[begin : begin + 40]
    return sum(1 for line in below if line.prose and not line.rule)


def _ends_section(
    lines: Sequence[Line], heading: Line, begin: int, index: int, paragraphs: int, known: _Said
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


def _before_title(lines: Sequence[Line], begin: int, end: int, titled: bool) -> int:
    """Return where a section above the article ends: before the title, the candidate nearest to the article's words."""
    body = _Said([line for line in lines[end : end + 20] if line.prose][:4])
    loose = (at for at in range(begin, end) if not lines[at].rule and lines[at].words >= 4)
    candidates = [at for at in loose if not lines[at].folded.startswith("par ")]
    near = [at for at in candidates if _share(lines[at], body) >= 0.25]
    if titled and not (near and _all_strange(lines[max(0, begin - 60) : begin], body)):
        ended = (at for at in range(begin, end) if lines[at].ends and not lines[at].rule)
        return begin if lines[begin - 1].rule in ("comments", "newsletter", "paywall") else next(ended, end)
    best = max(near, key=lambda at: _share(lines[at], body), default=None)
    stamped = (at for at in candidates if at + 1 < len(lines) and lines[at + 1].rule in ("stamp", "byline"))
    title = best if best is not None else next(stamped, candidates[-1] if candidates else end)
    short = title > begin and title < len(lines) and _is_lead(lines[title]) and not lines[title - 1].rule
    return title - 1 if short and lines[title - 1].words >= 2 else title


def _all_strange(lines: Sequence[Line], body: _Said) -> bool:
    """Tell whether no title so far shares a word with the article: « Ici Garonne, l'info de chez vous » is the site's."""
    return not any(_share(line, body) for line in lines if not line.rule and line.words >= 5)


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
        label = line.rule and not (line.words <= 3 and (line.rule, line.where) in _AMBIGUOUS)
        if label or index > end + 1:  # two titles in a row are a feed's
            break
        sentence = line.text.endswith(".") and line.words >= 3 and not _VISITOR.search(line.folded)
        if not line.rule and (sentence or _LISTED.match(line.text)):
            end = index + 1
    return end


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
    return bool(_PLACED.fullmatch(line.text)) or (" et " in line.text and _is_name(line))


def _label_head(lines: Sequence[Line], first: int) -> None:
    """Above the first paragraph: labels and names go where a longer title stands, and so do other headlines."""
    _release_title(lines, first)
    head = [line for line in lines[:first] if not line.rule]
    body = _Said([*filter(_is_lead, head), *lines[first : first + 6]])
    titles = [line for line in head if line.words >= 4 or len(line.text) >= 30]
    if not titles and first >= len(lines):
        return
    headlines = [line for line in titles if _is_headline(line, lines, first)]
    best = _nearest(headlines or titles or head[-1:], body)
    headline = best if headlines else _short_title(lines[:first], body)
    for line in head:
        short = line.words <= 3 and len(line.text) < 30 and not line.ends
        if titles and short and line is not headline and line.text[-1] not in ":»," and not _tells(line):
            line.rule = "byline" if _is_name(line) and line.start > titles[0].start else "rubric"
        elif titles and line is not headline and line.start > titles[0].start and _is_author(line):
            line.rule, line.where = "byline", "section"
    _label_site_name(lines[:first], head, body, headline)
    if best in headlines and best is not lines[0] and _share(best, body) >= 0.2:
        _label_other_headlines(lines[: lines.index(best)], body)
        _label_above(lines[: lines.index(best)], body)


def _nearest(lines: Sequence[Line], body: _Said) -> Line | None:
    """Return the line that shares most words with the article."""
    if len(lines) <= 1:  # nearest without comparing
        return lines[0] if lines else None
    return max(lines, key=lambda line: (_share(line, body), line.words))


def _is_bare_lead(line: Line, lines: Sequence[Line], first: int) -> bool:
    """Tell a lead without its full stop: a long line right above the first paragraph."""
    return line.words >= 15 and 0 < first < len(lines) and line is lines[first - 1]


def _is_headline(line: Line, lines: Sequence[Line], first: int) -> bool:
    """Tell what may be the title from a lead and from a site's name."""
    return not (_is_lead(line) or _is_bare_lead(line, lines, first) or (line.words <= 6 and _is_proper(line)))


def _release_title(lines: Sequence[Line], first: int) -> None:
    """An article has a title: where nothing above it was kept, the line nearest to what it says is one."""
    above, body = lines[:first], _Said(lines[first : first + 6])
    kept = (line for line in above if not line.rule and line.words >= 2 and not IMPERATIVE.match(line.folded))
    if any(_is_headline(line, lines, first) for line in kept):
        return
    titles = [line for line in above if _may_be_title(line, body)]
    if titles:
        title = max(
            titles, key=lambda line: (not IMPERATIVE.match(line.folded), _share(line, body), line.words)
        )
        title.rule = title.where = ""


_NO_TITLES = frozenset(["", "stamp", "byline", "credit", "repeat", "signature", "reading_time"])


def _may_be_title(line: Line, body: _Said) -> bool:
    """Tell « Cookies : la Cnil inflige 3 millions d'euros d'amende » from what speaks to the visitor."""
    if line.rule in _NO_TITLES or line.text.endswith("."):
        return False
    says = line.words >= 5 or (line.words >= 3 and _share(line, body) > 0)
    known = line.where == "words" and line.rule != "markup"
    return says and not known and line.where != "open" and not _VISITOR.search(line.folded)


def _is_lead(line: Line) -> bool:
    """Tell a lead, which may lack its full stop, from a title."""
    return line.ends or line.words > 16 or len(line.text) > 105


def _short_title(above: Sequence[Line], body: _Said) -> Line | None:
    """Return the short line that is the title where only leads are longer: the one nearest to what they say."""
    said = [line for line in above if not line.rule and line.words < 4 and len(line.text) < 30]
    labels = [line.folded for line in above if line.rule]
    said = [line for line in said if not _is_name(line) and not any(line.folded in label for label in labels)]
    lead = next((index for index, line in enumerate(above) if index and not line.rule and _is_lead(line)), 0)
    above_lead = above[lead - 1] if lead else None
    return max(
        said,
        key=lambda line: (_share(line, body), line is above_lead, line.words > 1, line.start),
        default=None,
    )


def _tells(line: Line) -> bool:
    """Tell whether a few words say something, as « L'hôpital voisin dément », or only name a rubric or a place."""
    known = vocabulary("menu") | vocabulary("byline") | SMALL
    words = [word for word in re.findall(r"[^\W\d_]{4,}", line.text) if word[0].islower()]
    return sum(fold(word) not in known for word in words) >= 2


def _label_site_name(lines: Sequence[Line], head: Sequence[Line], body: _Said, headline: Line | None) -> None:
    """Above a longer title, a few words beside the site's furniture that say nothing of the article name the site."""
    titles = [line for line in head if line.words >= 5 and not line.rule]
    if not titles or titles[-1] is lines[0]:
        return
    titles = [line for line in titles if _share(line, body) > 0] or titles
    for index, line in enumerate(lines[: lines.index(titles[-1])]):
        if lines[index + 1] is headline and line.words >= 4 and not _is_proper(line):
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
    for line in before[:-1] if before and before[-1].words >= 5 else before:
        foreign = _share(line, body) < (0.5 if line.words <= 7 and known >= 3 else 0.15)
        if not line.rule and not line.ends and known >= 2 and foreign:
            line.rule, line.where = "menu", "section"


def _label_above(before: Sequence[Line], body: _Said) -> None:
    """What furniture parts from the title is none of the article's: « Qui suis-je ? », a slogan, another league's score."""
    end = len(before)
    while end and not before[end - 1].rule:
        end -= 1
    for line in before[:end]:
        if not line.rule and _share(line, body) < 0.34:
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
        for line in (*above, lines[index]):
            if not line.rule:
                line.rule, line.where = "menu", "section"
        found = True
    return found


def _label_strip(lines: Sequence[Line], first: int) -> None:
    """Between the title and the article, a few words with furniture on both sides are furniture: « Alerter »."""
    titled = False
    for index in range(min(first, len(lines) - 1)):
        line = lines[index]
        plain = (
            not line.ends and line.words <= 6 and line.text[-1] not in ":»" and line.text[0] not in "«“-–—•"
        )
        if line.rule or not titled or not plain:
            titled = titled or (not line.rule and (line.words >= 5 or line.ends))
            continue
        if lines[index - 1].rule and any(other.rule for other in lines[index + 1 : index + 3]):
            line.rule, line.where = lines[index - 1].rule, "section"


_FOOT = {"comments", "feed", "rubric", "signature"}  # what stands under an article, and seldom inside it


def _label_strays(lines: Sequence[Line], first: int) -> None:
    """A last paragraph that a page's foot parts from the article, and that shares few words with it, is the site's."""
    kept = [index for index, line in enumerate(lines) if index >= first and line.prose and not line.rule]
    said = _Said(lines[index] for index in kept[: max(1, min(8, len(kept) - 2))])
    while len(kept) > 1:
        above, index = kept[-2], kept.pop()
        rules = [line.rule for line in lines[above + 1 : index]]
        plain = "«" not in lines[index].text
        calls = plain and bool(_VISITOR.search(lines[index].folded))
        feet = sum(rule in _FOOT or (calls and rule == "menu") for rule in rules)
        share = _share(lines[index], said) if feet else 1
        if feet > (0 if calls else 1) and share < 0.3:
            for line in lines[index - 1 : above : -1]:
                if line.rule:
                    break
                line.rule, line.where = "feed", "section"
            lines[index].rule, lines[index].where = "feed", "section"
        else:
            return


_VISITOR = re.compile(
    r"\b(?:vous|votre|vos|nous|notre|nos|restez|facebook|twitter|linkedin|whatsapp|google actualites)\b"
)


def _label_tail(lines: Sequence[Line], end: int) -> None:
    """Below the last paragraph: what does not end like a sentence is no article, save a list that was announced."""
    tail = lines[end:]
    announced = end > 0 and lines[end - 1].text.endswith(":")
    furnished = any(line.rule for line in tail)
    loose = sum(1 for line in tail if not line.rule and not line.ends)
    said = _Said(lines[:end])
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
        elif len(line.text) >= 90 and INNER_END.search(line.text):
            announced = False  # a paragraph that a paywall cut off
        elif (
            not announced
            and (line.text[0] not in "-–—•*·«" or (passed and _share(line, said) < 0.2))
            and (furnished or loose >= 2 or _share(line, said) < 0.5 or _is_name(line))
        ):
            line.rule, line.where = ("signature" if _is_name(line) and not passed else "feed"), "section"


def _label_between(lines: Sequence[Line]) -> None:
    """Short lines between two pieces of one box belong to the box; a lone common word inside the article does not."""
    if not any(line.rule for line in lines):
        return
    boxes = {"cookies", "newsletter", "paywall", "menu", "share", "feed", "comments"}
    for index, line in enumerate(lines):
        if line.rule:
            continue
        before = next((other.rule for other in reversed(lines[max(0, index - 2) : index]) if other.rule), "")
        after = next((other.rule for other in lines[index + 1 : index + 3] if other.rule or other.prose), "")
        longest = 120 if before in ("cookies", "newsletter", "paywall") else 40
        if line.cues and line.cues[0].rule in (before, after) and len(line.text) <= LONG:
            line.rule, line.where = line.cues[0].rule, "section"
        elif before == after and before in boxes and len(line.text) <= longest and "«" not in line.text:
            if not line.ends or longest == 120:
                line.rule, line.where = before, "section"
        elif (
            index
            and lines[index - 1].rule == "advertisement"
            and _titles_before_text(lines[index : index + 3])
        ):
            line.rule, line.where = "advertisement", "section"
        elif line.words <= 4 and not line.ends and _is_name(line) and "stamp" in (before, after):
            line.rule, line.where = "byline", "section"


def _titles_before_text(lines: Sequence[Line]) -> bool:
    """Tell whether two titles in a row stand before a paragraph: the second is its sub-title, the first something else's."""
    kept = len(lines) == 3 and not any(line.rule for line in lines)
    titles = kept and not any(line.prose or line.text.endswith((".", ":")) for line in lines[:2])
    return titles and lines[0].words >= 4 and lines[2].prose


def _release_subtitles(lines: Sequence[Line], first: int, end: int) -> None:
    """Inside the article a common word that stands alone is a sub-title (« Santé », « Données »)."""
    for index in range(first + 1, min(end, len(lines) - 1)):
        line = lines[index]
        above = lines[index - 1].rule
        alone = not lines[index + 1].rule and (
            not above or (above in ("advertisement", "read_also") and lines[index + 1].prose)
        )
        if not alone or not line.rule:
            continue
        short = line.words <= 3 or (line.text.endswith("?") and "  " not in line.text)
        numbered = line.where in ("words", "line") and _NUMBERED.match(line.folded)
        if numbered or (short and (line.rule, line.where) in _AMBIGUOUS):
            line.rule = line.where = ""


_AMBIGUOUS = {
    ("menu", "words"),
    ("rubric", "line"),
    ("cookies", "line"),
    ("byline", "words"),
    ("byline", "line"),
}


_STAMP_MARK = re.compile(rf"{STAMP_VERB.pattern}|[|·•]|\bpar\b|\d:\d\d")


def _keep_chronology(lines: Sequence[Line], first: int, end: int) -> None:
    """A bare date inside the article heads a chronology, unless it is the only stamp, right under the lead."""
    stamps = [index for index, line in enumerate(lines) if line.rule == "stamp"]
    bare = [index for index in stamps if first < index < end and not _STAMP_MARK.search(lines[index].folded)]
    paragraphs = sum(1 for line in lines[: bare[0]] if line.prose and not line.rule) if bare else 0
    if len(bare) > 1 or paragraphs > 1 or len(stamps) > len(bare):
        for index in bare:
            lines[index].rule = lines[index].where = ""


def _label_body(lines: Sequence[Line], first: int) -> None:
    """Below the first paragraph « VIDÉO - … » is a link; above it, it would be the title."""
    for line in lines[first + 1 :]:
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


_SYMBOLS = "→➜➔⇒⟶►▶➡👉☞➤❯»>📺🎧🎙📹🎥📷📸📌🔗📩📖📰🔴⚡💬🗞📲✉⏩"


def _label_symbols(lines: Sequence[Line], first: int) -> None:
    """Below the first paragraph an arrow or a pictogram alone opens a link to one of the site's works, not a list."""
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if line.rule or line.text[0] not in _SYMBOLS or line.ends or len(line.text) > LONG:
            continue
        beside = (*lines[index - 1 : index], *lines[index + 1 : index + 2])
        listed = lines[index - 1].text.endswith(":") or any(other.text[0] == line.text[0] for other in beside)
        if line.text[:2] == ">>" or (not listed and press().search(line.folded)):
            line.rule, line.where = "read_also", "section"


_NUMBERED = re.compile(r"^\d{1,2} ?[.)–-] ?")


def _label_contents(lines: Sequence[Line], first: int) -> None:
    """A table of contents repeats sub-titles, maybe numbered, ahead of them; a site's name comes twice around the title."""
    keys = [_NUMBERED.sub("", line.folded) if line.folded[0].isdigit() else line.folded for line in lines]
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
        if not line.rule and not line.ends and line.words <= 4 and counts[key] > 1:
            line.rule, line.where = "menu", "section"


def _label_repeats(lines: Sequence[Line]) -> None:
    """The second copy of a title or lead goes; a copy cut short with dots goes wherever it stands."""
    seen: set[str] = set()
    starts = {line.folded[:40]: line for line in lines[::-1] if not line.rule and len(line.folded) >= 60}
    for line in lines:
        if line.rule or len(line.folded) < 30:
            continue
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
    first, end = _body(lines)
    if any(line.rule for line in lines):
        if _label_head_strays(lines):
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
    _label_strip(lines, first)
    _label_between(lines)
    _label_strays(lines, first)
    _label_tail(lines, _body(lines)[1])
    _label_repeats(lines)
    return lines


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
    for start, end, rule in (*_inline_links(line), *_inline_ending(line), *line.cues):
        yield Removal(line.start + start, line.start + end, rule)


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
    if _signed(line) and (match := _SIGNED_CAPTION.search(line.text)):
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
    r"(?<=[.!?…] )(?:\((?:[A-ZÀ-Ý][\w'’.-]+[ /]*){2,5}\)|[A-ZÀ-Ý][A-ZÀ-Ý'’&.-]+(?: [A-ZÀ-Ý'’&./-]+){1,4}"
    r"|(?:[–—•-]|/{1,2}) ?(?:[Ss]ource ?: ?)?[A-ZÀ-Ý][^.!?|]{1,40})$"
)


def _signed(line: Line) -> bool:
    """Tell whether a caption's length and last character allow a name behind it."""
    return len(line.text) <= 200 and line.text[0] != "«" and (line.text[-1] == ")" or line.text[-1].isalpha())


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
            yield Removal(head.start(), end.end() if end else len(line.text), "read_also")


# « LOUIS VA PLUS LOIN - Les données… », « INFO LA GAZETTE – … »: the name of a column, not « PARIS (AFP) - ».
_COLUMN = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý'’]*(?: [A-ZÀ-Ý'’]+){1,5} ?[–—|-] (?=[«“\"]? ?[A-ZÀ-Ý0-9])")
_SITE_NAME = re.compile(r" ?[|–—-] (?:[^|–—\n]{2,40})$")


def _title_removals(lines: Sequence[Line]) -> Iterator[Removal]:
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
            if line.cues or _signed(line) or not line.hints.keys().isdisjoint(("link", "ending", "more")):
                removals += _inline_removals(line)
        elif previous == line.rule != "stamp":
            removals[-1] = Removal(removals[-1].start, line.end, line.rule)
        else:
            removals.append(Removal(line.start, line.end, line.rule))
        previous = line.rule
    return removals
