"""The second coding: a cell that two people code differently stops the study until one is corrected or a reason stands."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import measure, second_coding, tables
from helpers.errors import InputError
from helpers.measure import agreement, alike_by_column, cohen_kappa, gwet_ac1
from helpers.paths import Study

NAN = math.nan
EMPTY = {name: tables.declared(f"curated/{name}").header for name in ("incidents", "claims", "decisions", "dismissed")}  # fmt: skip
REASON = "The management is quoted in the sentence before, so press is wrong."


def claim(**values: object) -> dict[str, object]:
    """Return one claim, with `values` changed."""
    return dict.fromkeys(EMPTY["claims"], "") | {
        "claim_id": "tilleuls-persons", "article_id": "a", "incident_id": "i", "field": "persons_exposed", "low": 300.0,
        "high": NAN, "unit": "persons", "qualifier": "at_least", "population": "exposed", "speaker": "victim",
        "modality": "asserted", "stance": "affirms", "quote": "au moins 300 patients", "occurrence": NAN,
    } | values  # fmt: skip


def curated(*claims: dict[str, object]) -> second_coding.Frames:
    """Return the curated tables of a study that has these claims and no other row."""
    found = {name: pd.DataFrame(columns=header) for name, header in EMPTY.items()}
    return found | {"claims": pd.DataFrame(claims or [claim()], columns=EMPTY["claims"])}


def code(column: str, second: str, /, **values: str) -> dict[str, str]:
    """Return one second code of the claim."""
    blank = dict.fromkeys(tables.declared("curated/second_coding").header, "")
    return blank | {"table": "claims", "row": "tilleuls-persons", "column": column, "code": second} | values


def told(*codes: dict[str, str], frames: second_coding.Frames | None = None) -> list[str]:
    """Return what is told of second codes."""
    found = second_coding.check_codings(pd.DataFrame(list(codes)), frames or curated())
    return [str(error).removeprefix("data/curated/") for error in found]


@pytest.mark.parametrize(
    ("column", "second"),
    [("speaker", "victim"), ("low", "300"), ("high", ""), ("edtf", ""), ("quote", "au moins 300 patients")],
)
def test_the_same_code_is_silent(column: str, second: str) -> None:
    assert told(code(column, second)) == []


@pytest.mark.parametrize(
    ("column", "second", "cell"), [("speaker", "press", "victim"), ("low", "301", "300"), ("high", "300", "")]
)
def test_another_code_stops_the_study_and_names_both_places(column: str, second: str, cell: str) -> None:
    (line,) = told(code(column, second))
    place = f"claims.csv, row 2, column {column}: '{cell}', but the second coding says '{second}'"
    assert line.startswith(
        f"{place} (data/curated/second_coding.csv, row 2); correct one of the two, or write"
    )


@pytest.mark.parametrize(
    ("speaker", "settled", "ends"),
    [("victim", "victim", ""), ("press", "victim", "'press', but it was settled as 'victim'"),
     ("attacker", "victim", "'attacker', but it was settled as 'victim'")],
)  # fmt: skip
def test_a_reason_settles_a_difference_and_keeps_the_cell(speaker: str, settled: str, ends: str) -> None:
    row = code("speaker", "press", first="victim", settled=settled, reason=REASON)
    lines = told(row, frames=curated(claim(speaker=speaker)))
    assert ends in lines[0] if ends else not lines


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"column": "claim_id"}, "column"),
        ({"column": "author"}, "column"),
        ({"code": "journalist"}, "code"),
        ({"column": "low", "code": "three hundred"}, "code"),
        ({"code": "victim\n"}, "code"),
        ({"first": "attacker"}, "reason"),
        ({"settled": "victim"}, "reason"),
        ({"first": "victim", "settled": "victim", "reason": REASON}, "first"),
        ({"code": "press", "first": "victim", "settled": "attacker", "reason": REASON}, "settled"),
        ({"code": "press", "first": "victim", "settled": "victim", "reason": "press is wrong."}, "reason"),
        ({"code": "press", "first": "victim", "settled": "victim", "reason": REASON[:-1]}, "reason"),
        ({"code": "justice", "first": "victim", "settled": "victim", "reason": REASON}, "reason"),
        ({"column": "unit", "code": "pres", "first": "persons", "settled": "persons", "reason": REASON}, "reason"),
        ({"column": "unit", "code": "", "first": "persons", "settled": "persons", "reason": REASON}, "reason"),
        ({"code": "press", "first": "nobody", "settled": "press", "reason": REASON}, "first"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_second_code_is_told_at_its_place(values: dict[str, str], column: str) -> None:
    lines = told(code("speaker", "victim", **values))
    assert lines[0].startswith(f"second_coding.csv, row 2, column {column}: ")


def test_a_claim_that_is_gone_is_told_once() -> None:
    gone = (code(column, "", row="gone") for column in ("unit", "edtf", "note"))
    codes = [code("unit", "persons"), *gone, code("scope", "attack", table="incidents")]
    assert told(*codes) == []
    with pytest.raises(InputError) as caught:
        second_coding.coded_twice(pd.DataFrame(codes), curated())
    lines = [line.removeprefix("data/curated/") for line in str(caught.value).splitlines()]
    assert len(lines) == 2
    assert lines[0].startswith(
        "second_coding.csv, row 3, column row: 'gone' is no row of data/curated/claims.csv; "
    )
    assert "'tilleuls-persons' is no row of data/curated/incidents.csv" in lines[1]


def test_claims_that_nobody_coded_again_are_no_fault() -> None:
    none = pd.DataFrame(columns=tables.declared("curated/second_coding").header)
    assert second_coding.check_codings(none, curated()) == []
    assert second_coding.coded_twice(none, curated()).empty
    assert alike_by_column(second_coding.coded_twice(none, curated())).empty


# --- which cells the second coder saw


def shown(*claims: dict[str, object]) -> set[tuple[str, str]]:
    """Return row and column of the shown cells, quotes left out."""
    return {
        (row, column)
        for _, row, column in second_coding.shown_cells(curated(*claims))
        if column not in ("quote", "occurrence")
    }


def test_what_alone_tells_two_claims_apart_is_shown() -> None:
    number = claim()
    date = {"low": NAN, "high": NAN, "edtf": "2024-03"}
    assert shown(number) == set()
    assert shown(claim(field="motive", value="Financial")) == {("tilleuls-persons", "field")}
    assert shown(claim(field="notified", value="la CNIL")) == {("tilleuls-persons", "value")}
    # two dates in the same words: which field each is cannot be guessed
    two = [claim(claim_id=name, field=name, **date) for name in ("complaint_date", "disclosure_date")]
    assert shown(*two) == {("complaint_date", "field"), ("disclosure_date", "field")}
    # the same field of two incidents in the same words
    two = [claim(claim_id=name, incident_id=name) for name in ("dax", "arles")]
    assert shown(*two) == {("dax", "incident_id"), ("arles", "incident_id")}
    assert shown(number, claim(claim_id="other", incident_id="j", occurrence=2.0)) == set()


def test_both_codes_are_kept_whoever_was_right() -> None:
    rows = [
        code("unit", "persons"),
        code("speaker", "victim", first="press", settled="victim", reason=REASON),
    ]
    pairs = second_coding.coded_twice(pd.DataFrame(rows), curated())
    assert pairs[["first", "second", "settled"]].to_numpy().tolist() == [["persons"] * 3, ["press", "victim", "victim"]]  # fmt: skip
    assert second_coding.differences(pairs)["column"].tolist() == ["speaker"]
    assert second_coding.tally(pairs)[["column", "cells", "agreed"]].to_numpy().tolist() == [["unit", 1, 1], ["speaker", 1, 0]]  # fmt: skip


# --- coefficients


def test_the_coefficients_are_those_of_the_worked_examples() -> None:
    """Cohen's kappa of a 2 by 2 table; AC1 of the table in which kappa fails (Gwet 2008): 118 and 5 agreed of 125."""
    table = [("+", "+")] * 20 + [("+", "-")] * 5 + [("-", "+")] * 10 + [("-", "-")] * 15
    assert (agreement(table), round(cohen_kappa(table), 4)) == (0.7, 0.4)
    skewed = [("+", "+")] * 118 + [("-", "+")] * 5 + [("+", "-")] * 2
    assert round(cohen_kappa(skewed), 4) == -0.0234 and round(gwet_ac1(skewed, 2), 4) == 0.9408


