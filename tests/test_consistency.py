"""What a claim says beside its own words, the other claims and the press register; a note overrules the machine."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import articles as received
from helpers import consistency, tables
from helpers.desk import CURATED
from helpers.errors import InputError
from helpers.paths import Study
from helpers.schemas import CLAIM_COLUMNS

NAN = float("nan")
TEXT = (
    "La clinique des Tilleuls a été attaquée en mars. Près de 18.000 patients seraient concernés.\n"
    "L'intrusion a été repérée le 4 mars 2023 et une plainte déposée le 6 mars 2023. "
    "Aucun dossier n'a été volé, assure la direction. Les patients seront prévenus. Qui paiera ?"
)
COLUMNS = ["article_id", "start", "end", "quote", "label", "qualifier", "low", "high", "earliest", "latest"]


def mention(quote: str, label: str, **values: object) -> dict[str, object]:
    """Return a mention of the text, as the reader would write it."""
    blank = dict.fromkeys(COLUMNS, "") | {"low": NAN, "high": NAN}
    start = TEXT.index(quote)
    return (
        blank
        | {"article_id": "a", "start": start, "end": start + len(quote), "quote": quote, "label": label}
        | values
    )


MENTIONS = pd.DataFrame(
    [
        mention("Près de 18.000 patients", "QUANTITY", qualifier="near", low=18000.0, high=18000.0),
        mention("le 4 mars 2023", "DATE", earliest="2023-03-04", latest="2023-03-04"),
        mention("le 6 mars 2023", "DATE", earliest="2023-03-06", latest="2023-03-06"),
    ]
)


def claim(field: str, quote: str, **values: object) -> dict[str, object]:
    """Return a placed claim about one incident, as faultless as its quote allows."""
    start = TEXT.index(quote)
    row = dict.fromkeys((column.name for column in CLAIM_COLUMNS), "") | {
        "claim_id": "c", "article_id": "a", "incident_id": "i", "field": field, "low": NAN, "high": NAN,
        "modality": "asserted", "stance": "affirms", "quote": quote, "start": start, "end": start + len(quote),
        "earliest": "", "latest": "",
    }  # fmt: skip
    return row | values


PERSONS = claim(
    "persons_exposed", "Près de 18.000 patients seraient concernés",
    low=18000.0, high=18000.0, unit="persons", qualifier="near", modality="conditional",
)  # fmt: skip
DETECTION = claim(
    "detection_date", "repérée le 4 mars 2023", edtf="2023-03-04", earliest="2023-03-04", latest="2023-03-04"
)
DENIAL = claim("data_disclosure", "Aucun dossier n'a été volé", value="Yes", stance="denies")
PLAN = claim("notified", "Les patients seront prévenus", value="the patients", modality="planned")
QUESTION = claim("motive", "Qui paiera", value="Financial", modality="question")


def told(row: dict[str, object]) -> list[str]:
    """Return the columns of which the claim's own words make a fault."""
    errors = consistency.beside_words(pd.DataFrame([row]), MENTIONS, {"a": TEXT})
    return [str(error).split("column ")[1].split(":")[0] for error in errors]


@pytest.mark.parametrize("row", [PERSONS, DETECTION, DENIAL, PLAN, QUESTION])
def test_what_the_words_bear_is_no_fault(row: dict[str, object]) -> None:
    assert told(row) == []


@pytest.mark.parametrize(
    ("row", "values", "columns"),
    [
        (PERSONS, {"low": 81000.0, "high": 81000.0}, ["low"]),
        (PERSONS, {"low": NAN, "high": 81000.0}, ["high"]),
        (PERSONS, {"qualifier": "exact"}, ["qualifier"]),
        (PERSONS, {"modality": "asserted"}, ["modality"]),
        (DETECTION, {"earliest": "2023-04-04", "latest": "2023-04-04", "edtf": "2023-04-04"}, ["edtf"]),
        (DETECTION, {"modality": "conditional"}, ["modality"]),
        (DETECTION, {"modality": "planned"}, ["modality"]),
        (DETECTION, {"modality": "question"}, ["modality"]),
        (DETECTION, {"stance": "denies"}, ["stance"]),
        (PLAN, {"field": "complaint_date", "edtf": "2023"}, ["edtf", "field"]),
        (DETECTION, {"field": "attack_type", "value": "ddos"}, ["value"]),
        (PLAN, {"field": "data_variety", "value": "Credentials"}, ["value"]),
        (PLAN, {"field": "data_disclosure", "value": "No"}, ["value"]),
    ],
)
def test_what_the_words_do_not_bear_is_a_fault_until_a_note_says_why(
    row: dict[str, object], values: dict[str, object], columns: list[str]
) -> None:
    assert told(row | values) == columns
    assert told(row | values | {"note": "the second edition corrects the first"}) == []


