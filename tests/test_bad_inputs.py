"""A catalogue of bad inputs: each is told in one line (where: what; cure), ends with 2, and changes no product."""

from __future__ import annotations

import contextlib
import csv
import ctypes
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import steps

from helpers import __main__ as command
from helpers import archive, articles, build, fetch, tables
from helpers.encoding import LARGEST
from helpers.errors import InputError
from helpers.paths import Study
from helpers.schemas import TABLES as TABLES_DECLARED

ARTICLE = "data/raw/articles/valmure-bilan.txt"
BIBLIOGRAPHY = "data/raw/articles/bibliography.csv"
CLAIMS = "data/curated/claims.csv"
Action = Callable[[Study], object]


@dataclass(frozen=True)
class Bad:
    """A bad input: how a sound study is spoilt, what then meets it, and what is told."""

    name: str
    spoil: Action
    meet: Action
    told: str


# --- how a study is spoilt


def put(content: bytes, study: Study) -> None:
    """Give an article other bytes, and the bibliography their hash: what is wrong is the content alone."""
    path = study.root / ARTICLE
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(content)
    edit(BIBLIOGRAPHY, before, hashlib.sha256(content).hexdigest(), study)


def edit(file: str, old: str, new: str, study: Study) -> None:
    """Replace words of a file, once."""
    path = study.root / file
    before = path.read_bytes().decode()
    assert old in before, (file, old)
    path.write_bytes(before.replace(old, new, 1).encode("utf-8", "surrogatepass"))


def write(file: str, content: bytes, study: Study) -> None:
    """Write a file."""
    (study.root / file).parent.mkdir(parents=True, exist_ok=True)
    (study.root / file).write_bytes(content)


def encode(file: str, encoding: str, study: Study) -> None:
    """Save a file in another encoding."""
    path = study.root / file
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))


def cells(file: str, row: int, change: Callable[[list[str]], list[str]], study: Study) -> None:
    """Change the cells of one record of a table; 1 is the header."""
    path = study.root / file
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    rows[row - 1] = change(rows[row - 1])
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)


def cell(file: str, row: int, column: str, value: str, study: Study) -> None:
    """Write a value into one cell of a table."""
    header = (study.root / file).read_text(encoding="utf-8").split("\n")[0].split(",")
    at = header.index(column)
    cells(file, row, lambda values: [*values[:at], value, *values[at + 1 :]], study)


def remove(file: str, study: Study) -> None:
    (study.root / file).unlink()


def folder(file: str, study: Study) -> None:
    """Put a folder in the place of a file."""
    (study.root / file).unlink(missing_ok=True)
    (study.root / file).mkdir()


def link(file: str, target: str, study: Study) -> None:
    """Put a symbolic link in the place of a file."""
    (study.root / file).unlink(missing_ok=True)
    (study.root / file).symlink_to(target)


def large(study: Study) -> None:
    """Make an article of fifty megabytes."""
    with (study.root / ARTICLE).open("wb") as file:
        file.truncate(50_000_000)


def together(*actions: Action) -> Action:
    """Return one action that does all of them."""

    def act(study: Study) -> None:
        for action in actions:
            action(study)

    return act


# --- what meets it


def receive(study: Study) -> None:
    """Run what the first notebook begins with."""
    articles.receive(study)


def read_table(name: str, study: Study) -> None:
    tables.read(study, name)


def curate(study: Study) -> None:
    """Run the cells of the third notebook."""
    steps.run(study, 2, 3, year=2024)


def write_report(study: Study) -> None:
    """Run the cells of the last notebook."""
    steps.run(study, 4, 5)


def call(*arguments: str) -> Action:
    """Return an action that runs the command line; ``{}`` stands for the study's folder."""

    def act(study: Study) -> None:
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            status = command.main([argument.replace("{}", str(study.root)) for argument in arguments])
        if status == 2:
            raise InputErrorTold(said.getvalue().rstrip("\n"))
        assert status == 0, said.getvalue()

    return act


def build_with_kernels(study: Study) -> None:
    """Run a real build in a process of its own."""
    ran = on_command_line("build", "--study", str(study.root))
    assert ran.returncode == 2, ran.stderr
    lines = [line for line in re.split(r"[\r\n]", ran.stderr) if line and not line.startswith("Executing:")]
    raise InputErrorTold("\n".join(lines))