def test_kappa_is_not_defined_where_one_code_is_used_alone() -> None:
    assert (
        math.isnan(cohen_kappa([("affirms", "affirms")] * 12))
        and gwet_ac1([("affirms", "affirms")] * 12, 2) == 1
    )


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_no_coefficient_exceeds_one_and_order_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    swapped = [(other, one) for one, other in reversed(pairs)]
    assert gwet_ac1(pairs, 3) == pytest.approx(gwet_ac1(swapped, 3)) and gwet_ac1(pairs, 3) <= 1 + 1e-12
    assert (gwet_ac1(pairs, 3) == pytest.approx(1)) == all(one == other for one, other in pairs)
    kappa = cohen_kappa(pairs)
    assert math.isnan(kappa) or (kappa == pytest.approx(cohen_kappa(swapped)) and kappa <= 1 + 1e-12)


def test_no_coefficient_of_few_cells_or_of_free_words() -> None:
    pairs = pd.DataFrame(
        [("claims", str(row), column, "", same, same, same, "yes") for row in range(12)
         for column, same in (("stance", "affirms"), ("unit", "persons")) if column == "unit" or row < 9],
        columns=["table", "row", "column", "reason", "first", "second", "settled", "is_blind"],
    )  # fmt: skip
    found = alike_by_column(pairs).set_index("column")
    assert found.loc["stance", "cells"] == 9 and found[["ac1", "kappa"]].isna().all(axis=None)


# --- the study's own


def test_a_claim_that_was_coded_twice_was_coded_in_every_column_of_judgement(study: Study) -> None:
    pairs = tables.read(study, "curated/second_coding")
    claims = tables.read(study, "curated/claims")
    twice = set(pairs[(pairs["table"] == "claims") & (pairs["column"] == "speaker")]["row"])
    assert twice and twice <= set(claims["claim_id"])  # one that was added later needs no second coding
    for column in ("speaker", "modality", "stance", "incident_id", "field", "quote"):
        coded = pairs[(pairs["table"] == "claims") & (pairs["column"] == column)]
        assert set(coded["row"]) == twice, column
    codes = pairs[(pairs["table"] == "claims") & (pairs["column"] == "value")]["row"]
    assert set(codes) == set(claims[claims["value"] != ""]["claim_id"]) & twice
    for table, column in (("decisions", "rule"), ("dismissed", "reason"), ("incidents", "scope")):
        coded = pairs[(pairs["table"] == table) & (pairs["column"] == column)]
        assert 0 < len(coded) <= len(tables.read(study, f"curated/{table}")), table


def test_a_study_without_second_coding_says_so(study: Study) -> None:
    sources = measure.load(study)
    none = sources.coded.head(0)
    fields = {name: getattr(sources, name) for name in sources.__slots__}
    found = measure.agreement_measures(measure.Sources(**fields | {"coded": none}), 0.95)
    assert [(row.measure_id, row.value) for row in found] == [
        ("second_claims", 0), ("second_claims_left", len(sources.claims)),
    ]  # fmt: skip
