"""What a number counts: units and head nouns with their kind, from ``lexicon/units.csv``."""

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

KINDS = (
    "people",
    "records",
    "organisations",
    "devices",
    "money",
    "percent",
    "data_volume",
    "duration",
    "rate",
    "other",
)


def plural_of(form: str) -> str:
    """Return the regular plural of a folded noun.

    >>> plural_of("hopital"), plural_of("patient"), plural_of("mois")
    ('hopitaux', 'patients', 'mois')
    """
    if form.endswith(("s", "x", "z")) or not form.replace("-", "").isalpha():
        return form
    if form.endswith("al"):
        return form[:-2] + "aux"
    return form + ("x" if form.endswith(("eau", "eu")) else "s")


def singular_of(word: str) -> str:
    """Return the likely singular of a folded noun that the lexicon does not know.

    >>> singular_of("signaux"), singular_of("barrages")
    ('signal', 'barrage')
    """
    if word.endswith("eaux") or word.endswith("eux"):
        return word[:-1]
    if word in ("travaux", "vitraux", "baux"):
        return word[:-2] + "il"
    if word.endswith("aux"):
        return word[:-3] + "al"
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


@cache
def load_units(path: Path | None = None) -> dict[str, tuple[str, str]]:
    """Return ``{folded form: (unit_kind, unit)}`` for every form of the lexicon, in singular and plural.

    ``unit`` is the code of a unit of measure (``EUR``, ``GB``, ``day``) or the folded singular of a noun.
    """
    source = path or files("helpers") / "lexicon" / "units.csv"
    units: dict[str, tuple[str, str]] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        meaning = (row["unit_kind"], row["unit"] or row["form"])
        units[row["form"]] = meaning
        units.setdefault(plural_of(row["form"]), meaning)
    return units
