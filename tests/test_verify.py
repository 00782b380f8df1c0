"""Verifying: what makes a build depend on its surroundings is found, and a Python that is not there is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers import __main__ as command
from helpers import verify

# stands in for this package in a clone: a build that writes one product
BUILD = """
import os, pathlib, sys, time
target = pathlib.Path("data/processed")
target.mkdir(parents=True, exist_ok=True)
(target / "table.csv").write_text(str({product}), encoding="utf-8")
"""
LEAKS = {
    "the time zone": "time.tzname",
    "the locale": "sys.flags.utf8_mode or os.environ['LC_ALL']",
    "the hash seed": "list({'Dax', 'Évreux', 'Saint-Lô', 'Pau', 'Ussel'})",
    "the folder": "pathlib.Path.cwd().name",
    "the home": "pathlib.Path.home()",
    "the moment": "time.time_ns()",
    "processors": "len(os.sched_getaffinity(0))",
}


def repository(folder: Path, product: str) -> Path:
    """Return a repository whose build writes `product`, built and committed."""
    package = folder / "src" / "helpers"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    code = BUILD.replace("{product}", product)
    (package / "__main__.py").write_text(code, encoding="utf-8")
    (folder / "requirements.lock").write_text("", encoding="utf-8")
    variables = verify.BUILDS[0].variables
    subprocess.run([sys.executable, package / "__main__.py"], cwd=folder, env=variables, check=True)
    name = ("-c", "user.name=n", "-c", "user.email=n@example.org")
    for arguments in (["init", "-q"], ["add", "."], [*name, "commit", "-qm", "built"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder


def test_a_build_that_depends_on_nothing_else_is_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verify, "HOME", repository(tmp_path, "'a,b'"))
    assert command.main(["verify", verify.OWN]) == 0
    assert capsys.readouterr().out.endswith(f"byte for byte, under Python {verify.OWN}\n")


@pytest.mark.parametrize("leak", LEAKS)
def test_a_build_that_depends_on_its_surroundings_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leak: str
) -> None:
    if leak == "processors" and verify.BUILDS[1].processors == 1:
        pytest.skip("one processor cannot be told from one")
    monkeypatch.setattr(verify, "HOME", repository(tmp_path, LEAKS[leak]))
    found = verify.verify()
    assert found and all("data/processed/table.csv: committed and " in line for line in found)
    assert all("differ from byte" in line for line in found)


def test_a_build_that_fails_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "HOME", repository(tmp_path, "1 // (time.tzname[0] != 'PDT')"))
    monkeypatch.setattr(verify, "BUILDS", verify.BUILDS[:1])
    (tmp_path / "src" / "helpers" / "__main__.py").write_text("raise SystemExit('no room')")
    subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qam", "broken"],
        cwd=tmp_path,
        check=True,
    )
    assert verify.verify() == ["the build in first failed: no room\n"]


def test_a_python_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verify, "HOME", repository(tmp_path, "1"))
    assert command.main(["verify", "3.999"]) == 1
    assert capsys.readouterr().err == "Python 3.999: NOT VERIFIED, there is none on this machine\n"


def test_another_python_builds_in_an_environment_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interpreter is asked for its version: a name on the path proves nothing."""
    monkeypatch.setattr(verify, "HOME", repository(tmp_path, "os.environ.get('PYTHON', '')"))
    monkeypatch.setattr(verify, "OWN", "2.0")
    monkeypatch.setattr(verify, "_environment", lambda version, base: f"{tmp_path}/python")
    real = "{}.{}".format(*sys.version_info)
    assert verify.interpreter(real) and not verify.interpreter("3.999")
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\nPYTHON=other exec {sys.executable} "$@"\n', encoding="utf-8")
    other.chmod(0o755)
    found = verify.verify([real])
    assert len(found) == 1 and f"committed and Python {real} differ from byte 0" in found[0]


def test_an_environment_is_set_up_anew_when_the_lock_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "HOME", tmp_path)
    monkeypatch.setattr(verify, "_uv", lambda: "true")  # the program that does nothing and succeeds
    lock, mark = tmp_path / "requirements.lock", tmp_path / "build" / "python" / "3.12" / "lock"
    lock.write_text("one", encoding="utf-8")
    mark.parent.mkdir(parents=True)
    assert verify._environment("3.12", sys.executable) == str(mark.parent / "bin" / "python")
    first = mark.read_text(encoding="utf-8")
    monkeypatch.setattr(verify, "_uv", lambda: "false")
    verify._environment("3.12", sys.executable)
    lock.write_text("two", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        verify._environment("3.12", sys.executable)
    assert mark.read_text(encoding="utf-8") == first


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("remove", "data/processed/a.csv: only in one"),
        ("add", "data/processed/b.csv: only in other"),
        ("alter", r"data/processed/a.csv: one and other differ from byte 1: b'x,y' and b'x;y'"),
    ],
)
def test_what_differs_between_two_trees_is_told(tmp_path: Path, change: str, told: str) -> None:
    for name in ("one", "other"):
        (tmp_path / name / "data" / "processed").mkdir(parents=True)
        (tmp_path / name / "data" / "processed" / "a.csv").write_text("x,y", encoding="utf-8")
    one, other = tmp_path / "one", tmp_path / "other"
    assert verify.differences(one, other) == []
    path = other / "data" / "processed" / "a.csv"
    if change == "remove":
        path.unlink()
    elif change == "add":
        path.with_name("b.csv").touch()
    else:
        path.write_text("x;y", encoding="utf-8")
    assert verify.differences(one, other) == [told]
