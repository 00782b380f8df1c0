"""How long a build takes beside what one would do without this project, on the same study and in one run.

Run with ``make bench``. Every figure is the median of alternating rounds; the tables give ratios, because seconds belong
to a machine. Peers are installed into environments of their own under ``build/bench``; one that cannot be had is named.

    .venv/bin/python benchmarks/bench_build.py [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
BENCH = HOME / "build" / "bench"
BIN = Path(sys.executable).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
UV = HOME / ".tools" / "bin" / "uv"
OURS = "this project"
ABSENT = "not measured (it could not be installed)"
SCRATCH, NOTHING, SENTENCE, TABLE, TESTS = COLUMNS = (
    "from scratch", "nothing changed", "a sentence changed", "a curated table changed", "outputs tested",
)  # fmt: skip
Act = Callable[[Path], None]


def run(*command: str | Path, cwd: Path, **variables: str) -> None:
    """Run a command quietly; a failure stops the benchmark with its last words."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stderr[-1500:]}")


def clone(target: Path) -> Path:
    """Return a fresh clone of what is committed."""
    run("git", "clone", "-q", "--no-hardlinks", HOME, target, cwd=HOME)
    return target


def here(study: Path) -> dict[str, str]:
    """Return the variables that make every tool use the code and the data of this clone."""
    return {"PYTHONPATH": str(study / "src"), "STUDY": str(study), "PYTHONHASHSEED": "0", "MPLBACKEND": "Agg"}


def full(study: Path) -> None:
    """Build everything: five notebooks, figures, data package, report in two languages, HTML and PDF."""
    run(sys.executable, "-m", "helpers", "build", "--force", cwd=study, **here(study))


def nothing(study: Path) -> None:
    """Build when nothing has changed."""
    run(sys.executable, "-m", "helpers", "build", cwd=study, **here(study))


def one_sentence(study: Path) -> None:
    """Build after one sentence of the prose has changed."""
    prose = study / "reports" / "prose" / "en" / "80_limits.md"
    prose.write_text(prose.read_text(encoding="utf-8") + "- Another limit.\n", encoding="utf-8")
    nothing(study)


def one_table(study: Path) -> None:
    """Build after one reason of a curated table has changed, which three of the five steps depend on."""
    table = study / "data" / "curated" / "dismissed.csv"
    header, first, *others = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join([header, first.rstrip("\n") + " here\n", *others]), encoding="utf-8")
    nothing(study)


def notebooks(study: Path) -> list[Path]:
    """Return the notebooks in order."""
    return sorted((study / "notebooks").glob("*.ipynb"))


def papermill_and_nbconvert(study: Path) -> None:
    """Run papermill on each notebook in sequence, nbconvert each to HTML, and print the last one to PDF."""
    for notebook in notebooks(study):
        out = study / "build" / notebook.name
        out.parent.mkdir(exist_ok=True)
        run(
            BIN / "papermill",
            notebook,
            out,
            "--cwd",
            study / "notebooks",
            "--no-progress-bar",
            cwd=study,
            **here(study),
        )
        run(BIN / "jupyter-nbconvert", "--to", "html", out, cwd=study, **here(study))
    page = (study / "build" / notebooks(study)[-1].stem).with_suffix(".html")
    flags = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--virtual-time-budget=2000",
    )
    run(
        CHROMIUM or "chromium", *flags, f"--print-to-pdf={page.with_suffix('.pdf')}", page.as_uri(), cwd=study
    )


def nbconvert_execute(study: Path) -> None:
    """Run `jupyter nbconvert --execute` on each notebook, to HTML."""
    for notebook in notebooks(study):
        out = study / "build"
        run(
            BIN / "jupyter-nbconvert",
            "--execute",
            "--to",
            "html",
            "--output-dir",
            out,
            notebook,
            cwd=study,
            **here(study),
        )


