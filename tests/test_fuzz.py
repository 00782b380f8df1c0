"""Hostile input to the decoder, the cleaner and the reader: no crash, every quote its slice, time in proportion to length.

``FUZZ_EXAMPLES=20000`` tries longer than a test run should; ``make fuzz`` sets it.
"""

from __future__ import annotations

import csv
import gc
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import clean
from helpers.errors import InputError
from helpers.french.dates import Published
from helpers.read import MENTION_COLUMNS, mention_row, read_text

HERE = Path(__file__).parent
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "120"))
HARD = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 120, suppress_health_check=list(HealthCheck)
)
REAL = [path.read_bytes() for path in sorted((HERE / "gold" / "articles").glob("*.txt"))]

# what each unit is hostile to: repeated, it is the worst that a rule of its kind can meet
UNITS = {
    "plain sentence": "Le 12 mars 2021, près de 500.000 patients ont été touchés à Dax. ",
    "one letter": "a", "spaces": " ", "line ends": "\n", "Windows line ends": "\r\n", "old line ends": "\r",
    "digits": "1", "groups of digits": "1 000 ", "dotted groups": "1.000.", "ranges": "1-2-", "slashes": "10/10/",
    "commas": "1,", "ordinals": "1er ", "dashes": "- ", "long dashes": "—", "ampersands": "&", "entities": "&eacute;",
    "half entities": "&#1", "tags": "<b>", "open tags": "<a ", "closing tags": "</p>", "comments": "<!--",
    "attributes": '<a href="', "question marks": "?", "lost apostrophes": "l?é", "lost ligatures": "c?ur ",
    "mojibake": "Ã©", "mojibake twice": "ÃƒÂ©", "half mojibake": "Ã", "euro mojibake": "â€™", "opening quotes": "«",
    "quotes": "» « ", "apostrophes": "l'", "stamps": "Publié le ", "dated stamps": "Publié le 20/03/23 à 8:00\n",
    "and": "deux et ", "hundreds": "cent ", "thousands": "mille ", "twenties": "quatre-vingt-", "nights": "dans la nuit du ",
    "from to": "du 8 au ", "between": "entre ", "days": "lundi ", "months": "mars ", "ago": "il y a deux ", "half": "demi-",
    "thirds": "un tiers de ", "per": "par ", "percent": "% ", "money": "12 millions d'euros et ", "volumes": "12 Go ",
    "addresses": "http://", "handles": "@", "right to left": "\u202e", "zero width": "\u200b", "soft hyphens": "a\u00ad",
    "combining": "e\u0301", "control": "\x01é", "emoji": "👩🏽‍⚕️", "far letters": "𝐭", "read also": "Lire aussi : ",
    "subscribe": "Abonnez-vous\n", "credits": "(Photo AFP)\n", "short lines": "Une ligne.\n\n", "comma list": "Dax, ",
    "same lead": "Le même chapeau revient ici, mot à mot, et sans fin.\n", "sites": "CHU de Saint-", "capitals": "A-A-",
    "brackets": "(", "square brackets": "[", "stops": ". ", "bullets": "• ", "bars": " | ", "pirates": "selon un pirate, ",
    "conditional": "aurait été ", "tabs": "\t", "stars": "**", "hashes": "# ", "links": "[a](http://a) ",
}  # fmt: skip

pieces = st.one_of(
    st.sampled_from(sorted(UNITS.values())),
    st.text(max_size=6),
    st.text(alphabet="0123456789 .,-/%°€\u00a0\u202f", max_size=12),
    st.sampled_from(
        ["million", "milliard", "patients", "fin", "mi-", "début", "2021", "été", "l?", "d?", "?", "\n\n"]
    ),
)
hostile = st.lists(st.one_of(pieces, st.tuples(pieces, st.integers(1, 40)).map(lambda pair: pair[0] * pair[1])), max_size=25).map("".join)  # fmt: skip
damage = st.tuples(st.integers(0, 10_000), st.integers(0, 6), st.binary(max_size=6))
days = st.one_of(st.none(), st.sampled_from(["2021-02-24", "2021-02~", "2024", "0001-01-01", "9999-12-31"]))


def check(raw: str, published: Published | None) -> None:
    """Read a text and check all that holds for every text."""
    edits, mentions = read_text(raw, published)
    places = [place for edit in edits for place in (edit.start, edit.end)]
    assert places == sorted(places) and all(0 <= place <= len(raw) for place in places)
    assert all(edit.start < edit.end and edit.rule in clean.RULES for edit in edits)
    assert clean.find_edits(clean.apply_edits(raw, edits).text) == []
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(mention_row("a", raw, mention) for mention in mentions)
    for cells in csv.reader(io.StringIO(lines.getvalue(), newline="")):
        row = dict(zip(MENTION_COLUMNS, cells, strict=True))
        start, end = int(row["start"]), int(row["end"])
        assert 0 <= start < end <= len(raw) and raw[start:end] == row["quote"]
        assert not row["low"] or not row["high"] or float(row["low"]) <= float(row["high"])
        assert row["earliest"] <= row["latest"] or not row["latest"]


def published(edtf: str | None) -> Published | None:
    return Published.from_edtf(edtf) if edtf else None


@given(hostile, days)
@HARD
def test_any_hostile_text_is_read(raw: str, edtf: str | None) -> None:
    check(raw, published(edtf))


@given(st.sampled_from(REAL), st.lists(damage, min_size=1, max_size=12), days)
@HARD
def test_a_damaged_article_is_read_or_refused_in_one_line(
    article: bytes, damages: list[tuple[int, int, bytes]], edtf: str | None
) -> None:
    data = article
    for place, length, other in damages:
        at = place % (len(data) + 1)
        data = data[:at] + other + data[at + length :]
    try:
        raw = clean.decode(data, "article.txt")
    except InputError as error:
        assert "\n" not in str(error) and str(error).startswith("article.txt: is ")
    else:
        check(raw, published(edtf))


@given(st.sampled_from(REAL), st.sampled_from(["cp1252", "latin-1", "mac_roman", "utf-16-le", "cp850"]))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_an_article_read_in_another_encoding_is_read(article: bytes, encoding: str) -> None:
    check(article.decode(encoding, "ignore"), None)


@pytest.fixture
def own_heap() -> Iterator[None]:
    """Hide what other tests left in memory from the garbage collector: walking it is no time of the reader."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def seconds(raw: str) -> float:
    """Return the processor time that reading takes."""
    before = time.process_time()
    read_text(raw)
    return time.process_time() - before


def repeated(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize("name", UNITS)
def test_time_grows_in_proportion_to_length(name: str) -> None:
    length = 10_000
    while seconds(repeated(UNITS[name], length)) < 0.05 and length < 160_000:
        length *= 2
    short, long = repeated(UNITS[name], length), repeated(UNITS[name], 4 * length)
    ratio = seconds(long) / max(seconds(short), 0.001)
    if ratio >= 8:  # another process may have been in the way
        ratio = min(seconds(long) for _ in range(3)) / max(min(seconds(short) for _ in range(3)), 0.001)
    assert ratio < 8, f"{length} to {4 * length} characters: {ratio:.1f} times the time"


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize("name", ["plain sentence", "opening quotes", "entities"])
def test_ten_megabytes_take_as_long_a_character_as_one(name: str) -> None:
    sizes = (40_000, 400_000) if EXAMPLES <= 120 else (1_000_000, 10_000_000)
    short, long = (min(seconds(repeated(UNITS[name], size)) for _ in range(2)) for size in sizes)
    assert long < 20 * max(short, 0.01)
