"""The notebooks: their anatomy, and that nbval compares every one of their cells."""

from __future__ import annotations

import ast
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers import build, kernels
from helpers.paths import Study

HOME = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((HOME / "notebooks").glob("*.ipynb"))
IDS = [path.stem for path in NOTEBOOKS]


def cells(path: Path) -> list[dict[str, Any]]:
    """Return a notebook's cells, their source joined."""
    book = json.loads(path.read_text(encoding="utf-8"))
    return [cell | {"source": "".join(cell["source"])} for cell in book["cells"]]


def code(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in cells(path) if cell["cell_type"] == "code"]


def test_the_steps_are_the_notebooks() -> None:
    assert [step.notebook for step in build.STEPS] == IDS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_every_code_cell_was_run_in_order_without_error_or_warning(path: Path) -> None:
    counts = [cell["execution_count"] for cell in code(path)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code(path):
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr", cell["source"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_no_cell_goes_uncompared(path: Path) -> None:
    """nbval skips cells by tag or comment, cells without a count, and images; there must be none."""
    for cell in cells(path):
        tags = cell["metadata"].get("tags", [])
        assert set(tags) <= {"parameters"}, tags
        assert not re.search(r"#\s*(NBVAL|PYTEST)", cell["source"])
    for cell in code(path):
        assert cell["execution_count"] is not None
        for output in cell["outputs"]:
            kinds = set(output.get("data", {}))
            assert not kinds & {"image/png", "image/jpeg"}, "nbval does not compare these: show SVG"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_no_metadata_of_the_run_is_kept(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == build.cleaned(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_a_notebook_reads_as_an_argument(path: Path) -> None:
    every = cells(path)
    head = every[0]["source"]
    assert head.startswith("# ")
    for word in ("**Question**", "**Reads**", "**Writes**", "**Assumes**"):
        assert word in head
    prose = "\n".join(cell["source"] for cell in every if cell["cell_type"] == "markdown")
    assert "## Conclusion" in prose and "## Limits" in prose
    for before, cell in itertools.pairwise(every):
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", []):
            assert before["cell_type"] == "markdown", f"no sentence before: {cell['source'][:60]}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_cells_are_short_and_define_nothing(path: Path) -> None:
    for cell in code(path):
        assert len(cell["source"].splitlines()) <= 10, cell["source"]
        kinds = {type(node) for node in ast.walk(ast.parse(cell["source"]))}
        assert not kinds & {ast.FunctionDef, ast.ClassDef, ast.Lambda}
        assert not cell["source"].rstrip().endswith(";")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_a_notebook_has_one_parameters_cell_of_plain_literals(path: Path) -> None:
    found = [cell for cell in code(path) if "parameters" in cell["metadata"].get("tags", [])]
    assert len(found) == 1
    for statement in ast.parse(found[0]["source"]).body:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)


@pytest.mark.parametrize("step", build.STEPS, ids=IDS)
def test_the_head_lists_what_the_step_declares(step: build.Step, study: Study) -> None:
    head = cells(build.source(step))[0]["source"]
    for glob in step.writes:
        name = Path(glob).stem.split(".")[0].strip("*")
        assert not name or name in head, f"{name} is written but not in the head's list"
    for glob in step.writes:
        assert list(study.root.glob(glob)), f"{glob} was declared and never written"


def test_a_wrong_output_is_noticed(tmp_path: Path, study: Study) -> None:
    """Change one digit of one stored output: nbval must fail there and nowhere else, or it compares nothing."""
    book = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))
    shown = [
        output["data"]
        for cell in book["cells"]
        for output in cell.get("outputs", [])
        if re.search(r">\d", "".join(output["data"].get("text/html", [])))
    ]
    markup = "".join(shown[-1]["text/html"])
    shown[-1]["text/html"] = re.sub(r">(\d)", lambda digit: f">{9 - int(digit[1])}", markup, count=1)
    copy = tmp_path / "changed.ipynb"
    copy.write_text(json.dumps(book), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        str(copy),
    ]
    run = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, check=False, env=_environment(study)
    )
    assert run.returncode == 1, run.stdout
    assert "Cell outputs differ" in run.stdout or "mismatch" in run.stdout
    assert re.search(r"\b1 failed, \d+ passed", run.stdout), run.stdout


def _environment(study: Study) -> dict[str, str]:
    import os

    return os.environ | kernels.ENVIRONMENT | {"STUDY": str(study.root)}
