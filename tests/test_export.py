"""Open data out: Parquet with types, VERIS records with nothing that no article says."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given, strategies

from helpers import export, schemas, tables
from helpers.errors import InputError
from helpers.paths import Study

NAN = float("nan")


def incident(**values: object) -> dict[str, object]:
    """Return a row of processed/incidents in which hardly anything is known."""
    row: dict[str, object] = dict.fromkeys(tables.declared("processed/incidents").header, "")
    row |= dict.fromkeys(("persons_low", "persons_high", "records_low", "records_high"), NAN)
    row |= {
        "incident_id": "valmure-2024", "label_en": "Ransomware at Valmure hospital", "label_fr": "Rançongiciel", "organisation": "CH de Valmure",
        "organisation_type": "hospital", "scope": "attack", "event_earliest": "2024-03-09", "event_latest": "2024-03-10",
        "event_edtf": "2024-03-09/2024-03-10", "persons_status": "not_reported", "articles": 1.0, "claims": 1.0, "disagreements": 0.0,
    }  # fmt: skip
    return row | values


def record(
    claims: list[dict[str, object]] | None = None, not_taken: tuple[str, ...] = (), **values: object
) -> dict[str, object]:
    """Return the VERIS record of one incident."""
    rows = pd.DataFrame(
        claims or [], columns=tables.declared("processed/claims").header, dtype=object
    ).fillna("")
    found = export.veris_records(
        pd.DataFrame([incident(**values)]), rows, {"valmure-2024": "https://example.org/a"}, not_taken
    )
    return found[0] if found else {}


@pytest.fixture(scope="module")
def exported(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a copy of the study, exported."""
    root = tmp_path_factory.mktemp("exported")
    shutil.copytree(study.root / "data", root / "data")
    copy = Study.find(root)
    assert [path.name for path in export.write(copy)] == ["incidents.parquet", "veris.json"]
    return copy


# --- Parquet


def test_parquet_holds_the_same_cells_with_types(exported: Study) -> None:
    table = pyarrow.parquet.read_table(exported.processed / "incidents.parquet")
    rows = tables.read(exported, "processed/incidents")
    assert table.column_names == list(rows.columns)
    assert str(table.schema.field("event_earliest").type) == "date32[day]"
    assert str(table.schema.field("persons_low").type) == "double"
    assert str(table.schema.field("scope").type).startswith("dictionary")
    for name in table.column_names:
        for stored, cell in zip(table.column(name).to_pylist(), rows[name], strict=True):
            if stored is None:
                assert cell == "" or cell != cell, name
            elif isinstance(stored, (int, float)):
                assert stored == cell, name
            else:
                assert str(stored) == str(cell), name


def test_parquet_bytes_are_the_same_again_and_name_no_machine(exported: Study) -> None:
    frame = tables.read(exported, "processed/incidents")
    first = export.parquet(frame, "processed/incidents")
    assert (
        first
        == export.parquet(frame.copy(), "processed/incidents")
        == (exported.processed / "incidents.parquet").read_bytes()
    )
    assert b"pandas" not in first and str(exported.root).encode() not in first


def test_a_table_without_rows_keeps_its_types() -> None:
    frame = pd.DataFrame(columns=tables.declared("processed/incidents").header)
    table = pyarrow.parquet.read_table(io.BytesIO(export.parquet(frame, "processed/incidents")))
    assert table.num_rows == 0 and str(table.schema.field("articles").type) == "int64"


# --- VERIS


def test_every_incident_of_the_study_is_a_valid_record(exported: Study) -> None:
    records = json.loads((exported.processed / "veris.json").read_text(encoding="utf-8"))
    rows = {
        row["incident_id"]: row for row in tables.read(exported, "processed/incidents").to_dict("records")
    }
    assert records
    for one in records:
        assert export.veris_faults(one) == []
        assert one["summary"].startswith(rows[one["incident_id"]]["label_en"])
    dated = {name for name, row in rows.items() if any(row[f"{basis}_earliest"] for basis in export.DATED)}
    assert {one["incident_id"] for one in records} <= dated


def test_no_word_of_an_article_is_copied_but_its_address_or_title(exported: Study) -> None:
    records = json.loads((exported.processed / "veris.json").read_text(encoding="utf-8"))
    shown = json.dumps(
        [{key: cell for key, cell in one.items() if key != "reference"} for one in records],
        ensure_ascii=False,
    )
    for quote in tables.read(exported, "processed/claims")["quote"]:
        assert len(quote.split()) < 4 or quote not in shown


@pytest.mark.parametrize(
    ("earliest", "latest", "timeline"),
    [
        ("2024-03-09", "2024-03-09", {"year": 2024, "month": 3, "day": 9}),
        ("2024-03-09", "2024-03-10", {"year": 2024, "month": 3}),
        ("2024-03-31", "2024-04-01", {"year": 2024}),
    ],
)
def test_a_date_is_no_more_precise_than_the_words(
    earliest: str, latest: str, timeline: dict[str, int]
) -> None:
    assert record(event_earliest=earliest, event_latest=latest)["timeline"] == {"incident": timeline}


