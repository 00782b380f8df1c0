"""A build that is cut off anywhere: every product stays whole, and the next build ends with the right bytes."""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import steps
from test_bad_inputs import obey_rights

from helpers import archive, build, tables
from helpers.errors import InputError
from helpers.paths import Study

ARTICLE = "data/raw/articles/orvanne-laboratoire.txt"
FOLDERS = ("data/processed", "reports", "notebooks")


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Study]:
    """Return the second study as it is built before a change of its data and after it."""
    before = steps.second(tmp_path_factory.mktemp("before") / "study")
    steps.run(before, year=2024)
    after = Study(tmp_path_factory.mktemp("after") / "study")
    shutil.copytree(before.root, after.root)
    change(after)
    steps.run(after, year=2024)
    return before, after


def change(study: Study) -> None:
    """Change what the study knows, so that every step writes other bytes: an article's name, and a title."""
    for path in [*study.raw.rglob("*.csv"), *study.curated.glob("*.csv")]:
        words = (
            path.read_bytes()
            .replace(b"orvanne-laboratoire", b"orvanne-labo")
            .replace(b"Open results", b"Bare results")
        )
        path.write_bytes(words)
    (study.root / ARTICLE).rename(study.articles / "orvanne-labo.txt")


@pytest.fixture
def changed(states: tuple[Study, Study], tmp_path: Path) -> Study:
    """Return a copy with the products from before the change, and the data from after it."""
    shutil.copytree(states[0].root, tmp_path / "study")
    study = Study.find(tmp_path / "study")
    change(study)
    return study


def contents(study: Study) -> dict[str, bytes]:
    """Return the bytes of every file that stands where products stand, hidden ones too."""
    files = [path for folder in FOLDERS for path in (study.root / folder).rglob("*") if path.is_file()]
    return {study.name(path): path.read_bytes() for path in sorted(files)}


