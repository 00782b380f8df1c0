"""Step 3: the claims ledger. From a curator's claims to incidents, each value by a named rule.

The curator writes ``data/curated``; this module finds every quote in its article, resolves the fields, lists
the disagreements and reviews the mentions. What the tables must be stands in ``checks``, what others say of the same
incidents in ``compare``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from helpers.checks import Fault, Row, check_days, check_decisions, check_order, told_faults, untidy
from helpers.clean import apply_edits, find_edits
from helpers.days import iso_days
from helpers.errors import InputError
from helpers.french.fold import fold
from helpers.schemas import DATE_FIELDS, DENIED, FIELDS, MANY_VALUED, NUMBER_FIELDS
from helpers.tables import declared

OFFICIAL = ("regulator", "victim", "justice", "government")
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
    start, end = starts[chosen - 1], starts[chosen - 1] + len(quote)
    if _cuts(text, start) or _cuts(text, end):
        raise InputError(
            f"{where}, column quote", f"{quote[:60]!r} cuts a word or a number in two", "copy whole words"
        )
    return start, end


def _cuts(text: str, at: int) -> bool:
    """Return whether a word or a number stands on both sides of a place in the text."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


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


# --- how a value comes to be


def place_claims(claims: pd.DataFrame, articles: dict[str, str]) -> pd.DataFrame:
    """Return the claims with their offsets and the days that their dates allow."""
    placed = locate(claims, articles, "data/curated/claims.csv")
    days = [iso_days(edtf) for edtf in placed["edtf"]]
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
    field, affirmed = claims[0]["field"], _affirmed(claims)
    if _in_denial(claims):
        return True
    if field in DATE_FIELDS:
        return len(affirmed) > 0 and _narrowest(affirmed) is None
    return field not in MANY_VALUED and len({said(claim) for claim in affirmed}) > 1


def _affirmed(claims: list[Row]) -> list[Row]:
    """Return the claims that affirm: they alone can become a value."""
    return [claim for claim in claims if claim["stance"] == "affirms"]


def _in_denial(claims: list[Row]) -> set[tuple[Any, ...]]:
    """Return what some of the claims affirm and others deny."""
    denied = {said(claim) for claim in claims if claim["stance"] == "denies"}
    return denied & {said(claim) for claim in _affirmed(claims)}


def _weighed(claims: list[Row]) -> list[Row]:
    """Return the claims that a decision weighs: of a field that holds many values, those in dispute alone."""
    if claims[0]["field"] not in MANY_VALUED:
        return claims
    disputed = _in_denial(claims)
    return [claim for claim in claims if said(claim) in disputed]


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
    """Keep the most exact number, provided that the others are its roundings, and what is denied beside it."""
    numbers = _affirmed(claims)
    for claim in numbers:
        if claim["low"] != claim["high"]:  # an open bound, or a range
            raise ValueError(f"{shown(claim)!r} is not one number, so it rounds nothing")
    exact = max(numbers, key=lambda claim: _significant(claim["low"]))
    for claim in numbers:
        step = 10 ** (len(f"{exact['low']:.0f}") - _significant(claim["low"]))
        if abs(exact["low"] - claim["low"]) > step / 2:
            raise ValueError(f"{claim['low']:.10g} is no rounding of {exact['low']:.10g}")
    return [claim for claim in claims if claim["stance"] == "denies" or said(claim) == said(exact)]


def _official_over_press(claims: list[Row], context: Row) -> list[Row]:
    """Keep what the victim or an authority says."""
    return [claim for claim in claims if claim["speaker"] in OFFICIAL]


def _latest_official(claims: list[Row], context: Row) -> list[Row]:
    """Keep the official statement in the article published last."""
    official = _official_over_press(claims, context)
    published = context["published"]
    last = max((published[claim["article_id"]] for claim in official), default="")
    return [claim for claim in official if published[claim["article_id"]] == last]


