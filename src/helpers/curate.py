"""Step 3: the claims ledger. From a curator's claims to incidents, each value by a named rule.

The curator writes ``data/curated``; this module finds every quote in its article, resolves the fields, lists
the disagreements, reviews the mentions and compares with the press register and with the reader.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

import pandas as pd
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from helpers.errors import InputError
from helpers.french.fold import fold
from helpers.schemas import DATE_FIELDS, FIELDS, MANY_VALUED, NUMBER_FIELDS, QUALIFIERS, TERMS
from helpers.tables import as_cell, declared

Row = dict[str, Any]
Fault = tuple[str, str, str]  # column, what is wrong, how to mend it
OFFICIAL = ("regulator", "victim", "justice", "government")
COMPARED = (
    "persons_exposed",
    "event_date",
    "detection_date",
    "disclosure_date",
    "attack_type",
    "organisation_type",
)
DATE_MEANINGS = {"attack": "event_date", "detected": "detection_date", "disclosed": "disclosure_date"}
# an incident happens before it is noticed, and is noticed before it is told; a complaint may come at any time after
EVENT_ORDER = ("event_date", "detection_date", "complaint_date", "disclosure_date")
UNORDERED = {("complaint_date", "disclosure_date")}
# what a rate or a plan speaks of is the sector as a whole
SECTOR_FIELDS = ("attack_rate", "funding", "rate_period")
LEAST_REASON = 30
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
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


# --- where the words stand


def find_quote(text: str, quote: str, occurrence: float, where: str) -> tuple[int, int]:
    """Return the place of `quote` in `text` as half-open code point offsets.

    Parameters
    ----------
    occurrence : float
        Which one, counted from 1; NaN where the quote stands once.

    Raises
    ------
    InputError
        The quote is not there, or stands several times and none is chosen.

    Examples
    --------
    >>> find_quote("50.000 comptes, puis 50.000 autres", "50.000", 2, "claims.csv, row 2")
    (21, 27)
    """
    starts = [found.start() for found in re.finditer(re.escape(quote), text)]
    if not starts:
        raise InputError(
            f"{where}, column quote", f"{quote[:60]!r} is not in the article", "copy the words exactly"
        )
    if occurrence != occurrence and len(starts) > 1:
        cure = f"write 1 to {len(starts)} in column occurrence, or quote more words"
        raise InputError(f"{where}, column quote", f"{quote[:60]!r} stands {len(starts)} times", cure)
    chosen = 1 if occurrence != occurrence else int(occurrence)
    if not 1 <= chosen <= len(starts):
        cure = f"the words stand {len(starts)} time(s)"
        raise InputError(f"{where}, column occurrence", f"there is no number {chosen}", cure)
    return starts[chosen - 1], starts[chosen - 1] + len(quote)


def locate(frame: pd.DataFrame, articles: dict[str, str], where: str) -> pd.DataFrame:
    """Return `frame` with the columns start and end of each quote.

    Raises
    ------
    InputError
        One line for each article that is unknown and each quote that is not found.
    """
    places, errors = [], []
    for number, row in enumerate(frame.to_dict("records"), start=2):
        try:
            if row["article_id"] not in articles:
                known = f"one of {', '.join(articles)}" if articles else "add the article first"
                raise InputError(
                    f"{where}, row {number}, column article_id",
                    f"unknown article {row['article_id']!r}",
                    known,
                )
            places.append(
                find_quote(
                    articles[row["article_id"]], row["quote"], row["occurrence"], f"{where}, row {number}"
                )
            )
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputError.several(errors)
    starts, ends = [place[0] for place in places], [place[1] for place in places]
    return frame.assign(start=pd.Series(starts, dtype=float), end=pd.Series(ends, dtype=float))


def edtf_days(text: str) -> tuple[str, str]:
    """Return the first and the last day that an EDTF date allows, as ISO days; "" for an empty one.

    Raises
    ------
    ValueError
        Not a date.

    Examples
    --------
    >>> edtf_days("2021-22"), edtf_days("2015/2020")
    (('2021-06-01', '2021-08-31'), ('2015-01-01', '2020-12-31'))
    """
    if not text:
        return "", ""
    try:
        date = parse_edtf(text)
        first, last = date.lower_strict(), date.upper_strict()
    except (EDTFParseException, ValueError, TypeError) as error:
        raise ValueError(f"{text!r} is not an EDTF date") from error
    return "{:04d}-{:02d}-{:02d}".format(*first[:3]), "{:04d}-{:02d}-{:02d}".format(*last[:3])


# --- what the tables must be


def check_incidents(incidents: pd.DataFrame, register: pd.DataFrame) -> None:
    """Raise `InputError`, a line each, for every row of the incidents, or of the register, that contradicts itself."""
    known = set(register["incident_id"]) | {""}
    errors = _told_faults(
        incidents,
        "data/curated/incidents.csv",
        lambda row: _incident_faults(row, known),
        names=("label_en", "label_fr"),
    )
    errors += _told_faults(register, "data/raw/press_incidents.csv", _register_faults)
    if errors:
        raise InputError.several(errors)


def _told_faults(
    frame: pd.DataFrame, where: str, find: Callable[[Row], Iterable[Fault]], names: Iterable[str] = ()
) -> list[InputError]:
    """Return an error for each fault that `find` sees in a row, and for each name that two rows share."""
    errors = []
    taken: dict[tuple[str, str], int] = {}
    for number, row in enumerate(frame.to_dict("records"), start=2):
        faults = list(find(row))
        for column in names:
            first = taken.setdefault((column, row[column]), number)
            if first != number:
                faults.append(
                    (column, f"{row[column]!r} stands in row {first} too", "tell the two incidents apart")
                )
        errors += [
            InputError(f"{where}, row {number}, column {column}", what, cure) for column, what, cure in faults
        ]
    return errors


def _incident_faults(incident: Row, register: set[str]) -> Iterable[Fault]:
    """Yield the faults of one incident."""
    yield from _untidy(incident)
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
    yield from _place_faults(incident)


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
        edtf_days(entry["event_date_edtf"])
    except ValueError as error:
        yield "event_date_edtf", str(error), "write the date in EDTF"


def _untidy(row: Row) -> Iterable[Fault]:
    """Yield the text cells that hold a line break, another control character, or a space at an end."""
    for column, cell in row.items():
        if column != "quote" and isinstance(cell, str) and (cell != cell.strip() or not cell.isprintable()):
            yield (
                str(column),
                f"{cell[:60]!r} holds a line break or a space at an end",
                "write it as one line",
            )


def check_claims(
    claims: pd.DataFrame, incidents: pd.DataFrame, where: str = "data/curated/claims.csv"
) -> None:
    """Raise `InputError`, a line each, for every claim that contradicts itself or names an unknown incident."""
    known = set(incidents["incident_id"]) | {""}
    errors = _told_faults(claims, where, lambda claim: claim_faults(claim, known))
    if errors:
        raise InputError.several(errors)


def claim_faults(claim: Row, incidents: set[str]) -> Iterable[Fault]:
    """Yield the faults of one claim as column, what is wrong, how to mend it."""
    field = claim["field"]
    yield from _untidy(claim)
    if claim["incident_id"] not in incidents:
        yield (
            "incident_id",
            f"unknown incident {claim['incident_id']!r}",
            "add it to data/curated/incidents.csv",
        )
    if field not in SECTOR_FIELDS and not claim["incident_id"]:
        yield "incident_id", f"is empty in a claim about {field}", "name the incident that it speaks of"
    yield from _number_faults(claim) if field in NUMBER_FIELDS else _no_number_faults(claim)
    if field in DATE_FIELDS:
        yield from _date_faults(claim["edtf"], field)
    elif claim["edtf"]:
        yield "edtf", f"holds a date in a claim about {field}", "leave it empty"
    if field in NUMBER_FIELDS + DATE_FIELDS:
        if claim["value"]:
            yield "value", f"holds a term in a claim about {field}", "leave it empty"
    elif not claim["value"]:
        yield "value", f"is empty in a claim about {field}", "write what the source says"
    if field in TERMS and claim["value"] not in TERMS[field]:
        yield "value", f"{claim['value']!r} is no {field}", f"one of {', '.join(TERMS[field])}"


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
    if claim["low"] == claim["low"] or claim["high"] == claim["high"]:
        yield "low", f"holds a number in a claim about {claim['field']}", "leave low and high empty"
    for column in ("unit", "qualifier", "population"):
        if claim[column]:
            yield column, f"holds {claim[column]!r} in a claim about {claim['field']}", "leave it empty"


def _date_faults(edtf: str, field: str) -> Iterable[Fault]:
    """Yield the faults of a claim's date."""
    try:
        earliest, latest = edtf_days(edtf)
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
    errors = _told_faults(decisions, "data/curated/decisions.csv", lambda row: _decision_faults(row, by_id))
    if errors:
        raise InputError.several(errors)


