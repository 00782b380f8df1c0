"""A new study: laid out empty, and a valid, honest report from no article on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from helpers import __main__ as command
from helpers import tables
from helpers.build import build
from helpers.errors import InputError
from helpers.new import new
from helpers.paths import Study
from helpers.schemas import TABLES

HOME = Path(__file__).resolve().parents[1]
SECOND = HOME / "tests" / "second_study"


def test_an_empty_study_has_every_folder_and_table(tmp_path: Path) -> None:
    study = new(tmp_path / "été 2024" / "study", 'Attaques de 2024 : "ce que l’on sait"', "2024")
    for name in TABLES:
        if not name.startswith("processed/"):
            assert tables.read(study, name).empty
    for folder in (
        study.articles,
        study.curated,
        study.processed,
        study.notebooks,
        study.prose / "en",
        study.prose / "fr",
    ):
        assert folder.is_dir()
    assert "Attaques de 2024" in (study.root / "README.md").read_text(encoding="utf-8")
    citation = yaml.safe_load((study.root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"] == "Attaques de 2024 : ”ce que l’on sait”"
    assert json.loads((study.root / "parameters.json").read_text(encoding="utf-8")) == {"year": 2024}
    assert {path.name for path in study.root.iterdir()} == {
        ".gitignore", "CITATION.cff", "LICENSE", "README.md", "data", "notebooks", "parameters.json", "reports",
    }  # fmt: skip


def test_an_empty_folder_is_taken_and_a_full_one_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert command.main(["new", str(tmp_path / "empty")]) == 0
    before = sorted(tmp_path.rglob("*"))
    assert command.main(["new", str(tmp_path / "empty")]) == 2
    assert "is not empty; name a new folder" in capsys.readouterr().err
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in ("file", "file/inside"):
        with pytest.raises(InputError) as caught:
            new(tmp_path / path)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="is no year"):
        new(tmp_path / "other", year="20-24")
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "file"])


def test_a_study_may_name_its_parameters(tmp_path: Path) -> None:
    study = new(tmp_path / "study", year="2023")
    assert command._own_parameters(study) == {"year": 2023}
    (study.root / "parameters.json").write_text("[1", encoding="utf-8")
    with pytest.raises(InputError, match="is not a JSON object"):
        command._own_parameters(study)


def report_words(study: Study, language: str) -> str:
    """Return the finished report."""
    assert (study.reports / f"report.{language}.pdf").read_bytes().startswith(b"%PDF")
    return (study.reports / f"report.{language}.html").read_text(encoding="utf-8")


def test_a_study_without_articles_builds_a_report_that_says_so(tmp_path: Path) -> None:
    study = new(tmp_path / "study", "Attacks of 2024", "2024")
    assert len(build(study, {"year": 2024})) == 5
    page = report_words(study, "en")
    assert "Attacks of 2024" in page
    assert tables.read(study, "processed/incidents").empty
    assert tables.read(study, "processed/review").empty
    report_words(study, "fr")
    assert build(study, {"year": 2024}) == []


def test_the_second_study_builds_its_own_report(tmp_path: Path) -> None:
    """Three articles of our own about two invented organisations, with one disagreement."""
    shutil.copytree(SECOND, tmp_path / "study")
    study = Study.find(tmp_path / "study")
    assert len(build(study, command._own_parameters(study))) == 5
    value = (
        tables.read(study, "processed/values")
        .set_index(["incident_id", "field"])
        .loc[("valmure-2024", "persons_exposed")]
    )
    assert (value["low"], value["rule"], value["set_aside"]) == (
        11640,
        "exact_over_rounded",
        "valmure-persons-early",
    )
    assert list(tables.read(study, "processed/disagreements")["incident_id"]) == ["valmure-2024"]
    assert set(tables.read(study, "processed/review")["state"]) == {"used", "dismissed"}
    english, french = report_words(study, "en"), report_words(study, "fr")
    assert "Ransomware at Valmure hospital" in english and "11,640" in english
    assert "Rançongiciel au centre hospitalier de Valmure" in french and "11\u202f640" in french
    assert "Inserm" not in english, "nothing of the first study shows in another"


def test_an_article_added_to_the_second_study_must_be_reviewed(tmp_path: Path) -> None:
    """The build names what is left; only the steps that depend on the new article have run."""
    from helpers.add import add

    shutil.copytree(SECOND, tmp_path / "study")
    study = Study.find(tmp_path / "study")
    text = tmp_path / "late.txt"
    text.write_text(
        "Valmure : la facture s'alourdit\n\nL'hôpital chiffre à 900 000 euros le coût de l'attaque.\n",
        encoding="utf-8",
    )
    add(study, str(text), "valmure-facture", "2024-09-01")
    with pytest.raises(
        InputError, match=r"valmure-facture, characters \d+ to \d+: '900 000 euros' is not reviewed"
    ):
        build(study, command._own_parameters(study))
