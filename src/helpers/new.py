"""A new study in one command: an empty folder of the right shape, from which a report can be built at once."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from helpers import build
from helpers.errors import InputError
from helpers.export import with_dictionary
from helpers.paths import Study
from helpers.schemas import TABLES
from helpers.tables import replace

TITLE = "What the articles tell of incidents"
FOLDERS = ("data/processed", "notebooks", "reports/figures")
# documents of this repository that hold for every study, and where they stand in one
SHARED = {
    "data/curated/README.md": "data/curated/README.md",
    "reports/template/README.md": "reports/prose/README.md",
}


def new(path: str | Path, title: str = "", year: str = "") -> Study:
    """Lay out an empty study in the folder `path` and return it.

    The folder appears whole or not at all.

    Parameters
    ----------
    title : str
        The report's title; a working title where it is empty.
    year : str
        The year that the measures are about; the notebooks' own where it is empty.

    Raises
    ------
    InputError
        The folder holds something, or cannot be made; the year is no year.
    """
    target = Path(path)
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        raise InputError(f"--year {year}", "is no year", "write for example 2024")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(str(target), "is not empty", "name a new folder")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as draft:
            laid_out = Path(draft) / "study"
            _lay_out(laid_out, " ".join((title or TITLE).replace('"', "”").split()), year)
            if target.is_dir():
                target.rmdir()
            laid_out.rename(target)
    except OSError as error:
        raise InputError(str(target), f"cannot be made ({error.strerror})", "name another folder") from None
    return Study.find(target)


def _lay_out(root: Path, title: str, year: str) -> None:
    """Write an empty study into the folder `root`."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    for name, table in TABLES.items():
        if name.startswith(("raw/", "curated/")):
            replace(table.path(Study(root)), ",".join(table.header) + "\n")
    for name, words in _templates().items():
        replace(root / name, _filled(words, title, year))
    replace(
        root / "data" / "README.md",
        with_dictionary((root / "data" / "README.md").read_text(encoding="utf-8")),
    )
    replace(root / "reports" / "prose" / "names.txt", title + "\n")
    replace(root / "reports" / "prose" / "words.csv", _words(title))
    parameters = {"year": int(year)} if year else {}
    if parameters:
        replace(root / "parameters.json", json.dumps(parameters) + "\n")
    lay_out_notebooks(Study(root), parameters)
    for source, place in SHARED.items():
        shutil.copyfile(build.HOME / source, root / place)


def lay_out_notebooks(study: Study, parameters: dict[str, Any]) -> None:
    """Write the notebooks that `study` has not yet, without outputs, with its parameters; a build replaces them."""
    study.notebooks.mkdir(exist_ok=True)
    for step in build.STEPS:
        path = study.notebooks / f"{step.notebook}.ipynb"
        if not path.exists():
            cells = [
                _emptied(cell, parameters)
                for cell in build.notebook(step)["cells"]
                if "injected-parameters" not in cell["metadata"].get("tags", [])
            ]
            replace(path, build.cleaned(json.dumps(build.notebook(step) | {"cells": cells})))


def _emptied(cell: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return a cell without outputs; in the parameters cell stand the values of `parameters`."""
    if cell["cell_type"] != "code":
        return cell
    code = "".join(cell["source"])
    for name, value in parameters.items() if "parameters" in cell["metadata"].get("tags", []) else ():
        assigned = rf"(?m)^{re.escape(name)} = .*?(?=  #|$)"
        code = re.sub(assigned, f"{name} = {value!r}".replace("\\", r"\\"), code)
    return cell | {"source": code.splitlines(keepends=True), "outputs": [], "execution_count": None}


def _words(title: str) -> str:
    """Return the study's own words of the interface: its title is what the head of each page says."""
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows([("key", "en", "fr"), ("page.study", title, title)])
    return lines.getvalue()


def _templates() -> dict[str, str]:
    """Return the files that every study begins with, by their place in it."""
    folder = Path(str(files("helpers") / "new_study"))
    found = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return {
        name.replace("gitignore", ".gitignore"): path.read_text(encoding="utf-8")
        for name, path in found.items()
    }


def _filled(words: str, title: str, year: str) -> str:
    """Return a template with the study's title, which in prose is a name: a title may hold digits, prose may not."""
    parameters = f"\nThe measures are about the year {year}: see `parameters.json`." if year else ""
    holes = {
        "{title}": title,
        "{quoted_title}": json.dumps(title, ensure_ascii=False),
        "{title_tag}": f'{{{{ name("{title}") }}}}',
        "{parameters}\n": parameters,
    }
    for hole, filling in holes.items():
        words = words.replace(hole, filling)
    return words.rstrip("\n") + "\n"
