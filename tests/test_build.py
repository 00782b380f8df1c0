"""The build: what is up to date, parameters, bad input told in one line, nothing half-written."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import build
from helpers.__main__ import main
from helpers.errors import InputError
from helpers.paths import Study

HOME = Path(__file__).resolve().parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line and return what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "helpers", *arguments], capture_output=True, text=True, check=False, cwd=HOME
    )


def hashes(study: Study) -> dict[str, str]:
    """Return the hash of every product of a study."""
    files = [
        path
        for folder in (study.processed, study.figures, study.reports)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return {study.name(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_modules_are_followed_through_imports() -> None:
    names = {
        path.relative_to(build.PACKAGE).as_posix() for path in build.imported("from helpers import curate")
    }
    assert {"curate.py", "errors.py", "schemas.py", "tables.py"} <= names
    assert (
        not names & {"measure/__init__.py", "build.py"} and (build.PACKAGE / "measure/__init__.py").is_file()
    )


def in_the_tree(code: str) -> set[str]:
    """Return the modules of this package, and what may be one, that code imports, as Python's own parser finds them."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "helpers":
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name.split(".")[0] == "helpers"}
    return names


def test_no_import_of_a_module_is_overlooked() -> None:
    for path in build.PACKAGE.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        found = {file for file in build._imports(code) if file.suffix == ".py"}
        assert found == {file for name in in_the_tree(code) for file in build._files(name)}, path


@pytest.mark.parametrize(
    "code",
    [
        "import helpers.curate",
        "import json, helpers.curate as c",
        "if True:\n    from helpers import (\n        paths,\n        curate,\n    )",
        "from helpers \\\n  import curate",
        "x = 1; from helpers import curate as paths",
    ],
)
def test_an_import_in_a_notebook_is_found_as_it_is_written(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [{"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": code}]
    monkeypatch.setattr(build, "notebook", lambda step: {"cells": cells})
    assert "curate.py" in build._key(Study.find(HOME), build.STEPS[0], {})["modules"]


def test_word_lists_count_as_code() -> None:
    names = {path.parent.name for path in build.imported("from helpers import read")}
    assert "lexicon" in names


def test_an_unknown_parameter_is_refused() -> None:
    ran = run("build", "-p", "yeer=2024")
    assert ran.returncode == 2
    assert ran.stderr.startswith("parameter yeer: no notebook has it; the parameters are")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize("text", ["year", "=2024", "1year=3"])
def test_a_parameter_that_is_none_is_refused(text: str) -> None:
    ran = run("build", "-p", text)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)
    assert "is not NAME=VALUE" in ran.stderr


def test_a_folder_that_is_no_study_is_refused(tmp_path: Path) -> None:
    ran = run("build", "--study", str(tmp_path))
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)
    assert "is not a study" in ran.stderr


def damage_article(study: Study) -> None:
    path = study.articles / "lab-leak-radio.txt"
    path.write_bytes(path.read_bytes().replace(b"500.000", b"600.000"))


def damage_quote(study: Study) -> None:
    path = study.curated / "claims.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("fichier de 491.840 noms", "fichier de 491 840 noms"),
        encoding="utf-8",
    )


def damage_incident(study: Study) -> None:
    path = study.curated / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",dax-2021,", ",dax-2020,", 1), encoding="utf-8")


def damage_article_id(study: Study) -> None:
    path = study.curated / "dismissed.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("inserm-transfert,", "inserm,", 1), encoding="utf-8"
    )


def damage_enumeration(study: Study) -> None:
    path = study.curated / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",asserted,", ",certain,", 1), encoding="utf-8")


def damage_column(study: Study) -> None:
    path = study.raw / "press_incidents.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("scope", "skope", 1), encoding="utf-8")


