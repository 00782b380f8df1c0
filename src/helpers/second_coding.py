"""A second coding of the curated tables: no judgement of one person stands unseen by another.

Whoever codes again sees the articles and the words quoted, not the codes. A cell that differs from its second coding
stops the study until one of the two is corrected, or a reason says which stands. Not every cell need be coded twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from helpers.checks import LEAST_REASON, Fault, Row, untidy
from helpers.errors import InputError
from helpers.schemas import DATE_FIELDS, NUMBER_FIELDS, TERMS, TEXT_FIELDS
from helpers.tables import CURES, Column, as_cell, declared, fits

WHERE = "data/curated/second_coding.csv"
# the second coder is shown what names an incident and the words of a claim: they say what is to be coded
SHOWN = {
    ("claims", "quote"), ("claims", "occurrence"), ("incidents", "label_en"), ("incidents", "label_fr"),
    ("incidents", "organisation"),
}  # fmt: skip
Frames = dict[str, pd.DataFrame]


def by_name(curated: list[pd.DataFrame]) -> Frames:
    """Return the curated tables by name; `curated` holds incidents, claims, decisions, dismissed, and maybe more."""
    return dict(zip(("incidents", "claims", "decisions", "dismissed"), curated, strict=False))


def check_codings(coded: pd.DataFrame, curated: Frames) -> list[InputError]:
    """Return an error for each second code that fits no cell, and for each cell that differs without a reason.

    Parameters
    ----------
    coded : DataFrame
        The table ``curated/second_coding``.
    curated : dict of DataFrame
        The other curated tables by name: claims, incidents, decisions, dismissed.
    """
    cells = {name: _rows(name, frame) for name, frame in curated.items()}
    errors: list[InputError] = []
    for line, code in enumerate(coded.to_dict("records"), start=2):
        if code["row"] not in cells[code["table"]]:
            continue  # `require_rows` tells it, once all that may have removed the row was told
        faults = list(_code_faults(code))
        errors += [InputError(f"{WHERE}, row {line}, column {column}", *told) for column, *told in faults]
        errors += [] if faults else _departure(code, line, *cells[code["table"]][code["row"]])
    return errors


def require_rows(coded: pd.DataFrame, curated: Frames) -> None:
    """Raise `InputError`, a line each, for every row of the curated tables that was coded twice and is not there."""
    cells = {name: _rows(name, frame) for name, frame in curated.items()}
    lost: dict[tuple[str, str], int] = {}
    for line, code in enumerate(coded.to_dict("records"), start=2):
        if code["row"] not in cells[code["table"]]:
            lost.setdefault((code["table"], code["row"]), line)
    cure = "correct the one or the other; remove the second coding of a row that is gone"
    if lost:
        raise InputError.several(
            InputError(
                f"{WHERE}, row {line}, column row", f"{row!r} is no row of data/curated/{table}.csv", cure
            )
            for (table, row), line in lost.items()
        )


def _rows(name: str, frame: pd.DataFrame) -> dict[str, tuple[int, Row]]:
    """Return the rows of a curated table with their numbers in the file, by the words that name them."""
    key = declared(f"curated/{name}").key
    return {
        " ".join(part for part in (as_cell(row[column]) for column in key) if part): (number, row)
        for number, row in enumerate(frame.to_dict("records"), start=2)
    }


def _code_faults(code: Row) -> Iterable[Fault]:
    """Yield the faults of one second code: a cell that nobody codes, a code that cannot stand there, a bad reason."""
    # the words of an article may run over a line's end
    written = ("reason",) if code["column"] == "quote" else ("code", "first", "settled", "reason")
    yield from untidy({name: code[name] for name in written})
    table = declared(f"curated/{code['table']}")
    columns = {column.name: column for column in table.columns if column.name not in table.key}
    if code["column"] not in columns:
        yield "column", f"{code['column']!r} is no column to code", f"one of {', '.join(columns)}"
        return
    for name in ("code", "first"):
        cure = _misfit(code[name], columns[code["column"]])
        if cure:
            yield name, f"{code[name]!r} cannot stand in {code['column']}", cure
    yield from _settlement_faults(code)


def _misfit(code: str, column: Column) -> str:
    """Return how to mend a code that the column does not allow; "" where it does."""
    if code and column.values and code not in column.values:
        return f"one of {', '.join(column.values)}"
    return CURES[column.type] if code and column.type != "string" and not fits(code, column.type) else ""


def _settlement_faults(code: Row) -> Iterable[Fault]:
    """Yield the faults of how a difference was settled."""
    if not code["reason"]:
        for name in ("first", "settled"):
            if code[name]:
                yield "reason", f"is empty beside {name} {code[name]!r}", f"write why, or empty {name}"
        return
    if code["first"] == code["code"]:
        yield "first", f"{code['first']!r} is the second code too", "empty first, settled and reason"
    elif code["settled"] not in (code["first"], code["code"]):
        told = f"{code['settled']!r} is neither {code['first']!r} nor {code['code']!r}"
        yield "settled", told, "write which of the two codes stands"
    else:
        aside = (code["code"] if code["settled"] == code["first"] else code["first"]) or "empty"
        names_it = re.search(rf"(?<![\w~/-]){re.escape(aside)}(?![\w~/-])", code["reason"])
        if not names_it or len(code["reason"]) < LEAST_REASON or code["reason"][-1] not in ".!?…":
            told = f"{code['reason'][:60]!r} does not say why {aside!r} is set aside"
            yield "reason", told, "write a whole sentence that names it"


def _departure(code: Row, line: int, number: int, row: Row) -> Iterable[InputError]:
    """Yield the error of a cell that is not what was coded, or settled."""
    cell, agreed = as_cell(row[code["column"]]), code["settled"] if code["reason"] else code["code"]
    if cell != agreed:
        where = f"data/curated/{code['table']}.csv, row {number}, column {code['column']}"
        why = "it was settled as" if code["reason"] else "the second coding says"
        cure = "correct one of the two, or write first, settled and the reason there"
        yield InputError(where, f"{cell!r}, but {why} {agreed!r} ({WHERE}, row {line})", cure)


def coded_twice(coded: pd.DataFrame, curated: Frames) -> pd.DataFrame:
    """Return both codes of each cell that was coded twice, what stands, and whether the second was blind.

    Returns
    -------
    DataFrame
        The columns of ``processed/second_coding``.

    Raises
    ------
    InputError
        A row that was coded twice is gone.
    """
    require_rows(coded, curated)
    shown = shown_cells(curated)
    rows = [
        {
            **{name: code[name] for name in ("table", "row", "column", "reason")},
            "first": code["first"] if code["reason"] else code["code"],
            "second": code["code"],
            "settled": code["settled"] if code["reason"] else code["code"],
            "is_blind": "no" if (code["table"], code["row"], code["column"]) in shown else "yes",
        }
        for code in coded.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=declared("processed/second_coding").header)


def shown_cells(curated: Frames) -> set[tuple[str, str, str]]:
    """Return the cells that a second coder is shown: without them, nobody could tell which statement a row is about.

    Of incidents their names; of claims their quotes, a text in words of one's own, the field of a term, and what alone tells two
    claims apart that rest on the same words.
    """
    found = {(table, row, column) for table, column in SHOWN for row in _rows(table, curated[table])}
    claims = curated["claims"].to_dict("records")
    alike = [
        Counter(_words(claim, *names) for claim in claims) for names in (("kind", "incident_id"), ("field",))
    ]
    for claim in claims:
        shown = {
            "value": claim["field"] in TEXT_FIELDS,
            "field": claim["field"] in TERMS or alike[0][_words(claim, "kind", "incident_id")] > 1,
            "incident_id": alike[1][_words(claim, "field")] > 1,
        }
        found |= {("claims", claim["claim_id"], column) for column, is_shown in shown.items() if is_shown}
    return found


def _words(claim: Row, *names: str) -> tuple[Any, ...]:
    """Return the place of a claim's words, with the cells `names`; its kind is the kind of its field."""
    kinds = (NUMBER_FIELDS, DATE_FIELDS, tuple(TERMS), TEXT_FIELDS)
    row = claim | {"kind": next(number for number, kind in enumerate(kinds) if claim["field"] in kind)}
    return (claim["article_id"], claim["quote"], as_cell(claim["occurrence"]), *(row[name] for name in names))


def differences(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that two people coded differently, with what stands and why."""
    return pairs[pairs["first"] != pairs["second"]].reset_index(drop=True)


def tally(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return for each column how many cells were coded twice without sight, and in how many the two agree."""
    blind = pairs[pairs["is_blind"] == "yes"]
    counted = blind.assign(agreed=blind["first"] == blind["second"]).groupby(["table", "column"], sort=False)
    found = counted["agreed"].agg(["size", "sum"]).reset_index()
    return found.rename(columns={"size": "cells", "sum": "agreed"})