def on_command_line(*arguments: str, obeying: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, which for root too may obey the rights of files."""
    return subprocess.run(
        [sys.executable, "-m", "helpers", *arguments], capture_output=True, text=True, check=False,
        preexec_fn=obey_rights if obeying else None,
    )  # fmt: skip


def obey_rights() -> None:
    """Give up what lets root write and read everywhere; for others there is nothing to give up."""
    drop, override, read_search = 24, 1, 2  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for capability in (override, read_search):
            if library.prctl(drop, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "cannot give up a capability")


class InputErrorTold(InputError):
    """What the command line told before it ended with 2."""

    def __init__(self, told: str) -> None:
        super().__init__("", "", "")
        self.args = (told,)


BUILD = call("build", "--study", "{}")
READ = call("read", "{}/data/raw/articles", "{}/out")


def parameter(text: str) -> Action:
    return call("build", "--study", "{}", "-p", text)


def nothing(study: Study) -> None:
    """Spoil nothing: the command itself is wrong."""


GZIP = b"\x1f\x8b\x08\x00" + bytes(range(60))
IN_ARTICLE = r"data/raw/articles/valmure-bilan\.txt: "
ARTICLES = [
    Bad("empty", partial(put, b""), receive, IN_ARTICLE + "is empty; save the article's text into it"),
    Bad("blank", partial(put, b" \r\n\t\n"), receive, IN_ARTICLE + "is empty; "),
    Bad("only a byte order mark", partial(put, b"\xef\xbb\xbf\n"), receive, IN_ARTICLE + "is empty; "),
    Bad("a NUL", partial(put, b"Le CHU\0 de Dax"), receive, IN_ARTICLE + "is binary, not a text; save the article as plain"),
    Bad("a picture", partial(put, b"\x89PNG\r\n\x1a\n" + bytes(range(9)) * 9), receive, IN_ARTICLE + "is binary"),
    Bad("control characters", partial(put, b"Dax\x01\x02\x03\x04 " * 9), receive, IN_ARTICLE + "is binary"),
    Bad("a zip renamed", partial(put, b"PK\x03\x04" + b"texte " * 9), receive, IN_ARTICLE + "is a zip archive, not a text; "),
    Bad("a gzip renamed", partial(put, GZIP), receive, IN_ARTICLE + "is a gzip archive, not a text; "),
    Bad("a PDF renamed", partial(put, b"%PDF-1.7\n" + b"texte " * 9), receive, IN_ARTICLE + "is a PDF, not a text; "),
    Bad("UTF-16", partial(put, "Le CHU de Dax".encode("utf-16")), receive, IN_ARTICLE + "is binary"),
    Bad("fifty megabytes", large, receive, IN_ARTICLE + r"is larger than 10 MB; save the text of the article alone"),
    Bad("changed bytes", partial(edit, ARTICLE, "11 640", "11 641"), receive, IN_ARTICLE + "its bytes have changed .+; restore"),
    Bad("missing", partial(remove, ARTICLE), receive, r"bibliography\.csv, row 3, column article_id: there is no file valmure-bilan\.txt; "),
    Bad("a folder", partial(folder, ARTICLE), receive, r"there is no file valmure-bilan\.txt; restore"),
    Bad("a link out of the study", partial(link, ARTICLE, "/etc/hostname"), receive, r"there is no file valmure-bilan\.txt; "),
    Bad("a link to nowhere", partial(link, ARTICLE, "nowhere.txt"), receive, r"there is no file valmure-bilan\.txt; "),
    Bad("a link to itself", partial(link, ARTICLE, "valmure-bilan.txt"), receive, r"there is no file valmure-bilan\.txt; "),
    Bad("a pipe", together(partial(remove, ARTICLE), lambda study: os.mkfifo(study.root / ARTICLE)), receive, r"there is no file valmure-bilan\.txt; "),
    Bad("a stranger", partial(write, "data/raw/articles/été à Dax.txt", b"Dax"), receive, r"data/raw/articles/été à Dax\.txt: is not in bibliography\.csv; add it"),
    Bad("a name that is a path", partial(cell, BIBLIOGRAPHY, 3, "article_id", "../../CITATION"), receive, r"row 3, column article_id: there is no file CITATION\.txt; "),
    Bad("a path to a file of the study", together(partial(write, "data/secret.txt", b"x"), partial(cell, BIBLIOGRAPHY, 3, "article_id", "../../secret")), receive, r"row 3, column article_id: there is no file secret\.txt; "),
    Bad("a name twice", partial(cell, BIBLIOGRAPHY, 3, "article_id", "valmure-rancongiciel"), receive, r"row 3, column article_id: 'valmure-rancongiciel' cannot stand here; give each row its own"),
    Bad("no name", partial(cell, BIBLIOGRAPHY, 3, "article_id", ""), receive, r"row 3, column article_id: '' cannot stand here; fill it in"),
    Bad("published on no day", partial(cell, BIBLIOGRAPHY, 3, "published_edtf", "2024-02-30"), receive, r"row 3, column published_edtf: '2024-02-30' cannot stand here; write an EDTF date"),
    Bad("an empty one in a build", partial(put, b""), build_with_kernels, IN_ARTICLE + "is empty; "),
]  # fmt: skip

FILE = r"data/curated/claims\.csv"
WITH_CLAIMS = partial(read_table, "curated/claims")
REGISTER = "data/raw/cnil_health_monthly.csv"


def at(row: int, column: str, value: str, cure: str, told: str = "") -> Bad:
    """Return a cell of the claims that says what it must not."""
    shown = re.escape(repr(value))
    line = told or rf"{FILE}, row {row}, column {column}: {shown} cannot stand here; {cure}"
    return Bad(f"{column} {value!r}", partial(cell, CLAIMS, row, column, value), WITH_CLAIMS, line)


TABLES = [
    Bad("missing table", partial(remove, CLAIMS), WITH_CLAIMS, FILE + ": does not exist; restore it"),
    Bad("a folder in its place", partial(folder, CLAIMS), WITH_CLAIMS, FILE + r": cannot be read \(Is a directory\); "),
    Bad("empty table", partial(write, CLAIMS, b""), WITH_CLAIMS, FILE + r": is not a CSV table \(it is empty\); "),
    Bad("only line ends", partial(write, CLAIMS, b"\n\n\n"), WITH_CLAIMS, FILE + r": is not a CSV table \(it is empty\); "),
    Bad("no header", partial(edit, CLAIMS, "claim_id,article_id", "c,a"), WITH_CLAIMS, FILE + ": has no column claim_id, article_id; the columns are"),
    Bad("unknown column", partial(edit, CLAIMS, "occurrence,note", "occurrence,note,remark"), WITH_CLAIMS, FILE + ", row 2: has 17 cells, not 18; "),
    Bad("a strange column", partial(cells, REGISTER, 1, lambda row: [*row, "comment"]), partial(read_table, "raw/cnil_health_monthly"), r"monthly\.csv: has an unknown column comment; remove it or correct its name"),
    Bad("a column without a name", partial(cells, REGISTER, 1, lambda row: [*row, ""]), partial(read_table, "raw/cnil_health_monthly"), r"has an unknown column"),
    Bad("a column twice", partial(edit, CLAIMS, "low,high", "low,low"), WITH_CLAIMS, FILE + ": has the column low twice; remove one of them"),
    Bad("semicolons", partial(write, CLAIMS, b"claim_id;article_id\na;b\n"), WITH_CLAIMS, FILE + ": has its cells parted by semicolons; "),
    Bad("tabs", partial(write, CLAIMS, b"claim_id\tarticle_id\na\tb\n"), WITH_CLAIMS, FILE + ": has its cells parted by tabs; "),
    Bad("Latin-1", partial(encode, CLAIMS, "latin-1"), WITH_CLAIMS, FILE + r": is not UTF-8 \(byte \d+\); save it as CSV UTF-8"),
    Bad("UTF-16 table", partial(encode, CLAIMS, "utf-16"), WITH_CLAIMS, FILE + r": is not UTF-8 \(byte 0\); "),
    Bad("a NUL in a table", partial(edit, CLAIMS, "press", "pr\0ss"), WITH_CLAIMS, FILE + r": is not a CSV table \(it holds a NUL\); "),
    Bad("a quotation mark opened", partial(edit, CLAIMS, ",Un ranç", ',"Un ranç'), WITH_CLAIMS, FILE + r": is not a CSV table \(unexpected end of data\); check commas and quotation"),
    Bad("words after a quotation mark", partial(edit, CLAIMS, ",Un ranç", ',"Un" ranç'), WITH_CLAIMS, FILE + r": is not a CSV table \(.+\); "),
    Bad("a cell too few", partial(cells, CLAIMS, 4, lambda row: row[:-1]), WITH_CLAIMS, FILE + ", row 4: has 16 cells, not 17; put quotation marks around"),
    Bad("a cell too many", partial(cells, CLAIMS, 4, lambda row: [*row, ""]), WITH_CLAIMS, FILE + ", row 4: has 18 cells, not 17; "),
    Bad("a cell too many in every row", lambda study: [cells(CLAIMS, row, lambda values: ["x", *values], study) for row in range(2, 14)], WITH_CLAIMS, FILE + ", row 2: has 18 cells, not 17; "),
    Bad("an empty line within", partial(edit, CLAIMS, "\nvalmure-event", "\n\nvalmure-event"), WITH_CLAIMS, FILE + ", row 3: is empty; .*remove empty lines"),
    Bad("a giant cell", partial(cell, CLAIMS, 4, "note", "x" * 200_000), WITH_CLAIMS, FILE + r": is not a CSV table \(field larger than field limit"),
    at(4, "low", "12 000", "write a plain number with a point"),
    at(4, "low", "12.000,5", "write a plain number with a point"),
    at(4, "low", "0,9", "write a plain number with a point"),
    at(4, "low", "douze mille", "write a plain number with a point"),
    at(4, "low", "1e999", "write a plain number with a point"),
    at(4, "low", "nan", "write a plain number with a point"),
    at(4, "low", "１２", "write a plain number with a point"),
    at(4, "occurrence", "2.5", "write a whole number without spaces"),
    at(3, "edtf", "9 mars 2024", "write an EDTF date"),
    at(3, "edtf", "2024-02-30", "write an EDTF date"),
    at(3, "edtf", "2024-13", "write an EDTF date"),
    at(3, "edtf", "2024-00-10", "write an EDTF date"),
    at(3, "edtf", "٢٠٢٤", "write an EDTF date"),
    at(3, "field", "date", "one of persons_exposed, "),
    at(3, "speaker", "journaliste", "one of victim, "),
    at(3, "quote", "", "fill it in"),
    at(3, "claim_id", "valmure-attack", "give each row its own", FILE + r", row 3, column claim_id: 'valmure-attack' cannot stand"),
    Bad("a reference to no article", partial(cell, CLAIMS, 3, "article_id", "valmure"), curate, FILE + r", row 3, column article_id: unknown article 'valmure'"),
    Bad("a reference to no incident", partial(cell, CLAIMS, 10, "incident_id", "beau-2024"), curate, FILE + r", row 10, column incident_id: unknown incident 'beau-2024'"),
    Bad("words that no article holds", partial(cell, CLAIMS, 3, "quote", "depuis le 9 mars"), curate, FILE + r", row 3, column quote: "),
    Bad("a decision about nothing", partial(cell, "data/curated/decisions.csv", 2, "incident_id", "beaurivage-2024"), curate, r"data/curated/decisions\.csv, row 2"),
    Bad("a dismissal taken away", partial(edit, "data/curated/dismissed.csv", "orvanne-laboratoire,une quinzaine de personnes,,background,the staff of the laboratory\n", ""), curate, r"'une quinzaine de personnes' is not reviewed; "),
    Bad("yes in French", partial(write, "data/raw/press_incidents.csv", b""), curate, r"press_incidents\.csv: is not a CSV table \(it is empty\); "),
]  # fmt: skip

COMMANDS = [
    Bad("no such study", nothing, call("build", "--study", "{}/none"), r"none: is not a study .+; make one with"),
    Bad("a file for a study", nothing, call("build", "--study", "{}/LICENSE"), r"LICENSE: is not a study .+; make one with"),
    Bad("unknown parameter", nothing, parameter("yeer=2024"), "parameter yeer: no notebook has it; the parameters are confidence, "),
    Bad("a parameter without a value", nothing, parameter("year"), "parameter year: is not NAME=VALUE; write for example -p year=2024"),
    Bad("a year in words", nothing, parameter("year=deux mille"), "parameter year: 'deux mille' cannot be its value; write for example 2021"),
    Bad("half a year", nothing, parameter("year=2024.5"), r"parameter year: 2024\.5 cannot be its value; "),
    Bad("year 12", nothing, parameter("year=12"), "parameter year: 12 cannot be its value; write one from 1900 to 2999"),
    Bad("a confidence of two", nothing, parameter("confidence=2"), r"parameter confidence: 2 cannot be its value; write one from 0\.5 to 0\.999"),
    Bad("no draws", nothing, parameter("draws=0"), "parameter draws: 0 cannot be its value; "),
    Bad("a truth for a number", nothing, parameter("draws=True"), "parameter draws: True cannot be its value; "),
    Bad("a negative seed", nothing, parameter("seed=-1"), "parameter seed: -1 cannot be its value; "),
    Bad("a list for a model", nothing, parameter("model=[1]"), r"parameter model: \[1\] cannot be its value; write for example ''"),
    Bad("the study as a parameter", nothing, parameter("study=/tmp"), "parameter study: cannot be set; name the study's folder with --study"),
    Bad("parameters that are no JSON", partial(write, "parameters.json", b'{"year": '), BUILD, r"parameters\.json: is not a JSON object; write for example"),
    Bad("parameters in a list", partial(write, "parameters.json", b'[["a"]]'), BUILD, r"parameters\.json: is not a JSON object; "),
    Bad("parameters in Latin-1", partial(write, "parameters.json", b'{"model": "\xe9"}'), BUILD, r"parameters\.json: is not a JSON object; "),
    Bad("a year as text", partial(write, "parameters.json", b'{"year": "2024"}'), BUILD, "parameter year: '2024' cannot be its value; "),
    Bad("read no folder", nothing, call("read", "{}/none", "{}/out"), r"none: does not exist; name the folder or the file"),
    Bad("read an empty folder", lambda study: (study.root / "empty").mkdir(), call("read", "{}/empty", "{}/out"), r"empty: has no \*\.txt or \*\.html article; "),
    Bad("read into a file", nothing, call("read", "{}/data/raw/articles", "{}/LICENSE"), r"LICENSE: cannot be used \(.+\); name a folder"),
    Bad("read with a bad day", partial(cell, BIBLIOGRAPHY, 3, "published_edtf", "22 avril"), READ, r"bibliography\.csv, row 3, column published_edtf: '22 avril' is no day, month or year; "),
    Bad("read without a column", partial(edit, BIBLIOGRAPHY, "published_edtf", "published"), READ, r"bibliography\.csv: has no column published_edtf; "),
    Bad("add nothing", nothing, call("add", "{}/none.txt", "--study", "{}"), r"none\.txt: is not a file; name a text file"),
    Bad("lay out over a study", nothing, call("new", "{}"), "is not empty; name a new folder"),
]  # fmt: skip

PROSE = "reports/prose/en/10_findings.md"
REPORT = [
    Bad("a digit", partial(edit, PROSE, "It states", "It states 3 times"), write_report, r"10_findings\.md, line 4: a digit is typed by hand \(3\); "),
    Bad("an unknown measure", partial(edit, PROSE, "no finding", '{{ m("none") }}'), write_report, r"10_findings\.md, line 4: there is no measure 'none'; "),
    Bad("HTML", partial(edit, PROSE, "no finding", "<b>no</b>"), write_report, r"10_findings\.md, line 4: HTML, an image or a template"),
    Bad("a broken tag", partial(edit, PROSE, "no finding", "{{ m( }}"), write_report, r"10_findings\.md, line 4: .+ cannot be read; "),
    Bad("prose in Latin-1", partial(encode, "reports/prose/fr/10_findings.md", "latin-1"), write_report, r"fr/10_findings\.md: is not UTF-8 \(byte \d+\); save it as UTF-8"),
    Bad("no prose", lambda study: shutil.rmtree(study.prose), write_report, "reports/prose: has no prose; write reports/prose/en/"),
    Bad("one language lacks a file", partial(remove, "reports/prose/fr/95_evidence.md"), write_report, r"fr/95_evidence\.md: does not exist; translate"),
    Bad("a citation that is no YAML", partial(write, "CITATION.cff", b"title: ["), write_report, r"CITATION\.cff: cannot be read \(.+\); mend the file"),
    Bad("a citation in a list", partial(write, "CITATION.cff", b"- a\n- b\n"), write_report, r"CITATION\.cff: cannot be read \(.+\); mend the file"),
    Bad("a damaged product", partial(write, "data/processed/values.csv", b"incident_id,field\n"), write_report, r"data/processed/values\.csv: has no column status, "),
    Bad("words without a language", partial(write, "reports/prose/words.csv", b"key,en,fr\nnote.x,x\n"), write_report, r"words\.csv, row 2: has no key or no fr; "),
]  # fmt: skip

CATALOGUE = [*ARTICLES, *TABLES, *COMMANDS, *REPORT]


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return the second study with its products, by the cells of the notebooks; no test writes to it."""
    study = steps.second(tmp_path_factory.mktemp("sound") / "study")
    steps.run(study, year=2024)
    return study


@pytest.fixture
def spoilt(sound: Study, tmp_path: Path) -> Study:
    """Return a copy that a test may spoil."""
    shutil.copytree(sound.root, tmp_path / "une étude", symlinks=True)
    return Study.find(tmp_path / "une étude")


def test_the_catalogue_is_long_and_names_each_input_once() -> None:
    names = [bad.name for bad in CATALOGUE]
    assert len(names) >= 60 and len(set(names)) == len(names)


@pytest.mark.parametrize("bad", CATALOGUE, ids=[bad.name for bad in CATALOGUE])
def test_a_bad_input_is_one_line_and_changes_no_product(spoilt: Study, bad: Bad) -> None:
    bad.spoil(spoilt)
    before = steps.products(spoilt)
    with pytest.raises(InputError) as caught:
        bad.meet(spoilt)
    lines = str(caught.value).split("\n")
    told = [line for line in lines if re.search(bad.told, line)]
    assert len(told) == 1, lines
    assert all(re.fullmatch(r"[^:]+: .+; .+", line) for line in lines), lines
    assert steps.products(spoilt) == before
    assert not (spoilt.root / "out" / "mentions.csv").exists()


# --- every table that a person may edit, and every column of it

INPUTS = [name for name in TABLES_DECLARED if name.startswith(("raw/", "curated/"))]


def whole(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """Return what changes the bytes of a file."""
    return lambda path: path.write_bytes(change(path.read_bytes()))


def per_row(change: Callable[[int, list[str]], list[str]]) -> Callable[[Path], object]:
    """Return what changes each record of a table, told its number; 1 is the header."""

    def act(path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [change(number, row) for number, row in enumerate(csv.reader(lines), start=1)]
        with path.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows(rows)

    return act


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, ": does not exist; restore it"),
    "empty": (whole(lambda data: b""), r": is not a CSV table \(it is empty\); "),
    "Latin-1": (whole(lambda data: data + "é".encode("latin-1")), r": is not UTF-8 \(byte \d+\); save it as CSV UTF-8"),
    "UTF-16": (whole(lambda data: data.decode().encode("utf-16")), r": is not UTF-8 \(byte 0\); "),
    "a NUL": (whole(lambda data: data + b"\0\n"), r": is not a CSV table \(it holds a NUL\); restore it"),
    "semicolons": (whole(lambda data: data.replace(b",", b";")), ": has its cells parted by semicolons; save it as CSV UTF-8 with commas"),
    "a quotation mark opened": (whole(lambda data: data.rstrip(b"\n") + b'\n"x'), r": is not a CSV table \(unexpected end of data\); "),
    "a zip archive": (whole(lambda data: b"PK\x03\x04" + bytes(range(256))), r": is not UTF-8 \(byte \d+\); "),
    "no header": (per_row(lambda number, row: row if number > 1 else [f"{cell}?" for cell in row]), ": has no column "),
    "a column less": (per_row(lambda number, row: row[:-1]), ": has no column "),
    "a column more": (per_row(lambda number, row: [*row, "more"]), ": has an unknown column more; "),
    "a column twice": (per_row(lambda number, row: [row[0], *row]), ": has the column .+ twice; "),
    "a cell less": (per_row(lambda number, row: row[:-1] if number == 2 else row), r", row 2: has \d+ cells, not \d+; "),
    "a cell more": (per_row(lambda number, row: [*row, ""] if number == 2 else row), r", row 2: has \d+ cells, not \d+; "),
}  # fmt: skip


@pytest.fixture
def table_of(study: Study, tmp_path: Path) -> Callable[[str], Path]:
    """Return what copies one table of this repository's study into a study that holds nothing else."""

    def copied(name: str) -> Path:
        path = tables.declared(name).path(Study(tmp_path))
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tables.declared(name).path(study), path)
        return path

    return copied


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", INPUTS)
def test_each_kind_of_damage_to_each_table_is_told(
    name: str, damage: str, tmp_path: Path, table_of: Callable[[str], Path]
) -> None:
    spoil, told = DAMAGE[damage]
    spoil(table_of(name))
    with pytest.raises(InputError, match=rf"^data/{name}\.csv{told}.*$"):
        tables.read(Study(tmp_path), name)