def check_whole(study: Study, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Check that every product is the old or the new one, and that what is half-written bears another name."""
    for name, content in contents(study).items():
        if not name.endswith(tables.UNFINISHED):
            assert content in (old.get(name), new.get(name)), name


# --- killed in the middle of each write


def in_a_child(act: Callable[[], None]) -> int:
    """Run `act` in a forked process; return how it ended, as ``os.waitpid`` tells."""
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            act()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitpid(child, 0)[1]


def kill_at(number: int, moment: str) -> None:
    """Arrange that this process is killed in its `number`-th replacement: half-written, unsynced, before or after the rename."""
    left = iter(range(number, 0, -1))
    is_last = {"value": False}
    sync, rename, close_to = os.fsync, Path.replace, os.fdopen

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def opened(handle: int, mode: str = "r", *rest: object, **named: object) -> object:
        file = close_to(handle, mode, *rest, **named)  # type: ignore[call-overload]
        if mode == "wb":
            is_last["value"] = next(left, 0) == 1
            if is_last["value"] and moment == "half-written":
                write = file.write
                return _Cut(file, lambda data: (write(data[: len(data) // 2]), file.flush(), die()))
        return file

    def synced(handle: int) -> None:
        sync(handle)
        die() if is_last["value"] and moment == "before the rename" else None

    def renamed(path: Path, target: Path) -> Path:
        found = rename(path, target)
        die() if is_last["value"] and moment == "after the rename" else None
        return found

    os.fdopen, os.fsync = opened, synced  # type: ignore[assignment]
    Path.replace = renamed  # type: ignore[assignment, method-assign]


class _Cut:
    """A file whose next write never comes to its end."""

    def __init__(self, file: object, write: Callable[[bytes], object]) -> None:
        self.file, self.write = file, write

    def __enter__(self) -> _Cut:
        return self

    def __exit__(self, *failure: object) -> None:
        self.file.close()  # type: ignore[attr-defined]


MOMENTS = ("half-written", "before the rename", "after the rename")


@pytest.mark.parametrize("first", [0, 2, 4])
def test_killed_in_any_write_every_product_is_old_or_new_and_comes_out_right(
    states: tuple[Study, Study], tmp_path: Path, first: int
) -> None:
    """Steps 1, 3 and 5, killed in each of their writes, at one moment after the other; then run once more."""
    # forked from a process of its own: what other tests have left running here would not survive a fork
    fresh = multiprocessing.get_context("spawn").Process(
        target=kill_in_each_write, args=(*(state.root for state in states), tmp_path, first)
    )
    fresh.start()
    fresh.join(400)
    fresh.kill()
    assert fresh.exitcode == 0, "see the output above"


def kill_in_each_write(before: Path, after: Path, folder: Path, first: int) -> None:
    """Kill step `first` in its first write, in another try in its second, and so on; check what is left each time."""
    old, new = contents(Study(before)), contents(Study(after))
    for number in range(1, 40):
        study = Study(folder / f"{number}")
        shutil.copytree(before, study.root)
        change(study)
        steps_before(Study(after), study, first)
        end = in_a_child(lambda study=study, number=number: killed_run(study, first, number))  # type: ignore[misc]
        check_whole(study, old, new)
        if end == 0:
            break
        assert os.WIFSIGNALED(end) and os.WTERMSIG(end) == signal.SIGKILL, end
        assert in_a_child(lambda study=study: steps.run(study, first, first + 1, year=2024)) == 0  # type: ignore[misc]
        for name in written_by(study, first):
            assert (study.root / name).read_bytes() == new[name], name
        shutil.rmtree(study.root)
    changing = [name for name in written_by(Study(after), first) if old.get(name) != new[name]]
    assert number > len(changing) >= 2, "fewer writes were met than products change"


def killed_run(study: Study, first: int, number: int) -> None:
    """Run a step in which this process is killed."""
    kill_at(number, MOMENTS[number % 3])
    steps.run(study, first, first + 1, year=2024)


def written_by(study: Study, first: int) -> list[str]:
    """Return the names of the products of a step."""
    return sorted(study.name(path) for glob in build.STEPS[first].writes for path in study.root.glob(glob))


def steps_before(finished: Study, study: Study, first: int) -> None:
    """Put the products of the steps before `first` in their place."""
    for step in build.STEPS[:first]:
        for glob in step.writes:
            for path in finished.root.glob(glob):
                shutil.copy(path, study.root / finished.name(path))


# --- real builds, killed from outside


def start(study: Study, **options: object) -> subprocess.Popen[str]:
    """Start a real build."""
    command = [sys.executable, "-m", "helpers", "build", "--study", str(study.root)]
    variables = {name: value for name, value in os.environ.items() if name != "STUDY"}
    return subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )  # type: ignore[call-overload, no-any-return]


def test_killed_again_and_again_the_last_build_is_right(states: tuple[Study, Study], changed: Study) -> None:
    """Kernels that outlive their build for a moment hold the lock: they cannot write into the next one."""
    old, new = (contents(state) for state in states)
    for delay in (0.8, 1.6, 2.4, 3.2):
        running = start(changed)
        time.sleep(delay)
        running.send_signal(signal.SIGKILL)
        running.wait()
        tables_only = {
            name: content for name, content in contents(changed).items() if not name.startswith("notebooks/")
        }
        for name, content in tables_only.items():
            assert name.endswith(tables.UNFINISHED) or content in (old.get(name), new.get(name)), name
    ran = start(changed)
    said = ran.communicate(timeout=90)
    assert ran.returncode == 0, said
    assert same_products(changed, states[1])
    assert start(changed).communicate()[0] == "nothing to do: all is up to date\n"


def same_products(study: Study, right: Study) -> bool:
    """Return whether a study holds the right products and nothing else; its notebooks are of this build alone."""
    found, expected = contents(study), contents(right)
    made = {f"notebooks/{step.notebook}.ipynb" for step in build.STEPS}
    assert found.keys() == expected.keys() | made
    return all(found[name] == content for name, content in expected.items())


def test_two_builds_at_once_end_with_the_right_bytes(states: tuple[Study, Study], changed: Study) -> None:
    both = [start(changed), start(changed)]
    said = [running.communicate(timeout=90) for running in both]
    assert [running.returncode for running in both] == [0, 0], said
    assert sorted(output.split(" ")[0] for output, _ in said) == ["nothing", "ran"]
    assert sum("another build is running; waiting for its end" in error for _, error in said) == 1
    assert same_products(changed, states[1])


# --- no room, no right


def limit_size() -> None:
    """Let this process and its kernels write no file beyond a few kilobytes, as on a disk that is nearly full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))


def test_a_full_disk_is_one_clear_line(states: tuple[Study, Study], changed: Study) -> None:
    old, new = (contents(state) for state in states)
    running = start(changed, preexec_fn=limit_size)
    _, error = running.communicate(timeout=60)
    lines = [
        line for line in error.replace("\r", "\n").split("\n") if line and not line.startswith("Executing:")
    ]
    assert (running.returncode, len(lines)) == (2, 1), error
    assert "File too large" in lines[0] and "Traceback" not in error
    check_whole(changed, old, new)
    assert not list(changed.root.rglob(f"*{tables.UNFINISHED}"))


