"""Where articles come from: a folder, or one JSONL or Parquet file, an article at a time."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from helpers import encoding, tables
from helpers.encoding import LARGEST
from helpers.errors import InputError
from helpers.french.periods import Published

COLUMNS = ("article_id", "text", "published_edtf")
BIBLIOGRAPHY = "bibliography.csv"
PAGES = (".html", ".htm")
RECORDS = (".jsonl", ".ndjson")
BATCH = 100
LONGEST_LINE = (
    6 * LARGEST + 100_000
)  # bytes of a record: JSON may spell a byte of text with six, as in \u0009


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was found; `problem` says why one cannot be read.

    `content` is a file's bytes or a record's text. A saved `page` has no content until its text is taken out of it.
    """

    article_id: str
    content: bytes | str = b""
    published: Published | None = None
    page: bytes = b""
    problem: str = ""


def stream(source: Path) -> Iterator[Article]:
    """Yield the articles of a source, in its order: by name in a folder, by line or row in a file.

    Raises
    ------
    InputError
        The source is missing, of another kind, or lacks a column. What is wrong with one article alone is that
        article's `problem`.
    """
    if source.is_dir():
        yield from _from_folder(source)
    elif not source.is_file():
        raise InputError(str(source), "does not exist", "name the folder or the file that holds the articles")
    elif source.suffix in RECORDS:
        yield from _from_lines(source)
    elif source.suffix == ".parquet":
        yield from _from_parquet(source)
    else:
        raise InputError(str(source), "is no folder, .jsonl or .parquet file", "name one of these")


def count(source: Path) -> int:
    """Return how many articles a source holds, for a progress bar: blank lines of a JSONL count too."""
    if source.is_dir():
        return len(_article_files(source))
    if source.suffix in RECORDS:
        with source.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return _parquet_file(source).metadata.num_rows


def raw_text(article: Article) -> tuple[str, Published | None]:
    """Return the raw text of an article, which offsets point into, and its publication day.

    Raises
    ------
    ValueError
        It is empty, binary, a page without an article, or has a `problem` already.
    """
    where = f"article {article.article_id}"
    if article.problem:
        raise ValueError(article.problem)
    if isinstance(article.content, str):
        return encoding.decode(article.content.encode(), where), article.published
    if not article.page or (article.content and article.published):
        return encoding.decode(article.content, where), article.published
    try:
        stated, extracted = _from_page(article, where)
    except InputError:
        if not article.content:
            raise
        stated, extracted = None, b""  # the text is kept already; only the day is not known
    return encoding.decode(article.content or extracted, where), article.published or stated


def _from_page(article: Article, where: str) -> tuple[Published | None, bytes]:
    """Return the publication day that a saved page states, and its article as text."""
    import logging

    from helpers.add import from_page
    from helpers.fetch import Received

    logging.getLogger("trafilatura").setLevel(
        logging.CRITICAL
    )  # what is wrong is told once, with the article's name
    facts, extracted = from_page(Received(where, article.page, article.article_id, is_page=True))
    stated = facts.get("date", "")
    return Published.from_edtf(stated) if re.fullmatch(r"\d{4}-\d\d-\d\d", stated) else None, extracted


# --- a folder


def _article_files(folder: Path) -> dict[str, tuple[str, str]]:
    """Return ``{article_id: (name of its text, name of its saved page)}``, either of them empty where there is none."""
    found: dict[str, tuple[str, str]] = {}
    for name in _names(folder):
        stem, suffix = Path(name).stem, Path(name).suffix
        text, page = found.get(stem, ("", ""))
        if suffix == ".txt":
            found[stem] = name, page
        elif suffix in PAGES:
            found[stem] = text, name
    return dict(sorted(found.items(), key=lambda item: f"{item[0]}.txt"))


def _names(folder: Path) -> list[str]:
    """Return the names of what lies in a folder, without what is hidden."""
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if not entry.name.startswith("."))


def _passed_over(folder: Path) -> list[str]:
    """Return the names of what lies in a folder of articles and is no article, saved page or bibliography."""
    taken = {name for names in _article_files(folder).values() for name in names}
    return [name for name in _names(folder) if name not in taken and name != BIBLIOGRAPHY]


def remarks(source: Path) -> list[str]:
    """Return, a line each, how many files of a folder are no articles, and how many rows are about no article of it."""
    if not source.is_dir():
        return []
    articles, passed_over = _article_files(source), _passed_over(source)
    unknown = [name for name in publication_days(source / BIBLIOGRAPHY) if name not in articles]
    told = []
    if passed_over:
        told.append(f"{source}: {_counted(passed_over)} passed over, no *.txt or *.html")
    if unknown:
        told.append(f"{source / BIBLIOGRAPHY}: {_counted(unknown)} named there, but no article of the folder")
    return told


def _counted(names: list[str]) -> str:
    """Return how many names there are, and the first three.

    >>> _counted(["a.docx", "b.pdf", "c.md", "d.TXT"])
    '4 (a.docx, b.pdf, c.md …)'
    """
    shown = ["".join(letter if letter.isprintable() else "?" for letter in name) for name in names[:3]]
    return f"{len(names)} ({', '.join(shown)}{' …' if len(names) > 3 else ''})"