def _asserted_over_hedged(claims: list[Row], context: Row) -> list[Row]:
    """Keep what is asserted; set aside what is conditional, implied or planned."""
    return [claim for claim in claims if claim["modality"] == "asserted"]


def _body_over_headline(claims: list[Row], context: Row) -> list[Row]:
    """Keep what stands below the article's title."""
    titles = {}
    for name in dict.fromkeys(claim["article_id"] for claim in claims):
        titles[name] = title_places(context["text"][name], context["title"][name])
        if not titles[name]:
            raise ValueError(
                f"where the title of {name} ends is not known: no line of its text is that title"
            )
    return [claim for claim in claims if _is_below(claim["start"], titles[claim["article_id"]])]


def title_places(text: str, title: str) -> list[tuple[int, int]]:
    """Return where an article's title stands in its text, on lines of its own: other lines may stand above it.

    It is looked for in the clean text, from which titles are taken; the places are those of the text as given.

    Examples
    --------
    >>> title_places("Non classé\\nL?hôpital attaqué\\nC’est une panne.", "L’hôpital attaqué")
    [(11, 28)]
    """
    clean = apply_edits(text, find_edits(text))
    words = r"\s+".join(map(re.escape, fold(title).split()))
    found = re.finditer(rf"^ *({words}) *$", fold(clean.text), re.MULTILINE) if words else ()
    return [clean.raw_span(*line.span(1)) for line in found]


def _is_below(start: float, titles: list[tuple[int, int]]) -> bool:
    """Return whether a place lies below the first title, and in none of its repetitions."""
    return start >= titles[0][1] and not any(first <= start < end for first, end in titles)


def _interval_hull(claims: list[Row], context: Row) -> list[Row]:
    """Keep all: the value is the interval from the least to the greatest."""
    if claims[0]["field"] in NUMBER_FIELDS and np.isnan(_hull(_affirmed(claims))).all():
        raise ValueError("the claims leave both ends of the interval open")
    return list(claims)


def _all(claims: list[Row], context: Row) -> list[Row]:
    """Keep all, side by side."""
    return list(claims)


