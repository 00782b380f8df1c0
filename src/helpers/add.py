"""A new article in one command: received, checked, stored byte for byte, read, and matched with the incidents.

Nothing is stored unless everything is right: the article and its row in the bibliography appear together or not
at all.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import clean, encoding, fetch, tables
from helpers.build import HOME
from helpers.copies import NEAR_DUPLICATE, hashed_runs, jaccard
from helpers.errors import InputError
from helpers.french.dates import Published, find_dates
from helpers.french.fold import fold
from helpers.french.mention import Mention
from helpers.paths import Study
from helpers.read import read_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SHORTEST_ARTICLE = 200
WINDOW_DAYS = 30
SAME_SIZE = 1.25
SMALLEST_NUMBER = 100  # below, the same number stands in many unrelated articles
COUNTED = ("persons_exposed", "records_exposed")
DATED = ("event_date", "detection_date", "disclosure_date")


@dataclass(frozen=True)
class Article:
    """An article that is ready to be stored.

    Parameters
    ----------
    entry : dict
        Its row of the bibliography.
    data : bytes
        The text as received, or as taken out of the page.
    page : bytes
        The page as received; empty for a plain text.
    """

    entry: dict[str, str]
    data: bytes
    page: bytes = b""

    @property
    def text(self) -> str:
        """The raw text, which all offsets point into."""
        return encoding.decode(self.data, self.entry["article_id"])


def add(
    study: Study, source: str, article_id: str = "", published: str = "", allow_private: bool = False
) -> Article:
    """Store the article in `source`, a file or an address, in `study`; return it.

    Parameters
    ----------
    article_id : str
        Its name; empty for one made from its title.
    published : str
        Day of publication, EDTF; empty for the one that the page states.
    allow_private : bool
        Whether an address may lie inside a private network.

    Raises
    ------
    InputError
        The address fails, the page holds no article, the text is binary, or a copy of a stored article; nothing
        is stored then.
    """
    article = prepare(fetch.receive(source, allow_private), article_id, published)
    with tables.alone(study.articles):
        _refuse_known(study, article)
        _store(study, article)
    return article


def prepare(received: fetch.Received, article_id: str = "", published: str = "") -> Article:
    """Return the article that a received file or page holds, with its row of the bibliography."""
    facts: dict[str, str] = {}
    data, page = received.data, b""
    if received.is_page:
        facts, data, page = *from_page(received), received.data
    text = encoding.decode(data, received.source)
    title = facts.get("title") or _first_line(text, received.source)
    name = article_id or slug(title)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise InputError(f"--id {name}", "is no plain name", "write small letters, digits and hyphens")
    day, basis = _publication_day(published, facts.get("date", ""), text)
    entry = {
        "article_id": name, "title": title, "publisher": facts.get("sitename", ""), "author": facts.get("author", ""),
        "published_edtf": day, "published_basis": basis, "address": received.address or _web_address(facts),
        "received_as": _received_as(received, name), "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    return Article({key: " ".join(_one_line(value).split()) for key, value in entry.items()}, data, page)


def _received_as(received: fetch.Received, name: str) -> str:
    """Return what was received: a file's name, or the page kept beside the text and its hash."""
    if not received.is_page:
        return received.name
    return f"{name}.html (sha256 {hashlib.sha256(received.data).hexdigest()})"


def _web_address(facts: dict[str, str]) -> str:
    """Return the address that a saved page says it has; "" for anything that is no web address."""
    address = facts.get("url", "")
    return address if re.match(r"https?://[^\s/]+", address) else ""


def from_page(received: fetch.Received) -> tuple[dict[str, str], bytes]:
    """Return what a page says of itself, and its article as text."""
    from trafilatura import bare_extraction

    found = bare_extraction(
        received.data, url=received.address or None, with_metadata=True, include_comments=False, as_dict=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )  # fmt: skip
    text = str(getattr(found, "text", None) or "").strip()
    if len(text) < SHORTEST_ARTICLE:
        cure = "save the article's text in a .txt file and add that"
        raise InputError(received.source, "is a page without an article", cure)
    facts = {key: getattr(found, key) or "" for key in ("title", "author", "date", "sitename", "url")}
    if facts["title"] and not text.startswith(facts["title"]):
        text = f"{facts['title']}\n\n{text}"
    return facts, f"{text}\n".encode()


def _first_line(text: str, source: str) -> str:
    """Return the first line of the text without what the page put around it."""
    lines = [line.strip() for line in clean.apply_edits(text, clean.find_edits(text)).text.splitlines()]
    first = next((line for line in lines if line), "")
    if not first:
        raise InputError(source, "holds no article", "add the text of the article itself")
    return first if len(first) <= 200 else f"{first[:199]}…"


def slug(title: str) -> str:
    """Return a plain name made from the first words of a title.

    >>> slug("Cyberattaque à l’hôpital de Saint-Évre : ce que l’on sait")
    'cyberattaque-a-l-hopital-de-saint-evre'
    """
    words = re.findall(r"[a-z0-9]+", fold(title).replace("œ", "oe").replace("æ", "ae"))
    name = "-".join(words[:7]) or "article"
    return name[:60].strip("-")