def test_another_date_stands_in_and_without_any_year_there_is_no_record() -> None:
    blank = {"event_earliest": "", "event_latest": "", "event_edtf": ""}
    one = record(**blank, detection_earliest="2024-05-01", detection_latest="2024-05-31")
    assert one["timeline"] == {"incident": {"year": 2024, "month": 5}}
    assert one["plus"]["study"]["timeline_basis"] == "detection"  # type: ignore[index]
    assert record(**blank) == {}
    assert record(event_earliest="2023-12-31", event_latest="2024-01-01") == {}


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ({"persons_low": 300.0, "persons_high": 300.0}, 300),
        ({"persons_low": 300.0, "persons_high": 400.0}, None),
        ({"persons_low": 300.0}, None),
        ({"records_low": 50.0, "records_high": 50.0}, 50),
        ({"records_low": 50.0, "records_high": 50.0, "persons_low": 40.0, "persons_high": 40.0}, 40),
        ({}, None),
    ],
)
def test_a_total_is_given_only_for_one_number(values: dict[str, float], total: int | None) -> None:
    one = record(data_disclosure="Yes", **values)
    assert one["attribute"]["confidentiality"].get("data_total") == total  # type: ignore[index]
    assert export.veris_faults(one) == []


def test_what_nobody_says_is_left_out_or_unknown() -> None:
    one = record()
    assert "attribute" not in one
    assert one["action"] == {"unknown": {}} and one["discovery_method"] == {"unknown": True}
    assert one["asset"] == {"assets": [{"variety": "Unknown"}], "cloud": ["Unknown"]}
    assert one["victim"]["government"] == ["NA"]  # type: ignore[index]
    assert one["security_incident"] == "Suspected"
    assert export.veris_faults(one) == []


@pytest.mark.parametrize(
    ("values", "actor", "action"),
    [
        ({"attack_type": "ransomware"}, "external", "malware"),
        ({"attack_type": "ddos"}, "external", "hacking"),
        ({"attack_type": "data_leak"}, "external", "hacking"),
        ({"attack_type": "data_leak", "scope": "exposure"}, "unknown", "error"),
        ({"scope": "misuse"}, "internal", "misuse"),
        ({"scope": "credential_sale"}, "external", "unknown"),
    ],
)
def test_who_and_how_follow_scope_and_attack(values: dict[str, str], actor: str, action: str) -> None:
    one = record(**values)
    assert (list(one["actor"]), list(one["action"])) == ([actor], [action])  # type: ignore[call-overload]
    assert export.veris_faults(one) == []


def test_only_an_asserted_motive_counts_and_medical_data_are_personal() -> None:
    motive = {
        "claim_id": "m",
        "incident_id": "valmure-2024",
        "field": "motive",
        "value": "Financial",
        "modality": "conditional",
        "stance": "affirms",
    }
    assert record([motive])["actor"]["external"]["motive"] == ["Unknown"]  # type: ignore[index]
    one = record([motive | {"modality": "asserted"}], data_variety="Medical")
    assert one["actor"]["external"]["motive"] == ["Financial"]  # type: ignore[index]
    assert one["security_incident"] == "Confirmed"
    for denied in (record([motive | {"modality": "asserted", "stance": "denies"}]),
                   record([motive | {"modality": "asserted"}], ("m",))):  # fmt: skip
        assert denied["actor"]["external"]["motive"] == ["Unknown"]  # type: ignore[index]
        assert denied["security_incident"] == "Suspected"
    for variety in ("Medical", "Sensitive Personal"):
        data = record(data_variety=variety)["attribute"]["confidentiality"]["data"]  # type: ignore[index]
        assert [entry["variety"] for entry in data] == [variety, "Personal"]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ({"schema_version": "1.3"}, "schema_version: '1.3' is not one of ['1.4.1']"),
        ({"security_incident": "Perhaps"}, "security_incident: 'Perhaps' is not one of"),
        ({"summary": ""}, "summary: '' "),
        ({"timeline": {"incident": {"month": 3}}}, "timeline.incident: 'year' is a required property"),
        ({"timeline": {"incident": {"year": 2024, "month": 13}}}, "timeline.incident.month: 13 is greater"),
        ({"victim": {"victim_id": "x"}}, "victim: 'country' is a required property"),
        ({"victim": {"victim_id": "x"}}, "victim: 'government' is a required property"),
        ({"asset": {"assets": [{"variety": "Unknown"}]}}, "asset: 'cloud' is a required property"),
        ({"plus": {"study": {}}}, "plus: 'master_id' is a required property"),
        ({"actor": {}}, "actor: {} "),
        (
            {"action": {"malware": {"variety": ["Ransomware"]}}},
            "action.malware: 'vector' is a required property",
        ),
        (
            {"action": {"hacking": {"variety": ["Magic"], "vector": ["Unknown"]}}},
            "action.hacking.variety.0: 'Magic' is not one of",
        ),
        (
            {"attribute": {"confidentiality": {"data_disclosure": "Yes", "data_total": 1.5}}},
            "attribute.confidentiality.data_total: 1.5 is not of type",
        ),
        ({"severity": "high"}, "record: Additional properties are not allowed"),
    ],
)
def test_a_record_that_veris_would_refuse_is_told(damage: dict[str, object], told: str) -> None:
    assert any(line.startswith(told) for line in export.veris_faults(record() | damage))


