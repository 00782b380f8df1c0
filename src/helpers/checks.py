"""What the curator's tables must be, beyond the type of each cell: every rule yields where, what and the cure."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

import pandas as pd

from helpers.days import iso_days
from helpers.errors import InputError
from helpers.french.fold import fold
from helpers.schemas import (
    DATE_FIELDS,
    FIELDS,
    NUMBER_FIELDS,
    ORGANISATION_TYPES,
    QUALIFIERS,
    SCOPES,
    TERMS,
    TEXT_FIELDS,
)  # fmt: skip
from helpers.tables import as_cell

Row = dict[str, Any]
Fault = tuple[str, str, str]  # column, what is wrong, how to mend it
# an incident happens before it is noticed, and is noticed before it is told; a complaint may come at any time after
EVENT_ORDER = ("event_date", "detection_date", "complaint_date", "disclosure_date")
UNORDERED = {("complaint_date", "disclosure_date")}
ALL_TERMS = {term for terms in TERMS.values() for term in terms}
# what a rate or a plan speaks of is the sector as a whole
SECTOR_FIELDS = ("attack_rate", "funding", "rate_period")
# characters: « Because it is official. » has 23 and says no more than the rule's name
LEAST_REASON = 30
# the fields of which the rules that compare sizes or periods can decide; the others decide about any
FIELDS_OF_RULE = {
    "exact_over_rounded": NUMBER_FIELDS, "interval_hull": NUMBER_FIELDS + DATE_FIELDS,
}  # fmt: skip
NAME = re.compile(r"(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
WORD = re.compile(r"[^\W\d_]{2}")
# the cells that a person reads as words; a number or a formula there is a slip
WORDED = {
    "label_en", "label_fr", "organisation", "place", "department", "region", "match_basis", "value", "unit", "note",
    "reason_en", "reason_fr",
}  # fmt: skip
# the kinds of organisation that the first such word of a name allows, folded
TYPES_OF_WORD = {
    r"centres? hospitalier|chu|chru|chr|ghu|hospices|assistance publique|groupements? hospitalier": ("hospital",),
    r"hopita|hospita": ("hospital", "clinic"), r"clinique|polyclinique": ("clinic", "hospital"),
    r"laborato": ("laboratory", "pharma", "research"), r"ehpad|maisons? de retraite": ("care_home",),
    r"mutuelle|assurance|cpam|caisse primaire": ("insurer",), r"cabinet": ("practice", "vendor", "other"),
    r"inserm|institut|universit|faculte": ("research", "hospital", "other"),
}  # fmt: skip
SERVES_OTHERS = (
    r"logiciel|editeur|informati|numeri|heberg|fournisseur|prestataire|compte|software|supplier|account"
)
# the kinds of event that each way of attacking allows
SCOPES_OF_ATTACK = {
    "ransomware": ("attack",), "intrusion": ("attack",), "ddos": ("attack",), "data_theft": ("attack", "misuse"),
}  # fmt: skip
# which bounds each qualifier leaves open; the others give both
BOUNDS = {
    "at_least": (True, False),
    "more_than": (True, False),
    "up_to": (False, True),
    "less_than": (False, True),
}
QUALIFIER_CURE = (
    "low alone for at_least and more_than, high alone for up_to and less_than, two numbers for a range"
)
UNITS = dict.fromkeys(NUMBER_FIELDS, r"(?!persons$)\S.*") | {
    "persons_exposed": "persons", "attack_rate": r"\S.* per \S.*", "funding": "[A-Z]{3}",
}  # fmt: skip
UNIT_CURES = dict.fromkeys(NUMBER_FIELDS, "say what is counted; persons are counted by persons_exposed") | {
    "persons_exposed": "write persons", "attack_rate": "write for example attacks per week", "funding": "write EUR or USD",
}  # fmt: skip


def check_incidents(incidents: pd.DataFrame, register: pd.DataFrame) -> None:
    """Raise `InputError`, a line each, for every row of the incidents, or of the register, that contradicts itself."""
    known = set(register["incident_id"]) | {""}
    errors = told_faults(
        incidents,
        "data/curated/incidents.csv",
        lambda row: _incident_faults(row, known),
        names=("label_en", "label_fr", "register_id"),
    )
    errors += told_faults(register, "data/raw/press_incidents.csv", _register_faults)
    if errors:
        raise InputError.several(errors)


def told_faults(
    frame: pd.DataFrame, where: str, find: Callable[[Row], Iterable[Fault]], names: Iterable[str] = ()
) -> list[InputError]:
    """Return an error for each fault that `find` sees in a row, and for each name that two rows share."""
    errors = []
    taken: dict[tuple[str, str], int] = {}
    for number, row in enumerate(frame.to_dict("records"), start=2):
        faults = list(find(row))
        for column in names:
            first = taken.setdefault((column, row[column]), number)
            if first != number and row[column]:
                faults.append(
                    (column, f"{row[column]!r} stands in row {first} too", "tell the two incidents apart")
                )
        errors += [
            InputError(f"{where}, row {number}, column {column}", what, cure) for column, what, cure in faults
        ]
    return errors


def _incident_faults(incident: Row, register: set[str]) -> Iterable[Fault]:
    """Yield the faults of one incident."""
    yield from untidy(incident)
    if not NAME.fullmatch(incident["incident_id"]):
        yield (
            "incident_id",
            f"{incident['incident_id']!r} is no plain name",
            "write small letters, digits and hyphens",
        )
    if incident["register_id"] not in register:
        cure = "take an incident_id of data/raw/press_incidents.csv, or leave it empty"
        yield "register_id", f"unknown register row {incident['register_id']!r}", cure
    if incident["register_id"] and not incident["match_basis"]:
        yield "match_basis", "is empty beside a register_id", "write why the two are the same incident"
    if incident["match_basis"] and not incident["register_id"]:
        yield "register_id", "is empty beside a match_basis", "name the row of the register, or empty both"
    yield from _name_faults(incident)
    yield from _place_faults(incident)


def _name_faults(incident: Row) -> Iterable[Fault]:
    """Yield the faults of names: a label that names another one, a kind that the organisation's name excludes."""
    for column in ("organisation", "place", "department", "region"):
        if incident[column] in {*ORGANISATION_TYPES, *SCOPES}:
            yield column, f"{incident[column]!r} is a word of another column", "write the name"
    known = stems(f"{incident['organisation']} {incident['place']}")
    for column in ("label_en", "label_fr"):
        if not stems(incident[column]) & known:
            told = f"{incident[column]!r} names neither the organisation nor the place"
            yield column, told, "take a word of organisation or of place into the label"
    if incident["label_en"] == incident["label_fr"]:
        yield "label_fr", "is the same as label_en", "write each in its language"
    allowed = _types_of(incident["organisation"])
    if allowed and incident["organisation_type"] not in allowed:
        told = f"{incident['organisation_type']!r} does not fit {incident['organisation'][:60]!r}"
        yield "organisation_type", told, f"write {' or '.join(allowed)}, or the name by which it calls itself"