@pytest.mark.parametrize("name", INPUTS)
def test_each_column_of_each_table_refuses_what_it_cannot_hold(
    name: str, tmp_path: Path, table_of: Callable[[str], Path]
) -> None:
    """Nothing where something must stand, words for a number, a word of no list, a day that there is not."""
    path = table_of(name)
    good = path.read_bytes()
    for column in tables.declared(name).columns:
        wrong = [""] if column.required else []
        wrong += ["deux mots"] if column.values or column.type != "string" else []
        wrong += ["2024-02-30"] if column.type in ("date", "edtf") else []
        for value in wrong:
            path.write_bytes(good)
            cell(f"data/{name}.csv", 2, column.name, value, Study(tmp_path))
            line = rf"^data/{name}\.csv, row 2, column {column.name}: '{value}' cannot stand here; .+"
            with pytest.raises(InputError, match=line):
                tables.read(Study(tmp_path), name)


@pytest.mark.parametrize("name", [name for name in INPUTS if tables.declared(name).key])
def test_a_row_that_stands_twice_is_told(name: str, tmp_path: Path, table_of: Callable[[str], Path]) -> None:
    path = table_of(name)
    header, first, *others = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, first, first, *others]), encoding="utf-8")
    with pytest.raises(InputError, match=rf"(?m)^data/{name}\.csv, row 3, column .+; give each row its own$"):
        tables.read(Study(tmp_path), name)


