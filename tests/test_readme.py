"""The README: every path, command and number in it is true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import tables
from helpers.paths import Study

HOME = Path(__file__).resolve().parents[1]
README = (HOME / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    path
    for path in (*HOME.glob("*.md"), *HOME.glob("data/**/README.md"), HOME / "tests" / "gold" / "README.md")
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(HOME).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


def test_every_folder_in_the_map_exists() -> None:
    for name in re.findall(r"^\| `([\w/.]+)` \|", README, flags=re.M):
        assert (HOME / name).exists(), name


def test_every_notebook_is_in_the_map() -> None:
    assert set(re.findall(r"notebooks/(\d\d_\w+)\.ipynb", README)) == {
        path.stem for path in HOME.glob("notebooks/*.ipynb")
    }


def test_every_make_target_exists() -> None:
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    for document in DOCUMENTS:
        for target in re.findall(r"`?make ([a-z]+)", document.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, flags=re.M), f"{document.name}: make {target}"


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """Return a folder with the Makefile and an environment of stand-ins, which say what they are asked to do."""
    folder = tmp_path / "un dossier"
    (folder / "src").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "requirements.txt", "pyproject.toml"):
        shutil.copy(HOME / name, folder)
    stand_in(
        folder / ".venv" / "bin" / "python", 'echo "$@" >> asked; case "$*" in *"pytest tests"*) exit 1; esac'
    )
    stand_in(folder / ".tools" / "bin" / "uv", 'echo "uv $@" >> asked')
    (folder / ".venv" / ".done").touch()
    return folder


def stand_in(path: Path, does: str, version: str = "(3, 11)") -> None:
    """Write a program that knows its version as Python does, and else does what is said."""
    path.parent.mkdir(parents=True, exist_ok=True)
    old = int(version == "(3, 10)")
    told = f'case "$2" in *exit*) exit {old};; *) echo "{version}"; exit;; esac'
    path.write_text(f'#!/bin/sh\nif [ "$1" = -c ]; then {told}; fi\n{does}\n', encoding="utf-8")
    path.chmod(0o755)


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder, as someone whose environment names no study."""
    own = {name: value for name, value in os.environ.items() if name not in ("STUDY", "PYTHON", "MAKEFLAGS")}
    return subprocess.run(["make", *words], cwd=folder, env=own, capture_output=True, text=True, check=False)


def asked(folder: Path) -> str:
    """Return what the stand-ins were asked to do."""
    path = folder / "asked"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@pytest.mark.parametrize(("target", "command"), [("report", "build"), ("lab", "lab")])
def test_a_study_may_lie_at_a_path_with_spaces(workshop: Path, target: str, command: str) -> None:
    stand_in(workshop / ".venv" / "bin" / "python", 'printf "%s|" "$@" >> asked')
    assert make(workshop, target, "STUDY=../mon étude").returncode == 0
    assert asked(workshop) == f"-m|helpers|{command}|--study|../mon étude|"


def test_the_notebooks_are_compared_even_where_a_test_fails(workshop: Path) -> None:
    ran = make(workshop, "test")
    assert ran.returncode != 0
    assert "-m pytest tests src/helpers" in asked(workshop)
    assert "-p nbval.plugin" in asked(workshop)


@pytest.mark.parametrize("target", ["lock", "bench"])
def test_what_is_kept_in_build_needs_no_build_before(workshop: Path, target: str) -> None:
    (workshop / "reports").mkdir()
    ran = make(workshop, target)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_an_old_python_is_told_before_anything_is_made(workshop: Path) -> None:
    shutil.rmtree(workshop / ".venv")
    shutil.rmtree(workshop / ".tools")
    stand_in(workshop / "python3.10", "echo made >> asked", "(3, 10)")
    ran = make(workshop, "report", "PYTHON=./python3.10")
    assert ran.returncode != 0
    assert "Python 3.11 or newer is needed; name one: make report PYTHON=python3.12" in ran.stderr
    assert not asked(workshop) and not (workshop / ".tools").exists()


def test_the_environment_is_made_anew_for_another_python_and_else_kept(workshop: Path) -> None:
    stand_in(workshop / "same", "", "(3, 11)")
    stand_in(workshop / "newer", "", "(3, 12)")
    for words in ([], ["PYTHON=./same"]):
        make(workshop, "setup", *words)
        assert (workshop / ".venv" / "bin" / "python").exists() and not asked(workshop)
    make(workshop, "setup", "PYTHON=./newer")
    assert not (workshop / ".venv" / "bin" / "python").exists()
    assert "uv venv -q -p ./newer .venv" in asked(workshop)


def test_every_command_exists() -> None:
    for command in set(re.findall(r"python -m helpers ([a-z]+)", README)):
        ran = subprocess.run(
            [sys.executable, "-m", "helpers", command, "--help"], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, command


def test_every_number_of_the_findings_is_a_measure(study: Study) -> None:
    measures = tables.read(study, "processed/measures").set_index("measure_id")
    hfds = measures.loc["rate_ransomware_hfds_2021"]
    spread = measures.loc["rate_spread_complete_2021", "value"]
    assert hfds["low"] < 1 < hfds["high"], "the year no longer agrees with him"
    text = " ".join(README.split())
    assert f"{hfds['value']:.2f} a week (95% interval {hfds['low']:.2f} to {hfds['high']:.2f})" in text
    assert f"the greatest is {spread:.1f} times the least" in text
    articles = len(tables.read(study, "processed/articles"))
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    assert f"{words[articles] if articles < len(words) else articles} French press articles" in text
