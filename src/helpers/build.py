"""Runs the notebooks through papermill, each when something that it depends on has changed.

A step depends, by content, on its notebook's cells, on the modules that it imports, on what it reads, on the
parameters, on the study's prose and templates where it renders them, and on the lock of the environment.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import InputError
from helpers.paths import Study
from helpers.tables import alone, replace, sweep

if TYPE_CHECKING:
    from helpers.kernels import Kernels

PACKAGE = Path(__file__).resolve().parent
HOME = PACKAGE.parents[1]


@dataclass(frozen=True)
class Step:
    """A notebook, what it reads and writes, as globs from the study's root, and what it imports late and slowly."""

    notebook: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    imports: tuple[str, ...] = ("pandas",)


FILE_ERRORS = ("FileNotFoundError", "IsADirectoryError", "NotADirectoryError", "OSError", "PermissionError")
SECONDS_A_CELL = 600
# what a parameter may be, beside of the type that its notebook gives it
LIMITS = {"year": (1900, 2999), "confidence": (0.5, 0.999), "draws": (1, 100_000), "seed": (0, 2**32 - 1)}
IMPORT = re.compile(
    r"^[ \t]*(?:from (helpers[\w.]*) import (\([^)]*\)|.*)|import (.*\bhelpers\b.*))", re.MULTILINE
)
AHEAD = 3  # kernels started in advance, this step's included
PROCESSED = "data/processed/"
TEMPLATE = "reports/template/*"  # of the study, or else of this repository
CURATION = (
    "claims", "values", "incidents", "disagreements", "review", "register_matches", "reader_check", "second_coding",
)  # fmt: skip
STEPS = (
    Step("01_clean_articles", ("data/raw/articles/*",), (PROCESSED + "articles.csv", PROCESSED + "edits.csv")),
    Step(
        "02_read_mentions",
        ("data/raw/articles/*", "data/lexicon/*", PROCESSED + "articles.csv", PROCESSED + "edits.csv"),
        (PROCESSED + "mentions.csv", PROCESSED + "remarks.csv"),
        ("pandas", "spacy.lang.fr", "spacy.displacy"),
    ),
    Step(
        "03_curate_incidents",
        ("data/raw/articles/*", "data/raw/press_incidents.csv", "data/curated/*.csv", *(f"{PROCESSED}{name}.csv" for name in ("articles", "mentions", "edits"))),
        (*(f"{PROCESSED}{name}.csv" for name in CURATION), PROCESSED + "incidents.parquet", PROCESSED + "veris.json"),
        ("pandas", "spacy.displacy"),
    ),
    Step(
        "04_measure_trends",
        (
            "data/raw/*.csv",
            "data/raw/articles/bibliography.csv",
            *(f"{PROCESSED}{name}.csv" for name in ("articles", *CURATION)),
        ),
        (PROCESSED + "measures.csv", PROCESSED + "figures.csv", "reports/figures/*"),
        ("pandas", "seaborn", "scipy.stats"),
    ),
    Step(
        "05_write_report",
        (PROCESSED + "*.csv", "data/raw/*.csv", "data/raw/articles/*", "reports/prose/**/*", TEMPLATE,
         "reports/figures/*", "CITATION.cff"),
        ("reports/report.*", "reports/rests_on.csv", PROCESSED + "datapackage.json"),
        ("typst", "babel.dates", "jinja2", "mistune", "yaml"),
    ),
)  # fmt: skip