@pytest.mark.parametrize("name", INPUTS)
def test_what_spreadsheets_do_to_a_table_is_no_damage(
    name: str, study: Study, tmp_path: Path, table_of: Callable[[str], Path]
) -> None:
    """A byte order mark, Windows line ends, an empty line at the end, columns in another order."""
    path = table_of(name)
    per_row(lambda number, row: row[::-1])(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    before = tables.read(study, name)
    assert tables.read(Study(tmp_path), name)[list(before.columns)].equals(before)


# --- notebooks


def without_parameters(book: dict[str, list]) -> None:
    book["cells"] = [cell for cell in book["cells"] if "parameters" not in cell["metadata"].get("tags", [])]


def with_magic(book: dict[str, list]) -> None:
    book["cells"][-1] = {"cell_type": "code", "metadata": {}, "source": ["%matplotlib inline\n", "x = 1"]}


def without_source(book: dict[str, list]) -> None:
    del book["cells"][3]["source"]


NOTEBOOKS = [
    ("no parameters cell", without_parameters, "has no parameters cell; tag the first code cell with parameters"),
    ("a magic", with_magic, r"a code cell is no Python \(.+: %matplotlib inline\); mend the cell"),
    ("a cell without source", without_source, r"is no notebook \(KeyError: 'source'\); restore it, for example with: git checkout notebooks/"),
    ("cut off", 3000, r"is no notebook \(JSONDecodeError: .+\); restore it"),
    ("empty", 0, r"is no notebook \(JSONDecodeError: .+\); restore it"),
    ("no object", b"[]", r"is no notebook \(TypeError: .+\); restore it"),
    ("no cells", b"{}", r"is no notebook \(KeyError: 'cells'\); restore it"),
    ("no text", b"\x80\x81", r"is no notebook \(UnicodeDecodeError: .+\); restore it"),
    ("missing", None, r"cannot be read \(No such file or directory\); restore it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "told"), [row[1:] for row in NOTEBOOKS], ids=[row[0] for row in NOTEBOOKS]
)
def test_a_damaged_notebook_is_one_line_before_any_kernel_starts(
    spoilt: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: object, told: str
) -> None:
    shutil.copytree(steps.HOME / "notebooks", tmp_path / "home" / "notebooks")
    shutil.copy(steps.HOME / "requirements.lock", tmp_path / "home")
    monkeypatch.setattr(build, "HOME", tmp_path / "home")
    monkeypatch.setattr(build, "_kernels", lambda *_: pytest.fail("a kernel was started"))
    path = build.source(build.STEPS[0])
    content = path.read_bytes()
    if callable(damage):
        book = json.loads(content)
        damage(book)
        path.write_text(json.dumps(book), encoding="utf-8")
    elif damage is None:
        path.unlink()
    else:
        path.write_bytes(damage if isinstance(damage, bytes) else content[:damage])  # type: ignore[misc]
    before = steps.products(spoilt)
    with pytest.raises(InputError) as caught:
        build.build(spoilt)
    assert re.fullmatch(rf"notebooks/01_clean_articles\.ipynb: {told}.*", str(caught.value))
    assert steps.products(spoilt) == before


# --- rights


@pytest.mark.parametrize(
    ("file", "mode", "told"),
    [
        (ARTICLE, 0o000, r".+valmure-bilan\.txt: Permission denied; check the rights"),
        ("build", 0o000, r".+: Permission denied; check the rights"),
    ],
)
def test_what_may_not_be_read_is_one_line(spoilt: Study, file: str, mode: int, told: str) -> None:
    path = spoilt.root / file
    path.mkdir(exist_ok=True) if file == "build" else None
    path.chmod(mode)
    ran = on_command_line("build", "--study", str(spoilt.root), obeying=True)
    path.chmod(0o755)
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1), ran.stderr
    assert re.match(told, ran.stderr)


@pytest.mark.parametrize("file", [ARTICLE, BIBLIOGRAPHY])
def test_what_may_not_be_read_is_told_by_the_first_step_too(spoilt: Study, file: str) -> None:
    (spoilt.root / file).chmod(0o000)
    code = "from helpers import articles, paths; articles.receive(paths.Study.find())"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=spoilt.root, capture_output=True, text=True, check=False,
        env={name: value for name, value in os.environ.items() if name != "STUDY"}, preexec_fn=obey_rights,
    )  # fmt: skip
    line = ran.stderr.splitlines()[-1]
    assert line.startswith(f"helpers.errors.InputError: {file}: cannot be read (Permission denied); check")


