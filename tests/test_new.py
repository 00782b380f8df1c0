"""A new study: laid out empty, and a valid, honest report from no article on."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from helpers import __main__ as command
from helpers import articles as received
from helpers import tables
from helpers.build import STEPS, _parameters_of, build
from helpers.errors import InputError
from helpers.mentions import mention_tables
from helpers.new import lay_out_notebooks, new
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


def cells_of(path: Path) -> list[dict[str, object]]:
    """Return the cells of a notebook."""
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def test_the_notebooks_are_laid_out_without_outputs_and_with_the_year_of_the_study(tmp_path: Path) -> None:
    study = new(tmp_path / "study", year="2024")
    for step in STEPS:
        cells = cells_of(study.notebooks / f"{step.notebook}.ipynb")
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
        own = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]  # type: ignore[attr-defined]
        values: dict[str, object] = {}
        exec("".join(own[0]["source"]), values)  # type: ignore[arg-type]
        expected = _parameters_of(step)
        assert {name: values[name] for name in expected} == expected | (
            {"year": 2024} if "year" in expected else {}
        )
        original = json.loads((HOME / "notebooks" / f"{step.notebook}.ipynb").read_text(encoding="utf-8"))
        others = [
            cell["source"]
            for cell in original["cells"]
            if "parameters" not in cell["metadata"].get("tags", [])
        ]
        assert others == [cell["source"] for cell in cells if cell not in own]


def test_jupyterlab_sees_the_notebooks_of_the_study_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is run and saved there can then never be a notebook of another study."""
    study = new(tmp_path / "mon étude", year="2024")
    kept = study.notebooks / "02_read_mentions.ipynb"
    kept.write_text("{}", encoding="utf-8")
    (study.notebooks / "04_measure_trends.ipynb").unlink()
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda _, command, variables: started.append((command, variables)))
    monkeypatch.setenv("STUDY", str(HOME))
    assert command.main(["lab", "--study", str(study.root)]) == 0
    [(words, variables)] = started
    assert words[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={study.root}" in words
    assert words[-1] == str(study.notebooks / "03_curate_incidents.ipynb")
    assert variables["STUDY"] == str(study.root)
    assert kept.read_text(encoding="utf-8") == "{}", "what is there stays"
    assert "year = 2024" in (study.notebooks / "04_measure_trends.ipynb").read_text(encoding="utf-8")


def test_the_next_step_can_be_typed_as_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "l'été 2024"
    assert command.main(["new", str(path)]) == 0
    assert shlex.split(capsys.readouterr().out.partition("next: ")[2])[-2:] == ["--study", str(path)]


def test_the_documents_of_a_new_study_are_there(tmp_path: Path) -> None:
    study = new(tmp_path / "study")
    readme = (study.root / "README.md").read_text(encoding="utf-8")
    links = set(re.findall(r"\]\(([^)#]+)\)", readme))
    assert {"data/README.md", "data/curated/README.md", "reports/prose/README.md"} <= links
    for link in links:
        assert (study.root / link).is_file(), link
    dictionary = (study.root / "data" / "README.md").read_text(encoding="utf-8")
    assert all(f"`{column}`" in dictionary for column in tables.declared("curated/claims").header)
    assert "cyberattacks" not in dictionary.partition("<!-- dictionary -->")[0], (
        "that is said of another study"
    )


def report_words(study: Study, language: str) -> str:
    """Return the finished report."""
    assert (study.reports / f"report.{language}.pdf").read_bytes().startswith(b"%PDF")
    return (study.reports / f"report.{language}.html").read_text(encoding="utf-8")


def test_a_study_without_articles_builds_a_report_that_says_so(tmp_path: Path) -> None:
    study = new(tmp_path / "study", "Attacks of 2024, as {told}", "2024")
    assert len(build(study, {"year": 2024})) == 5
    with (study.prose / "words.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == ["page.study", *["Attacks of 2024, as {told}"] * 2]
    page = report_words(study, "en")
    assert '<p class="study">Attacks of 2024, as {told}</p>' in page
    assert "Cyberattacks on French health data" not in page, "the name of another study"
    assert tables.read(study, "processed/incidents").empty
    assert tables.read(study, "processed/review").empty
    assert '<p class="study">Attacks of 2024, as {told}</p>' in report_words(study, "fr")
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


def test_notebook_03_shows_the_mentions_of_an_article_at_once(tmp_path: Path) -> None:
    """As an analyst runs it after an addition, before any build: what is left is named, nothing passes for reviewed."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from nbformat import read as read_notebook

    from helpers.add import add

    shutil.copytree(SECOND, tmp_path / "study")
    study = Study.find(tmp_path / "study")
    read_all_articles(study)
    text = tmp_path / "late.txt"
    text.write_text("Valmure\n\nL'attaque du CHV a coûté 900 000 euros.\n", encoding="utf-8")
    add(study, str(text), "valmure-facture", "2024-09-01")
    lay_out_notebooks(study, {})
    book = read_notebook(study.notebooks / "03_curate_incidents.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(book, resources={"metadata": {"path": study.notebooks}}, kernel_name="python3")
    with pytest.raises(
        CellExecutionError, match=r"valmure-facture, characters \d+ to \d+: '900 000 euros' is"
    ):
        client.execute()
    (shown,) = [
        output for cell in book.cells for output in cell.get("outputs", []) if output.output_type == "error"
    ]
    assert shown.traceback == [f"InputError: {shown.evalue}"], "one line, not the way there through the code"


def read_all_articles(study: Study) -> None:
    """Write what the first two notebooks of a build write."""
    articles = received.receive(study)
    edits = received.edit_table(articles)
    tables.write(study, "processed/articles", received.summarise(articles, edits))
    tables.write(study, "processed/edits", edits)
    tables.write(study, "processed/mentions", mention_tables(articles, edits)[0])