def build(study: Study, parameters: dict[str, Any] | None = None, force: bool = False) -> list[str]:
    """Run every step of `study` that is not up to date, in order; return the names of those that ran.

    Parameters
    ----------
    study : Study
        The executed notebooks are written to its folder ``notebooks``.
    parameters : dict, optional
        Values for the notebooks' ``parameters`` cells, by name.
    force : bool
        Run every step, and print the report anew.

    Raises
    ------
    InputError
        A parameter that no notebook has, or bad input met by a step.
    """
    parameters = parameters or {}
    _check_parameters(parameters)
    ran: list[str] = []
    with _lock(study) as lock, ExitStack() as ending:
        for print_ in (study.root / "build").glob("report.*.pdf") if force else ():
            print_.unlink()
        for step in STEPS:
            key = _key(study, step, parameters)
            if force or _state(study, step) != {"key": key, "written": _written(study, step)}:
                _require_writable(study)
                if not ran:
                    kernels = ending.enter_context(_kernels(study, lock))
                for following in STEPS[STEPS.index(step) :][:AHEAD]:
                    kernels.start(following.notebook, (*following.imports, *_named(_code(following))))
                if not ran and step is not STEPS[-1]:  # which tells it first itself
                    _check_ledger(study)  # while the kernels start
                _execute(study, step, parameters, kernels)
                state = {"key": key, "written": _written(study, step)}
                replace(_state_path(study, step), json.dumps(state, indent=1))
                ran.append(step.notebook)
    return ran


@contextmanager
def _lock(study: Study) -> Iterator[int]:
    """Hold the only build of `study`; first remove what a build that was killed left half-written."""
    folder = study.root / "build"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        cure = "check the folder's rights and space"
        raise InputError(str(folder), f"cannot be made ({error.strerror})", cure) from None
    with alone(folder, f"{study.root}: another build is running; waiting for its end") as lock:
        sweep((folder, study.processed, study.figures, study.reports, study.notebooks))
        yield lock


def _kernels(study: Study, lock: int) -> Kernels:
    """Return what starts kernels."""
    from helpers.kernels import Kernels  # a build with nothing to do need not import what that needs

    return Kernels(study, lock)


def _check_ledger(study: Study) -> None:
    """Raise `InputError` for each sentence of the report that has lost a claim, before any notebook runs."""
    from helpers.report import check_ledger  # a build with nothing to do need not import it

    check_ledger(study)


def _require_writable(study: Study) -> None:
    """Raise `InputError` where a build could not write, before anything is started that would find out later."""
    for folder in (study.root / "build", study.notebooks, study.processed, study.figures, study.reports):
        holder = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(holder, os.W_OK | os.X_OK):
            raise InputError(
                str(holder), "cannot be written to", "check the folder's rights, or build a copy of the study"
            )


def source(step: Step) -> Path:
    """Return the notebook that `step` runs, in this repository."""
    return HOME / "notebooks" / f"{step.notebook}.ipynb"


def _check_parameters(parameters: dict[str, Any]) -> None:
    """Raise `InputError` for a parameter that no notebook has, which papermill would only warn of, or of another type."""
    known = {name: value for step in STEPS for name, value in _parameters_of(step).items()}
    for name, value in parameters.items():
        where = f"parameter {name}"
        if name not in known:
            raise InputError(
                where, "no notebook has it", f"the parameters are {', '.join(sorted({*known} - {'study'}))}"
            )
        if name == "study":
            raise InputError(where, "cannot be set", "name the study's folder with --study")
        _check_value(where, value, known[name], *LIMITS.get(name, (None, None)))


def _check_value(where: str, value: Any, example: Any, least: Any, greatest: Any) -> None:
    """Raise `InputError` unless `value` is of the type of `example` and within its limits."""
    kinds = (int, float) if isinstance(example, float) else (type(example),)
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise InputError(where, f"{value!r} cannot be its value", f"write for example {example!r}")
    if least is not None and not least <= value <= greatest:
        raise InputError(where, f"{value!r} cannot be its value", f"write one from {least} to {greatest}")