def jupyter_book(study: Path) -> None:
    """Build a Jupyter Book (the last line of releases that works without a network) of the five notebooks, HTML only.

    It runs them with this project's Python; a notebook that failed would be a fast one, so it stops the benchmark.
    """
    book = study / "notebooks"
    config = {
        "title": "t",
        "execute": {"execute_notebooks": "cache", "timeout": 300},
        "sphinx": {"config": {"nb_kernel_rgx_aliases": {"python3": "study"}}},
    }
    (book / "_config.yml").write_text(json.dumps(config), encoding="utf-8")
    chapters = [{"file": path.stem} for path in notebooks(study)]
    contents = {"format": "jb-book", "root": chapters[0]["file"], "chapters": chapters[1:]}
    (book / "_toc.yml").write_text(json.dumps(contents), encoding="utf-8")
    jupyter_book_again(study)


def jupyter_book_again(study: Path) -> None:
    """Build the book; its cache runs the notebooks whose code is not the same as before."""
    command = BENCH / "jupyter-book" / "bin" / "jupyter-book"
    run(command, "build", "-q", study / "notebooks", cwd=study, **here(study), **own_kernel(study))
    if failed := list((study / "notebooks").rglob("*.err.log")):
        raise RuntimeError(f"Jupyter Book could not run {failed[0].name}: {failed[0].read_text()[-500:]}")


def jupyter_book_sentence(study: Path) -> None:
    """Build the book after one sentence beside the code of its last notebook has changed."""
    path = notebooks(study)[-1]
    book = json.loads(path.read_text(encoding="utf-8"))
    last = [cell for cell in book["cells"] if cell["cell_type"] == "markdown"][-1]
    last["source"] = ["".join(last["source"]) + "\n\nAnother limit.\n"]
    path.write_text(json.dumps(book), encoding="utf-8")
    jupyter_book_again(study)
    if "Another limit" not in (study / "notebooks" / f"_build/html/{path.stem}.html").read_text(
        encoding="utf-8"
    ):
        raise RuntimeError("Jupyter Book has not shown the changed sentence")