def test_a_doubt_in_the_sentence_makes_a_conditional() -> None:
    text = "La direction soupçonne un vol de données."
    row = claim("data_disclosure", "Aucun", value="Potentially", modality="conditional") | {
        "quote": "un vol de données", "start": 23, "end": 40,
    }  # fmt: skip
    assert consistency.beside_words(pd.DataFrame([row]), MENTIONS, {"a": text}) == []


def test_a_claim_that_alone_ties_its_article_to_its_incident_wants_a_note() -> None:
    rows = [PERSONS, DETECTION | {"claim_id": "d"}, DENIAL | {"claim_id": "e", "incident_id": "j"}]
    errors = consistency.beside_others(pd.DataFrame(rows))
    assert [str(error).split(":")[0] for error in errors] == [
        "data/curated/claims.csv, row 4, column incident_id"
    ]
    rows[2] |= {"note": "named in passing"}
    assert consistency.beside_others(pd.DataFrame(rows)) == []
    assert consistency.beside_others(pd.DataFrame([DENIAL | {"incident_id": ""}])) == []


def test_the_same_claim_twice_is_told_whatever_its_note() -> None:
    rows = [PERSONS, PERSONS | {"claim_id": "d", "note": "again"}]
    (error,) = consistency.beside_others(pd.DataFrame(rows))
    assert "row 3, column incident_id, and row 2, column incident_id: say the same of the same words" in str(
        error
    )
    assert consistency.beside_others(pd.DataFrame([PERSONS, DETECTION | {"claim_id": "d"}])) == []


# --- beside the press register


def matched(entry: dict[str, str], published: str = "", **values: str) -> str:
    """Return what is told of an incident that names `entry` as the register's."""
    blank = dict.fromkeys([*tables.declared("processed/incidents").header, "match_basis"], "")
    incident = blank | {"incident_id": "i", "register_id": "r", "organisation": "Les Tilleuls"} | values
    blank_entry = dict.fromkeys(("place", "department", "region"), "") | {
        "incident_id": "r", "organisation": "Clinique des Tilleuls", "persons_exposed_low": NAN, "persons_exposed_high": 300.0,
    }  # fmt: skip
    register = pd.DataFrame([blank_entry | entry])
    placed = pd.DataFrame([{"incident_id": "i", "article_id": "a"}])
    try:
        consistency.check_matches(pd.DataFrame([incident]), register, placed, {"a": published})
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("entry", "values", "fault"),
    [
        ({"event_date_edtf": "2023-03-04"}, {"event_earliest": "2023-03-01", "event_latest": "2023-03-31"}, ""),
        ({"event_date_edtf": "2023-05-20"}, {"event_earliest": "2023-03-01", "event_latest": "2023-03-31"}, ""),
        ({"event_date_edtf": "2023-06-20"}, {"event_earliest": "2023-03-01", "event_latest": "2023-03-31"}, "dates from 2023-06-20"),
        ({"event_date_edtf": "2022-03"}, {"disclosure_earliest": "2023-03-01", "disclosure_latest": "2023-03-31"}, "dates from 2022-03"),
        ({"event_date_edtf": "2023-03"}, {"published": "2023-03-30"}, ""),
        ({"event_date_edtf": "2021-03"}, {"published": "2023-03-30"}, "dates from 2021-03, the incident from 2023-03-30"),
        ({"event_date_edtf": "2021-03"}, {}, ""),
        ({"event_date_edtf": "2021-03", "place": "Dax"}, {"place": "dax"}, ""),
        ({"event_date_edtf": "2021-03", "place": "Dax"}, {"place": "Mâcon"}, "is at Dax, the incident at Mâcon"),
        ({"event_date_edtf": "2021-03", "region": "Bretagne; Normandie"}, {"region": "Normandie"}, ""),
        ({"event_date_edtf": "2021-03", "organisation": "CH d’Orvanne"}, {}, "is 'CH d’Orvanne', which shares no word and no number"),
        ({"event_date_edtf": "2021-03", "organisation": "CH d’Orvanne"}, {"records_low": 300.0}, ""),
        ({"event_date_edtf": "2021-03", "organisation": "CH d’Orvanne"}, {"label_en": "A leak at Orvanne"}, ""),
        ({"event_date_edtf": "2021-03"}, {"match_basis": "same clinic, named alike"}, ""),
        ({"event_date_edtf": "2021-03"}, {"match_basis": "same number of persons"}, "match_basis: says 'same number', which does not hold of 'r'"),
        ({"event_date_edtf": "2021-03"}, {"match_basis": "same number of persons", "persons_high": 300.0}, ""),
        ({"event_date_edtf": "2021-03", "place": "Dax"}, {"match_basis": "same town", "place": "Dax"}, ""),
        ({"event_date_edtf": "2021-03", "place": "Dax"}, {"match_basis": "same town"}, "match_basis: says 'same town'"),
        ({"event_date_edtf": "2021-03", "attack_type": "ddos"}, {"match_basis": "both ddos", "attack_type": "ddos"}, ""),
        ({"event_date_edtf": "2021-03", "attack_type": "ddos"}, {"match_basis": "both ddos"}, "match_basis: says 'both ddos'"),
    ],
)  # fmt: skip
def test_the_register_s_incident_lies_at_the_same_time_and_place(
    entry: dict[str, str], values: dict[str, str], fault: str
) -> None:
    found = matched(entry, **values)
    assert fault in found if fault else not found
    column = "match_basis: " if fault.startswith("match_basis") else "register_id: 'r' "
    assert not found or found.startswith(f"data/curated/incidents.csv, row 2, column {column}")


