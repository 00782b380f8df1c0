"""The datasheet: seven sections, and a dictionary that is what the declarations and the files say."""

from __future__ import annotations

import csv
import re

import pytest

from helpers.export import with_dictionary
from helpers.paths import Study
from helpers.schemas import TABLES

SECTIONS = (
    "Motivation", "Composition", "Collection process", "Preprocessing, cleaning, labelling", "Uses", "Distribution", "Maintenance",
)  # fmt: skip


@pytest.fixture(scope="module")
def readme(study: Study) -> str:
    return (study.root / "data" / "README.md").read_text(encoding="utf-8")


def test_the_datasheet_has_its_seven_sections_in_order(readme: str) -> None:
    headings = re.findall(r"^## (.+)$", readme, re.M)
    assert headings == [*SECTIONS, "Data dictionary"]
    for section in re.split(r"^## ", readme, flags=re.M)[1:8]:
        assert len(section.split()) > 40, section.split("\n")[0]


def test_the_dictionary_is_what_is_declared(readme: str) -> None:
    assert with_dictionary(readme) == readme, "bring it up to date with: python -m helpers export"


def test_a_changed_dictionary_would_be_noticed(readme: str) -> None:
    changed = readme.replace("| `incident_id` | string, required |", "| `incident_id` | string |", 1)
    assert changed != readme and with_dictionary(changed) == readme


def test_every_column_says_what_it_means() -> None:
    for table in TABLES.values():
        for column in table.columns:
            assert column.description.strip(), f"{table.name}, {column.name}"


def test_every_table_file_is_declared_and_described(study: Study, readme: str) -> None:
    data = study.root / "data"
    found = {path.relative_to(data).with_suffix("").as_posix(): path for path in data.rglob("*.csv")}
    assert set(found) <= set(TABLES)
    for name, path in found.items():
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file))
        section = readme.split(f"### `{name}.csv`")[1].split("\n### ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.M) == header, name


def test_the_files_that_it_names_exist(study: Study, readme: str) -> None:
    for name in re.findall(r"`((?:raw|curated|processed)/[\w./-]+\.(?:csv|json|parquet))`", readme):
        assert (study.root / "data" / name).is_file() or name.startswith("processed/"), name