def publication_days(path: Path) -> dict[str, Published | None]:
    """Return the publication day that a bibliography gives each article; none where there is no such file.

    Raises
    ------
    InputError
        It is no table with these columns, names an article twice, or a day is no date.
    """
    if not path.exists():
        return {}
    header, rows = tables.text_rows(path, str(path))
    missing = [name for name in ("article_id", "published_edtf") if name not in header]
    if missing:
        cure = "add it, as in article_id,published_edtf"
        raise InputError(str(path), f"has no column {' or '.join(missing)}", cure)
    days: dict[str, Published | None] = {}
    errors = []
    for number, row in enumerate(rows, start=2):
        try:
            _enter(days, row["article_id"], row["published_edtf"], f"{path}, row {number}")
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputError.several(errors)
    return days


def _enter(days: dict[str, Published | None], name: str, edtf: str, where: str) -> None:
    """Enter the publication day of an article, unless it has a row already or the day is none."""
    if name in days:
        what = f"{name!r} has a row already"
        raise InputError(f"{where}, column article_id", what, "keep one row for each article")
    try:
        days[name] = Published.from_edtf(edtf) if edtf else None
    except ValueError:
        cure = "write 2021-02-24, 2021-02~ or 2021"
        raise InputError(
            f"{where}, column published_edtf", f"{edtf!r} is no day, month or year", cure
        ) from None


def _from_folder(folder: Path) -> Iterator[Article]:
    """Yield the articles of a folder; ``bibliography.csv``, where there is one, gives the publication days."""
    articles = _article_files(folder)
    if not articles:
        cure = "name the folder that holds the articles"
        raise InputError(str(folder), "has no *.txt or *.html article", cure)
    days = publication_days(folder / BIBLIOGRAPHY)
    for article_id, names in articles.items():
        try:
            content, page = (_bytes(folder / name) if name else b"" for name in names)
        except OSError as error:
            yield Article(article_id, problem=f"cannot be read ({error.strerror})")
        else:
            yield _with_text(Article(article_id, content, days.get(article_id), page), bool(names[0]))


def _bytes(path: Path) -> bytes:
    """Return the bytes of a file; of a larger one than any article so many that it is refused, and no more."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _with_text(article: Article, has_text: bool) -> Article:
    """Return an article of a folder; an empty text is a problem of its own, whatever page stands beside it."""
    return replace(article, page=b"") if has_text and not article.content else article


def pages_without_text(folder: Path) -> list[str]:
    """Return the articles of a folder that are saved pages with no text beside them yet."""
    return [article_id for article_id, (text, _) in _article_files(folder).items() if not text]


# --- one file


def _from_lines(source: Path) -> Iterator[Article]:
    """Yield the articles of a JSONL file."""
    with source.open("rb") as file:
        for number, line in enumerate(_lines(file), start=1):
            if not line.strip():
                continue
            if len(line) > LONGEST_LINE:
                yield Article(f"line {number}", problem=f"is larger than {LARGEST // 1_000_000} MB")
                continue
            try:
                record = json.loads(line.decode("utf-8-sig"))
            except ValueError as error:
                yield Article(f"line {number}", problem=f"is not JSON in UTF-8 ({error})")
            else:
                yield _from_record(record if isinstance(record, dict) else {}, f"line {number}")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of a longer one than any record so much that it is refused, and no more."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def _from_parquet(source: Path) -> Iterator[Article]:
    """Yield the articles of a Parquet file, a batch of rows in memory at a time."""
    file = _parquet_file(source)
    missing = [name for name in COLUMNS[:2] if name not in file.schema_arrow.names]
    if missing:
        raise InputError(
            str(source), f"has no column {' or '.join(missing)}", f"name the columns {', '.join(COLUMNS)}"
        )
    columns = [name for name in COLUMNS if name in file.schema_arrow.names]
    number = 0
    for batch in file.iter_batches(batch_size=BATCH, columns=columns):
        for record in batch.to_pylist():
            number += 1
            yield _from_record(record, f"row {number}")


def _parquet_file(source: Path) -> Any:
    """Return an open Parquet file."""
    import pyarrow.parquet
    from pyarrow.lib import ArrowInvalid

    try:
        return pyarrow.parquet.ParquetFile(source)
    except ArrowInvalid:
        raise InputError(str(source), "is not a Parquet file", "write it anew") from None


def _from_record(record: dict[str, Any], where: str) -> Article:
    """Return the article of a record, or what is wrong with it."""
    article_id, text, day = (record.get(name) for name in COLUMNS)
    name = str(article_id if article_id is not None else "").strip()
    if not name or not name.isprintable():
        return Article(where, problem="has no article_id")
    if not isinstance(text, str):
        return Article(name, problem="has no text")
    try:
        text.encode()
        return Article(name, text, _published(day))
    except (InputError, UnicodeEncodeError) as error:
        return Article(name, problem=str(error))


def _published(day: Any) -> Published | None:
    """Return the publication day of a record; a column of dates will do as well as one of EDTF."""
    written = str(day.isoformat())[:10] if hasattr(day, "isoformat") else str(day or "")
    return Published.from_edtf(written) if written else None