# --- all at once


def test_all_that_is_wrong_in_any_curated_table_is_told_at_once(damaged: Study) -> None:
    curated = ("incidents", "claims", "decisions", "dismissed", "second_coding")
    swaps = {
        "incidents": ("Dax,Landes,Nouvelle-Aquitaine", "Dax,Landes,Bretagne"),
        "claims": ("dax-2021,attack_type,ransomware", "dax-2021,attack_type,magic"),
        "decisions": ("the body says in so many words that its subsidiary was attacked.", ""),
        "dismissed": ("inserm-transfert,en 2000", "inserm-transfert,en 2001"),
    }
    for name, (old, new) in swaps.items():
        path = damaged.curated / f"{name}.csv"
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1
        path.write_text(content.replace(old, new), encoding="utf-8")
    bibliography = received.receive(damaged)
    texts = dict(zip(bibliography["article_id"], bibliography["text"], strict=True))
    tables_read = tables.read_all(damaged, [f"curated/{name}" for name in curated])
    register, mentions = (
        tables.read(damaged, name) for name in ("raw/press_incidents", "processed/mentions")
    )
    with pytest.raises(InputError) as caught:
        consistency.check(tables_read, register, texts, mentions)
    lines = str(caught.value).splitlines()
    for name, column in {
        "incidents": "region",
        "claims": "value",
        "decisions": "reason_en",
        "dismissed": "quote",
    }.items():
        assert any(
            f"data/curated/{name}.csv, row " in line and f"column {column}: " in line for line in lines
        )


def test_wrong_types_in_several_tables_are_told_at_once(damaged: Study) -> None:
    for name, old, new in (
        ("claims", ",500000,500000,", ",many,500000,"),
        ("incidents", ",attack,", ",hack,"),
    ):
        path = damaged.curated / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        tables.read_all(damaged, ["curated/incidents", "curated/claims"])
    assert [line.split(",")[0] for line in str(caught.value).splitlines()] == [
        "data/curated/incidents.csv", "data/curated/claims.csv",
    ]  # fmt: skip


def test_an_incident_that_no_claim_tells_of_is_refused(study: Study) -> None:
    """It would be counted as told by the articles, with none behind it; a claim that only denies tells of none."""
    incidents, claims, *others = tables.read_all(study, CURATED)
    of_dax = claims["incident_id"] == "dax-2021"
    bibliography = received.receive(study)
    texts = dict(zip(bibliography["article_id"], bibliography["text"], strict=True))
    register, mentions = (tables.read(study, name) for name in ("raw/press_incidents", "processed/mentions"))
    for changed in (claims[~of_dax], claims.assign(stance=claims["stance"].mask(of_dax, "denies"))):
        with pytest.raises(InputError) as caught:
            consistency.check([incidents, changed, *others], register, texts, mentions)
        row = list(incidents["incident_id"]).index("dax-2021") + 2
        told = f"data/curated/incidents.csv, row {row}, column incident_id: no claim tells of 'dax-2021'; add one"
        assert any(line.startswith(told) for line in str(caught.value).splitlines())