# --- what is odd and yet an article: it is read, and every quote is its slice

LINE = "Près de 12.000 patients de l’hôpital de Dax ont été prévenus le 9 mars 2024. "
ODD = {
    "one line of a million characters": (LINE * 13_200).encode()[:1_000_000],
    "a word of a million characters": b"a" * 1_000_000,
    "a million line ends": b"Dax, 300 patients.\r\n" + b"\r\n" * 500_000,
    "invalid UTF-8": b"Pr\xc3\xa8s de 300 patients \xff\xfe de Dax",
    "Latin-1": "Près de 300 patients à Dax".encode("latin-1"),
    "two encodings": "Près de 300 patients à Dax. ".encode()
    + "Près de 400 élèves à Évreux".encode("latin-1"),
    "right-to-left marks": "Dax \u202e300 patients\u202c touch\u200fés, \u2066400 agents\u2069".encode(),
    "old Mac line ends": b"Dax\r300 patients\r400 agents",
    "emoji and letters beyond the first plane": "🏥 300 patients 𝐭𝐨𝐮𝐜𝐡𝐞́𝐬 à Dax 👩🏽‍⚕️".encode(),
    "combining accents": "Pre\u0301s de 300 patients a\u0300 Dax".encode(),
    "no letter at all": "… — « 300 » !?".encode(),
    "numbers beyond all bounds": b"Dax: " + b"9" * 5000 + b" patients, 1" + b".000" * 300 + b" euros",
    "markup": b"<p>300 patients</p><script>alert(1)</script>]]>" * 50,
}