RULE_FUNCTIONS: dict[str, Callable[[list[Row], Row], list[Row]]] = {
    "exact_over_rounded": _exact_over_rounded,
    "official_over_press": _official_over_press,
    "latest_official": _latest_official,
    "asserted_over_hedged": _asserted_over_hedged,
    "body_over_headline": _body_over_headline,
    "interval_hull": _interval_hull,
    "unresolved": _all,
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
        ``published``, ``title`` and ``text`` of each article, by article_id.

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
        kept = _affirmed(claims)
        status = "agreement" if len(kept) > 1 else "single_claim" if kept else "not_reported"
        return _value_row(key, status, "", kept, [])
    if not decision:
        weighed = _weighed(claims)
        told, names = _listed(weighed), " ".join(claim["claim_id"] for claim in weighed)
        where = f"data/curated/claims.csv, {key[0]}, {key[1]}, claims {names}"
        raise InputError(where, f"claims disagree ({told})", "add a row to data/curated/decisions.csv")
    return _decided(key, claims, decision, context)


def _decided(key: tuple[str, str], claims: list[Row], decision: Row, context: Row) -> Row:
    """Return the value that a decision's rule gives."""
    where, rule = f"data/curated/decisions.csv, row {decision['row']}", decision["rule"]
    weighed = _weighed(claims)
    names = [claim["claim_id"] for claim in weighed]
    if sorted(decision["claims"].split()) != sorted(names):
        raise InputError(
            f"{where}, column claims", "are not the claims that disagree", f"weigh {' '.join(names)}"
        )
    try:
        kept = RULE_FUNCTIONS[rule](weighed, context)
    except ValueError as error:
        raise InputError(f"{where}, column rule", str(error), "choose another rule") from None
    if not _settles(rule, kept):
        told = f"{rule} leaves {len(kept)} claims" + (f" ({_listed(kept)})" if kept else "")
        raise InputError(f"{where}, column rule", told, "choose another rule")
    aside = [claim for claim in weighed if claim not in kept]
    standing = [claim for claim in claims if claim not in aside]
    status = "disputed" if rule == "unresolved" else "decided" if _affirmed(standing) else "not_reported"
    return _value_row(key, status, rule, standing, aside)


def _settles(rule: str, kept: list[Row]) -> bool:
    """Return whether the claims that a rule keeps say one thing; an interval may say many, but none that is denied."""
    if rule == "interval_hull":
        return not _in_denial(kept)
    return rule == "unresolved" or (len(kept) > 0 and not disagree(kept))


def _listed(claims: list[Row]) -> str:
    """Return what claims say, side by side."""
    return " | ".join(dict.fromkeys(shown(claim) for claim in claims))


def _value_row(key: tuple[str, str], status: str, rule: str, kept: list[Row], aside: list[Row]) -> Row:
    """Return the row of ``values`` that rests on the claims `kept`, of which a denial says nothing."""
    row: Row = dict.fromkeys(VALUE_COLUMNS, "") | {
        "incident_id": key[0],
        "field": key[1],
        "status": status,
        "rule": rule,
    }
    row |= {"low": float("nan"), "high": float("nan")}
    row["claims"] = " ".join(claim["claim_id"] for claim in kept)
    row["set_aside"] = " ".join(claim["claim_id"] for claim in aside)
    if rule == "unresolved":
        row["value"] = _listed(kept)
    elif affirmed := _affirmed(kept):
        row |= _joined(key[1], affirmed)
    return row


def _joined(field: str, kept: list[Row]) -> Row:
    """Return the value columns of claims that agree, or the hull of those that do not."""
    if field in NUMBER_FIELDS:
        low, high = _hull(kept)
        exact = next((claim for claim in kept if claim["qualifier"] == "exact"), kept[0])
        qualifier = exact["qualifier"]
        if len({said(claim) for claim in kept}) > 1:
            qualifier = "at_least" if np.isnan(high) else "up_to" if np.isnan(low) else "range"
        return {"low": low, "high": high, "unit": exact["unit"], "qualifier": qualifier}
    if field in DATE_FIELDS:
        narrowest = _narrowest(kept)
        earliest = narrowest["earliest"] if narrowest else min(claim["earliest"] for claim in kept)
        latest = narrowest["latest"] if narrowest else max(claim["latest"] for claim in kept)
        edtf = narrowest["edtf"] if narrowest else f"{earliest}/{latest}"
        return {"edtf": edtf, "earliest": earliest, "latest": latest}
    return {"value": "; ".join(dict.fromkeys(claim["value"] for claim in kept))}


def _hull(claims: list[Row]) -> tuple[float, float]:
    """Return the least and the greatest bound of the claims; NaN where one of them leaves it open."""
    lows, highs = [claim["low"] for claim in claims], [claim["high"] for claim in claims]
    return float(np.min(lows)), float(np.max(highs))


def shown(claim: Row) -> str:
    """Return what a claim or a value says, in words for a table; a denial is marked.

    >>> shown({"field": "persons_exposed", "low": 500000.0, "high": 500000.0, "qualifier": "near", "unit": "persons"})
    'near 500000 persons'
    >>> shown({"field": "data_disclosure", "value": "Yes", "stance": "denies"})
    'Yes (denied)'
    """
    return _words(claim) + (DENIED if claim.get("stance") == "denies" else "")


def _words(claim: Row) -> str:
    """Return what a claim affirms or denies."""
    if claim["field"] in DATE_FIELDS:
        return claim["edtf"]
    if claim["field"] not in NUMBER_FIELDS:
        return claim["value"]
    bounds = [f"{bound:.10g}" for bound in dict.fromkeys((claim["low"], claim["high"])) if bound == bound]
    qualifier = (
        "" if claim["qualifier"] in ("", "exact", "range") else f"{claim['qualifier'].replace('_', ' ')} "
    )
    return f"{qualifier}{' to '.join(bounds)} {claim['unit']}".strip()


# --- what comes out


WITHOUT_VALUE = {"disputed": "unresolved", "not_reported": "not reported"}


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
                "values": _listed([by_id[name] for name in weighed]),
                "rule": value["rule"],
                "resolved": WITHOUT_VALUE.get(value["status"]) or shown(value),
                "reason_en": decision["reason_en"],
                "reason_fr": decision["reason_fr"],
            }
        )
    return pd.DataFrame(rows, columns=declared("processed/disagreements").header)


