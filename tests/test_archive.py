"""Reading at the scale of an archive: the same bytes whoever reads, bounded memory, nothing lost, nothing stopped."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import archive, sources
from helpers.__main__ import main
from helpers.archive import fingerprint, read_archive, read_part
from helpers.errors import InputError
from helpers.french.dates import Published
from helpers.read import EDIT_COLUMNS, MENTION_COLUMNS, REMARK_COLUMNS, mention_row, read_text
from helpers.sources import Article

TOWNS = ("Brive", "Quimper", "Dole", "Sens", "Auch", "Gap")
CSV = ("edits.csv", "mentions.csv", "remarks.csv")
PAGE = """<html><head><title>Une clinique paralysée</title><meta property="article:published_time" content="2021-03-05">
</head><body><nav><a href="/">Accueil</a></nav><article><h1>Une clinique paralysée</h1>
<p>Près de 12 000 dossiers auraient fuité le 3 mars, selon l’agence régionale de santé. La clinique a débranché ses
serveurs dès l’aube et travaille au papier depuis lors, sans date annoncée pour le retour à la normale.</p>
<p>Les urgences restent ouvertes. Une trentaine d’opérations ont été reportées de deux semaines, indique la direction,
qui a porté plainte auprès de la gendarmerie dès le lendemain.</p></article></body></html>"""


def text(number: int) -> str:
    """Return a short article, unlike the others."""
    town = TOWNS[number % len(TOWNS)]
    return (
        f"{town} : l?hôpital visé\n\nPrès de {1000 + 7 * number} patients de {town} seraient touchés depuis le "
        f"{number % 27 + 1} février, soit {number % 90 + 2} % des dossiers.\n\nLire aussi : une autre affaire\n"
    )


def records(number: int) -> Iterator[dict[str, str]]:
    """Yield the records of an archive."""
    for at in range(number):
        yield {"article_id": f"a{at:05d}", "text": text(at), "published_edtf": "2021-03-01"}


def write_lines(path: Path, rows: Iterator[dict[str, str]]) -> Path:
    """Write records as JSONL."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files under a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a few parts."""
    return write_lines(
        tmp_path_factory.mktemp("source") / "archive.jsonl", records(3 * archive.ARTICLES_A_PART + 20)
    )