def _decision_faults(decision: Row, claims: dict[str, tuple[str, str]]) -> Iterable[Fault]:
    """Yield the faults of one decision."""
    yield from _untidy(decision)
    if decision["incident_id"] not in {incident for incident, _ in claims.values()}:
        yield (
            "incident_id",
            f"there are no claims about {decision['incident_id']!r}",
            "correct it, or remove the decision",
        )
    elif (decision["incident_id"], decision["field"]) not in claims.values():
        yield (
            "field",
            f"there are no claims about {decision['field']} of this incident",
            "correct it, or remove the decision",
        )
    for column in ("reason_en", "reason_fr"):
        if len(decision[column]) < LEAST_REASON:
            yield column, f"{decision[column]!r} is no reason", "write a sentence that a reader can check"
    for name in decision["claims"].split():
        if name not in claims:
            yield "claims", f"unknown claim {name!r}", "take a claim_id of data/curated/claims.csv"


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
        if past and last and claim["earliest"] > last:
            yield (
                "edtf",
                f"{claim['edtf']!r} lies after the article, which appeared by {last}",
                "correct the year, or write planned",
            )

    errors = _told_faults(claims, "data/curated/claims.csv", find)
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


# --- how a value comes to be


def place_claims(claims: pd.DataFrame, articles: dict[str, str]) -> pd.DataFrame:
    """Return the claims with their offsets and the days that their dates allow."""
    placed = locate(claims, articles, "data/curated/claims.csv")
    days = [edtf_days(edtf) for edtf in placed["edtf"]]
    return placed.assign(earliest=[day[0] for day in days], latest=[day[1] for day in days])