WORDS = {
    "organisation_type": schemas.ORGANISATION_TYPES, "scope": schemas.SCOPES, "attack_type": ("", *schemas.ATTACK_TYPES),
    "data_disclosure": ("", *schemas.TERMS["data_disclosure"]),
}  # fmt: skip
KNOWN = strategies.fixed_dictionaries(
    {name: strategies.sampled_from(words) for name, words in WORDS.items()}
    | {
        "data_variety": strategies.lists(
            strategies.sampled_from(schemas.TERMS["data_variety"]), unique=True
        ).map("; ".join),
        "persons_low": strategies.sampled_from([NAN, 0.0, 300.0]),
        "persons_high": strategies.sampled_from([NAN, 300.0, 491840.0]),
        "records_low": strategies.sampled_from([NAN, 50000.0]),
        "records_high": strategies.sampled_from([NAN, 50000.0]),
    }
)
CLAIM = strategies.fixed_dictionaries(
    {
        "field": strategies.sampled_from(["motive", "attack_type"]),
        "value": strategies.sampled_from(schemas.TERMS["motive"]),
        "modality": strategies.sampled_from(schemas.MODALITIES),
        "stance": strategies.sampled_from(schemas.STANCES),
    }
)


@given(KNOWN, strategies.lists(CLAIM, max_size=2))
def test_whatever_is_known_the_record_is_valid_and_keeps_the_rules_of_veris(
    values: dict[str, object], claims: list[dict[str, object]]
) -> None:
    named = [{"claim_id": f"c{number}", "incident_id": "valmure-2024"} for number in range(len(claims))]
    one: dict[str, Any] = record([name | claim for name, claim in zip(named, claims, strict=True)], **values)
    assert export.veris_faults(one) == []
    harmed = one.get("attribute", {})
    assert harmed or one["security_incident"] != "Confirmed"
    assert "malware" not in one["action"] or harmed["integrity"]["variety"] == ["Software installation"]
    assert "misuse" not in one["action"] or "internal" in one["actor"]


# --- the schema that VERIS publishes, which a person may have


def published(folder: Path, **properties: object) -> Path:
    """Return the path of a small merged schema in the form of the published one."""
    path = folder / "verisc-merged.json"
    schema = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "properties": properties,
    }
    path.write_text(json.dumps(schema), encoding="utf-8")
    return path


def test_the_records_are_held_against_the_published_schema(exported: Study, tmp_path: Path) -> None:
    stored = json.loads((exported.processed / "veris.json").read_text(encoding="utf-8"))
    accepting = published(tmp_path, schema_version={"type": "string"})
    assert export.check_veris(exported, accepting) == len(stored)
    refusing = published(tmp_path, targeted={"type": "string"}, victim={"required": ["revenue"]})
    with pytest.raises(InputError) as caught:
        export.check_veris(exported, refusing)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(stored)
    assert all("victim: 'revenue' is a required property" in line for line in lines)


def test_the_command_holds_the_records_against_the_published_schema(
    exported: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from helpers.__main__ import main

    command = ["export", "--study", str(exported.root), "--veris-schema"]
    assert main([*command, str(published(tmp_path, summary={"type": "string"}))]) == 0
    assert "VERIS records keep the schema verisc-merged.json" in capsys.readouterr().out
    assert main([*command, str(published(tmp_path, summary={"type": "integer"}))]) == 2
    assert "is not of type 'integer'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "verisc-merged.json: does not exist"),
        (b"{", "verisc-merged.json: is no JSON"),
        (b"\xff\xfe", "verisc-merged.json: is no JSON"),
        (b"[]", "verisc-merged.json: is no merged schema of VERIS"),
        (b'{"title": "labels"}', "verisc-merged.json: is no merged schema of VERIS"),
    ],
)
def test_a_file_that_is_no_schema_is_told(
    exported: Study, tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "verisc-merged.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        export.check_veris(exported, path)


def test_nothing_is_written_when_a_record_is_wrong(
    exported: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(exported.root / "data", tmp_path / "data")
    copy = Study.find(tmp_path)
    before = {path.name: path.read_bytes() for path in copy.processed.iterdir()}
    monkeypatch.setattr(export, "VERSION", "0.9")
    with pytest.raises(InputError, match=r"veris\.json: .+: schema_version"):
        export.write(copy)
    assert {path.name: path.read_bytes() for path in copy.processed.iterdir()} == before
