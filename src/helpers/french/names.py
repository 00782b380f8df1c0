"""Names in a text: organisations, places, attack types, actors and kinds of data, from the lexicon's files.

Each file is a table that an analyst can extend, with a ``form`` as it is written and the ``name`` it stands for. Attack
types and kinds of data are named by the terms of VERIS. A capital in the form asks for one in the text; a plural of
a common noun needs no line of its own.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from helpers.errors import InputError
from helpers.french.fold import fold
from helpers.french.mention import Mention, reading_order
from helpers.french.units import plural_of
from helpers.french.words import WORD, find_words, look_for, word_set

LEXICONS = {
    "organisations.csv": "ORG",
    "places.csv": "PLACE",
    "attacks.csv": "ATTACK",
    "actors.csv": "ACTOR",
    "data_kinds.csv": "DATA",
}
_SMALL = word_set("de d du des a au aux par l la le les en et sur")
_PROPER = r"[A-ZÀ-ÖØ-Þ][\wÀ-ÿ]{1,30}(?:[-'’][\wÀ-ÿ]{1,30}){0,6}"
# « le CHU de Rouen », « l'hôpital Sainte-Anne », « la clinique du Val d'Or », « le centre hospitalier universitaire de Nantes »
_CARE_SITE = re.compile(
    r"(?:CHRU|CHU|CHR|CHI|CH|GHT|GHU|GHI|ARS|CPAM|SDIS|[Cc]entres? [Hh]ospitaliers?(?: (?:[Uu]niversitaire|[Rr]égional"
    r"|[Ii]ntercommunal|[Ss]pécialisé|[Ss]ud|[Nn]ord)){0,2}|[Hh]ôpital(?: privé| militaire| universitaire)?|[Cc]linique"
    r"|[Pp]olyclinique|[Mm]aternité|EHPAD|Ehpad|[Ll]aboratoire|[Ii]nstitut|[Mm]airie|[Mm]utuelle|[Pp]arquet|[Uu]niversité|[Ff]ondation)"
    rf"(?: (?:de la|de l['’]|du|des|de|d['’]) ?|[ ])(?:{_PROPER})(?: {_PROPER}){{0,2}}"
)
_CARE_WORDS = look_for(
    word_set(
        """
        ars centre centres ch chi chr chru chu clinique cpam ehpad fondation ghi ght ghu hopital institut
        laboratoire mairie maternite mutuelle parquet polyclinique sdis universite
        """
    )
)


@dataclass(frozen=True, slots=True)
class Name:
    """One form of the lexicon: how it is written, what it stands for, and what else is known of it."""

    form: str
    name: str
    label: str
    facts: tuple[tuple[str, str], ...] = ()


class _Form(NamedTuple):
    """One way to write a name, flat and folded, how far its key word stands behind its beginning, and its mention."""

    flat: str
    offset: int
    capitals: tuple[int, ...]
    mention: Mention
    is_acronym: bool


@cache
def load_names(folder: Path | None = None) -> dict[str, tuple[_Form, ...]]:
    """Return the forms of every name by the word of theirs that the fewest forms have: « rochelle », not « la ».

    Parameters
    ----------
    folder : Path, optional
        A study's own lexicon: files of the same names there are read on top of the package's.

    Raises
    ------
    InputError
        Where a file has no column ``form`` or ``name``.
    """
    written: dict[tuple[str, str], Name] = {}
    for file_name, label in LEXICONS.items():
        packaged = files("helpers") / "lexicon" / file_name
        own = [folder / file_name] if folder and (folder / file_name).exists() else []
        for source in (packaged, *own):
            for name in _read_names(_text_of(source, file_name), label, file_name):
                written |= {
                    (flat, name.form): name for flat in _written_forms(name.form) if WORD.search(flat)
                }
    return _by_key_word(written)


def _by_key_word(written: dict[tuple[str, str], Name]) -> dict[str, tuple[_Form, ...]]:
    """Return the flat forms with their names, grouped by key word, the longest first."""
    uses = Counter(word for flat, _ in written for word in set(WORD.findall(flat)))
    grouped: dict[str, list[_Form]] = {}
    for flat, form in sorted(written, key=lambda key: (-len(key[0]), key)):
        key = min(WORD.finditer(flat), key=lambda word: (word[0] in _SMALL, uses[word[0]], word.start()))
        name = written[flat, form]
        mention = Mention(0, 0, name.label, unit=name.name, remarks=name.facts)
        place = _Form(flat, key.start(), _capitals(form), mention, form.isupper() and len(form) < 5)
        grouped.setdefault(key[0], []).append(place)
    look_for(grouped)
    return {key: tuple(forms) for key, forms in grouped.items()}


def _text_of(source: Any, where: str) -> str:
    """Return the text of a lexicon file, or say that it is not UTF-8."""
    try:
        return source.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(where, f"is not UTF-8 (byte {error.start})", "save it as CSV UTF-8") from None


def _read_names(table: str, label: str, where: str) -> list[Name]:
    """Return the names of one lexicon file; every further column is a fact about the name."""
    rows = csv.DictReader(table.splitlines(), strict=True)
    if not {"form", "name"} <= set(rows.fieldnames or ()):
        raise InputError(where, "has no column form or no column name", "add the columns form,name")
    try:
        return [
            _name(row, label, f"{where}, row {number}")
            for number, row in enumerate(rows, start=2)
            if row["form"]
        ]
    except csv.Error as error:
        raise InputError(
            f"{where}, line {rows.line_num}", f"is no CSV ({error})", "check its quotation marks"
        ) from None


def _name(row: dict[str, Any], label: str, where: str) -> Name:
    """Return the name of one row."""
    if None in row or None in row.values():
        raise InputError(where, "has too many or too few cells", "give it a cell for each column")
    facts = tuple((key, value) for key, value in row.items() if key not in ("form", "name") and value)
    return Name(row["form"], row["name"], label, facts)


def _written_forms(form: str) -> set[str]:
    """Return the flat folded form, and its plural where it is a common noun.

    >>> sorted(_written_forms("donnée médicale"))
    ['donnee medicale', 'donnees medicales']
    """
    flat = fold(form).replace("-", " ").replace("'", " ")
    if form != form.lower():
        return {flat}
    parts = flat.split(" ")
    head = next((i for i, part in enumerate(parts) if part in _SMALL), len(parts))
    return {flat, " ".join([plural_of(part) for part in parts[:head]] + parts[head:])}


def find_names(text: str, folded: str, folder: Path | None = None) -> list[Mention]:
    """Return the names of a text in order; names of one label never overlap, the longest wins.

    ``unit`` is the name that the form stands for; the department and region of a place are remarks.

    >>> text = "L’AP-HP porte plainte à Paris."
    >>> [(text[m.start:m.end], m.label, m.unit) for m in find_names(text, fold(text))]
    [('AP-HP', 'ORG', 'Assistance publique-Hôpitaux de Paris'), ('Paris', 'PLACE', 'Paris')]
    """
    index, flat = load_names(folder), folded.replace("-", " ").replace("'", " ")
    places = find_words(folded).places
    found: list[Mention] = []
    for key in places.keys() & index.keys():
        for form in index[key]:
            for at in places[key]:
                start = at - form.offset
                if start >= 0 and flat.startswith(form.flat, start) and _fits(text, flat, start, form):
                    found.append(form.mention.at(start, start + len(form.flat)))
    for word in places.keys() & _CARE_WORDS:
        sites = (_CARE_SITE.match(text, at) for at in places[word])
        found += [Mention(*site.span(), "ORG", unit=_one_line(site[0])) for site in sites if site]
    return _longest(found)


def _one_line(words: str) -> str:
    """Return the words with plain quotes and single spaces."""
    return " ".join(words.replace("’", "'").split())


def _fits(text: str, flat: str, start: int, form: _Form) -> bool:
    """Return whether a form stands between words' ends and has the capitals that its line asks for."""
    end = start + len(form.flat)
    for at in form.capitals:
        if not text[start + at].isupper():
            return False
    if flat[end : end + 1].isalnum() or (start and flat[start - 1].isalnum()):
        return False
    if form.is_acronym:
        return text[start:end].isupper()
    return form.mention.label != "PLACE" or text[end : end + 1] != "-"


def _capitals(form: str) -> tuple[int, ...]:
    """Return where the words of a form begin with a capital, the only capitals that a text must repeat.

    >>> _capitals("le Val-d'Oise")
    (3,)
    """
    return tuple(
        at for at, letter in enumerate(form) if letter.isupper() and (at == 0 or form[at - 1] in " -")
    )


def _longest(found: list[Mention]) -> list[Mention]:
    """Return mentions in order of the text, without those that lie under a longer one of the same label."""
    kept: list[Mention] = []
    ends: dict[str, int] = {}
    for mention in sorted(found, key=reading_order):
        if mention.start >= ends.get(mention.label, 0):
            ends[mention.label] = mention.end
            kept.append(mention)
    return kept