def stems(words: str) -> set[str]:
    """Return the beginnings of the words of three letters and more, folded: « laboratoire » is near « laboratory ».

    >>> sorted(stems("Fuite de dossiers d’un laboratoire"))
    ['dossi', 'fuite', 'labor']
    """
    plain = fold(words)
    return {
        word[:5] for word in re.findall(r"[^\W\d_]{3,}", f"{plain} {plain.replace('-', '')}")
    }  # « AP-HP »


def _types_of(organisation: str) -> tuple[str, ...]:
    """Return the kinds that an organisation's name allows, what stands in brackets aside; none where it does not tell.

    >>> _types_of("Centre hospitalier de Valmure (CHV)")
    ('hospital',)
    """
    name = re.sub(r"\([^)]*\)", " ", fold(organisation))
    if re.search(SERVES_OTHERS, name):
        return ()
    found = [
        (match.start(), kinds)
        for words, kinds in TYPES_OF_WORD.items()
        if (match := re.search(rf"\b(?:{words})", name))
    ]
    return min(found)[1] if found else ()


def _place_faults(incident: Row) -> Iterable[Fault]:
    """Yield the faults of a place: a department outside its region, a town outside its department."""
    known = _places()
    for inner, outer in (("department", "region"), ("place", "department"), ("place", "region")):
        allowed = known.get((inner, fold(incident[inner]), outer))
        if allowed and incident[outer] not in allowed:
            told = (
                f"{incident[outer]!r} does not hold {incident[inner]}"
                if incident[outer]
                else f"is empty beside {incident[inner]}"
            )
            yield outer, told, f"write {' or '.join(sorted(allowed))}"


