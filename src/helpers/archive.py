"""Step 2 at the scale of an archive: any number of articles, in bounded memory, on all cores or on a cluster.

The articles are read in parts of the same size whatever reads them, so the result is the same bytes. A part that has been
read waits on disk under the key of its articles and of the reader, and the same command goes on where it was stopped.
Only this process reads and writes files: workers turn articles into tables, and need no shared folder.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from helpers import sources, tables
from helpers.encoding import check_size
from helpers.errors import InputError
from helpers.read import EDIT_COLUMNS, MENTION_COLUMNS, REMARK_COLUMNS, mention_row, read_text, remarks_of
from helpers.sources import Article

TABLES = {"edits": EDIT_COLUMNS, "mentions": MENTION_COLUMNS, "remarks": REMARK_COLUMNS}
ERROR_COLUMNS = ("article_id", "error")
FORMS = ("csv", "parquet")
ARTICLES_A_PART = 250
CHARACTERS_A_PART = 2_000_000
PARTS_AHEAD = 3  # for each worker: enough that none waits for this process, few enough to stay small
TOLD = 10
SECONDS_TO_ANSWER = 10.0
WAITING = ".parts"
INTEGERS, NUMBERS = ("start", "end"), ("low", "high")

Submit = Callable[..., Any]


@dataclass(frozen=True)
class Outcome:
    """How many articles there were, how many of them could not be read, and why not (the first few)."""

    articles: int
    unread: int
    told: tuple[str, ...]


def read_archive(
    source: str | Path, out_dir: str | Path, jobs: int = 1, scheduler: str = "", form: str = "csv"
) -> Outcome:
    """Read every article of `source` into the tables edits, mentions and remarks in `out_dir`.

    An article that cannot be read is a row of ``errors.csv`` (``article_id``, ``error``) and stops no other; there is
    no such file where all are read. The text that is taken out of a saved page is kept beside the page.

    Parameters
    ----------
    source : str or Path
        A folder of ``*.txt`` and ``*.html``, or a JSONL or Parquet file with the columns ``article_id``, ``text`` and
        ``published_edtf``.
    out_dir : str or Path
        Receives a CSV a table, or a folder of Parquet files a table, in place of what an earlier run left there.
    jobs : int
        Processes; 0 for one a core.
    scheduler : str
        Address of a Dask scheduler whose workers have this package; they read in place of processes here.
    form : str
        ``csv`` or ``parquet``.

    Raises
    ------
    InputError
        The source is missing or has no article, none of its articles can be read, the scheduler does not answer, or
        a folder cannot be written to.
    RuntimeError
        A worker died; what was read till then is kept for the next run.
    """
    source, target = Path(source), Path(out_dir)
    parts = _parts(sources.stream(source))
    first = next(parts, None)
    if first is None:
        raise InputError(str(source), "has no article", "name the file that holds the articles")
    _check_pages(source)
    with _workers(jobs, scheduler) as (submit, ahead), _alone(target):
        done = list(
            _with_bar(source, _read_parts(chain([first], parts), target / WAITING, submit, ahead, form))
        )
        outcome = _outcome(done)
        if outcome.unread < outcome.articles:
            with _full_disk(target):
                _publish(source, target, [path for path, _ in done], form)
        shutil.rmtree(target / WAITING)
    if outcome.unread == outcome.articles:
        target.rmdir() if not any(target.iterdir()) else None
        raise _none_read(source, outcome)
    return outcome


def _none_read(source: Path, outcome: Outcome) -> InputError:
    """Return the error of a source without one article that can be read."""
    what = "its only article cannot be read" if outcome.articles == 1 else "none of its articles can be read"
    return InputError(str(source), f"{what} ({outcome.told[0]})", "mend or replace the articles")


# --- one part: from articles to the files of their tables


def read_part(articles: Sequence[Article], form: str, reader: str) -> dict[str, bytes]:
    """Return the tables of some articles as the contents of files, and the texts that were taken out of saved pages.

    This is what a worker does, from values to values.

    Raises
    ------
    RuntimeError
        The worker has another version of this package than the process that asks.
    """
    if reader != fingerprint():
        raise RuntimeError("a worker has another version of the package helpers; install this one there")
    rows: dict[str, list[tuple]] = {name: [] for name in (*TABLES, "errors")}
    texts: dict[str, bytes] = {}
    for article in articles:
        try:
            found = _rows(article)
        except Exception as error:  # whatever one article does to the reader, the others are read
            line = _told(error).removeprefix(f"article {article.article_id}: ")
            rows["errors"].append((article.article_id, line))
            continue
        for name in TABLES:
            rows[name] += found[name]
        if article.page and not article.content:
            texts[f"text/{article.article_id}"] = found["text"]
    encode = as_csv if form == "csv" else as_parquet
    files = {name: encode(columns, rows[name]) for name, columns in TABLES.items()}
    return files | {"errors": as_csv(ERROR_COLUMNS, rows["errors"])} | texts


def _rows(article: Article) -> dict[str, Any]:
    """Return the rows of one article for each table, and its text in UTF-8."""
    raw, published = sources.raw_text(article)
    edits, mentions = read_text(raw, published)
    name = article.article_id
    return {
        "edits": [(name, edit.start, edit.end, edit.replacement, edit.rule) for edit in edits],
        "mentions": [mention_row(name, raw, mention) for mention in mentions],
        "remarks": remarks_of(name, mentions),
        "text": raw.encode(),
    }


def _told(error: Exception) -> str:
    """Return an error in one line; one of the reader itself with its kind."""
    expected = isinstance(error, ValueError) and not isinstance(error, UnicodeError)
    line = " ".join((str(error) if expected else f"{type(error).__name__}: {error}").split())
    return line[:300]


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV without a header."""
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue().encode()