def damage_review(study: Study) -> None:
    path = study.curated / "dismissed.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (damage_article, "data/raw/articles/lab-leak-radio.txt: its bytes have changed"),
        (damage_quote, "data/curated/claims.csv, row"),
        (
            damage_incident,
            "column incident_id: unknown incident 'dax-2020'; add it to data/curated/incidents.csv",
        ),
        (damage_article_id, "column article_id: unknown article 'inserm'"),
        (damage_enumeration, "column modality: 'certain' cannot stand here; one of asserted"),
        (damage_column, "data/raw/press_incidents.csv: has no column scope"),
        (damage_review, "is not reviewed; use it in a claim or dismiss it"),
    ],
)
def test_a_bad_input_is_one_line_exit_2_and_changes_nothing(
    damaged: Study, damage: object, told: str
) -> None:
    damage(damaged)  # type: ignore[operator]
    before = hashes(damaged)
    start = 2 if damage not in (damage_article,) else 0
    skip_to(damaged, start)
    ran = run("build", "--study", str(damaged.root))
    errors = [line for line in ran.stderr.splitlines() if told in line]
    assert ran.returncode == 2, ran.stderr
    assert len(errors) == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    assert hashes(damaged) == before


def skip_to(study: Study, first: int) -> None:
    """Record the steps before number `first` as up to date, to test a later one by itself."""
    for step in build.STEPS[:first]:
        state = {"key": build._key(study, step, {}), "written": build._written(study, step)}
        path = build._state_path(study, step)
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(state), encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import time\ntime.sleep(60)", "a cell took longer than 1 seconds; the progress line"),
        ("import os\nos._exit(1)", "its kernel died (was memory short?); the progress line"),
    ],
)
def test_a_cell_that_hangs_or_kills_its_kernel_ends_the_build_in_one_line(
    damaged: Study, code: str, told: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    cells = [
        {"cell_type": "code", "id": name, "source": words, "metadata": {"tags": tags}, "outputs": [], "execution_count": None}
        for name, words, tags in (("a", "study = ''", ["parameters"]), ("b", code, []))
    ]  # fmt: skip
    book = damaged.root / "book.ipynb"
    book.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    monkeypatch.setattr(build, "source", lambda step: book)
    monkeypatch.setattr(build, "SECONDS_A_CELL", 1)
    monkeypatch.setattr(build, "STEPS", (build.Step("01_clean_articles", (), ()),))
    before = hashes(damaged)
    assert main(["build", "--study", str(damaged.root)]) == 1
    assert f"01_clean_articles: {told}" in capfd.readouterr().err.splitlines()[-1]
    assert hashes(damaged) == before


def test_a_step_is_up_to_date_until_something_it_depends_on_changes(damaged: Study) -> None:
    step = build.STEPS[2]
    key = build._key(damaged, step, {})
    assert build._key(damaged, step, {}) == key
    (damaged.curated / "README.md").write_text("changed", encoding="utf-8")
    assert build._key(damaged, step, {}) == key, "a file that the step does not read"
    claims = damaged.curated / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert build._key(damaged, step, {}) != key


def test_the_style_of_a_study_without_its_own_is_that_of_this_repository(damaged: Study) -> None:
    own = build._key(damaged, build.STEPS[4], {})["reads"]
    shutil.rmtree(damaged.template)
    borrowed = build._key(damaged, build.STEPS[4], {})["reads"]
    assert {Path(name).name for name in borrowed} == {Path(name).name for name in own}
    assert sorted(borrowed.values()) == sorted(own.values())
    (damaged.reports / "template").mkdir()
    assert not any("template" in name for name in build._key(damaged, build.STEPS[4], {})["reads"])


def test_a_parameter_reruns_only_the_steps_that_have_it(damaged: Study) -> None:
    changed = [
        step.notebook
        for step in build.STEPS
        if build._key(damaged, step, {"draws": 7}) != build._key(damaged, step, {})
    ]
    assert changed == ["04_measure_trends"]


def test_a_missing_product_makes_its_step_run_again(damaged: Study) -> None:
    skip_to(damaged, 5)
    assert build.build(damaged) == []
    (damaged.processed / "articles.csv").unlink()
    assert build._state(damaged, build.STEPS[0])["written"] != build._written(damaged, build.STEPS[0])


def test_an_article_that_leads_out_of_the_study_is_refused(
    damaged: Study, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from helpers import articles

    path = damaged.articles / "lab-leak-blog.txt"
    outside = tmp_path_factory.mktemp("outside") / "other.txt"
    shutil.move(path, outside)
    path.symlink_to(outside)
    with pytest.raises(InputError, match=r"there is no file lab-leak-blog\.txt"):
        articles.receive(damaged)


# run in a process of its own: what a step opens, and which modules of this package it loads, late imports too
WATCHED = """
import json, sys
from pathlib import Path
opened = set()
sys.addaudithook(lambda event, details: opened.add(details[0]) if event == "open" else None)
import steps
from helpers.paths import Study
number, root = int(sys.argv[1]), Path(sys.argv[2])
steps.run(Study(root), number, number + 1)
loaded = [module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "helpers"]
files = [Path(file).absolute() for file in [*loaded, *opened] if isinstance(file, str)]
print(json.dumps(sorted({str(file) for file in files if file.is_relative_to(steps.HOME) or file.is_relative_to(root)})))
"""


@pytest.mark.parametrize("step", build.STEPS, ids=[step.notebook for step in build.STEPS])
def test_whatever_a_step_opens_or_loads_decides_whether_it_is_up_to_date(
    damaged: Study, step: build.Step
) -> None:
    command = [sys.executable, "-c", WATCHED, str(build.STEPS.index(step)), str(damaged.root)]
    variables = os.environ | {"PYTHONPATH": f"{HOME / 'src'}:{HOME / 'tests'}", "MPLBACKEND": "Agg"}
    ran = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    met = {Path(name) for name in json.loads(ran.stdout.splitlines()[-1])}
    known = {build.PACKAGE / name for name in build._key(damaged, step, {})["modules"]}
    known |= {path for glob in (*step.reads, *step.writes) for path in damaged.root.glob(glob)}
    # this test's own means, the libraries, compiled modules, and what was half-written when it was opened
    others = [HOME / name for name in (".venv", "notebooks", "tests", "src/helpers/build.py")]
    unknown = {path for path in met - known if path.is_file() and path.suffix != ".pyc"}
    assert not {path for path in unknown if not any(path.is_relative_to(other) for other in others)}
    assert met & known


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("from helpers.__main__ import main; main(['build', '--study', {0!r}])", set()),
        ("from helpers.archive import read_archive; read_archive({0!r} + '/data/raw/articles', {0!r} + '/out')", set()),
        ("from helpers import tables, paths; tables.read(paths.Study.find({0!r}), 'raw/cnil_health_monthly')", {"pandas", "pyarrow"}),
    ],
    ids=["a build with nothing to do", "reading", "a table"],
)  # fmt: skip
def test_nothing_is_imported_that_is_not_needed(damaged: Study, code: str, allowed: set[str]) -> None:
    skip_to(damaged, 5)
    code += "\nimport sys; print([name for name in sys.argv[1:] if name in sys.modules])"
    heavy = (
        "pandas",
        "spacy",
        "papermill",
        "nbformat",
        "matplotlib",
        "scipy",
        "pyarrow",
        "trafilatura",
        "distributed",
    )
    command = [sys.executable, "-c", code.format(str(damaged.root)), *heavy]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(ast.literal_eval(ran.stdout.splitlines()[-1])) == allowed


def test_every_module_stands_in_the_map_of_the_design() -> None:
    """An engineer finds each module in the table of CONTRIBUTING.md, and nothing else there."""
    rows = [
        line.split("|")[1] for line in (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]  # fmt: skip
    told = {name.rstrip("/") for row in rows for name in re.findall(r"`([^`]+)`", row)}
    package = HOME / "src" / "helpers"
    found = {path.stem for path in package.glob("*.py")} - {"__init__"}
    found |= {
        path.name for path in package.iterdir() if (path / "__init__.py").is_file() or path.name == "lexicon"
    }
    assert told == found
