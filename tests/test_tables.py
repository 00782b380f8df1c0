"""Tables: read, checked cell by cell, written whole."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from helpers import tables
from helpers.errors import InputError
from helpers.paths import Study
from helpers.schemas import TABLES

CURATED = [name for name in TABLES if name.startswith("curated/")]


def change(study: Study, name: str, row: int, column: str, value: str) -> None:
    """Write `value` into one cell of a table's file."""
    path = tables.declared(name).path(study)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[row][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_of_the_study_satisfies_its_declaration(study: Study, name: str) -> None:
    frame = tables.read(study, name)
    assert list(frame.columns) == tables.declared(name).header


@pytest.mark.parametrize("name", CURATED)
def test_a_missing_column_is_named(damaged: Study, name: str) -> None:
    table = tables.declared(name)
    for column in table.columns:
        path = table.path(damaged)
        original = path.read_text(encoding="utf-8")
        pd.read_csv(path, dtype=str, keep_default_na=False).drop(columns=column.name).to_csv(
            path, index=False
        )
        with pytest.raises(InputError, match=rf"{path.name}: has no column {column.name}; the columns are"):
            tables.read(damaged, name)
        path.write_text(original, encoding="utf-8")


@pytest.mark.parametrize(
    ("column", "value", "cure"),
    [
        ("field", "persons", "one of persons_exposed"),
        ("low", "500 000", "write a plain number"),
        ("low", "beaucoup", "write a plain number"),
        ("edtf", "23/02/2021", "write an EDTF date"),
        ("modality", "perhaps", "one of asserted"),
        ("speaker", "", "fill it in"),
        ("claim_id", "inserm-event", "give each row its own"),
        ("occurrence", "1.5", "write a whole number"),
    ],
)
def test_a_bad_cell_is_told_with_row_column_value_and_cure(
    damaged: Study, column: str, value: str, cure: str
) -> None:
    change(damaged, "curated/claims", 0, column, value)
    with pytest.raises(InputError) as caught:
        tables.read(damaged, "curated/claims")
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"data/curated/claims.csv, row 2, column {column}: {value!r}")
    assert cure in first


def test_all_bad_cells_are_told_at_once(damaged: Study) -> None:
    change(damaged, "curated/claims", 0, "field", "nonsense")
    change(damaged, "curated/claims", 4, "low", "many")
    with pytest.raises(InputError) as caught:
        tables.read(damaged, "curated/claims")
    assert ["row 2" in line or "row 6" in line for line in str(caught.value).splitlines()] == [True, True]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not a CSV table"),
        (b"a;b\n1;2\n", "has its cells parted by semicolons"),
        (b"a\tb\n1\t2\n", "has its cells parted by tabs"),
        (b"claim_id\n1\n", "has no column"),
        ("claim_id,prénom\n".encode("latin-1"), "is not UTF-8 (byte 11); save it as CSV UTF-8"),
        (b'a,b\n"1,2\n', "is not a CSV table"),
    ],
)
def test_a_file_that_is_no_table_is_one_line(damaged: Study, content: bytes, told: str) -> None:
    (damaged.curated / "claims.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        tables.read(damaged, "curated/claims")
    assert told in str(caught.value) and "\n" not in str(caught.value)


def test_an_unknown_column_is_named(damaged: Study) -> None:
    path = damaged.curated / "dismissed.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("reason", "raison", 1), encoding="utf-8")
    with pytest.raises(InputError, match="has no column reason"):
        tables.read(damaged, "curated/dismissed")


def test_a_byte_order_mark_of_a_spreadsheet_is_accepted(damaged: Study) -> None:
    path = damaged.curated / "claims.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert tables.read(damaged, "curated/claims")["claim_id"].iloc[0]


def test_what_is_written_is_read_back_the_same(damaged: Study) -> None:
    frame = tables.read(damaged, "processed/claims")
    before = tables.declared("processed/claims").path(damaged).read_bytes()
    tables.write(damaged, "processed/claims", frame)
    assert tables.declared("processed/claims").path(damaged).read_bytes() == before


@pytest.mark.parametrize("words", ["=1+1", "@SUM(A1)", "+33 (0)1", "-> suite", "\tx", "'=x"])
def test_text_that_a_spreadsheet_would_compute_is_neutralised(damaged: Study, words: str) -> None:
    frame = tables.read(damaged, "curated/dismissed").head(1).assign(note=words)
    path = tables.write(damaged, "curated/dismissed", frame)
    with path.open(encoding="utf-8", newline="") as file:
        cell = next(csv.DictReader(file))["note"]
    assert cell[0] not in "=+-@\t\r"
    assert tables.read(damaged, "curated/dismissed")["note"].iloc[0] == words


def test_a_folder_that_cannot_be_written_is_one_line_and_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    target.write_text("old", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        tables.replace(tmp_path / "file" / "table.csv", "new")
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "table.csv"]


def test_a_study_is_found_from_any_folder_inside(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDY", raising=False)
    for folder in (study.root, study.notebooks, study.articles):
        monkeypatch.chdir(folder)
        assert Study.find() == study


def test_a_folder_that_is_no_study_is_told(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "data", ignore_errors=True)
    with pytest.raises(InputError, match="is not a study"):
        Study.find(tmp_path)
