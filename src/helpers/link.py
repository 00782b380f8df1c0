"""Which articles belong together: near copies of one text, and articles that may tell of one event.

Likeness of words finds copies and nothing else: reports of one event by different authors share hardly more words than
strangers do. Events are linked on facts: as many persons or records within a twentieth, days within thirty of each
other, and one further fact, since round numbers repeat. A link is a proposal; a person decides.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby, product
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import clean, sources, tables
from helpers.add import SMALLEST_NUMBER, WINDOW_DAYS
from helpers.copies import NEAR_DUPLICATE, hashed_runs, jaccard
from helpers.errors import InputError
from helpers.french.fold import fold
from helpers.french.periods import Published

if TYPE_CHECKING:
    import numpy as np

COLUMNS = ("article_id", "other_id", "kind", "reason", "score")
SAME_NUMBER = 1.05
# who speaks about an event is named in articles about any event
SPEAKERS = {
    "regulator",
    "authority",
    "ministry",
    "justice",
    "police",
    "association",
    "media",
    "security_firm",
}
WIDE_PLACES = {"region", "department"}
VAGUE_ATTACKS = {"Hacking", "Export data", "Extortion"}
VICTIMS = {
    "hospital": r"hopita(?:l|ux)|chr?u|centres? hospitaliers?|cliniques?",
    "laboratory": r"laboratoires?|labos?",
    "care home": r"ehpad|maisons? de retraite",
    "insurer": r"mutuelles?|tiers payant|assurance maladie|complementaires? sante",
    "pharmacy": r"pharmacies?|pharmaciens?",
    "practice": r"cabinets? (?:medica(?:l|ux)|dentaires?|de radiologie)",
    "supplier": r"editeurs? de logiciels?|prestataires?|hebergeurs?",
}
_WORD = re.compile(r"\w+")
_VICTIM = re.compile("|".join(rf"(?P<v{at}>\b(?:{words})\b)" for at, words in enumerate(VICTIMS.values())))


@dataclass(frozen=True, slots=True)
class Facts:
    """What one article is compared by: its runs of three words (hashed), numbers, days and further facts."""

    article_id: str
    runs: np.ndarray
    sizes: tuple[int, ...]
    days: tuple[tuple[int, int], ...]
    further: frozenset[tuple[str, str]]


def link(source: str | Path, out_dir: str | Path) -> str:
    """Write ``links.csv`` beside what ``read`` wrote for `source`, and return what was found in one line.

    ``kind`` is ``copy`` (``score``: the share of their runs of three words that both have) or ``event`` (``score``:
    the number of facts that agree). Articles that are linked through others are not linked again, so there are fewer
    links than articles; all that hang together are one candidate incident.

    Raises
    ------
    InputError
        Nothing was read there, or other articles than those of `source`.
    """
    target = Path(out_dir)
    facts = list(_facts(Path(source), target))
    groups = Groups(len(facts))
    copies = list(near_copies(facts, groups))
    events = list(same_events(facts, groups))
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(copies + events))
    tables.replace(target / "links.csv", lines.getvalue())
    return f"near copies: {len(copies)}; of one event: {len(events)}; articles: {len(facts)}"


class Groups:
    """Which articles hang together already."""

    def __init__(self, number: int) -> None:
        self._parent = list(range(number))

    def of(self, article: int) -> int:
        """Return the first article of the group that an article belongs to."""
        while self._parent[article] != article:
            self._parent[article] = self._parent[self._parent[article]]
            article = self._parent[article]
        return article

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        first, second = sorted((self.of(one), self.of(other)))
        self._parent[second] = first


# --- near copies


def near_copies(articles: list[Facts], groups: Groups) -> Iterator[tuple]:
    """Yield a link for each article that shares enough runs with an earlier one and is in no group with it yet.

    None is missed: of two sets with a Jaccard index of t or more, one of the first n - ⌈t n⌉ + 1 elements of each, in any
    one order, is common to both (Chaudhuri et al. 2006, prefix filter). In the order of rarity most of these stand
    in one article alone and need no look-up.
    """
    seen: dict[int, list[int]] = defaultdict(list)
    for this, runs in enumerate(_rarest_shared_runs(articles)):
        candidates = sorted({other for run in runs for other in seen[run]})
        for other in candidates:
            if groups.of(other) != groups.of(this):
                share = jaccard(articles[this].runs, articles[other].runs)
                if share >= NEAR_DUPLICATE:
                    groups.join(this, other)
                    yield _copy(articles[other], articles[this], share)
        for run in runs:
            seen[run].append(this)


def _copy(one: Facts, other: Facts, share: float) -> tuple:
    """Return the link of two near copies."""
    return (
        one.article_id,
        other.article_id,
        "copy",
        f"{share:.0%} of their runs of three words",
        f"{share:.2f}",
    )


def _rarest_shared_runs(articles: list[Facts]) -> Iterator[list[int]]:
    """Yield for each article those of its rarest runs that a near copy of it would share; none for most articles."""
    import numpy as np

    everything = np.concatenate([article.runs for article in articles] or [np.empty(0, np.uint32)])
    runs, counts = np.unique(everything, return_counts=True)
    shared, counts = runs[counts > 1], counts[counts > 1]
    for article in articles:
        own = np.isin(article.runs, shared, assume_unique=True)
        common = article.runs[own]
        prefix = len(article.runs) - math.ceil(NEAR_DUPLICATE * len(article.runs) - 1e-9) + 1
        order = np.lexsort((common, counts[np.searchsorted(shared, common)]))
        yield common[order][: max(0, prefix - int((~own).sum()))].tolist()


# --- one event


def same_events(articles: list[Facts], groups: Groups) -> Iterator[tuple]:
    """Yield a link for each article that agrees with an earlier one on a number, days and one fact more."""
    seen: dict[tuple[int, int], list[int]] = defaultdict(list)
    for this, article in enumerate(articles):
        places = {place for size, day in product(article.sizes, article.days) for place in _places(size, day)}
        around = {(size + a, month + b) for size, month in places for a in (-1, 0, 1) for b in (-1, 0, 1)}
        for other in sorted({other for place in around for other in seen.get(place, ())}):
            if groups.of(other) != groups.of(this):
                agreed = agreement(articles[other], article)
                if agreed:
                    groups.join(this, other)
                    yield (
                        articles[other].article_id,
                        article.article_id,
                        "event",
                        "; ".join(agreed),
                        str(len(agreed)),
                    )
        for place in places:
            seen[place].append(this)


def _places(size: int, days: tuple[int, int]) -> set[tuple[int, int]]:
    """Return where a number and a period stand in a grid whose steps are what may lie between two that agree."""
    step = math.floor(math.log(size) / math.log(SAME_NUMBER))
    return {(step, month) for month in range(days[0] // WINDOW_DAYS, days[1] // WINDOW_DAYS + 1)}


def agreement(one: Facts, other: Facts) -> list[str]:
    """Return the facts that two articles agree on; none unless a number, days and one fact more are among them."""
    numbers = [(a, b) for a, b in product(one.sizes, other.sizes) if max(a, b) <= SAME_NUMBER * min(a, b)]
    days = [(a, b) for a, b in product(one.days, other.days) if max(b[0] - a[1], a[0] - b[1]) <= WINDOW_DAYS]
    further = sorted(one.further & other.further)
    if not (numbers and days and further):
        return []
    (number, beside), (day, near) = numbers[0], min(days, key=lambda pair: abs(pair[0][0] - pair[1][0]))
    told = [f"{number} and {beside} persons or records", f"{_day(day)} and {_day(near)}"]
    return told + [f"the same {kind}: {name}" for kind, name in further]


def _day(days: tuple[int, int]) -> str:
    """Return a period in words, its first day to its last."""
    first, last = (date.fromordinal(day).isoformat() for day in days)
    return first if first == last else f"{first} to {last}"


# --- what each article is compared by


def _facts(source: Path, target: Path) -> Iterator[Facts]:
    """Yield what each article that could be read is compared by."""
    edits, mentions = (_Rows(target, name) for name in ("edits", "mentions"))
    for article in sources.stream(source):
        try:
            raw, published = sources.raw_text(article)
        except ValueError:
            continue  # errors.csv tells of it
        listed = [
            clean.Edit(int(row["start"]), int(row["end"]), row["replacement"], row["rule"])
            for row in edits.of(article.article_id)
        ]
        text = clean.apply_edits(raw, listed).text
        yield _facts_of(article.article_id, text, published, mentions.of(article.article_id))
    if edits.left or mentions.left:
        raise InputError(str(target), "was read from other articles", f"read {source} again, then link")


class _Rows:
    """The rows of a table, in the order of the articles, taken an article at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self._groups = groupby(read_rows(folder, name), key=itemgetter("article_id"))
        self._next: Any = next(self._groups, None)

    def of(self, article_id: str) -> list[dict[str, Any]]:
        """Return the rows of an article; none if those to come are of another."""
        if self._next is None or self._next[0] != article_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows

    @property
    def left(self) -> bool:
        """Whether there are rows that no article took."""
        return self._next is not None