COMMANDS = {
    "read": ("read", "data/raw/articles", "out"),
    "read as Parquet": ("read", "data/raw/articles", "out", "--format", "parquet"),
    "link": ("link", "data/raw/articles", "read before"),
    "add": ("add", "nouvel article.txt", "--study", ".", "--published", "2024-05-02"),
    "new": ("new", "autre étude"),
    "export": ("export", "--study", "."),
}


@pytest.fixture
def ready(states: tuple[Study, Study], tmp_path: Path) -> Study:
    """Return a study on which every command has something to write."""
    shutil.copytree(states[1].root, tmp_path / "study")
    study = Study.find(tmp_path / "study")
    text = "Cyberattaque à Dax\n\n" + "Près de 300 patients de Dax ont été prévenus le 9 mars 2024. " * 40
    (study.root / "nouvel article.txt").write_text(text, encoding="utf-8")
    archive.read_archive(study.articles, study.root / "read before")
    (study.processed / "incidents.parquet").unlink()
    return study


def told_by(study: Study, name: str, limit: Callable[[], None]) -> str:
    """Run a command under a limit; return the one line that it tells."""
    command = [sys.executable, "-m", "helpers", *COMMANDS[name]]
    variables = {name: value for name, value in os.environ.items() if name != "STUDY"}
    ran = subprocess.run(
        command, cwd=study.root, env=variables, preexec_fn=limit, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1), ran.stderr
    return ran.stderr


def everything(study: Study) -> dict[str, bytes]:
    """Return every file of a study, but for those by which a cut-off command goes on where it was stopped."""
    files = (path for path in study.root.rglob("*") if path.is_file() and archive.WAITING not in path.parts)
    return {study.name(path): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", COMMANDS)
def test_on_a_full_disk_each_command_tells_one_line_and_leaves_what_was_there(
    ready: Study, name: str
) -> None:
    before = everything(ready)
    line = told_by(ready, name, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20)))
    assert re.fullmatch(r".+: cannot be written.*\(File too large\); .+\n", line), line
    after = everything(ready)
    assert all(after.get(path) == content for path, content in before.items())
    assert not [path for path in after if path.endswith(tables.UNFINISHED)]


@pytest.mark.parametrize("name", COMMANDS)
def test_in_a_read_only_folder_each_command_tells_one_line_and_changes_nothing(
    ready: Study, name: str
) -> None:
    before = everything(ready)
    folders = [ready.root, *(path for path in ready.root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    line = told_by(ready, name, obey_rights)
    for folder in folders:
        folder.chmod(0o755)
    assert re.fullmatch(r".+: (cannot be .+\(Permission denied\)|Permission denied); .+\n", line), line
    assert everything(ready) == before


@pytest.mark.parametrize("folder", ["", "build", "notebooks", "data/processed"])
def test_a_read_only_folder_is_one_clear_line(
    states: tuple[Study, Study], changed: Study, folder: str
) -> None:
    before = contents(changed)
    shutil.rmtree(changed.root / "build")
    path = changed.root / folder
    path.mkdir(exist_ok=True)
    path.chmod(0o555)
    running = start(changed, preexec_fn=obey_rights)
    _, error = running.communicate(timeout=60)
    path.chmod(0o755)
    lines = [
        line for line in error.replace("\r", "\n").split("\n") if line and not line.startswith("Executing:")
    ]
    assert (running.returncode, len(lines)) == (2, 1), error
    assert re.search(rf"{folder}: cannot be (written to|made .+); check the folder's rights", lines[0])
    assert contents(changed) == before


@pytest.mark.parametrize("call", ["fsync", "fdopen", "mkdir", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    (tmp_path / "table.csv").write_text("old", encoding="utf-8")

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(Path if call in ("mkdir", "replace") else os, call, fail)
        with pytest.raises(InputError) as caught:
            tables.replace(tmp_path / "table.csv", "new")
    assert str(caught.value) == (
        f"{tmp_path / 'table.csv'}: cannot be written ({os.strerror(number)}); check the folder's rights and space"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == "old"


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    names = {".table.csv.x1y2.part", ".hidden", "table.part", ".part"}
    for name in names:
        (tmp_path / name).write_text("", encoding="utf-8")
    tables.sweep([tmp_path, tmp_path / "none"])
    assert {path.name for path in tmp_path.iterdir()} == names - {".table.csv.x1y2.part"}
