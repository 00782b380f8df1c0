"""The notebooks' own code, run in this process: what a build does, without its kernels."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

from helpers import build
from helpers.paths import Study

HOME = Path(__file__).resolve().parents[1]
SECOND = HOME / "tests" / "second_study"


def run(study: Study, first: int = 0, last: int = 5, **parameters: Any) -> None:
    """Run the cells of steps `first` to `last` (half-open) for `study`; what they show is thrown away."""
    for step in build.STEPS[first:last]:
        names: dict[str, Any] = {}
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in code_cells(step):
                exec(cell, names)
                if "study" in names and isinstance(names["study"], str):
                    names |= {name: value for name, value in parameters.items() if name in names}
                    names["study"] = str(study.root)


def code_cells(step: build.Step) -> list[str]:
    """Return the code cells of a step's notebook."""
    book = json.loads((HOME / "notebooks" / f"{step.notebook}.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]


def products(study: Study) -> dict[str, str]:
    """Return the hash of every file that a build writes, and of any other that stands where it writes."""
    folders = (study.processed, study.figures, study.notebooks)
    files = [path for folder in folders for path in folder.rglob("*")] + list(study.reports.glob("*"))
    return {
        study.name(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if path.is_file()
    }


def second(folder: Path) -> Study:
    """Return a copy of the second study in `folder`, not built."""
    shutil.copytree(SECOND, folder, dirs_exist_ok=True)
    for name in ("build", "data/processed", "reports/figures", "notebooks"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "notebooks").mkdir()
    return Study.find(folder)
