"""The third promise, kept: two builds of one commit give the same bytes, and those that are committed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from helpers.build import HOME

PRODUCTS = ("notebooks/*.ipynb", "data/processed/**/*", "reports/figures/*", "reports/report.*")


@dataclass(frozen=True)
class Surroundings:
    """What differs between two builds that must not show."""

    folder: str
    variables: dict[str, str]
    processors: int


BUILDS = (
    Surroundings(
        "first", {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1", "HOME": "first-home"}, 1
    ),
    Surroundings(
        "une étude, ailleurs",
        {
            "TZ": "America/Los_Angeles",
            "LC_ALL": "C.UTF-8",
            "PYTHONHASHSEED": "7",
            "LANG": "fr_FR.UTF-8",
            "HOME": "second-home",
        },
        os.cpu_count() or 1,
    ),
)


def verify() -> list[str]:
    """Build the committed state twice, in two clones; return the differences, none when all is well.

    Returns
    -------
    list of str
        One line for each product that differs between the clones, or from what is committed.
    """
    with tempfile.TemporaryDirectory() as folder:
        clones = [_clone(Path(folder) / each.folder) for each in BUILDS]
        running = [_start(clone, each) for clone, each in zip(clones, BUILDS, strict=True)]
        for process in running:
            output, _ = process.communicate()
            if process.returncode:
                return [f"a build failed: {output.decode(errors='replace')[-2000:]}"]
        committed = _clone(Path(folder) / "committed")
        return [line for clone in clones for line in differences(committed, clone)]


def _clone(target: Path) -> Path:
    """Return a clone of what is committed."""
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(HOME), str(target)], check=True)
    return target


def _start(clone: Path, each: Surroundings) -> subprocess.Popen[bytes]:
    """Start a build of every step in a clone, with its own surroundings."""
    home = clone.parent / each.variables["HOME"]
    home.mkdir()
    variables = (
        os.environ | each.variables | {"HOME": str(home), "PYTHONPATH": str(clone / "src"), "STUDY": ""}
    )
    command = [sys.executable, "-m", "helpers", "build", "--force"]
    # the scheduler's set of processors is what every library asks for
    limit = (
        (lambda: os.sched_setaffinity(0, set(list(os.sched_getaffinity(0))[: each.processors])))
        if hasattr(os, "sched_setaffinity")
        else None
    )
    return subprocess.Popen(
        command, cwd=clone, env=variables, preexec_fn=limit, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def products(root: Path) -> dict[str, Path]:
    """Return every product under `root` by its name."""
    found = [path for glob in PRODUCTS for path in root.glob(glob) if path.is_file()]
    return {path.relative_to(root).as_posix(): path for path in sorted(found)}


def differences(one: Path, other: Path) -> list[str]:
    """Return a line for each product that is missing from a tree or differs, with the place where that starts."""
    left, right = products(one), products(other)
    lines = [f"{name}: only in {one.name}" for name in left.keys() - right.keys()]
    lines += [f"{name}: only in {other.name}" for name in right.keys() - left.keys()]
    for name in left.keys() & right.keys():
        before, after = left[name].read_bytes(), right[name].read_bytes()
        if before != after:
            lines.append(f"{name}: {one.name} and {other.name} {_first_difference(before, after)}")
    return sorted(lines)


def _first_difference(before: bytes, after: bytes) -> str:
    """Return where two byte strings part, with the bytes around.

    >>> _first_difference(b"one two", b"one too")
    "differ from byte 5: b'one two' and b'one too'"
    """
    shortest = min(len(before), len(after))
    place = next((index for index in range(shortest) if before[index] != after[index]), shortest)
    start, end = max(place - 30, 0), place + 30
    return f"differ from byte {place}: {before[start:end]!r} and {after[start:end]!r}"