def said(claim: Row) -> tuple[Any, ...]:
    """Return what a claim says, for comparison: two claims agree when this is equal."""
    if claim["field"] in NUMBER_FIELDS:
        return tuple(None if bound != bound else bound for bound in (claim["low"], claim["high"]))
    if claim["field"] in DATE_FIELDS:
        return claim["earliest"], claim["latest"]
    return (claim["value"],)


def disagree(claims: list[Row]) -> bool:
    """Return whether claims about one field of one incident contradict each other.

    Dates of which one lies within the other do not; nor do several values of a field that holds many.
    """
    field = claims[0]["field"]
    affirmed = [claim for claim in claims if claim["stance"] == "affirms"]
    denied = {said(claim) for claim in claims if claim["stance"] == "denies"}
    if denied & {said(claim) for claim in affirmed}:
        return True
    if field in DATE_FIELDS:
        return len(affirmed) > 0 and _narrowest(affirmed) is None
    return field not in MANY_VALUED and len({said(claim) for claim in affirmed}) > 1


def _narrowest(claims: list[Row]) -> Row | None:
    """Return the claim whose period lies within those of all the others, if there is one."""
    latest_start = max(claim["earliest"] for claim in claims)
    earliest_end = min(claim["latest"] for claim in claims)
    within = [
        claim for claim in claims if claim["earliest"] == latest_start and claim["latest"] == earliest_end
    ]
    return within[0] if within else None


def _significant(number: float) -> int:
    """Return the count of significant digits: 491840 has five, 500000 has one."""
    return len(f"{number:.0f}".strip("-").rstrip("0")) or 1


def _exact_over_rounded(claims: list[Row], context: Row) -> list[Row]:
    """Keep the most exact number, provided that the others are its roundings."""
    exact = max(claims, key=lambda claim: _significant(claim["low"]))
    for claim in claims:
        digits = _significant(claim["low"]) - len(f"{exact['low']:.0f}")
        if round(exact["low"], digits) != claim["low"]:
            raise ValueError(f"{claim['low']:.0f} is no rounding of {exact['low']:.0f}")
    return [exact]


