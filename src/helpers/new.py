"""A new study in one command: an empty folder of the right shape, from which a report can be built at once."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from helpers.errors import InputError
from helpers.paths import Study
from helpers.schemas import TABLES
from helpers.tables import replace

TITLE = "What the articles tell of incidents"
FOLDERS = ("data/processed", "notebooks", "reports/figures")
PROTOCOL = Path("data") / "curated" / "README.md"


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
    replace(root / "reports" / "prose" / "names.txt", title + "\n")
    if year:
        replace(root / "parameters.json", json.dumps({"year": int(year)}) + "\n")
    shutil.copyfile(Path(__file__).parents[2] / PROTOCOL, root / PROTOCOL)


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
