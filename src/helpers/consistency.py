"""Whether what a curator wrote fits its own words, the other rows and the press register.

The machine is no judge: where a person reads otherwise, a note says why, and the check is content. Only what a note
cannot mend, such as the same claim twice, has no way round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from helpers.checks import (
    EVENT_ORDER,
    Fault,
    Row,
    check_claims,
    check_decisions,
    check_incidents,
    stems,
    told_faults,
)  # fmt: skip
from helpers.curate import locate, place_claims, same_value, shown
from helpers.days import iso_days
from helpers.errors import InputError
from helpers.french.fold import fold
from helpers.french.modality import modality_of, sentences
from helpers.schemas import ATTACK_TYPES, DATE_FIELDS, NUMBER_FIELDS, QUALIFIERS, TERMS
from helpers.second_coding import by_name, check_codings

CLAIMS = "data/curated/claims.csv"
BY_NOTE = "correct it, or say in note why"
WINDOW_DAYS = (
    60  # how far the register's day may lie from those of the articles: a leak is often told weeks later
)
# the words that each way of saying a thing cannot do without, folded, and an example of them
DOUBT = r"soupconn|suspect|probabl|possibl|sembl|crai(?:nt|gn)|presum|eventuel|hypothe|peut-etre|supposer"
FUTURE = r"r(?:a|ont)(?![a-z])|(?<![a-z])(?:va|vont|prevoi\w*|plans?|projets?|d'ici|promet\w*|envisag\w*|doi(?:t|vent))(?![a-z])"
NEGATION = r"(?<![a-z])(?:aucune?|non|ni|sans|rien|jamais|pas|ne|dement\w*|exclu\w*|nie(?:nt)?|refut\w*)(?![a-z])|(?<![a-z])n'"
WORDS_OF_FIELD = {
    "complaint_date": (r"plaint|signal|sais[ie]|parquet|procureur", "« a porté plainte »"),
    "detection_date": (
        r"detect|decouv|reper|confirm|constat|aperc|remarqu|identifi|decel|alert|revel|notic",
        "« a été détectée »",
    ),
}


# the words without which a term is not said, folded; a term that is not here needs none
WORDS_OF_TERM = {
    "ransomware": r"rancon|ransom|chiffr|crypt",
    "ddos": r"deni de service|ddos|dos |satur|inaccessible",
    "data_leak": r"fuit|circul|diffus|publi|divulg|en ligne|sur internet|acces|mot de passe|derob",
    "data_theft": r"vol(?:e|s|er|ees?|aient)?(?![a-z])|derob|exfiltr|emport|copi|siphon|subtilis",
    "intrusion": r"intrus|pirat|penetr|introdui|acces|compromi",
    "Financial": r"rancon|reven[dt]|ven[dt]|argent|euros?(?![a-z])|dollars?|pa[iy]e|extor|chantage|financ|crimin",
    "Medical": r"medic|sante|analys|test|diagnos|pathol|ordonnanc|soin|sanguin|resultat|antecedent|grossess|malad",
    "Personal": r"(?<![a-z])noms?(?![a-z])|prenom|adress|identi|coordonnee|telephon|securite sociale|mail|naissanc|personn",
    "Credentials": r"identifiant|mots? de passe|login|acces|connexion",
    "Yes": r"(?<![a-z])vol|divulg|diffus|circul|publi|ven[dt]|copi|exfiltr|emport|fuit|derob|telecharg|en ligne|expos",
    "No": NEGATION,
}


def check(
    curated: list[pd.DataFrame], register: pd.DataFrame, texts: dict[str, str], mentions: pd.DataFrame
) -> None:
    """Raise `InputError` with all that is wrong in the curated tables, a line each.

    Parameters
    ----------
    curated : list of DataFrame
        Incidents, claims, decisions, dismissed, second coding.
    texts : dict
        The raw text of each article.
    mentions : DataFrame
        What the reader found.
    """
    incidents, claims, decisions, dismissed, coded = curated
    found = _collected(lambda: check_claims(claims, incidents)) + _collected(
        lambda: locate(claims, texts, CLAIMS)
    )
    if not found:
        placed = place_claims(claims, texts)
        found = beside_words(placed, mentions, texts) + beside_others(placed)
    found += _collected(lambda: check_incidents(incidents, register)) + _untold(incidents, claims)
    found += _collected(lambda: check_decisions(decisions, claims))
    found += _collected(lambda: locate(dismissed, texts, "data/curated/dismissed.csv"))
    told = {line.partition(": ")[0] for error in found for line in str(error).splitlines()}
    found += [
        error for error in check_codings(coded, by_name(curated)) if str(error).partition(": ")[0] not in told
    ]
    if found:
        raise InputError.several(found)


def _collected(step: Callable[[], Any]) -> list[InputError]:
    """Return the error of a step in a list, empty where there is none."""
    try:
        step()
    except InputError as error:
        return [error]
    return []


def beside_words(
    placed: pd.DataFrame, mentions: pd.DataFrame, texts: dict[str, str], where: str = CLAIMS
) -> list[InputError]:
    """Return an error for each cell of a claim that its own words do not bear, unless a note says why."""

    def find(claim: Row) -> Iterable[Fault]:
        if not claim["note"]:
            yield from _reading_faults(claim, mentions)
            yield from _wording_faults(claim, sentence_around(claim, texts[claim["article_id"]]))

    return told_faults(placed, where, find)


def beside_others(placed: pd.DataFrame) -> list[InputError]:
    """Return an error for each claim that alone ties its article to its incident, or repeats another."""
    pairs = Counter((claim["article_id"], claim["incident_id"]) for claim in placed.to_dict("records"))

    def find(claim: Row) -> Iterable[Fault]:
        if not claim["note"]:
            yield from _lone_faults(claim, pairs[claim["article_id"], claim["incident_id"]])

    return told_faults(placed, CLAIMS, find) + _repeated(placed)


def sentence_around(row: Row, text: str) -> str:
    """Return the folded sentences that a claim or a mention touches."""
    folded = _folded(text)
    touched = [span for span in _sentences(folded) if span[0] < row["end"] and row["start"] < span[1]]
    return " ".join(folded[start:end].strip() for start, end in touched)


_folded, _sentences = (
    lru_cache(256)(fold),
    lru_cache(256)(sentences),
)  # every claim of an article asks for them


def _reading_faults(claim: Row, mentions: pd.DataFrame) -> Iterable[Fault]:
    """Yield the faults of a number or a date that the reader reads otherwise in the same words."""
    label = "DATE" if claim["field"] in DATE_FIELDS else "QUANTITY"
    if claim["field"] not in NUMBER_FIELDS + DATE_FIELDS:
        return
    inside = mentions[
        (mentions["article_id"] == claim["article_id"])
        & (mentions["label"] == label)
        & (mentions["start"] >= claim["start"])
        & (mentions["end"] <= claim["end"])
    ].to_dict("records")
    same = [mention for mention in inside if same_value(claim, mention)]
    if not same:
        column = "edtf" if label == "DATE" else "low" if claim["low"] == claim["low"] else "high"
        read = ", ".join(repr(mention["quote"]) for mention in inside) or "nothing"
        yield column, f"says {shown(claim)!r} where the reader reads {read}", BY_NOTE
    read_as = {mention["qualifier"] or _plain(mention) for mention in same} & set(QUALIFIERS)
    if label == "QUANTITY" and read_as and claim["qualifier"] not in read_as:
        yield (
            "qualifier",
            f"{claim['qualifier']!r} where the words are read as {' or '.join(sorted(read_as))}",
            BY_NOTE,
        )


def _plain(mention: Row) -> str:
    """Return the qualifier of a number that has none in words."""
    return "exact" if mention["low"] == mention["high"] else "range"


def _wording_faults(claim: Row, sentence: str) -> Iterable[Fault]:
    """Yield the faults of a claim whose words do not bear what it says of them.

    The quote must bear that something is firmly said; its whole sentence may bear that it is not.
    """
    quoted, around = dict(modality_of(fold(claim["quote"]))), dict(modality_of(sentence))
    modality = claim["modality"]
    if modality == "asserted" and "conditional" in quoted:
        yield "modality", f"is asserted where the words are conditional ({quoted['conditional']!r})", BY_NOTE
    if modality == "conditional" and "conditional" not in around and not re.search(DOUBT, sentence):
        yield "modality", "is conditional where no word of the sentence is", BY_NOTE
    if modality == "question" and "question" not in around:
        yield "modality", "is a question where the sentence is none", BY_NOTE
    if modality == "planned" and not re.search(FUTURE, sentence):
        yield "modality", "is planned where no word of the sentence looks ahead", BY_NOTE
    if claim["stance"] == "denies" and not re.search(NEGATION, sentence):
        yield "stance", "denies where no word of the sentence does", BY_NOTE
    wanted = WORDS_OF_TERM.get(claim["value"], "") if claim["field"] in TERMS else ""
    if not re.search(wanted, sentence):
        yield "value", f"is {claim['value']!r} where no word of the sentence says so", BY_NOTE
    pattern, example = WORDS_OF_FIELD.get(claim["field"], ("", ""))
    if not re.search(pattern, sentence):
        yield "field", f"is {claim['field']} without a word such as {example}", BY_NOTE


def _lone_faults(claim: Row, together: int) -> Iterable[Fault]:
    """Yield the fault of a claim that alone ties its article to its incident."""
    if claim["incident_id"] and together == 1:
        told = f"no other claim of {claim['article_id']} speaks of {claim['incident_id']!r}"
        yield "incident_id", told, "correct it, or say in note how the article names the incident"


def _repeated(placed: pd.DataFrame) -> list[InputError]:
    """Return an error for each claim that says the same of the same words as an earlier one."""
    said = ["incident_id", "field", "article_id", "start", "end", "value", "low", "high", "edtf"]
    errors, first = [], dict[tuple[Any, ...], int]()
    for number, claim in enumerate(placed.to_dict("records"), start=2):
        key = tuple("" if claim[name] != claim[name] else claim[name] for name in said)
        if first.setdefault(key, number) != number:
            where = f"{CLAIMS}, row {number}, column incident_id, and row {first[key]}, column incident_id"
            cure = "correct one of them, or remove it"
            errors.append(InputError(where, "say the same of the same words", cure))
    return errors


def _untold(incidents: pd.DataFrame, claims: pd.DataFrame) -> list[InputError]:
    """Return an error for each incident of which no claim affirms anything: no article would stand behind it."""
    told = set(claims[claims["stance"] == "affirms"]["incident_id"])
    return [
        InputError(
            f"data/curated/incidents.csv, row {number}, column incident_id",
            f"no claim tells of {name!r}",
            "add one to data/curated/claims.csv, or remove the row",
        )
        for number, name in enumerate(incidents["incident_id"], start=2)
        if name and name not in told
    ]


# --- beside the press register


def check_matches(
    incidents: pd.DataFrame, register: pd.DataFrame, placed: pd.DataFrame, published: dict[str, str]
) -> None:
    """Raise `InputError`, a line each, for every incident that cannot be the one that it names in the press register.

    Parameters
    ----------
    incidents : DataFrame
        The resolved incidents, in the order of the curated table, with its column match_basis.
    published : dict
        The last possible day of publication of each article; "" where it is not known.
    """
    entries = {entry["incident_id"]: entry for entry in register.to_dict("records")}
    told_in = {
        name: [published.get(article, "") for article in group["article_id"]]
        for name, group in placed.groupby("incident_id")
    }
    errors = told_faults(
        incidents,
        "data/curated/incidents.csv",
        lambda row: (
            _match_faults(row, entries[row["register_id"]], told_in.get(row["incident_id"], []))
            if row["register_id"]
            else ()
        ),
    )
    if errors:
        raise InputError.several(errors)


def _match_faults(incident: Row, entry: Row, told_on: list[str]) -> Iterable[Fault]:
    """Yield why an incident is not the register's: another time, another place."""
    own = [
        incident[f"{field.removesuffix('_date')}_{end}"]
        for field in EVENT_ORDER
        for end in ("earliest", "latest")
    ]
    days = [day for day in own if day] or [day for day in told_on if day]
    if days and _apart(min(days), max(days), *iso_days(entry["event_date_edtf"])) > WINDOW_DAYS:
        told = (
            f"{entry['incident_id']!r} dates from {entry['event_date_edtf']}, the incident from {min(days)}"
        )
        yield "register_id", told, "name the row of the same incident"
    named = " ".join(incident[column] for column in ("organisation", "label_en", "label_fr", "place"))
    if not stems(named) & stems(f"{entry['organisation']} {entry['place']}") and not _same_size(
        incident, entry
    ):
        told = (
            f"{entry['incident_id']!r} is {entry['organisation'][:60]!r}, which shares no word and no number"
        )
        yield "register_id", told, "name the row of the same incident"
    for column in ("place", "department", "region"):
        one, other = _parts(incident[column]), _parts(entry[column])
        if one and other and not one & other:
            told = f"{entry['incident_id']!r} is at {entry[column]}, the incident at {incident[column]}"
            yield "register_id", told, "name the row of the same incident"
    for words, is_so in BASES.items():
        found = re.search(words, incident["match_basis"])
        if found and not is_so(incident, entry):
            told = f"says {found[0]!r}, which does not hold of {entry['incident_id']!r}"
            yield "match_basis", told, "say what the two have in common"