def _official_over_press(claims: list[Row], context: Row) -> list[Row]:
    """Keep what the victim or an authority says."""
    return [claim for claim in claims if claim["speaker"] in OFFICIAL]


def _latest_official(claims: list[Row], context: Row) -> list[Row]:
    """Keep the official statement in the article published last."""
    official = _official_over_press(claims, context)
    published = context["published"]
    last = max((published[claim["article_id"]] for claim in official), default="")
    return [claim for claim in official if published[claim["article_id"]] == last]


def _most_specific(claims: list[Row], context: Row) -> list[Row]:
    """Keep the narrowest date, provided that it lies within the others."""
    narrowest = _narrowest(claims)
    return [narrowest] if narrowest else []


def _asserted_over_hedged(claims: list[Row], context: Row) -> list[Row]:
    """Keep what is asserted; set aside what is conditional, implied or planned."""
    return [claim for claim in claims if claim["modality"] == "asserted"]


def _body_over_headline(claims: list[Row], context: Row) -> list[Row]:
    """Keep what stands below the article's title."""
    return [claim for claim in claims if claim["start"] >= len(context["title"][claim["article_id"]])]


def _interval_hull(claims: list[Row], context: Row) -> list[Row]:
    """Keep all: the value is the interval from the least to the greatest."""
    return list(claims)


RULE_FUNCTIONS: dict[str, Callable[[list[Row], Row], list[Row]]] = {
    "exact_over_rounded": _exact_over_rounded,
    "official_over_press": _official_over_press,
    "latest_official": _latest_official,
    "most_specific": _most_specific,
    "asserted_over_hedged": _asserted_over_hedged,
    "body_over_headline": _body_over_headline,
    "interval_hull": _interval_hull,
    "unresolved": _interval_hull,
}


def resolve(claims: pd.DataFrame, decisions: pd.DataFrame, context: Row) -> pd.DataFrame:
    """Return one row for each field of each incident that any claim speaks of.

    Parameters
    ----------
    claims : DataFrame
        Placed claims, see `place_claims`.
    decisions : DataFrame
        The curator's decisions.
    context : dict
        ``published`` and ``title`` of each article, by article_id.

    Raises
    ------
    InputError
        Claims disagree and no decision says how; a decision about claims that do not disagree, or that weighs
        other claims than there are; a rule that does not settle the matter.
    """
    check_decisions(decisions, claims)
    check_days(claims, context["published"])
    rows, errors = [], []
    decided = {
        (row["incident_id"], row["field"]): row | {"row": number}
        for number, row in enumerate(decisions.to_dict("records"), start=2)
    }
    for key, group in _by_field(claims).items():
        try:
            rows.append(_resolved(group, decided.pop(key, None), context))
        except InputError as error:
            errors.append(error)
    errors += [_idle(decision, "there are no claims about it") for decision in decided.values()]
    if errors:
        raise InputError.several(errors)
    values = pd.DataFrame(rows, columns=VALUE_COLUMNS)
    check_order(values)
    return values


VALUE_COLUMNS = [
    "incident_id", "field", "status", "rule", "value", "low", "high", "edtf", "earliest", "latest", "unit", "qualifier",
    "claims", "set_aside",
]  # fmt: skip


def _by_field(claims: pd.DataFrame) -> dict[tuple[str, str], list[Row]]:
    """Return the claims about incidents, grouped by incident and field, in a fixed order."""
    about = claims[claims["incident_id"] != ""]
    groups: dict[tuple[str, str], list[Row]] = {}
    for claim in about.to_dict("records"):
        groups.setdefault((claim["incident_id"], claim["field"]), []).append(claim)
    order = {field: number for number, field in enumerate(FIELDS)}
    incidents = {name: number for number, name in enumerate(dict.fromkeys(about["incident_id"]))}
    return dict(sorted(groups.items(), key=lambda item: (incidents[item[0][0]], order[item[0][1]])))


def _idle(decision: Row, why: str) -> InputError:
    """Return the error of a decision that decides nothing."""
    what = f"{decision['field']} of {decision['incident_id']}: {why}"
    return InputError(
        f"data/curated/decisions.csv, row {decision['row']}, column field", what, "remove the decision"
    )