@cache
def _places() -> dict[tuple[str, str, str], set[str]]:
    """Return the departments and regions that hold each town and department of the word list."""
    found: dict[tuple[str, str, str], set[str]] = {}
    lines = files("helpers.lexicon").joinpath("places.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        if row["department"] and row["region"]:
            found.setdefault(("department", fold(row["department"]), "region"), set()).add(row["region"])
            for outer in ("department", "region"):
                found.setdefault(("place", fold(row["name"]), outer), set()).add(row[outer])
    return found


def _register_faults(entry: Row) -> Iterable[Fault]:
    """Yield the faults of one row of the press register."""
    low, high = entry["persons_exposed_low"], entry["persons_exposed_high"]
    if low > high:
        yield "persons_exposed_low", f"{low:g} is greater than {high:g}", "swap the two bounds"
    if entry["ransom_paid"] == "yes" and entry["ransom_demanded"] != "yes":
        yield (
            "ransom_paid",
            "is yes where no ransom was demanded",
            "write yes in ransom_demanded, or correct it",
        )
    try:
        iso_days(entry["event_date_edtf"])
    except ValueError as error:
        yield "event_date_edtf", str(error), "write the date in EDTF"


def untidy(row: Row) -> Iterable[Fault]:
    """Yield the text cells that hold a line break, a space at an end, or no word where words belong."""
    for column, cell in row.items():
        if column == "quote" or not isinstance(cell, str) or not cell:
            continue
        if cell != cell.strip() or not cell.isprintable():
            yield (
                str(column),
                f"{cell[:60]!r} holds a line break or a space at an end",
                "write it as one line",
            )
        elif column in WORDED and not WORD.search(cell):
            yield str(column), f"{cell[:60]!r} holds no word", "say it in words"


def check_claims(
    claims: pd.DataFrame, incidents: pd.DataFrame, where: str = "data/curated/claims.csv"
) -> None:
    """Raise `InputError`, a line each, for every claim that contradicts itself or names an unknown incident."""
    known = set(incidents["incident_id"]) | {""}
    errors = told_faults(claims, where, lambda claim: claim_faults(claim, known))
    errors += _misfits(claims, incidents, where)
    if errors:
        raise InputError.several(errors)


def _misfits(claims: pd.DataFrame, incidents: pd.DataFrame, where: str) -> list[InputError]:
    """Return an error for each way of attacking that the incident's kind excludes: no ransomware in a mere exposure."""
    kinds = {
        row["incident_id"]: (number, row["scope"])
        for number, row in enumerate(incidents.to_dict("records"), start=2)
    }
    errors = []
    for number, claim in enumerate(claims.to_dict("records"), start=2):
        row, scope = kinds.get(claim["incident_id"], (0, ""))
        allowed = SCOPES_OF_ATTACK.get(claim["value"], ()) if claim["field"] == "attack_type" else ()
        if allowed and scope and scope not in allowed and claim["stance"] == "affirms":
            place = f"{where}, row {number}, column value, and data/curated/incidents.csv, row {row}, column scope"
            told = f"{claim['value']!r} is no {scope!r}"
            errors.append(
                InputError(place, told, f"correct one of the two; the scope may be {' or '.join(allowed)}")
            )
    return errors


def claim_faults(claim: Row, incidents: set[str]) -> Iterable[Fault]:
    """Yield the faults of one claim as column, what is wrong, how to mend it."""
    field = claim["field"]
    yield from untidy(claim)
    if not NAME.fullmatch(claim["claim_id"]):
        yield "claim_id", f"{claim['claim_id']!r} is no plain name", "write small letters, digits and hyphens"
    yield from _quote_faults(claim["quote"], field)
    yield from _subject_faults(claim["incident_id"], field, incidents)
    yield from _number_faults(claim) if field in NUMBER_FIELDS else _no_number_faults(claim)
    if field in DATE_FIELDS:
        yield from _date_faults(claim["edtf"], field)
    elif claim["edtf"]:
        yield "edtf", f"holds a date in a claim about {field}", "leave it empty"
    yield from _value_faults(claim["value"], field)


def _subject_faults(incident: str, field: str, incidents: set[str]) -> Iterable[Fault]:
    """Yield the faults of what a claim speaks of: a known incident, or the sector as a whole."""
    if incident not in incidents:
        yield "incident_id", f"unknown incident {incident!r}", "add it to data/curated/incidents.csv"
    if field not in SECTOR_FIELDS and not incident:
        yield "incident_id", f"is empty in a claim about {field}", "name the incident that it speaks of"
    if field in SECTOR_FIELDS and incident:
        cure = "leave it empty: it speaks of the sector as a whole"
        yield "incident_id", f"is filled in a claim about {field}", cure


def _value_faults(value: str, field: str) -> Iterable[Fault]:
    """Yield the faults of a claim's term or words, which numbers and dates have not."""
    if field in NUMBER_FIELDS + DATE_FIELDS:
        if value:
            yield "value", f"holds a term in a claim about {field}", "leave it empty"
    elif not value:
        yield "value", f"is empty in a claim about {field}", "write what the source says"
    if field in TEXT_FIELDS and value in ALL_TERMS:
        yield "field", f"is {field}, of which {value!r} is no value", "name the field that has this term"
    if field in TERMS and value not in TERMS[field]:
        yield "value", f"{value!r} is no {field}", f"one of {', '.join(TERMS[field])}"


def _quote_faults(quote: str, field: str) -> Iterable[Fault]:
    """Yield the faults of a quote that can be seen without its article."""
    if quote != quote.strip():
        yield "quote", f"{quote[:60]!r} begins or ends with a space", "copy the words alone"
    if field not in NUMBER_FIELDS + DATE_FIELDS and not WORD.search(quote):
        yield "quote", f"{quote[:60]!r} holds no word", "copy the words that say it"


def _number_faults(claim: Row) -> Iterable[Fault]:
    """Yield the faults of a claim's number: its bounds, its qualifier, its unit, what it counts."""
    field, low, high, qualifier = claim["field"], claim["low"], claim["high"], claim["qualifier"]
    if low != low and high != high:
        yield "low", f"is empty in a claim about {field}", "write the number in low, high or both"
    if low > high:
        yield "low", f"{low:g} is greater than high {high:g}", "swap them"
    if min(low, high) < 0:
        yield "low", f"{min(low, high):g} counts nothing", "write a number that is not negative"
    if not qualifier:
        yield "qualifier", f"is empty in a claim about {field}", f"one of {', '.join(QUALIFIERS)}"
    elif (low == low, high == high) != BOUNDS.get(qualifier, (True, True)) or (
        low == low and high == high and (low < high) != (qualifier == "range")
    ):
        yield (
            "qualifier",
            f"{qualifier!r} does not fit low {as_cell(low)!r} and high {as_cell(high)!r}",
            QUALIFIER_CURE,
        )
    if not re.fullmatch(UNITS[field], claim["unit"]):
        yield "unit", f"{claim['unit']!r} is no unit of {field}", UNIT_CURES[field]
    yield from _population_faults(field, claim["population"])


def _population_faults(field: str, population: str) -> Iterable[Fault]:
    """Yield the faults of what a number counts: those of whom data were exposed, and no one else."""
    if population in ("catchment", "activity", "held") and field == "persons_exposed":
        yield (
            "population",
            f"{population!r} never counts persons exposed",
            "use another field, or dismiss the mention",
        )
    if (population == "") == (field in ("persons_exposed", "records_exposed")):
        told = f"holds {population!r}" if population else "is empty"
        yield (
            "population",
            f"{told} in a claim about {field}",
            "say it for persons and records, and only for them",
        )


def _no_number_faults(claim: Row) -> Iterable[Fault]:
    """Yield the cells that only a claim about a number may fill."""
    for column in ("low", "high"):
        if claim[column] == claim[column]:
            yield column, f"holds a number in a claim about {claim['field']}", "leave low and high empty"
    for column in ("unit", "qualifier", "population"):
        if claim[column]:
            yield column, f"holds {claim[column]!r} in a claim about {claim['field']}", "leave it empty"


def _date_faults(edtf: str, field: str) -> Iterable[Fault]:
    """Yield the faults of a claim's date."""
    try:
        earliest, latest = iso_days(edtf)
    except ValueError as error:
        yield "edtf", str(error), "write 2021-02-23, 2021-02, 2021-22 for a summer, or 2015/2020"
        return
    if not edtf:
        yield "edtf", f"is empty in a claim about {field}", "write the date in EDTF"
    elif earliest > latest:
        yield "edtf", f"{edtf!r} ends before it begins", "swap the two dates"


def check_decisions(decisions: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Raise `InputError`, a line each, for every decision that names an unknown incident or claim, or says no reason."""
    by_id = {claim["claim_id"]: (claim["incident_id"], claim["field"]) for claim in claims.to_dict("records")}
    errors = told_faults(decisions, "data/curated/decisions.csv", lambda row: _decision_faults(row, by_id))
    errors += _borrowed_reasons(decisions)
    if errors:
        raise InputError.several(errors)


def _decision_faults(decision: Row, claims: dict[str, tuple[str, str]]) -> Iterable[Fault]:
    """Yield the faults of one decision."""
    incident, field, rule = decision["incident_id"], decision["field"], decision["rule"]
    yield from untidy(decision)
    cure = "correct it, or remove the decision"
    if incident not in {known for known, _ in claims.values()}:
        yield "incident_id", f"there are no claims about {incident!r}", cure
    elif (incident, field) not in claims.values():
        yield "field", f"there are no claims about {field} of this incident", cure
    if field not in FIELDS_OF_RULE.get(rule, FIELDS):
        kinds = "numbers" if rule == "exact_over_rounded" else "numbers and dates"
        yield "rule", f"{rule} cannot decide about {field}", f"it is for {kinds}"
    yield from _reason_faults(decision)
    for name in decision["claims"].split():
        if name not in claims:
            yield "claims", f"unknown claim {name!r}", "take a claim_id of data/curated/claims.csv"


def _reason_faults(decision: Row) -> Iterable[Fault]:
    """Yield the faults of a decision's reason in both languages."""
    for column in ("reason_en", "reason_fr"):
        reason = decision[column]
        if len(reason) < LEAST_REASON or reason[-1] not in ".!?…":
            yield column, f"{reason!r} is no reason", "write a whole sentence that a reader can check"
    if decision["reason_en"] == decision["reason_fr"]:
        yield "reason_fr", "is the same as reason_en", "write each in its language"


def _borrowed_reasons(decisions: pd.DataFrame) -> list[InputError]:
    """Return an error for each reason that stands beside another rule too: it cannot be the reason for both."""
    errors, first = [], dict[tuple[str, str], tuple[int, str]]()
    for number, row in enumerate(decisions.to_dict("records"), start=2):
        for column in ("reason_en", "reason_fr"):
            earlier, rule = first.setdefault((column, row[column]), (number, row["rule"]))
            if rule != row["rule"]:
                where = f"data/curated/decisions.csv, row {earlier}, column {column}, and row {number}, column {column}"
                errors.append(
                    InputError(
                        where, f"give one reason for {rule} and for {row['rule']}", "say why this rule"
                    )
                )
    return errors


def check_days(claims: pd.DataFrame, published: dict[str, str]) -> None:
    """Raise `InputError`, a line each, for every claim whose event lies after the article that tells of it.

    Parameters
    ----------
    claims : DataFrame
        Placed claims, see `place_claims`.
    published : dict
        The last possible day of publication of each article; "" where it is not known.
    """

    def find(claim: Row) -> Iterable[Fault]:
        last = published.get(claim["article_id"], "")
        past = (
            claim["field"] in EVENT_ORDER and claim["modality"] != "planned" and claim["stance"] == "affirms"
        )
        # « 2021-02 » may go on after the article, « 2021-02-09/2021-02-24 » may not
        is_to_the_day = re.search(r"\d{4}-\d\d-\d\d$", claim["edtf"])
        if past and last and (claim["earliest"] > last or (is_to_the_day and claim["latest"] > last)):
            yield (
                "edtf",
                f"{claim['edtf']!r} lies after the article, which appeared by {last}",
                "correct the year, or write planned",
            )

    errors = told_faults(claims, "data/curated/claims.csv", find)
    if errors:
        raise InputError.several(errors)


def check_order(values: pd.DataFrame) -> None:
    """Raise `InputError`, a line each, for every incident that was detected, reported or told before it happened."""
    days = {(row["incident_id"], row["field"]): row for row in values.to_dict("records") if row["earliest"]}
    errors = []
    for incident in dict.fromkeys(values["incident_id"]):
        for first, then in combinations(EVENT_ORDER, 2):
            one, other = days.get((incident, first)), days.get((incident, then))
            if one and other and one["earliest"] > other["latest"] and (first, then) not in UNORDERED:
                where = f"data/curated/claims.csv, claim {one['claims']}, column edtf"
                told = f"{first} {one['edtf']} lies after {then} {other['edtf']} (claim {other['claims']})"
                errors.append(InputError(where, told, "correct one of the two dates"))
    if errors:
        raise InputError.several(errors)