def own_kernel(study: Path) -> dict[str, str]:
    """Return the variables by which a tool in another environment runs notebooks with this project's Python."""
    kernel = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "s",
        "language": "python",
    }
    spec = study / "build" / "jupyter" / "kernels" / "study"
    spec.mkdir(parents=True, exist_ok=True)
    (spec / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    return {"JUPYTER_PATH": str(study / "build" / "jupyter")}


def nbval(*options: str, first: Sequence[str] = (), **variables: str) -> Act:
    """Return what runs every notebook again, some of them first, and compares every output with the committed one."""

    def act(study: Path) -> None:
        flags = ("-q", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", *options)
        books = [path.relative_to(study) for path in sorted((study / "notebooks").glob("*.ipynb"))]
        order = {number: place for place, number in enumerate(first)}
        books.sort(key=lambda book: order.get(book.name[:2], len(order)))
        run(sys.executable, "-m", "pytest", *flags, *books, cwd=study, **here(study), **variables)

    return act


def nbmake(study: Path) -> None:
    """Run every notebook again on all cores; whether it gives the same output is not asked."""
    python = BENCH / "nbmake" / "bin" / "python"
    flags = ("-q", "--nbmake", "--nbmake-kernel=study", "-n", "auto", "-p", "no:cacheprovider")
    run(python, "-m", "pytest", *flags, "notebooks", cwd=study, **here(study), **own_kernel(study))


def have(name: str, *packages: str) -> str:
    """Install a peer into its own environment; return its version, or that it is not there."""
    python = BENCH / name / "bin" / "python"
    try:
        if not python.is_file():
            run(UV, "venv", "-q", "-p", sys.executable, BENCH / name, cwd=HOME)
            run(UV, "pip", "install", "-q", "-p", python, *packages, cwd=HOME)
        code = f"from importlib.metadata import version; print(version({name!r}))"
        asked = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
        return asked.stdout.strip()
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return ABSENT


def candidates(versions: dict[str, str]) -> dict[str, dict[str, Act]]:
    """Return who is measured, and for each column what it does there; a column that it lacks says so in the table."""
    found = {
        OURS: {
            SCRATCH: full, NOTHING: nothing, SENTENCE: one_sentence, TABLE: one_table,
            TESTS: nbval(
                "-p", "nbval.plugin", "-p", "xdist.plugin", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder",
                first=("02", "04", "03"), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
            ),
        },
        "papermill in sequence, nbconvert to HTML, Chromium to PDF": {SCRATCH: papermill_and_nbconvert},
        "jupyter nbconvert --execute to HTML": {SCRATCH: nbconvert_execute},
        "pytest --nbval, as its manual has it": {TESTS: nbval()},
    }  # fmt: skip
    if is_there(versions["nbmake"]):
        found["pytest --nbmake -n auto, which compares nothing"] = {TESTS: nbmake}
    if is_there(versions["jupyter-book"]):
        found["Jupyter Book, HTML"] = {
            SCRATCH: jupyter_book, NOTHING: jupyter_book_again, SENTENCE: jupyter_book_sentence,
        }  # fmt: skip
    return found


def is_there(version: str) -> bool:
    """Return whether a peer could be installed."""
    return version != ABSENT


def measure(asked: dict[str, dict[str, Act]], rounds: int) -> dict[str, dict[str, float]]:
    """Return the median seconds of each candidate in each of its columns, the candidates taking turns."""
    seconds: dict[str, dict[str, list[float]]] = {name: {} for name in asked}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds):
            for number, (name, acts) in enumerate(asked.items()):
                study = clone(Path(folder) / f"{turn}-{number}")
                # what was built before the tests is not what they test
                for column, act in sorted(acts.items(), key=lambda pair: pair[0] != TESTS):
                    began = time.perf_counter()
                    act(study)
                    seconds[name].setdefault(column, []).append(time.perf_counter() - began)
                    print(f"{name}, {column}: {seconds[name][column][-1]:.1f} s", file=sys.stderr)
                shutil.rmtree(study)
    return {
        name: {column: statistics.median(taken) for column, taken in columns.items()}
        for name, columns in seconds.items()
    }


def report(seconds: dict[str, dict[str, float]], versions: dict[str, str], rounds: int) -> str:
    """Return the table of ratios, in Markdown; the unit is this project's full build."""
    unit = seconds[OURS][SCRATCH]
    lines = [f"| {name} | {' | '.join(cells(taken, unit))} |" for name, taken in seconds.items()]
    told = ", ".join(f"{name} {found}" for name, found in versions.items())
    return "\n".join(
        [
            "## Builds",
            "",
            f"Medians of {rounds} alternating rounds on Python {platform.python_version()}, {os.cpu_count()} processors. "
            f"Versions: {told}. The unit is this project's build from scratch. "
            "« All again »: what keeps no state, or does not see that data have changed, runs everything once more.",
            "",
            "Not measured: Jupyter Book 2 (mystmd) and Quarto, which fetch templates or a program of their own over the network.",
            "",
            f"| what | {' | '.join(COLUMNS)} |",
            "|---" * (len(COLUMNS) + 1) + "|",
            *lines,
            "",
            *ahead(seconds),
            "",
        ]
    )


def cells(taken: dict[str, float], unit: float) -> list[str]:
    """Return the cells of one candidate."""
    other = "all again" if SCRATCH in taken else ""
    shown = {column: f"{seconds / unit:.3g}" for column, seconds in taken.items()}
    return [shown.get(column, other if column != TESTS else "") for column in COLUMNS]


def ahead(seconds: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for each column in which a peer is faster, or one that says that none is."""
    ours = seconds[OURS]
    lines = [
        f"Ahead of this project in « {column} »: {name}, at {taken[column] / ours[column]:.2f} of its time."
        for name, taken in seconds.items()
        for column in taken
        if taken[column] < ours[column]
    ]
    return lines or ["No peer is ahead in any column."]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    versions = {name: version(name) for name in ("papermill", "nbconvert", "nbval", "typst")}
    versions |= {
        "jupyter-book": have("jupyter-book", "jupyter-book<2"),
        "nbmake": have("nbmake", "nbmake", "pytest-xdist"),
    }
    print(report(measure(candidates(versions), rounds), versions, rounds))


if __name__ == "__main__":
    main()