def test_odd_articles_are_read_whatever_their_folder_is_called(tmp_path: Path) -> None:
    source, target = tmp_path / "des articles, été 2024 (à lire)", tmp_path / "résultats d’août"
    source.mkdir()
    for name, content in ODD.items():
        (source / f"{name}.txt").write_bytes(content)
    ran = on_command_line("read", str(source), str(target))
    assert ran.returncode == 0, ran.stderr
    assert not (target / "errors.csv").exists()
    csv.field_size_limit(10_000_000)
    with (target / "mentions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts = {name: articles.encoding.decode(content, name) for name, content in ODD.items()}
    silent = {"a word of a million characters", "no letter at all"}
    assert {row["article_id"] for row in rows} == set(ODD) - silent
    for row in rows:
        assert texts[row["article_id"]][int(row["start"]) : int(row["end"])] == row["quote"]


def test_the_limit_to_an_article_is_one_whichever_way_it_comes_in(damaged: Study, tmp_path: Path) -> None:
    """Ten megabytes are an article, and one byte more is none: built, added, read from a folder, from a record."""
    source = tmp_path / "source"
    source.mkdir()
    path = damaged.articles / "limit.txt"
    for size, is_one in ((LARGEST, True), (LARGEST + 1, False)):
        for target in (path, source / f"{size}.txt"):
            target.write_bytes(b"a" * size)
        line = json.dumps({"article_id": f"{size}", "text": "a" * size}) + "\n"
        (tmp_path / f"{size}.jsonl").write_text(line, encoding="utf-8")
        ways: list[Callable[[], object]] = [
            partial(articles._bytes, path, "limit.txt"),
            partial(fetch.receive, str(path)),
            partial(archive.read_archive, tmp_path / f"{size}.jsonl", tmp_path / f"out{size}"),
        ]
        for way in ways:
            with (
                contextlib.nullcontext()
                if is_one
                else pytest.raises(InputError, match="is larger than 10 MB")
            ):
                way()
    assert archive.read_archive(source, tmp_path / "out").told == (
        f"{LARGEST + 1}: is larger than 10 MB; save the text of the article alone",
    )


# --- what the report is made from


def _cite(study: Study, authors: str) -> None:
    (study.root / "CITATION.cff").write_text(
        f"cff-version: 1.2.0\ntitle: T\nauthors: {authors}\n", encoding="utf-8"
    )


@pytest.mark.parametrize("authors", ["x", "[x]", "[{name: [1]}]", "3"])
def test_authors_that_are_no_names_are_one_line(authors: str, damaged: Study) -> None:
    from helpers import report

    _cite(damaged, authors)
    with pytest.raises(InputError, match=r"^CITATION\.cff: cannot be read .*; mend the file$"):
        report.check(damaged)


def test_a_list_of_names_in_another_encoding_is_one_line(damaged: Study) -> None:
    from helpers import report

    (damaged.prose / "names.txt").write_bytes("Covid-19\nÉtude 2".encode("latin-1"))
    with pytest.raises(InputError, match=r"names\.txt: is not UTF-8 \(byte 9\)"):
        report.check(damaged)


@pytest.mark.parametrize("content", ["{{ document.nothing.more }}", "{% if %}", None])
def test_a_template_that_is_missing_or_wrong_is_one_line(content: str | None, damaged: Study) -> None:
    from helpers import report

    template = damaged.template / "report.html.j2"
    template.unlink() if content is None else template.write_text(content, encoding="utf-8")
    with pytest.raises(
        InputError, match=r"report\.html\.j2, line .*: cannot be filled in .*; mend the template$"
    ):
        report.write(damaged)


def test_a_control_character_in_the_prose_is_blamed_on_its_line(damaged: Study) -> None:
    from helpers import report

    path = damaged.prose / "en" / "80_limits.md"
    path.write_text(path.read_text(encoding="utf-8") + "- A\x00 limit.\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"80_limits\.md, line \d+: a control or private-use character"):
        report.check(damaged)
