"""The third promise, kept: two builds of one commit give the same bytes, and those that are committed.

So does a build under another Python, in an environment of its own from the same lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.build import HOME

OWN = "{}.{}".format(*sys.version_info)

PRODUCTS = (
    "notebooks/*.ipynb",
    "data/processed/**/*",
    "reports/figures/*",
    "reports/report.*",
    "reports/rests_on.csv",
)


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


def verify(versions: Sequence[str] = ()) -> list[str]:
    """Build the committed state twice, in two clones; return the differences, none when all is well.

    Parameters
    ----------
    versions : sequence of str
        Other Pythons, as in ``3.13``, under each of which it is built once more.

    Returns
    -------
    list of str
        One line for each product that differs between the clones, or from what is committed, and for each Python
        that this machine does not have.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        committed = _clone(home / "committed")
        running = [_start(_clone(home / each.folder), each, sys.executable) for each in BUILDS]
        found = [line for build in running for line in _outcome(build, committed)]
        for version in versions:
            found += _under(version, home, committed) if version != OWN else []
        return found


def _under(version: str, home: Path, committed: Path) -> list[str]:
    """Return the differences of a build under another Python."""
    told = f"Python {version}: NOT VERIFIED"
    base = interpreter(version)
    if not base:
        return [f"{told}, there is none on this machine"]
    try:
        python = _environment(version, base)
    except (OSError, subprocess.CalledProcessError) as error:
        why = (getattr(error, "stderr", "") or str(error)).strip().splitlines()[-1]
        return [f"{told}, its environment cannot be set up ({why})"]
    each = Surroundings(f"Python {version}", BUILDS[1].variables | {"HOME": f"home-{version}"}, 1)
    return _outcome(_start(_clone(home / each.folder), each, python), committed)


def interpreter(version: str) -> str:
    """Return a Python of this machine by its version, as in ``3.13``; empty where there is none."""
    for path in _candidates(version):
        code = "import sys; print('{}.{}'.format(*sys.version_info))"
        ran = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
        # what pyenv puts on the path is there for versions too that it does not run
        if ran.stdout.strip() == version:
            return path
    return ""


def _candidates(version: str) -> Iterator[str]:
    """Yield where a Python of some version may stand: on the path, among pyenv's, among uv's."""
    if on_path := shutil.which(f"python{version}"):
        yield on_path
    yield from map(str, sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")))
    with_uv = [_uv(), "python", "find", "--no-python-downloads", version]
    ran = subprocess.run(with_uv, capture_output=True, text=True, check=False) if with_uv[0] else None
    if ran and ran.stdout.strip():
        yield ran.stdout.strip()


def _uv() -> str:
    """Return the program that the Makefile sets environments up with; empty where it is not."""
    return shutil.which("uv", path=str(HOME / ".tools" / "bin")) or shutil.which("uv") or ""


def _environment(version: str, base: str) -> str:
    """Return the Python of an environment that has what the lock names, set up anew when the lock has changed."""
    folder, lock = HOME / "build" / "python" / version, HOME / "requirements.lock"
    python, mark = folder / "bin" / "python", folder / "lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
        for command in (
            [_uv(), "venv", "-q", "--clear", "-p", base, folder],
            [_uv(), "pip", "sync", "-q", "-p", python, "--require-hashes", "--compile-bytecode", lock],
        ):
            subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
        mark.write_text(wanted, encoding="utf-8")
    return str(python)


def _clone(target: Path) -> Path:
    """Return a clone of what is committed."""
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(HOME), str(target)], check=True)
    return target


@dataclass(frozen=True)
class Running:
    """A build of every step that has been started in a clone."""

    clone: Path
    process: subprocess.Popen[bytes]


def _start(clone: Path, each: Surroundings, python: str) -> Running:
    """Start a build of every step in a clone, with its own surroundings."""
    home = clone.parent / each.variables["HOME"]
    home.mkdir()
    variables = (
        os.environ | each.variables | {"HOME": str(home), "PYTHONPATH": str(clone / "src"), "STUDY": ""}
    )
    command = [python, "-m", "helpers", "build", "--force"]
    # the scheduler's set of processors is what every library asks for
    limit = (
        (lambda: os.sched_setaffinity(0, set(list(os.sched_getaffinity(0))[: each.processors])))
        if hasattr(os, "sched_setaffinity")
        else None
    )
    process = subprocess.Popen(
        command, cwd=clone, env=variables, preexec_fn=limit, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return Running(clone, process)


def _outcome(build: Running, committed: Path) -> list[str]:
    """Wait for a build; return where its products differ from those that are committed."""
    output, _ = build.process.communicate()
    if build.process.returncode:
        return [f"the build in {build.clone.name} failed: {output.decode(errors='replace')[-2000:]}"]
    return differences(committed, build.clone)


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