def incident_table(
    incidents: pd.DataFrame, values: pd.DataFrame, claims: pd.DataFrame, source: dict[str, str]
) -> pd.DataFrame:
    """Return one row an incident, wide, every value resolved from claims; empty where nothing is reported."""
    fields = {(row["incident_id"], row["field"]): row for row in values.to_dict("records")}
    rows = [_incident_row(incident, fields, claims, source) for incident in incidents.to_dict("records")]
    return pd.DataFrame(rows, columns=declared("processed/incidents").header)


def _incident_row(
    incident: Row, fields: dict[tuple[str, str], Row], claims: pd.DataFrame, source: dict[str, str]
) -> Row:
    """Return one incident with its resolved values."""
    name = incident["incident_id"]

    def text(field: str, column: str) -> str:
        return fields.get((name, field), {}).get(column, "")

    def number(field: str, column: str) -> float:
        return fields.get((name, field), {}).get(column, float("nan"))

    own = claims[claims["incident_id"] == name]
    row = dict(incident)
    for field in ("attack_type", "data_disclosure", "data_variety"):
        # a column of terms cannot hold what is open
        row[field] = text(field, "value") if text(field, "status") != "disputed" else ""
    row["event_edtf"] = text("event_date", "edtf")
    for prefix in ("event", "detection", "complaint", "disclosure"):
        row |= {f"{prefix}_{bound}": text(f"{prefix}_date", bound) for bound in ("earliest", "latest")}
    row |= {f"persons_{bound}": number("persons_exposed", bound) for bound in ("low", "high")}
    row["persons_qualifier"] = text("persons_exposed", "qualifier")
    row["persons_status"] = text("persons_exposed", "status") or "not_reported"
    row |= {f"records_{bound}": number("records_exposed", bound) for bound in ("low", "high")}
    row["records_unit"] = text("records_exposed", "unit")
    row |= {"articles": own["article_id"].nunique(), "sources": own["article_id"].map(source).nunique()}
    row["claims"] = len(own)
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
    counted = _numbers_and_dates(mentions).to_dict("records")
    rows = [_reviewed(mention, claims) for mention in counted]
    places = {_place(row): row for row in rows}
    read = {_place(mention): mention for mention in counted}
    all_claims = claims.to_dict("records")
    errors = told_faults(
        dismissed,
        "data/curated/dismissed.csv",
        lambda row: _dismissal_faults(row, places.get(_place(row)), read.get(_place(row)), all_claims),
    )
    if errors:
        raise InputError.several(errors)
    for dismissal in dismissed.to_dict("records"):
        kept = {"state": "dismissed", "reason": dismissal["reason"], "note": dismissal["note"]}
        places[_place(dismissal)] |= kept
    return pd.DataFrame(
        rows, columns=["article_id", "start", "end", "quote", "label", "state", "claims", "reason", "note"]
    )


def _place(row: Row) -> tuple[str, int, int]:
    """Return where a mention or a dismissal stands."""
    return row["article_id"], row["start"], row["end"]


def _dismissal_faults(
    dismissal: Row, reviewed: Row | None, read: Row | None, claims: list[Row]
) -> Iterable[Fault]:
    """Yield the faults of one dismissal: of no mention, of a used one, for a reason that does not hold."""
    yield from untidy(dismissal)
    if reviewed is None or read is None:
        cure = "quote a mention whole, or remove the row"
        yield "quote", f"{dismissal['quote']!r} is no mention of the reader", cure
        return
    if reviewed["state"] == "used":
        yield "quote", f"{dismissal['quote']!r} is used by {reviewed['claims']}", "remove the row"
    if dismissal["reason"] == "publication_stamp" and read["label"] != "DATE":
        yield "reason", f"{dismissal['quote']!r} is no date", "choose another reason"
    if dismissal["reason"] == "repeats_claim" and not any(_repeats(read, claim) for claim in claims):
        yield "reason", f"no claim says the same as {dismissal['quote']!r}", "choose another reason"