def _resolved(claims: list[Row], decision: Row | None, context: Row) -> Row:
    """Return the resolved value of one field."""
    key = (claims[0]["incident_id"], claims[0]["field"])
    if not disagree(claims):
        if decision:
            raise _idle(decision, "its claims no longer disagree")
        kept = [claim for claim in claims if claim["stance"] == "affirms"]
        status = "agreement" if len(kept) > 1 else "single_claim" if kept else "not_reported"
        return _value_row(key, status, "", kept, [])
    if not decision:
        told = " | ".join(dict.fromkeys(shown(claim) for claim in claims))
        names = " ".join(claim["claim_id"] for claim in claims)
        where = f"data/curated/claims.csv, {key[0]}, {key[1]}, claims {names}"
        raise InputError(where, f"claims disagree ({told})", "add a row to data/curated/decisions.csv")
    return _decided(key, claims, decision, context)


def _decided(key: tuple[str, str], claims: list[Row], decision: Row, context: Row) -> Row:
    """Return the value that a decision's rule gives."""
    where = f"data/curated/decisions.csv, row {decision['row']}"
    names = [claim["claim_id"] for claim in claims]
    if sorted(decision["claims"].split()) != sorted(names):
        raise InputError(
            f"{where}, column claims", "are not the claims that disagree", f"weigh {' '.join(names)}"
        )
    try:
        kept = RULE_FUNCTIONS[decision["rule"]](claims, context)
    except ValueError as error:
        raise InputError(f"{where}, column rule", str(error), "choose another rule") from None
    settles = decision["rule"] in ("interval_hull", "unresolved") or len({said(claim) for claim in kept}) == 1
    if not settles:
        raise InputError(
            f"{where}, column rule", f"{decision['rule']} leaves {len(kept)} claims", "choose another rule"
        )
    status = "disputed" if decision["rule"] == "unresolved" else "decided"
    aside = [claim for claim in claims if claim not in kept]
    return _value_row(key, status, decision["rule"], kept, aside)


def _value_row(key: tuple[str, str], status: str, rule: str, kept: list[Row], aside: list[Row]) -> Row:
    """Return the row of ``values`` that rests on the claims `kept`."""
    row: Row = dict.fromkeys(VALUE_COLUMNS, "") | {
        "incident_id": key[0],
        "field": key[1],
        "status": status,
        "rule": rule,
    }
    row |= {"low": float("nan"), "high": float("nan")}
    row["claims"] = " ".join(claim["claim_id"] for claim in kept)
    row["set_aside"] = " ".join(claim["claim_id"] for claim in aside)
    if kept and rule == "unresolved":
        row["value"] = " | ".join(dict.fromkeys(shown(claim) for claim in kept))
    elif kept:
        row |= _joined(key[1], kept)
    return row


def _joined(field: str, kept: list[Row]) -> Row:
    """Return the value columns of claims that agree, or the hull of those that do not."""
    if field in NUMBER_FIELDS:
        lows, highs = [claim["low"] for claim in kept], [claim["high"] for claim in kept]
        exact = [claim for claim in kept if claim["qualifier"] == "exact"] or kept
        return {
            "low": min(lows),
            "high": max(highs),
            "unit": exact[0]["unit"],
            "qualifier": exact[0]["qualifier"],
        }
    if field in DATE_FIELDS:
        narrowest = _narrowest(kept)
        earliest = narrowest["earliest"] if narrowest else min(claim["earliest"] for claim in kept)
        latest = narrowest["latest"] if narrowest else max(claim["latest"] for claim in kept)
        edtf = narrowest["edtf"] if narrowest else f"{earliest}/{latest}"
        return {"edtf": edtf, "earliest": earliest, "latest": latest}
    return {"value": "; ".join(dict.fromkeys(claim["value"] for claim in kept))}


def shown(claim: Row) -> str:
    """Return what a claim says, in words for a table.

    >>> shown({"field": "persons_exposed", "low": 500000.0, "high": 500000.0, "qualifier": "near", "unit": "persons"})
    'near 500000 persons'
    """
    if claim["field"] in DATE_FIELDS:
        return claim["edtf"]
    if claim["field"] not in NUMBER_FIELDS:
        return claim["value"]
    bounds = [f"{bound:.10g}" for bound in dict.fromkeys((claim["low"], claim["high"])) if bound == bound]
    qualifier = "" if claim["qualifier"] in ("", "exact") else f"{claim['qualifier'].replace('_', ' ')} "
    return f"{qualifier}{' to '.join(bounds)} {claim['unit']}".strip()