def read_rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that ``read`` wrote, in either of its forms."""
    parts = sorted((folder / f"{name}.parquet").glob("*.parquet"))
    if (folder / f"{name}.csv").is_file():
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    elif parts:
        import pyarrow.parquet as pq

        for part in parts:
            yield from pq.read_table(part).to_pylist()
    else:
        raise InputError(str(folder), f"has no {name}", "run first: python -m helpers read SOURCE OUT_DIR")


def _facts_of(
    article_id: str, text: str, published: Published | None, mentions: list[dict[str, Any]]
) -> Facts:
    """Return what an article is compared by."""
    sizes = {round(size) for row in mentions if (size := _size(row)) >= SMALLEST_NUMBER}
    days = {days for row in mentions if (days := _days(row["earliest"], row["latest"]))}
    if published:
        days.add((published.earliest.toordinal(), published.latest.toordinal()))
    further = _named(mentions) | {("victim", victim) for victim in victims(text)}
    return Facts(article_id, hashed_runs(text), tuple(sorted(sizes)), tuple(sorted(days)), frozenset(further))


def _size(row: dict[str, Any]) -> float:
    """Return how many persons or records a mention counts; 0 if it counts nothing of the kind."""
    if row["unit_kind"] not in ("people", "records"):
        return 0.0
    return float(row["high"] or row["low"] or 0)


def _days(earliest: str, latest: str) -> tuple[int, int] | None:
    """Return a period no longer than a month as numbers of days; a whole year lies near everything."""
    if not earliest or not latest:
        return None
    first, last = (date.fromisoformat(day).toordinal() for day in (earliest, latest))
    return (first, last) if last - first <= 31 else None


def _named(mentions: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return the names that tell one event from another, with their kind."""
    kinds = {"ORG": "organisation", "PLACE": "place", "ACTOR": "actor", "ATTACK": "attack"}
    rows = [row for row in mentions if row["label"] in kinds and row["unit"] not in _indistinct()]
    organisations = [(int(row["start"]), int(row["end"])) for row in mentions if row["label"] == "ORG"]
    return {
        (kinds[row["label"]], row["unit"])
        for row in rows
        if row["label"] != "PLACE"
        or not any(start <= int(row["start"]) < end for start, end in organisations)
    }


@cache
def _indistinct() -> frozenset[str]:
    """Return the names that stand in articles about any event: who speaks, whole regions, attacks of no kind."""
    found = set(VAGUE_ATTACKS)
    for name in ("organisations.csv", "places.csv"):
        rows = csv.DictReader((files("helpers") / "lexicon" / name).read_text(encoding="utf-8").splitlines())
        found |= {row["name"] for row in rows if row["kind"] in SPEAKERS | WIDE_PLACES}
    return frozenset(found)


def victims(text: str) -> set[str]:
    """Return the kinds of victim that a text names.

    >>> sorted(victims("Les données de laboratoires et d’un CHU circulent."))
    ['hospital', 'laboratory']
    """
    kinds = list(VICTIMS)
    return {kinds[int(found.lastgroup[1:])] for found in _VICTIM.finditer(fold(text)) if found.lastgroup}