def _publication_day(given: str, stated: str, text: str) -> tuple[str, str]:
    """Return the day of publication and how it is known; both empty where it is not."""
    if given:
        try:
            Published.from_edtf(given)
        except ValueError:
            cure = "write 2021-02-24, 2021-02~ or 2021"
            raise InputError(f"--published {given}", "is no day, month or year", cure) from None
        return given, "given by the person who added the article"
    if re.fullmatch(tables.PATTERNS["date"], stated):
        return stated, "stated by the page"
    stamped = _stamped_day(text)
    return stamped, "stated in the text" if stamped else ""


def _stamped_day(text: str) -> str:
    """Return the first whole day that a publication stamp in the text names; "" without one.

    >>> _stamped_day("Un titre\\n\\nPublié le 15 avril 2021 à 9 h 30\\n\\nDe longues phrases suivent.")
    '2021-04-15'
    """
    for edit in clean.find_edits(text):
        words = text[edit.start : edit.end]
        days = find_dates(words, fold(words), None) if edit.rule == "stamp" else []
        for day in days:
            if day.earliest == day.latest and day.earliest:
                return day.earliest
    return ""


# --- what is already there


def _refuse_known(study: Study, article: Article) -> None:
    """Raise `InputError` for a name in use, and for a copy, exact or near, of a stored article."""
    entries = tables.rows(study, "raw/articles/bibliography")
    name = article.entry["article_id"]
    shingles = _runs(article.text)
    for entry in entries:
        told = f"is a copy of {entry['article_id']}"
        if entry["sha256"] == article.entry["sha256"]:
            raise InputError(f"article {name}", told, "nothing to add: the bytes are the same")
        stored = study.articles / f"{entry['article_id']}.txt"
        other = _runs(encoding.decode(stored.read_bytes(), stored.name)) if stored.is_file() else _runs("")
        if jaccard(shingles, other) >= NEAR_DUPLICATE:
            share = f"{jaccard(shingles, other):.0%} of their three-word runs are the same"
            raise InputError(
                f"article {name}", f"is a near copy of {entry['article_id']}", f"nothing to add: {share}"
            )
    taken = {entry["article_id"] for entry in entries}
    if name in taken or _holds_another(study, article):
        free = next(
            f"{name}-{number}" for number in range(2, len(taken) + 3) if f"{name}-{number}" not in taken
        )
        raise InputError(
            f"article {name}", "is the name of another article", f"choose one, such as --id {free}"
        )


def _holds_another(study: Study, article: Article) -> bool:
    """Return whether a file of that name holds other bytes; the same ones are left from an addition cut short."""
    path = study.articles / f"{article.entry['article_id']}.txt"
    return path.exists() and path.read_bytes() != article.data


def _runs(text: str) -> np.ndarray:
    """Return the runs of three words of an article without its boilerplate."""
    return hashed_runs(clean.apply_edits(text, clean.find_edits(text)).text)


# --- storing


def _store(study: Study, article: Article) -> None:
    """Write the article, then its row; take the article back if the row cannot be written."""
    name = article.entry["article_id"]
    files = {study.articles / f"{name}.txt": article.data}
    if article.page:
        files[study.articles / f"{name}.html"] = article.page
    content = tables.with_row(study, "raw/articles/bibliography", article.entry)
    try:
        for path, data in files.items():
            tables.replace(path, data)
        tables.replace(tables.declared("raw/articles/bibliography").path(study), content)
    except BaseException:
        for path in files:
            path.unlink(missing_ok=True)
        raise


# --- what was read, and where it may belong


def read(article: Article) -> list[Mention]:
    """Return the mentions of an article, in offsets of its raw text."""
    day = article.entry["published_edtf"]
    return read_text(article.text, Published.from_edtf(day) if day else None)[1]


@dataclass(frozen=True)
class Proposal:
    """An incident that an article may speak of, and the facts that they share."""

    incident_id: str
    label: str
    facts: tuple[str, ...]


def propose(study: Study, article: Article, mentions: Iterable[Mention]) -> list[Proposal]:
    """Return the incidents that the article may speak of, those that share most facts first.

    An incident is proposed when it shares a number of the same size and a date, or a place and a date, or the
    organisation's name. Likeness of words cannot tell: reports of one event share hardly more than strangers do.
    """
    incidents = tables.read(study, "curated/incidents")
    claims = tables.read(study, "curated/claims")
    found = list(mentions)
    proposals = []
    for incident in incidents.to_dict("records"):
        own = claims[claims["incident_id"] == incident["incident_id"]]
        number, day = _same_number(found, own), _same_days(found, own, article.entry["published_edtf"])
        name, place = (
            _named(article.text, _names(incident["organisation"])),
            _named(article.text, [incident["place"]]),
        )
        if name or (day and (number or place)):
            facts = tuple(fact for fact in (name, place, number, day) if fact)
            proposals.append(Proposal(incident["incident_id"], incident["label_en"], facts))
    return sorted(proposals, key=lambda proposal: -len(proposal.facts))