def as_parquet(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return rows as a Parquet file: offsets as integers, bounds as numbers, null where they are open, all else text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, _arrow_type(name)) for name in columns])
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    for at, name in enumerate(columns):
        if name in NUMBERS:
            cells[at] = tuple(float(cell) if cell else None for cell in cells[at])
    arrays = [pa.array(column, field.type) for column, field in zip(cells, schema, strict=True)]
    file = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), file)
    return file.getvalue()


def _arrow_type(column: str) -> Any:
    """Return the type of a column in Parquet."""
    import pyarrow as pa

    if column in INTEGERS:
        return pa.int64()
    return pa.float64() if column in NUMBERS else pa.string()


# --- all parts, in order


def _parts(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    """Yield articles in parts of bounded size, which depends on nothing but the articles."""
    part: list[Article] = []
    size = 0
    for article in map(_checked, articles):
        part.append(article)
        size += len(article.content) + len(article.page)
        if len(part) == ARTICLES_A_PART or size >= CHARACTERS_A_PART:
            yield tuple(part)
            part, size = [], 0
    if part:
        yield tuple(part)


def _checked(article: Article) -> Article:
    """Return an article, or in its place what is wrong with its name or its size."""
    content = article.content.encode() if isinstance(article.content, str) else article.content
    name = article.article_id
    # a name stands in the first cell of each row and in messages: no spreadsheet and no terminal may act upon it
    if not name.isprintable() or tables.FORMULA.match(name):
        name = repr(name)
    try:
        if name != article.article_id:
            raise InputError(
                f"article {name}", "has a name that is no word", "begin it with a letter or digit"
            )
        check_size(max(len(content), len(article.page)), f"article {name}")
    except InputError as error:
        return replace(article, article_id=name, content=b"", page=b"", problem=str(error))
    return article


def _read_parts(
    parts: Iterable[tuple[Article, ...]], waiting: Path, submit: Submit, ahead: int, form: str
) -> Iterator[tuple[Path, int]]:
    """Yield the file of each part and its number of articles, in order; parts that an earlier run left are not read."""
    under_way: deque[tuple[Path, int, Any]] = deque()
    for number, articles in enumerate(parts):
        path = waiting / f"{number:06d}-{_key(articles, form)}.zip"
        future = None if zipfile.is_zipfile(path) else submit(read_part, articles, form, fingerprint())
        under_way.append((path, len(articles), future))
        if len(under_way) > ahead:
            yield _settled(*under_way.popleft())
    while under_way:
        yield _settled(*under_way.popleft())


def _settled(path: Path, articles: int, future: Any) -> tuple[Path, int]:
    """Wait for a part and put it on disk."""
    if future is not None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as part:
            for name, content in future.result().items():
                part.writestr(zipfile.ZipInfo(name), content)
        tables.replace(path, archive.getvalue())
    return path, articles


def _key(articles: Iterable[Article], form: str) -> str:
    """Return the key of a part: the same articles, read in the same way."""
    digest = hashlib.sha256(f"{fingerprint()} {form}".encode())
    for article in articles:
        digest.update(repr(article).encode())
    return digest.hexdigest()[:16]


@cache
def fingerprint() -> str:
    """Return the hash of all that decides what is read: this package, its lexicon, the libraries that it asks."""
    home = Path(__file__).parent
    digest = hashlib.sha256("".join(map(version, ("pyarrow", "trafilatura"))).encode())
    for file in sorted([*home.rglob("*.py"), *home.rglob("lexicon/*")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _with_bar(source: Path, done: Iterator[tuple[Path, int]]) -> Iterator[tuple[Path, int]]:
    """Pass parts on and show how many articles are read, where somebody looks on."""
    from tqdm import tqdm

    with tqdm(unit=" articles", disable=None) as bar:
        bar.total = None if bar.disable else sources.count(source)
        for path, articles in done:
            bar.update(articles)
            yield path, articles


# --- who reads


@contextmanager
def _workers(jobs: int, scheduler: str) -> Iterator[tuple[Submit, int]]:
    """Yield a function that hands work to whoever reads, and how many parts to hand out ahead."""
    if scheduler:
        with _cluster(scheduler) as found:
            yield found
        return
    if jobs < 0:
        raise InputError(
            f"--jobs {jobs}", "is no number of processes", "write --jobs 2, or --jobs alone for all cores"
        )
    jobs = jobs or _cores()
    if jobs == 1:
        yield _at_once, 0
        return
    with _processes(jobs) as submit:
        yield submit, PARTS_AHEAD * jobs


def _cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _at_once(function: Callable[..., Any], *arguments: Any) -> Future:
    """Do the work here and now."""
    future: Future = Future()
    future.set_result(function(*arguments))
    return future


@contextmanager
def _processes(jobs: int) -> Iterator[Submit]:
    """Yield a function that hands work to processes of this machine."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_end_with_parent)
    try:
        yield pool.submit
    except BrokenProcessPool:
        raise RuntimeError(
            "a reading process died (was memory short?); the same command goes on from here"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """End this process as soon as the one that started it is gone: killed, it cannot tell its workers."""
    import multiprocessing
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted command ends its processes itself

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[Submit, int]]:
    """Yield a function that hands work to the workers of a Dask cluster, and how many parts to hand out ahead."""
    from distributed import Client
    from distributed.client import FutureCancelledError
    from distributed.comm import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        client = Client(scheduler, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        cure = "start one with: dask scheduler, and name its address, such as tcp://127.0.0.1:8786"
        raise InputError(
            f"scheduler {scheduler}", f"does not answer ({type(error).__name__})", cure
        ) from None
    with client:
        cores = sum(client.ncores().values())
        if not cores:
            raise InputError(
                f"scheduler {scheduler}", "has no workers", f"start one with: dask worker {scheduler}"
            )
        try:
            yield partial(client.submit, pure=False), PARTS_AHEAD * cores
        except (KilledWorker, FutureCancelledError, CommClosedError):
            raise RuntimeError(
                "the cluster or its workers died; the same command goes on from here"
            ) from None


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Make the folder for results and wait until no other run writes to it."""
    import fcntl

    try:
        (target / WAITING).mkdir(parents=True, exist_ok=True)
        handle = os.open(target, os.O_RDONLY)
    except OSError as error:
        cure = "name a folder that can be written to"
        raise InputError(str(target), f"cannot be used ({error.strerror})", cure) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        (target / WAITING).mkdir(exist_ok=True)  # the run that went before took it away
        yield
    finally:
        os.close(handle)


# --- from the parts to the finished tables


@contextmanager
def _full_disk(target: Path) -> Iterator[None]:
    """Tell in one line that a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        cure = "make room; the same command goes on from here"
        raise InputError(str(target), f"cannot be written to ({error.strerror})", cure) from None


def _outcome(done: Sequence[tuple[Path, int]]) -> Outcome:
    """Return how the reading went."""
    unread = 0
    told: list[str] = []
    for path, _ in done:
        for name, error in csv.reader(io.StringIO(_piece(path, "errors").decode(), newline="")):
            unread += 1
            told += [f"{name}: {error}"] if len(told) < TOLD else []
    return Outcome(sum(articles for _, articles in done), unread, tuple(told))


def _piece(path: Path, name: str) -> bytes:
    """Return one file of a part."""
    with zipfile.ZipFile(path) as part:
        return part.read(name)


def _publish(source: Path, target: Path, parts: Sequence[Path], form: str) -> None:
    """Write the finished tables, each whole or not at all, and take away what an earlier run left."""
    _keep_texts(source, parts)
    for name, columns in TABLES.items():
        if form == "csv":
            _join(target / f"{name}.csv", columns, (_piece(path, name) for path in parts))
        else:
            _gather(target / f"{name}.parquet", (_piece(path, name) for path in parts))
        (target / f"{name}.csv").unlink(missing_ok=True) if form != "csv" else None
        shutil.rmtree(target / f"{name}.parquet", ignore_errors=True) if form == "csv" else None
    if any(_piece(path, "errors") for path in parts):
        _join(target / "errors.csv", ERROR_COLUMNS, (_piece(path, "errors") for path in parts))
    else:
        (target / "errors.csv").unlink(missing_ok=True)


def _join(path: Path, columns: Sequence[str], pieces: Iterable[bytes]) -> None:
    """Write a CSV from its pieces: under another name first, so that it is whole or not there."""
    waiting = path.parent / WAITING / path.name
    with waiting.open("wb") as file:
        file.write(as_csv((), [columns]))
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


def _gather(folder: Path, pieces: Iterable[bytes]) -> None:
    """Write a folder of Parquet files, one a part, and put it in the place of an earlier one."""
    waiting = folder.parent / WAITING / folder.name
    shutil.rmtree(waiting, ignore_errors=True)
    waiting.mkdir()
    for number, piece in enumerate(pieces):
        tables.replace(waiting / f"part-{number:06d}.parquet", piece)
    if folder.exists():
        folder.rename(waiting.with_suffix(".old"))
    waiting.rename(folder)


def _check_pages(source: Path) -> None:
    """Raise `InputError` where texts are to be kept beside saved pages in a folder that cannot be written to."""
    if source.is_dir() and not os.access(source, os.W_OK) and sources.pages_without_text(source):
        cure = (
            "copy the folder, or make it writable: the text that offsets point into is kept beside each page"
        )
        raise InputError(str(source), "has saved pages and cannot be written to", cure)


def _keep_texts(source: Path, parts: Iterable[Path]) -> None:
    """Write the texts that were taken out of saved pages beside the pages."""
    for path in parts:
        with zipfile.ZipFile(path) as part:
            for name in part.namelist():
                if name.startswith("text/"):
                    tables.replace(source / f"{name.removeprefix('text/')}.txt", part.read(name))