def _parameters_of(step: Step) -> dict[str, Any]:
    """Return the parameters that the notebook's parameters cell sets, with their values there."""
    cells = [cell for cell in notebook(step)["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    if not cells:
        what, cure = "has no parameters cell", "tag the first code cell with parameters"
        raise InputError(f"notebooks/{step.notebook}.ipynb", what, cure)
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.walk(_tree(step, "\n".join("".join(cell["source"]) for cell in cells)))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def notebook(step: Step) -> dict[str, Any]:
    """Return the notebook of a step, checked against the format; not to be changed.

    Raises
    ------
    InputError
        There is no such notebook, or it is damaged.
    """
    where = f"notebooks/{step.notebook}.ipynb"
    cure = "restore it, for example with: git checkout " + where
    try:
        return _parsed(source(step).read_bytes())
    except OSError as error:
        raise InputError(where, f"cannot be read ({error.strerror})", cure) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(where, f"is no notebook ({type(error).__name__}: {error})", cure) from None


@lru_cache(len(STEPS))
def _parsed(data: bytes) -> dict[str, Any]:
    """Return the notebook that a file holds; all that a build asks of its cells is there."""
    book = json.loads(data)
    for cell in book["cells"]:
        _ = cell["cell_type"], cell["metadata"].get("tags", []), "".join(cell["source"])
    return dict(book)


def _code(step: Step) -> str:
    """Return the code of a notebook's cells."""
    cells = (cell for cell in notebook(step)["cells"] if cell["cell_type"] == "code")
    return "\n".join("".join(cell["source"]) for cell in cells)


def _tree(step: Step, code: str) -> ast.Module:
    """Return the code of a notebook, parsed."""
    try:
        return ast.parse(code)
    except SyntaxError as error:
        told = f"a code cell is no Python ({error.msg}: {(error.text or '').strip()})"
        raise InputError(f"notebooks/{step.notebook}.ipynb", told, "mend the cell") from None


def _execute(study: Study, step: Step, parameters: dict[str, Any], kernels: Kernels) -> None:
    """Run one notebook and put it, with its outputs and without run metadata, into the study."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    own = {name: value for name, value in parameters.items() if name in _parameters_of(step)}
    draft = study.root / "build" / f"{step.notebook}.ipynb"
    study.notebooks.mkdir(exist_ok=True)
    done = "the progress line says how many cells were done"
    try:
        replace(draft, _without_outputs(step))
        # saved when it ends, well or not: to save after every cell is a second of work in a whole build
        execute_notebook(
            draft, draft, own, cwd=study.notebooks, kernel_name="python3", km=kernels.running[step.notebook],
            progress_bar=True, log_output=False, execution_timeout=SECONDS_A_CELL, request_save_on_cell_execute=False,
        )  # fmt: skip
        kernels.kill(step.notebook)
    except PapermillExecutionError as error:
        raise _failure(step, error, draft) from None
    except CellTimeoutError:
        told = f"{step.notebook}: a cell took longer than {SECONDS_A_CELL} seconds; {done}"
        raise RuntimeError(told) from None
    except DeadKernelError:
        raise RuntimeError(f"{step.notebook}: its kernel died (was memory short?); {done}") from None
    except OSError as error:
        print(file=sys.stderr)  # ends the line of the progress bar
        where, what = str(error.filename or draft), f"cannot be written ({error.strerror})"
        raise InputError(where, what, "check the folder's rights and space") from None
    replace(study.notebooks / f"{step.notebook}.ipynb", cleaned(draft.read_text(encoding="utf-8")))


def _without_outputs(step: Step) -> str:
    """Return the JSON of a notebook without what its last run gave."""
    none: dict[str, Any] = {"outputs": [], "execution_count": None}
    book = notebook(step)
    cells = [cell | none if cell["cell_type"] == "code" else cell for cell in book["cells"]]
    return json.dumps(book | {"cells": cells}, ensure_ascii=False)


def _failure(step: Step, error: Any, draft: Path) -> Exception:
    """Return what a user can act upon: the step's own words about bad input, or where to look."""
    if error.ename == "InputError":
        told = InputError("", "", "")
        told.args = (error.evalue,)
        return told
    if error.ename in FILE_ERRORS:
        cure = "restore the file, or check its rights and the space left"
        return InputError(step.notebook, f"a file cannot be used ({error.evalue})", cure)
    return RuntimeError(f"{step.notebook}: {error.ename}: {error.evalue}; see the last cell of {draft}")


def cleaned(notebook: str) -> str:
    """Return a notebook's JSON with outputs and counts, without what differs from run to run."""
    book = json.loads(notebook)
    book["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in book["cells"]:
        tags = list(cell["metadata"].get("tags", []))
        cell["metadata"] = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
    return json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


# --- what is up to date


def _state_path(study: Study, step: Step) -> Path:
    """Return where the state of a step is kept: outside of what is committed."""
    return study.root / "build" / f"{step.notebook}.json"


def _state(study: Study, step: Step) -> dict[str, Any]:
    """Return what is known of the last run of a step."""
    try:
        return json.loads(_state_path(study, step).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _key(study: Study, step: Step, parameters: dict[str, Any]) -> dict[str, Any]:
    """Return all that a step depends on, by content."""
    known = _parameters_of(step)  # papermill would only warn where there are none
    cells = [
        "".join(cell["source"])
        for cell in notebook(step)["cells"]
        if "injected-parameters" not in cell["metadata"].get("tags", [])
    ]
    modules = imported(ast.unparse(_tree(step, _code(step))))
    return {
        "cells": hashlib.sha256("\n".join(cells).encode()).hexdigest(),
        "modules": {path.relative_to(PACKAGE).as_posix(): _hash(path) for path in modules},
        "reads": _hashes(study, step.reads),
        "parameters": {name: str(value) for name, value in sorted(parameters.items()) if name in known},
        "lock": _hash(HOME / "requirements.lock"),
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
    }


def _written(study: Study, step: Step) -> dict[str, str]:
    """Return the hash of each product of a step, its executed notebook among them."""
    return _hashes(study, (*step.writes, f"notebooks/{step.notebook}.ipynb"))


def _hashes(study: Study, globs: Iterable[str]) -> dict[str, str]:
    """Return the hash of each file that the globs match, by its name."""
    found = {
        study.name(path): path
        for glob in globs
        for path in (study.template.glob("*") if glob == TEMPLATE else study.root.glob(glob))
        if path.is_file()
    }
    return {name: _hash(path) for name, path in sorted(found.items())}


def _hash(path: Path) -> str:
    """Return the sha256 of a file; empty when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def imported(code: str) -> list[Path]:
    """Return the files of this package that `code` imports, directly or not, and the package's word lists."""
    found: dict[Path, None] = {}
    waiting = list(_imports(code))
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = None
            if path.suffix == ".py":
                waiting += _imports(path.read_text(encoding="utf-8"))
    return sorted(found)


@cache
def _imports(code: str) -> tuple[Path, ...]:
    """Return the files of this package that `code` names in an import, and the word lists that it names.

    Every build reads all modules for this, so it looks for the statements as they are written: what looks like one,
    in a docstring, may name a file too many, and costs nothing but a build.
    """
    names = ["helpers.lexicon"] if '"lexicon"' in code else []
    for package, members, modules in IMPORT.findall(code):
        taken = re.findall(r"\w+", re.sub(r" as \w+", "", members))
        names += [package, *(f"{package}.{name}" for name in taken)] if package else []
        names += re.findall(r"\bhelpers[\w.]*", modules)
    return tuple(path for name in dict.fromkeys(names) for path in _files(name))


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements below a node, whatever they stand in; nothing within an expression can import."""
    for block in ("body", "orelse", "handlers", "finalbody", "cases"):
        for node in getattr(tree, block, ()):
            yield node
            yield from _statements(node)


def _named(code: str) -> list[str]:
    """Return the names of the modules that `code` imports.

    >>> _named("import numpy as np\\nfrom helpers import curate, tables\\nfrom helpers.paths import Study")
    ['numpy', 'helpers.curate', 'helpers.tables', 'helpers.paths']
    """
    names = []
    for node in _statements(ast.parse(code)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = node.module or ""
            names += [f"helpers.{alias.name}" for alias in node.names] if package == "helpers" else [package]
    return names


@cache
def _files(module: str) -> tuple[Path, ...]:
    """Return the file of a module of this package and those of the packages around it, or a folder of word lists."""
    names = module.split(".")[1:]
    path = PACKAGE.joinpath(*names)
    if path.name == "lexicon":
        return tuple(sorted(file for file in path.iterdir() if file.is_file()))
    around = [PACKAGE.joinpath(*names[:depth], "__init__.py") for depth in range(len(names) + 1)]
    return tuple(file for file in (path.with_suffix(".py"), *around) if file.is_file())
