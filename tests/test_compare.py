"""What others say of the same incidents: the press register, and the reader on the same words."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import compare, tables
from helpers.paths import Study

NAN = float("nan")


def register_says(entry: dict[str, object], **incident: object) -> dict[str, tuple[str, str, str]]:
    """Return, by field, what the study and the register say of one incident, and the verdict."""
    blank = dict.fromkeys(tables.declared("processed/incidents").header, "")
    sizes = dict.fromkeys(("persons_low", "persons_high", "records_low", "records_high"), NAN)
    own = blank | {"incident_id": "i", "register_id": "r"} | sizes | incident
    cited = dict.fromkeys(tables.declared("raw/press_incidents").header, "") | {
        "incident_id": "r", "date_meaning": "attack", "event_date_edtf": "2023-03-04", "persons_exposed_low": NAN,
        "persons_exposed_high": NAN, "source_url": "https://example.org/a",
    }  # fmt: skip
    rows = compare.compare_register(pd.DataFrame([own]), pd.DataFrame([cited | entry]))
    return {row["field"]: (row["study"], row["register"], row["verdict"]) for row in rows.to_dict("records")}


@pytest.mark.parametrize(
    ("entry", "incident", "field", "said"),
    [
        ({}, {"event_earliest": "2023-03-01", "event_latest": "2023-03-31"}, "event_date",
         ("2023-03-01 to 2023-03-31", "2023-03-04", "corroborates")),
        ({}, {"event_earliest": "2023-03-05", "event_latest": "2023-03-31"}, "event_date",
         ("2023-03-05 to 2023-03-31", "2023-03-04", "contradicts")),
        ({"date_meaning": "disclosed"}, {"event_earliest": "2023-03-05", "event_latest": "2023-03-05"}, "event_date",
         ("2023-03-05", "", "articles_only")),
        ({"date_meaning": "disclosed"}, {}, "disclosure_date", ("", "2023-03-04", "register_only")),
        ({"attack_type": "ransomware"}, {"attack_type": "intrusion"}, "attack_type",
         ("intrusion", "ransomware", "contradicts")),
        ({"attack_type": "unknown"}, {"attack_type": "intrusion"}, "attack_type", ("intrusion", "", "articles_only")),
        ({"persons_exposed_low": 300.0, "persons_exposed_high": 400.0}, {"persons_low": 350.0}, "persons_exposed",
         ("350", "300 to 400", "corroborates")),
        ({"persons_exposed_low": 300.0, "persons_exposed_high": 400.0}, {"persons_low": 450.0}, "persons_exposed",
         ("450", "300 to 400", "contradicts")),
        # passwords for sale: the register counts accounts, which are records and never persons
        ({"persons_exposed_low": 50000.0, "persons_exposed_high": 50000.0, "scope": "credential_sale"},
         {"records_low": 50000.0, "records_high": 50000.0}, "records_exposed", ("50000", "50000", "corroborates")),
        # a day counted from a day of publication that was itself inferred proves nothing
        ({}, {"event_earliest": "2023-03-01", "event_latest": "2023-03-31", "event_edtf": "2023-03-01~/2023-03-31~"},
         "event_date", ("2023-03-01 to 2023-03-31", "2023-03-04", "approximate")),
    ],
)  # fmt: skip
def test_the_register_corroborates_contradicts_or_speaks_alone(
    entry: dict[str, object], incident: dict[str, object], field: str, said: tuple[str, str, str]
) -> None:
    assert register_says(entry, **incident)[field] == said


def test_accounts_for_sale_are_no_persons_and_a_kind_of_organisation_is_not_compared() -> None:
    entry = {"persons_exposed_low": 50000.0, "persons_exposed_high": 50000.0, "scope": "credential_sale"}
    told = register_says(entry | {"organisation_type": "hospital"}, organisation_type="hospital")
    assert set(told) == {"event_date", "records_exposed"}


def test_an_incident_without_a_row_of_the_register_is_not_compared() -> None:
    assert register_says({}, register_id="") == {}


# --- the reader beside the curator


def claim(field: str, value: str = "", **values: object) -> dict[str, object]:
    return {
        "claim_id": f"{field}-{value}", "field": field, "value": value, "low": NAN, "high": NAN, "edtf": "", "earliest": "",
        "latest": "", "unit": "", "qualifier": "", "article_id": "a", "start": 0, "end": 50, "stance": "affirms",
    } | values  # fmt: skip


def mention(label: str, unit: str = "", **values: object) -> dict[str, object]:
    return {
        "article_id": "a", "start": 5, "end": 9, "quote": f"« {unit} »", "label": label, "unit": unit, "low": NAN,
        "high": NAN, "earliest": "", "latest": "",
    } | values  # fmt: skip


@pytest.mark.parametrize(
    ("one", "mentions", "verdict"),
    [
        (claim("attack_type", "ransomware"), [mention("ATTACK", "Extortion")], "same"),
        (claim("attack_type", "ransomware"), [mention("ATTACK", "Hacking")], "differs"),
        (claim("attack_type", "ransomware"), [mention("ATTACK", "Ransomware", start=60, end=70)], "missed"),
        (claim("attack_type", "ransomware"), [mention("PLACE", "Ransomware")], "missed"),
        (claim("notified", "CNIL; ANSSI"), [mention("ORG", "CNIL"), mention("ORG", "Anssi")], "same"),
        (claim("notified", "CNIL; ANSSI"), [mention("ORG", "CNIL")], "differs"),
        (claim("place", "Évreux"), [mention("PLACE", "Evreux"), mention("PLACE", "Dax")], "same"),
        (claim("data_variety", "Medical"), [], "missed"),
    ],
)
def test_names_and_terms_are_compared_in_the_same_words(
    one: dict[str, object], mentions: list[dict[str, object]], verdict: str
) -> None:
    found = pd.DataFrame(mentions, columns=list(mention("")))
    assert compare.compare_names(pd.DataFrame([one]), found)["verdict"].tolist() == [verdict]


def test_what_is_denied_and_what_is_counted_are_not_compared_as_names() -> None:
    rows = pd.DataFrame(
        [claim("data_variety", "Medical", stance="denies"), claim("persons_exposed", low=5.0)]
    )
    assert compare.compare_names(rows, pd.DataFrame(columns=list(mention("")))).empty


def test_the_verdicts_count_every_claim_field_by_field(study: Study) -> None:
    claims, mentions = (tables.read(study, f"processed/{name}") for name in ("claims", "mentions"))
    numbers, names = compare.compare_reader(claims, mentions), compare.compare_names(claims, mentions)
    counted = compare.verdicts(numbers, names)
    assert counted[["same", "differs", "missed"]].to_numpy().sum() == len(numbers) + len(names)
    assert set(counted["field"]) == {*numbers["field"], *names["field"]}
    left = compare.misses(numbers, names)
    assert len(left) == counted[["differs", "missed"]].to_numpy().sum()
    assert set(left["verdict"]) <= {"differs", "missed"}