def _same_size(incident: Row, entry: Row) -> bool:
    """Return whether an incident and the register count the same number of persons or of records."""
    cited = {entry["persons_exposed_low"], entry["persons_exposed_high"]}
    own = {incident[name] for name in ("persons_low", "persons_high", "records_low", "records_high")}
    return bool({number for number in own & cited if number == number and number != ""})


def _same_place(incident: Row, entry: Row) -> bool:
    """Return whether both name the same place."""
    return bool(_parts(incident["place"]) & _parts(entry["place"]))


def _same_name(incident: Row, entry: Row) -> bool:
    """Return whether the names of both organisations share a word."""
    return bool(stems(incident["organisation"]) & stems(entry["organisation"]))


def _same_attack(incident: Row, entry: Row) -> bool:
    """Return whether both were hit in the way that the basis names, « both ransomware »."""
    return incident["attack_type"] == entry["attack_type"] and entry["attack_type"] in incident["match_basis"]


# what the words of a match can be held against, and how
BASES: dict[str, Callable[[Row, Row], bool]] = {
    r"same (?:number|count|size)": _same_size,
    r"same (?:place|town|city)": _same_place,
    r"same (?:organisation|hospital|clinic|laboratory)": _same_name,
    rf"both (?:{'|'.join(ATTACK_TYPES)})": _same_attack,
}


def _apart(start: str, end: str, first: str, last: str) -> int:
    """Return how many days lie between two periods; 0 or less where they overlap."""
    one, other, begun, over = (date.fromisoformat(day) for day in (start, end, first, last))
    return max((begun - other).days, (one - over).days)


def _parts(cell: str) -> set[str]:
    """Return the places that a cell names, folded.

    >>> sorted(_parts("Bretagne; Normandie"))
    ['bretagne', 'normandie']
    """
    return {part.strip() for part in re.split(r"[;,]", fold(cell)) if part.strip()}