# --- what comes out


def disagreements(values: pd.DataFrame, claims: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each field in which claims contradict each other, with the decision."""
    by_id = {claim["claim_id"]: claim for claim in claims.to_dict("records")}
    reasons = {(row["incident_id"], row["field"]): row for row in decisions.to_dict("records")}
    rows = []
    for value in values[values["rule"] != ""].to_dict("records"):
        decision = reasons[value["incident_id"], value["field"]]
        weighed = decision["claims"].split()
        rows.append(
            {
                "incident_id": value["incident_id"],
                "field": value["field"],
                "claims": decision["claims"],
                "values": " | ".join(dict.fromkeys(shown(by_id[name]) for name in weighed)),
                "rule": value["rule"],
                "resolved": shown(value) if value["status"] != "disputed" else "unresolved",
                "reason_en": decision["reason_en"],
                "reason_fr": decision["reason_fr"],
            }
        )
    return pd.DataFrame(rows, columns=declared("processed/disagreements").header)


def incident_table(incidents: pd.DataFrame, values: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row an incident, wide, every value resolved from claims; empty where nothing is reported."""
    fields = {(row["incident_id"], row["field"]): row for row in values.to_dict("records")}
    rows = [_incident_row(incident, fields, claims) for incident in incidents.to_dict("records")]
    return pd.DataFrame(rows, columns=declared("processed/incidents").header)


def _incident_row(incident: Row, fields: dict[tuple[str, str], Row], claims: pd.DataFrame) -> Row:
    """Return one incident with its resolved values."""
    name = incident["incident_id"]

    def text(field: str, column: str) -> str:
        return fields.get((name, field), {}).get(column, "")

    def number(field: str, column: str) -> float:
        return fields.get((name, field), {}).get(column, float("nan"))

    own = claims[claims["incident_id"] == name]
    row = dict(incident)
    row |= {field: text(field, "value") for field in ("attack_type", "data_disclosure", "data_variety")}
    row["event_edtf"] = text("event_date", "edtf")
    for prefix in ("event", "detection", "complaint", "disclosure"):
        row |= {f"{prefix}_{bound}": text(f"{prefix}_date", bound) for bound in ("earliest", "latest")}
    row |= {f"persons_{bound}": number("persons_exposed", bound) for bound in ("low", "high")}
    row["persons_qualifier"] = text("persons_exposed", "qualifier")
    row["persons_status"] = text("persons_exposed", "status") or "not_reported"
    row |= {f"records_{bound}": number("records_exposed", bound) for bound in ("low", "high")}
    row["records_unit"] = text("records_exposed", "unit")
    row |= {"articles": own["article_id"].nunique(), "claims": len(own)}
    row["disagreements"] = sum(1 for key, value in fields.items() if key[0] == name and value["rule"])
    return row


def review(mentions: pd.DataFrame, claims: pd.DataFrame, dismissed: pd.DataFrame) -> pd.DataFrame:
    """Return what became of each quantity and date: used by claims, dismissed, or not yet reviewed.

    A claim uses a mention when its quote contains the mention and its value is the mention's value; so a claim
    that quotes a long sentence does not silently use up the numbers beside its own.

    Raises
    ------
    InputError
        A dismissal that is no mention, or that dismisses a mention that a claim uses.
    """
    rows = [_reviewed(mention, claims) for mention in _numbers_and_dates(mentions).to_dict("records")]
    places = {(row["article_id"], row["start"], row["end"]): row for row in rows}
    errors = _told_faults(dismissed, "data/curated/dismissed.csv", lambda row: _dismissal_faults(row, places))
    if errors:
        raise InputError.several(errors)
    for dismissal in dismissed.to_dict("records"):
        kept = {"state": "dismissed", "reason": dismissal["reason"], "note": dismissal["note"]}
        places[dismissal["article_id"], dismissal["start"], dismissal["end"]] |= kept
    return pd.DataFrame(
        rows, columns=["article_id", "start", "end", "quote", "label", "state", "claims", "reason", "note"]
    )


def _dismissal_faults(dismissal: Row, places: dict[tuple[str, int, int], Row]) -> Iterable[Fault]:
    """Yield the faults of one dismissal."""
    yield from _untidy(dismissal)
    mention = places.get((dismissal["article_id"], dismissal["start"], dismissal["end"]))
    if mention is None:
        cure = "quote a mention whole, or remove the row"
        yield "quote", f"{dismissal['quote']!r} is no mention of the reader", cure
    elif mention["state"] == "used":
        yield "quote", f"{dismissal['quote']!r} is used by {mention['claims']}", "remove the row"


def _numbers_and_dates(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions that must be reviewed."""
    return mentions[mentions["label"].isin(["QUANTITY", "DATE"])]


def _reviewed(mention: Row, claims: pd.DataFrame) -> Row:
    """Return one mention with the claims that use it."""
    around = claims[
        (claims["article_id"] == mention["article_id"])
        & (claims["start"] <= mention["start"])
        & (claims["end"] >= mention["end"])
    ]
    using = [claim["claim_id"] for claim in around.to_dict("records") if _same_value(claim, mention)]
    state = "used" if using else "unreviewed"
    kept = {key: mention[key] for key in ("article_id", "start", "end", "quote", "label")}
    return kept | {"state": state, "claims": " ".join(using), "reason": "", "note": ""}


def _same_value(claim: Row, mention: Row) -> bool:
    """Return whether a claim and a mention say the same number or the same period."""
    if mention["label"] == "DATE":
        return claim["field"] in DATE_FIELDS and said(claim) == (mention["earliest"], mention["latest"])
    if claim["field"] not in NUMBER_FIELDS:
        return False
    return said(claim) == said({"field": claim["field"], "low": mention["low"], "high": mention["high"]})


def require_reviewed(reviewed: pd.DataFrame) -> None:
    """Raise `InputError`, a line each, for every mention that nobody has used or dismissed."""
    left = reviewed[reviewed["state"] == "unreviewed"].to_dict("records")
    cure = "use it in a claim or dismiss it in data/curated/dismissed.csv"
    if left:
        raise InputError.several(
            InputError(
                f"{row['article_id']}, characters {row['start']:.0f} to {row['end']:.0f}",
                f"{row['quote']!r} is not reviewed",
                cure,
            )
            for row in left
        )


def compare_register(incidents: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Return, field by field, what the press register says of the same incidents, with a verdict.

    Intervals that overlap corroborate; intervals that do not, and terms that differ, contradict.
    """
    rows = []
    by_id = {row["incident_id"]: row for row in register.to_dict("records")}
    for incident in incidents[incidents["register_id"] != ""].to_dict("records"):
        entry = by_id[incident["register_id"]]
        for field in COMPARED:
            study, cited = _study_says(incident, field), _register_says(entry, field)
            if any(study) or any(cited):
                rows.append(_match(incident, entry, field, study, cited))
    return pd.DataFrame(rows, columns=declared("processed/register_matches").header)


def _study_says(incident: Row, field: str) -> tuple[Any, Any]:
    """Return what the study says of a field, as a lower and an upper bound."""
    if field == "persons_exposed":
        return tuple(
            None if bound != bound else bound for bound in (incident["persons_low"], incident["persons_high"])
        )  # type: ignore[return-value]
    if field in DATE_FIELDS:
        prefix = field.removesuffix("_date")
        return incident[f"{prefix}_earliest"] or None, incident[f"{prefix}_latest"] or None
    value = incident[field] if incident[field] != "unknown" else None
    return value or None, value or None


def _register_says(entry: Row, field: str) -> tuple[Any, Any]:
    """Return what the register says of a field, as a lower and an upper bound."""
    if field == "persons_exposed":
        bounds = (entry["persons_exposed_low"], entry["persons_exposed_high"])
        return tuple(None if bound != bound else bound for bound in bounds)  # type: ignore[return-value]
    if field in DATE_FIELDS:
        return (
            edtf_days(entry["event_date_edtf"])
            if DATE_MEANINGS[entry["date_meaning"]] == field
            else (None, None)
        )
    value = entry[field] if entry[field] != "unknown" else None
    return value or None, value or None


def _match(incident: Row, entry: Row, field: str, study: tuple[Any, Any], cited: tuple[Any, Any]) -> Row:
    """Return one row of the comparison."""
    if not any(study) or not any(cited):
        verdict = "articles_only" if any(study) else "register_only"
    else:
        same = (
            study == cited
            if isinstance(study[0], str) and field not in DATE_FIELDS
            else _overlap(study, cited)
        )
        verdict = "corroborates" if same else "contradicts"
    row = {"incident_id": incident["incident_id"], "register_id": entry["incident_id"], "field": field}
    return row | {
        "study": _told(study),
        "register": _told(cited),
        "verdict": verdict,
        "source_url": entry["source_url"],
    }


def _overlap(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    """Return whether two closed intervals share a point; an absent bound is open."""
    starts = [interval[0] for interval in (one, other) if interval[0] is not None]
    ends = [interval[1] for interval in (one, other) if interval[1] is not None]
    return not starts or not ends or max(starts) <= min(ends)


def _told(bounds: tuple[Any, Any]) -> str:
    """Return an interval in words: one value when both bounds are equal."""
    words = [f"{bound:.0f}" if isinstance(bound, float) else str(bound) for bound in bounds if bound]
    return " to ".join(dict.fromkeys(words))


def compare_reader(claims: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return, for each claim with a number or a date, what the reader read in the same words."""
    rows = []
    for claim in claims[claims["field"].isin(NUMBER_FIELDS + DATE_FIELDS)].to_dict("records"):
        label = "DATE" if claim["field"] in DATE_FIELDS else "QUANTITY"
        inside = _numbers_and_dates(mentions)
        inside = inside[(inside["article_id"] == claim["article_id"]) & (inside["label"] == label)]
        found = inside[(inside["start"] >= claim["start"]) & (inside["end"] <= claim["end"])].to_dict(
            "records"
        )
        same = [mention for mention in found if _same_value(claim, mention)]
        verdict = "same" if same else "differs" if found else "missed"
        read = "; ".join(mention["quote"] for mention in same or found)
        rows.append(
            {
                "claim_id": claim["claim_id"],
                "field": claim["field"],
                "curated": shown(claim),
                "read": read,
                "verdict": verdict,
            }
        )
    return pd.DataFrame(rows, columns=["claim_id", "field", "curated", "read", "verdict"])


# --- what a person looks at


def context(articles: pd.DataFrame) -> Row:
    """Return what the rules know of the articles: last possible day of publication, and title, by article_id."""
    published = {
        row["article_id"]: edtf_days(row["published_edtf"])[1] for row in articles.to_dict("records")
    }
    return {
        "published": published,
        "title": dict(zip(articles["article_id"], articles["title"], strict=True)),
    }


def ledger(placed: pd.DataFrame) -> pd.DataFrame:
    """Return the claims as a person reads them: who says what of which field, how firmly, in which words."""
    shown_values = [shown(claim) for claim in placed.to_dict("records")]
    table = placed.assign(says=shown_values, incident_id=placed["incident_id"].replace("", "(the sector)"))
    return table[["claim_id", "incident_id", "field", "says", "speaker", "modality", "stance", "quote"]]


def screening(reviewed: pd.DataFrame) -> pd.DataFrame:
    """Return how many quantities and dates were found, used, dismissed for which reason, or left."""
    what = reviewed["state"].where(reviewed["reason"] == "", reviewed["state"] + ": " + reviewed["reason"])
    counts = pd.crosstab(what, reviewed["label"]).reset_index(names="became")
    total = counts.drop(columns="became").sum()
    return pd.concat([pd.DataFrame([{"became": "found", **total}]), counts], ignore_index=True)


def states(reviewed: pd.DataFrame, article_id: str) -> list[tuple[int, int, str]]:
    """Return the reviewed mentions of one article as (start, end, state)."""
    own = reviewed[reviewed["article_id"] == article_id]
    return [(int(row.start), int(row.end), row.state) for row in own.itertuples()]


def verdicts(check: pd.DataFrame) -> pd.DataFrame:
    """Return, for each field, on how many claims the reader and the curator agree."""
    counts = pd.crosstab(check["field"], check["verdict"]).reindex(
        columns=["same", "differs", "missed"], fill_value=0
    )
    return counts.reset_index()