@pytest.fixture(scope="module")
def expected(lines: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What one process makes of it, in either form."""
    folders = {form: tmp_path_factory.mktemp(form) for form in archive.FORMS}
    for form, folder in folders.items():
        read_archive(lines, folder, form=form)
    return folders


# --- the same bytes


def test_a_folder_gives_what_the_reader_makes_of_each_article(tmp_path: Path) -> None:
    """The plain command writes the three tables and nothing else; the days come from the bibliography."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for at in range(5):
        (folder / f"a{at}.txt").write_text(text(at), encoding="utf-8")
    (folder / "bibliography.csv").write_text("article_id,published_edtf\na1,2021-03-01\n", encoding="utf-8")
    assert main(["read", str(folder), str(tmp_path / "out")]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == list(CSV)
    days = {1: Published.from_edtf("2021-03-01")}
    expected = [
        mention_row(f"a{at}", text(at), mention)
        for at in range(5)
        for mention in read_text(text(at), days.get(at))[1]
    ]
    found = [tuple(row.values()) for row in rows(tmp_path / "out" / "mentions.csv")]
    assert found == [tuple(map(str, row)) for row in expected]
    assert {row[-1] for row in found if row[0] == "a1" and row[4] == "DATE"} != {""}, "no day was read"


def test_two_processes_give_the_same_bytes(lines: Path, expected: dict[str, Path], tmp_path: Path) -> None:
    """Who reads a part does not show."""
    read_archive(lines, tmp_path / "two", jobs=2)
    assert contents(tmp_path / "two") == contents(expected["csv"])
    assert len(rows(tmp_path / "two" / "mentions.csv")) > 2000


def test_a_cluster_gives_the_same_bytes(lines: Path, expected: dict[str, Path], tmp_path: Path) -> None:
    """Two Dask workers on loopback, each in a process of its own, in either form."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        command = ["read", str(lines), str(tmp_path / "parquet"), "--scheduler", cluster.scheduler_address]
        assert main(command) == 0
        read_archive(lines, tmp_path / "csv", scheduler=cluster.scheduler_address)
    for form in archive.FORMS:
        assert contents(tmp_path / form) == contents(expected[form])


def test_parquet_holds_the_same_rows_as_csv(expected: dict[str, Path]) -> None:
    """Offsets are integers, bounds are numbers, an open bound is null; a part is a file."""
    import pandas as pd

    found = pd.read_parquet(expected["parquet"] / "mentions.parquet")
    assert tuple(found.columns) == MENTION_COLUMNS
    plain = rows(expected["csv"] / "mentions.csv")
    assert found["quote"].tolist() == [row["quote"] for row in plain]
    assert found["start"].tolist() == [int(row["start"]) for row in plain]
    assert found["low"].isna().tolist() == [row["low"] == "" for row in plain]
    assert found["low"].dropna().tolist() == [float(row["low"]) for row in plain if row["low"]]
    assert len(list((expected["parquet"] / "mentions.parquet").iterdir())) == 4


def test_jsonl_parquet_and_folder_give_the_same(
    lines: Path, expected: dict[str, Path], tmp_path: Path
) -> None:
    """Where an article comes from does not matter; a column of days will do for published_edtf."""
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(list(records(60)))
    table = table.set_column(2, "published_edtf", pa.array([datetime.date(2021, 3, 1)] * 60))
    pq.write_table(table, tmp_path / "archive.parquet", row_group_size=7)
    folder = tmp_path / "folder"
    folder.mkdir()
    for row in records(60):
        (folder / f"{row['article_id']}.txt").write_text(row["text"], encoding="utf-8")
    days = "".join(f"a{at:05d},2021-03-01\n" for at in range(60))
    (folder / "bibliography.csv").write_text(f"article_id,published_edtf\n{days}", encoding="utf-8")
    write_lines(tmp_path / "archive.jsonl", records(60))
    for name in ("archive.parquet", "folder", "archive.jsonl"):
        read_archive(tmp_path / name, tmp_path / f"out-{name}")
        assert contents(tmp_path / f"out-{name}") == contents(tmp_path / "out-archive.parquet")


@settings(deadline=None)
@given(st.lists(st.sampled_from([1, 50, archive.CHARACTERS_A_PART]), max_size=40))
def test_parts_are_bounded_and_whole(lengths: list[int]) -> None:
    """Every article is in one part, in order; a part ends with the article that makes it full."""
    articles = [Article(str(at), "x" * length) for at, length in enumerate(lengths)]
    parts = list(archive._parts(articles))
    assert [article for part in parts for article in part] == articles
    for part in parts:
        assert 0 < len(part) <= archive.ARTICLES_A_PART
        assert sum(len(article.content) for article in part[:-1]) < archive.CHARACTERS_A_PART


# --- killed, and started again


def test_killed_and_started_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """A run that is killed leaves no half table; the next one reads what is left; no process outlives its parent."""
    source = write_lines(tmp_path / "archive.jsonl", records(8 * archive.ARTICLES_A_PART))
    read_archive(source, tmp_path / "expected")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "helpers", "read", str(source), str(out), "--jobs", "2"]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    wait_for(lambda: list(out.glob(".parts/*.zip")) or running.poll() is not None)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    wait_for(lambda: not alive(running.pid))
    assert 0 < len(list(out.glob(".parts/*.zip"))) < 8, "over before it was killed, or nothing done"
    assert not list(out.glob("*.csv"))
    assert main(["read", str(source), str(out)]) == 0
    assert contents(out) == contents(tmp_path / "expected")


def test_parts_that_are_read_are_not_read_again(
    lines: Path, expected: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after two parts, the second run reads the others only; one that is damaged or of other articles is not taken."""
    asked: list[int] = []

    def counted(articles: tuple[Article, ...], form: str, reader: str) -> dict[str, bytes]:
        if len(asked) == 2:
            asked.append(0)
            raise KeyboardInterrupt
        asked.append(len(articles))
        return read_part(articles, form, reader)

    monkeypatch.setattr(archive, "read_part", counted)
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        read_archive(lines, out)
    (out / ".parts" / "000002-0123456789abcdef.zip").write_bytes(b"of other articles")
    next((out / ".parts").glob("000001-*.zip")).write_bytes(b"damaged")
    asked.append(0)
    read_archive(lines, out)
    assert [number for number in asked if number] == [250, 250, 250, 250, 20]
    assert contents(out) == contents(expected["csv"])


def wait_for(happened: object, seconds: float = 60) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + seconds
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def alive(session: int) -> list[str]:
    """Return the processes of a session that still run."""
    found = subprocess.run(["ps", "-o", "stat=", "-s", str(session)], capture_output=True, text=True).stdout
    return [state for state in found.split() if not state.startswith("Z")]


# --- poisoned articles


def test_a_poisoned_article_stops_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that are empty, binary, a folder: each is told by its name, the others are read, the status is 0."""
    folder = tmp_path / "articles"
    (folder / "folder.txt").mkdir(parents=True)
    (folder / "binary.txt").write_bytes(b"\x00\x01\x02" * 50)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "good.txt").write_text(text(1), encoding="utf-8")
    assert main(["read", str(folder), str(tmp_path / "out")]) == 0
    found = rows(tmp_path / "out" / "errors.csv")
    assert [row["article_id"] for row in found] == ["binary", "empty", "folder"]
    assert found[0]["error"].startswith("is binary") and found[1]["error"].startswith("is empty")
    assert {row["article_id"] for row in rows(tmp_path / "out" / "mentions.csv")} == {"good"}
    told = capsys.readouterr().err
    assert "3 of 4 articles could not be read" in told and "binary: " in told
    for name in ("binary", "empty"):
        (folder / f"{name}.txt").unlink()
    (folder / "folder.txt").rmdir()
    assert main(["read", str(folder), str(tmp_path / "out")]) == 0
    assert not (tmp_path / "out" / "errors.csv").exists()


NAMES = {
    b"\xff": "'\\udcff'", b"=cmd|' ! ": "\"=cmd|' ! \"", b"@SUM(A1)": "'@SUM(A1)'", b"+1": "'+1'", b"-1": "'-1'",
    b"deux\nlignes": "'deux\\nlignes'", b"rouge\x1b[31m": "'rouge\\x1b[31m'",
}  # fmt: skip


def test_names_that_a_spreadsheet_or_a_terminal_would_act_upon_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    for name in (*NAMES, b"bon", "été - à lire".encode()):
        Path(os.fsdecode(os.fsencode(source) + b"/" + name + b".txt")).write_text(
            "300 patients à Dax.", encoding="utf-8"
        )
    assert main(["read", str(source), str(target)]) == 0
    assert all(line.isprintable() for line in capsys.readouterr().err.splitlines())
    told = {row["article_id"]: row["error"] for row in rows(target / "errors.csv")}
    assert set(told) == set(NAMES.values())
    assert set(told.values()) == {"has a name that is no word; begin it with a letter or digit"}
    assert {row["article_id"] for row in rows(target / "mentions.csv")} == {"bon", "été - à lire"}


def test_poisoned_records_are_told(tmp_path: Path) -> None:
    """Each kind of damage to a line, by its article_id or else its number."""
    good, bad = next(records(1)), '{"article_id": "half", "text": "Une'
    lines = [
        json.dumps(good),
        bad,
        '{"text": "Sans nom."}',
        '{"article_id": "void"}',
        '{"article_id": "lone", "text": "\\ud800"}',
        '{"article_id": "day", "text": "Hier.", "published_edtf": "le 3 mars"}',
        "[1, 2]",
        "",
        json.dumps({"article_id": "nul", "text": "a\0b"}),
    ]
    source = tmp_path / "archive.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    outcome = read_archive(source, tmp_path / "out")
    assert (outcome.articles, outcome.unread) == (8, 7)
    found = [row["article_id"] for row in rows(tmp_path / "out" / "errors.csv")]
    assert found == ["line 2", "line 3", "void", "lone", "day", "line 7", "nul"]


@pytest.mark.parametrize("beyond", [1, 200, 201, 5_000])
def test_a_line_longer_than_any_article_is_told_and_never_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beyond: int
) -> None:
    """Not even a part of it is taken for the next record, and the line after it is read; the last may lack its end."""
    monkeypatch.setattr(sources, "LONGEST_LINE", 200)
    good = json.dumps({"article_id": "good", "text": "Hier, 12 hôpitaux."})
    long = "x" * (200 + beyond)
    source = tmp_path / "archive.jsonl"
    for lines in ([long, good, long], [good, long + "\n"], [long, "", good]):
        source.write_text("\n".join(lines), encoding="utf-8")
        told = [article.problem for article in sources.stream(source)]
        assert told == ["" if line == good else "is larger than 10 MB" for line in lines if line]


def test_an_article_that_breaks_the_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a mistake of the reader's own is one row, with its kind; tables hold the others."""

    def breaks(raw: str, published: object) -> tuple[list, list]:
        if "poison" in raw:
            raise RecursionError("too\ndeep")
        return [], []

    monkeypatch.setattr(archive, "read_text", breaks)
    found = read_part(
        [Article("a", "bon"), Article("b", "poison"), Article("c", "bon")], "csv", fingerprint()
    )
    assert found["errors"] == b"b,RecursionError: too deep\n"


@pytest.mark.parametrize("form", archive.FORMS)
def test_nothing_but_bad_articles_is_an_error(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, status 2, and no tables."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "only.txt").write_bytes(b"\0")
    command = ["read", str(tmp_path / "articles"), str(tmp_path / "out"), "--format", form]
    assert main(command) == 2
    told = capsys.readouterr().err
    assert "only" in told and len(told.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", b"", "has no article"),
        ("a.parquet", b"PAR1", "is not a Parquet file"),
        ("a.csv", b"article_id,text\n", "is no folder"),
        ("missing.jsonl", None, "does not exist"),
    ],
)
def test_a_bad_source_is_told(tmp_path: Path, name: str, content: bytes | None, told: str) -> None:
    """One line, and nothing is written."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=told):
        read_archive(tmp_path / name, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("bibliography", "told"),
    [
        ("article_id;published_edtf\na;2021-03-01\n", "has its cells parted by semicolons"),
        ("article_id,day\na,2021-03-01\n", "has no column published_edtf"),
        (
            "article_id,published_edtf\na,2021-03-01\na,2020-03-01\n",
            r"row 3, column article_id: 'a' has a row already",
        ),
        ("article_id,published_edtf\na,March\n", r"row 2, column published_edtf: 'March' is no day"),
    ],
)
def test_a_bad_bibliography_is_told_in_one_line(
    tmp_path: Path, bibliography: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(text(1), encoding="utf-8")
    (folder / "bibliography.csv").write_text(bibliography, encoding="utf-8")
    assert main(["read", str(folder), str(tmp_path / "out")]) == 2
    line = capsys.readouterr().err
    assert re.search(told, line) and len(line.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_what_is_passed_over_in_a_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("a.txt", "B.TXT", "c.docx", "d.pdf", "e.md", ".hidden"):
        (folder / name).write_text(text(1), encoding="utf-8")
    days = "article_id,published_edtf\na,2021-03-01\nz,2021-03-02\n"
    (folder / "bibliography.csv").write_text(days, encoding="utf-8")
    assert main(["read", str(folder), str(tmp_path / "out")]) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"{folder}: 4 (B.TXT, c.docx, d.pdf …) passed over, no *.txt or *.html",
        f"{folder / 'bibliography.csv'}: 1 (z) named there, but no article of the folder",
    ]
    for name in ("B.TXT", "c.docx", "d.pdf", "e.md"):
        (folder / name).unlink()
    (folder / "bibliography.csv").write_text("article_id,published_edtf\na,2021-03-01\n", encoding="utf-8")
    assert main(["read", str(folder), str(tmp_path / "out")]) == 0
    assert capsys.readouterr().err == ""


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    """The message names the column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"id": ["a"], "text": ["b"]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="article_id"):
        read_archive(tmp_path / "a.parquet", tmp_path / "out")


@pytest.mark.parametrize("options", [["--jobs", "-1"], ["--scheduler", "tcp://127.0.0.1:1"]])
def test_bad_options_are_told(
    lines: Path, tmp_path: Path, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback, no folder."""
    monkeypatch.setattr(archive, "SECONDS_TO_ANSWER", 0.2)
    assert main(["read", str(lines), str(tmp_path / "out"), *options]) == 2
    assert not (tmp_path / "out").exists()


def test_a_worker_of_another_version_does_not_read() -> None:
    """Rows of two versions in one table would be nobody's result."""
    with pytest.raises(RuntimeError, match="another version"):
        read_part([Article("a", "texte")], "csv", "another")


# --- saved pages


def test_a_page_is_read_from_the_text_kept_beside_it(tmp_path: Path) -> None:
    """Offsets refer to that text; read again from it, the result is the same; the page's own date counts."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "clinique.html").write_text(PAGE, encoding="utf-8")
    read_archive(folder, tmp_path / "one")
    kept = (folder / "clinique.txt").read_bytes().decode()
    assert "Accueil" not in kept and "débranché" in kept
    mentions = rows(tmp_path / "one" / "mentions.csv")
    assert all(kept[int(row["start"]) : int(row["end"])] == row["quote"] for row in mentions)
    assert {row["earliest"] for row in mentions if row["quote"] == "le 3 mars"} == {"2021-03-03"}
    read_archive(folder, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_page_without_an_article_is_poisoned(tmp_path: Path) -> None:
    """It is told, and no empty text is kept beside it; a text that a person puts there is read."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "menu.html").write_text("<html><body><nav>Accueil</nav></body></html>")
    (tmp_path / "pages" / "good.txt").write_text(text(2), encoding="utf-8")
    assert read_archive(tmp_path / "pages", tmp_path / "out").unread == 1
    assert not (tmp_path / "pages" / "menu.txt").exists()
    (tmp_path / "pages" / "menu.txt").write_text(text(3), encoding="utf-8")
    assert read_archive(tmp_path / "pages", tmp_path / "out").unread == 0


# --- memory


def test_memory_does_not_grow_with_the_number_of_articles(tmp_path: Path) -> None:
    """Four times the articles, each with words of its own, in the same memory: half a kilobyte an article would show."""
    code = (
        "import resource, sys; from helpers.archive import read_archive; read_archive(*sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = []
    for number in (2000, 8000):
        short = (
            row | {"text": f"Vol de {at} dossiers par le mage{at} à Dole."}
            for at, row in enumerate(records(number))
        )
        source = write_lines(tmp_path / f"{number}.jsonl", short)
        command = [sys.executable, "-c", code, str(source), str(tmp_path / f"out{number}")]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    assert peaks[1] - peaks[0] < 3000, f"{peaks} KiB"


def test_the_streams_hold_one_article_at_a_time(lines: Path) -> None:
    """A JSONL file is not read ahead of what is asked for."""
    articles = sources.stream(lines)
    assert next(articles).article_id == "a00000"
    assert sources.count(lines) == 770


def test_tables_have_the_documented_columns(expected: dict[str, Path]) -> None:
    """Headers as others build on them."""
    for name, columns in zip(CSV, (EDIT_COLUMNS, MENTION_COLUMNS, REMARK_COLUMNS), strict=True):
        assert tuple(rows(expected["csv"] / name)[0]) == columns