def _same_number(mentions: list[Mention], claims: pd.DataFrame) -> str:
    """Return the first number of persons or records of a size that the claims state; "" without one."""
    for claim in claims[claims["field"].isin(COUNTED)].to_dict("records"):
        stated = _size(claim["low"], claim["high"])
        for mention in mentions:
            size = _size(mention.low, mention.high) if mention.unit_kind in ("people", "records") else 0.0
            if min(size, stated) >= SMALLEST_NUMBER and max(size, stated) <= SAME_SIZE * min(size, stated):
                return f"{_words(mention)} beside {stated:.0f} {claim['unit']}"
    return ""


def _words(mention: Mention) -> str:
    """Return a number and its unit."""
    return f"{_size(mention.low, mention.high):.0f} {mention.unit}".strip()


def _size(low: float | None, high: float | None) -> float:
    """Return the number that bounds stand for: the upper one, or the only one; 0 without any."""
    known = [bound for bound in (low, high) if bound is not None and bound == bound]
    return known[-1] if known else 0.0


def _same_days(mentions: list[Mention], claims: pd.DataFrame, published: str) -> str:
    """Return the first day of the article near one that the claims state; "" without one."""
    from helpers.days import iso_days

    days = [
        (mention.earliest, mention.latest)
        for mention in mentions
        if mention.label == "DATE" and mention.earliest
    ]
    days += [iso_days(published)] if published else []
    for claim in claims[claims["field"].isin(DATED)].to_dict("records"):
        stated = iso_days(claim["edtf"])
        for earliest, latest in days:
            if _is_near(earliest, latest, *stated):
                told = earliest if earliest == latest else f"{earliest} to {latest}"
                return f"{told} beside {claim['edtf']} ({claim['field'].replace('_', ' ')})"
    return ""


def _is_near(earliest: str, latest: str, first: str, last: str) -> bool:
    """Return whether two periods, neither much longer than the window, lie within the window of each other."""
    one, other, start, end = (date.fromisoformat(day) for day in (earliest, latest, first, last))
    if max((other - one).days, (end - start).days) > 3 * WINDOW_DAYS:
        return False  # a whole year lies near everything
    return max((start - other).days, (one - end).days) <= WINDOW_DAYS


def _names(organisation: str) -> list[str]:
    """Return an organisation's name and the short form in brackets.

    >>> _names("Centre hospitalier de Valmure (CHV)")
    ['Centre hospitalier de Valmure', 'CHV']
    """
    return [name.strip() for name in re.split(r"[()]", organisation) if name.strip()]


def _named(text: str, names: Iterable[str]) -> str:
    """Return the first of `names` that stands in the text as a whole word; "" without one."""
    words = fold(text)
    return next(
        (name for name in names if name and re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", words)), ""
    )


def told(study: Study, article: Article) -> str:
    """Return, for the person who added it, what was stored, what was read and what is left to do."""
    mentions = read(article)
    counted = [mention for mention in mentions if mention.label in ("QUANTITY", "DATE")]
    entry = article.entry
    lines = [
        f"stored {study.name(study.articles / entry['article_id'])}.txt ({len(article.text)} characters):"
        f" {entry['title']}"
    ]
    lines.append(
        f"published: {entry['published_edtf'] or 'not known; write published_edtf into bibliography.csv'}"
    )
    lines += [
        f"  {mention.label.lower():8} {_one_line(article.text[mention.start : mention.end])}"
        for mention in counted
    ]
    lines += _proposed(study, article, mentions)
    make = make_of(study)
    lines.append(
        f"left to review: {len(counted)} quantities and dates. Open notebook 03 ({make} lab) or edit"
        f" {study.name(study.curated)}; then run {make} report"
    )
    return "\n".join(lines)


def make_of(study: Study) -> str:
    """Return how `make` is called for `study` from the current folder, as one would type it in a shell."""
    there = "" if Path.cwd() == HOME else f" -C {shlex.quote(str(HOME))}"
    return f"make{there}" if study.root == HOME else f"STUDY={shlex.quote(str(study.root))} make{there}"


def _proposed(study: Study, article: Article, mentions: list[Mention]) -> list[str]:
    """Return where the article may belong, a line each; a fault in the curated tables is told and stops nothing."""
    try:
        proposals = propose(study, article, mentions)
    except (InputError, ValueError) as error:
        return [f"no incident can be proposed: {str(error).splitlines()[0]}"]
    told = [f"may tell of {one.incident_id} ({one.label}): {'; '.join(one.facts)}" for one in proposals]
    cure = "if it tells of one, add its row to data/curated/incidents.csv first"
    return told or [f"tells of no incident that is known here; {cure}"]


def _one_line(words: str) -> str:
    """Return words of an article on one line, without characters that steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in words)
