"""How long a build takes beside what one would do without this project, on the same study and in one run.

Run with ``make bench``. Every row is the median of alternating rounds; the table gives ratios, because seconds belong
to a machine. Peers are installed into environments of their own under ``build/bench``; one that cannot be had is named.
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
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
BENCH = HOME / "build" / "bench"
BIN = Path(sys.executable).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
Row = tuple[str, Callable[[Path], None]]


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


def one_edit(study: Path) -> None:
    """Build after one sentence of the prose has changed."""
    prose = study / "reports" / "prose" / "en" / "80_limits.md"
    prose.write_text(prose.read_text(encoding="utf-8") + "- Another limit.\n", encoding="utf-8")
    run(sys.executable, "-m", "helpers", "build", cwd=study, **here(study))


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
    kernel = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "s",
        "language": "python",
    }
    spec = study / "build" / "jupyter" / "kernels" / "study"
    spec.mkdir(parents=True, exist_ok=True)
    (spec / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    config = {
        "title": "t",
        "execute": {"execute_notebooks": "force", "timeout": 300},
        "sphinx": {"config": {"nb_kernel_rgx_aliases": {"python3": "study"}}},
    }
    (book / "_config.yml").write_text(json.dumps(config), encoding="utf-8")
    chapters = [{"file": path.stem} for path in notebooks(study)]
    (book / "_toc.yml").write_text(
        json.dumps({"format": "jb-book", "root": chapters[0]["file"], "chapters": chapters[1:]}),
        encoding="utf-8",
    )
    variables = here(study) | {"JUPYTER_PATH": str(study / "build" / "jupyter")}
    run(BENCH / "book" / "bin" / "jupyter-book", "build", "-q", "--all", book, cwd=study, **variables)
    if failed := list(book.rglob("*.err.log")):
        raise RuntimeError(f"Jupyter Book could not run {failed[0].name}: {failed[0].read_text()[-500:]}")


def nbval(study: Path) -> None:
    """Run every notebook again and compare every output with the committed one."""
    run(
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        "notebooks",
        cwd=study,
        **here(study),
    )


def have_jupyter_book() -> str:
    """Install Jupyter Book into its own environment; return its version, or why it is not there."""
    uv = HOME / ".tools" / "bin" / "uv"
    python = BENCH / "book" / "bin" / "python"
    try:
        if not python.is_file():
            run(uv, "venv", "-q", "-p", sys.executable, BENCH / "book", cwd=HOME)
            run(uv, "pip", "install", "-q", "-p", python, "jupyter-book<2", cwd=HOME)
        shown = subprocess.run(
            [str(uv), "pip", "show", "-p", str(python), "jupyter-book"],
            capture_output=True,
            text=True,
            check=True,
        )
        return next(line.split()[1] for line in shown.stdout.splitlines() if line.startswith("Version"))
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        return f"not available: {str(error).splitlines()[0]}"


def measure(rows: list[Row], rounds: int) -> dict[str, float]:
    """Return the median seconds of each row, the rows taking turns."""
    seconds: dict[str, list[float]] = {name: [] for name, _ in rows}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds):
            studies = {
                "ours": clone(Path(folder) / f"ours{turn}"),
                "peer": clone(Path(folder) / f"peer{turn}"),
            }
            for name, act in rows:
                began = time.perf_counter()
                act(studies["ours" if name.startswith("this project") else "peer"])
                seconds[name].append(time.perf_counter() - began)
                print(f"{name}: {seconds[name][-1]:.1f} s", file=sys.stderr)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def report(seconds: dict[str, float], book: str, rounds: int) -> str:
    """Return the table of ratios, in Markdown; the unit is this project's full build."""
    whole = seconds["this project: full build"]
    lines = [f"| {name} | {taken / whole:.3g} |" for name, taken in seconds.items()]
    versions = ", ".join(f"{name} {version(name)}" for name in ("papermill", "nbconvert", "nbval", "typst"))
    return "\n".join(
        [
            "## Builds",
            "",
            f"Medians of {rounds} alternating rounds on Python {platform.python_version()}, {os.cpu_count()} processors. "
            f"Versions: {versions}, jupyter-book {book}. The unit is this project's full build.",
            "",
            "Not measured: Jupyter Book 2 (mystmd) and Quarto, which fetch templates or a program of their own over the network.",
            "",
            "| what | time, in full builds |",
            "|---|---|",
            *lines,
            "",
        ]
    )


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    book = have_jupyter_book()
    rows: list[Row] = [
        ("this project: full build", full),
        ("this project: nothing to do", nothing),
        ("this project: one sentence changed", one_edit),
        ("this project: every output compared (nbval)", nbval),
        ("papermill in sequence, nbconvert to HTML, Chromium to PDF", papermill_and_nbconvert),
        ("jupyter nbconvert --execute to HTML", nbconvert_execute),
    ]
    if not book.startswith("not"):
        rows.append(("Jupyter Book, HTML", jupyter_book))
    print(report(measure(rows, rounds), book, rounds))


if __name__ == "__main__":
    main()