def _repeats(mention: Row, claim: Row) -> bool:
    """Return whether a mention says again what a claim says; a duration may say a date again, « six semaines après »."""
    if mention["label"] == "DATE" and claim["field"] in DATE_FIELDS:
        return bool(claim["earliest"] <= mention["latest"] and mention["earliest"] <= claim["latest"])
    is_duration = mention["unit_kind"] == "duration" and claim["field"] in DATE_FIELDS
    return is_duration or same_value(claim, mention)


def _numbers_and_dates(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions that must be reviewed."""
    return mentions[mentions["label"].isin(["QUANTITY", "DATE"])]


def _reviewed(mention: Row, claims: pd.DataFrame) -> Row:
    """Return one mention with the claims that use it."""
    using = [claim["claim_id"] for claim in _around(mention, claims) if same_value(claim, mention)]
    state = "used" if using else "unreviewed"
    kept = {key: mention[key] for key in ("article_id", "start", "end", "quote", "label")}
    return kept | {"state": state, "claims": " ".join(using), "reason": "", "note": ""}


def _around(mention: Row, claims: pd.DataFrame) -> list[Row]:
    """Return the claims whose quotes hold a mention."""
    around = claims[
        (claims["article_id"] == mention["article_id"])
        & (claims["start"] <= mention["start"])
        & (claims["end"] >= mention["end"])
    ]
    return around.to_dict("records")


def same_value(claim: Row, mention: Row) -> bool:
    """Return whether a claim and a mention say the same number or the same period."""
    if mention["label"] == "DATE":
        return claim["field"] in DATE_FIELDS and said(claim) == (mention["earliest"], mention["latest"])
    if claim["field"] not in NUMBER_FIELDS:
        return False
    return said(claim) == said({"field": claim["field"], "low": mention["low"], "high": mention["high"]})


def require_reviewed(reviewed: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Raise `InputError`, a line each, for every mention that nobody has used or dismissed.

    Parameters
    ----------
    claims : DataFrame
        Placed claims: where one quotes the mention and says another value, it is named.
    """
    left = reviewed[reviewed["state"] == "unreviewed"].to_dict("records")
    if left:
        raise InputError.several(_unreviewed(row, claims) for row in left)


def _unreviewed(mention: Row, claims: pd.DataFrame) -> InputError:
    """Return the error of a mention that is left, with the claims that quote it and say another value."""
    fields = DATE_FIELDS if mention["label"] == "DATE" else NUMBER_FIELDS
    quoting = [
        f"row {row['row']} ({row['claim_id']}) quotes it and says {shown(row)!r}"
        for row in _around(mention, claims.assign(row=range(2, len(claims) + 2)))
        if row["field"] in fields
    ]
    where = f"{mention['article_id']}, characters {mention['start']:.0f} to {mention['end']:.0f}"
    told = f" (data/curated/claims.csv: {', '.join(quoting)})" if quoting else ""
    cure = "use it in a claim or dismiss it in data/curated/dismissed.csv"
    return InputError(where, f"{mention['quote']!r} is not reviewed{told}", cure)


# --- what a person looks at


def context(articles: pd.DataFrame) -> Row:
    """Return what the rules know of the articles: last possible day of publication, title and text, by article_id."""
    rows = {row["article_id"]: row for row in articles.to_dict("records")}
    return {
        "published": {name: iso_days(row["published_edtf"])[1] for name, row in rows.items()},
        "title": {name: row["title"] for name, row in rows.items()},
        "text": {name: row["text"] for name, row in rows.items()},
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
