"""Texts that are hostile to a reader, to any length, and what must hold of a reader for any text."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from importlib import resources
from itertools import chain, combinations, cycle
from pathlib import Path

from helpers import clean
from helpers.french import date_rules
from helpers.french.dates import Published
from helpers.read import MENTION_COLUMNS, mention_row, read_text

LEXICON = resources.files("helpers") / "lexicon" / "boilerplate.csv"
MENTIONS = Path(__file__).parent / "dev" / "mentions.csv"
JOINS = (" ", "\n", ", ")

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
    "questions to the visitor": "Déjà abonné ? Connectez-vous ",
    "same lead": "Le même chapeau revient ici, mot à mot, et sans fin.\n", "sites": "CHU de Saint-", "capitals": "A-A-",
    "brackets": "(", "square brackets": "[", "stops": ". ", "bullets": "• ", "bars": " | ", "pirates": "selon un pirate, ",
    "conditional": "aurait été ", "tabs": "\t", "stars": "**", "hashes": "# ", "links": "[a](http://a) ",
}  # fmt: skip

# above its first sentence a page has lines of these kinds, each two of which may be weighed against each other
HEAD = (
    "Une clinique de Brest paralysée par un rançongiciel", "Par Jeanne Morin", "Publié le 3 mars 2021 à 10h12", "Le Phare",
    "Accueil", "Partager", "Lire aussi : Un hôpital au crayon", "L'entrée de la clinique, mardi. Photo Nina Roussel",
    "Paul M. le 3 mars à 10h", "SANTÉ", "Que changeriez-vous ?", "Mots-clés : santé, hôpital, Brest", "12",
    "Abonnez-vous à notre newsletter",
)  # fmt: skip

# what a rule opens with, never to be closed till the end
PAIRS = {
    "quotations": ("« ", "» "), "brackets": ("(", ")"), "square brackets": ("[", "]"), "tags": ("<", ">"),
    "comments": ("<!--", "-->"), "entities": ("&", ";"), "scripts": ("<script>", "</script>"),
    "lost quotation marks": (" ?a", "a? "), "ranges": ("entre 2 et ", "10 "), "periods": ("du 1er ", "au 2 mars "),
    "double quotation marks": (' "a', 'a" '), "stamps": ("Publié le ", "à 8:00\n"), "digits": ("1 ", "000 "),
    "half mojibake": ("Ã", "©"), "accents": ("e", "\u0301"), "lines": ("Une ligne, ", "\n"),
}  # fmt: skip


def shapes() -> Iterator[tuple[str, str, str]]:
    """Yield the name of each shape with its two halves: the first is repeated, and then the second as often."""
    for name, unit in UNITS.items():
        yield name, unit, ""
        if "\n" not in unit and "\r" not in unit:
            yield f"{name}, a line each", f"{unit}\n", ""
    for name, (opening, closing) in PAIRS.items():
        yield f"{name}, opened and then closed", opening, closing
    yield "lines of a page's head", "".join(f"{one}\n{other}\n" for one, other in combinations(HEAD, 2)), ""
    yield "all kinds mixed", mixed(random.Random(1), 20_000), ""
    yield "words that never come back", "", ""


def examples() -> Iterator[tuple[str, str, str]]:
    """Yield as shapes the words that rules were made for, alone and by two, again and again: what a rule costs, it costs here."""
    patterns = csv.DictReader(io.StringIO(LEXICON.read_text(encoding="utf-8")))
    mentions = csv.DictReader(io.StringIO(MENTIONS.read_text(encoding="utf-8")))
    words = {row["example"] for row in patterns} | {row["quote"] for row in mentions}
    words |= {example for rule in date_rules.RULES for example in rule.examples}
    alone = sorted(words)
    drawn = random.Random(3).sample(alone, len(alone))
    by_two = (
        f"{one}{join}{other}{join}" for one, other, join in zip(alone, drawn, cycle(JOINS), strict=False)
    )
    for unit in chain((example + join for example in alone for join in JOINS), by_two):
        yield repr(unit), unit, ""


def text(shape: tuple[str, str, str], length: int) -> str:
    """Return a shape at about some length, in whole units: a unit cut at the end would be another text at each length."""
    _, opening, closing = shape
    if not opening:
        return coined(random.Random(2), length)
    number = length // (len(opening) + len(closing)) + 1
    return opening * number + closing * number


def mixed(draw: random.Random, length: int) -> str:
    """Return units in no order."""
    parts: list[str] = []
    units = sorted(UNITS.values())
    while sum(map(len, parts)) < length:
        parts += [draw.choice(units) * draw.randint(1, 6) for _ in range(100)]
    return "".join(parts)[:length]


def coined(draw: random.Random, length: int) -> str:
    """Return words, figures and days of which each comes once: what remembers words must not keep them all."""
    letters = "abcdefghijklmnopqrstuvwxyzéèàç"
    words = ("".join(draw.choices(letters, k=draw.randint(3, 12))) for _ in range(length // 8 + 1))
    parts = (
        f"{word} {draw.randint(1, 10**9)} " if at % 5 == 0 else f"{word} " for at, word in enumerate(words)
    )
    return "".join(parts)[:length]


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
