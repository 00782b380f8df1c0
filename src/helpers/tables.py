"""Every table of a study: one declaration each, used to read, to check, to write and to publish it.

A table is named by its place under ``data/``: ``raw/press_incidents`` is ``data/raw/press_incidents.csv``.
Files are UTF-8 with LF; an empty cell means that nothing is reported, never zero.
"""

from __future__ import annotations

import csv
import io
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import InputError
from helpers.paths import Study

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
PATTERNS = {
    "string": r"[\s\S]*",
    "integer": r"-?\d+",
    "number": r"-?\d+(\.\d+)?([eE][+-]?\d+)?",
    "date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "edtf": r"(\d{4}(-\d\d(-\d\d)?)?[~?%]?)(/(\d{4}(-\d\d(-\d\d)?)?[~?%]?)?)?|/\d{4}(-\d\d(-\d\d)?)?",
    "yes_no": r"yes|no",
}
CURES = {
    "integer": "write a whole number without spaces, such as 500000",
    "number": "write a plain number with a point, such as 0.9 or 1400000",
    "date": "write a day as 2021-02-23",
    "edtf": "write an EDTF date: 2021-02-23, 2021-02, 2021-22 for a summer, 2015/2020 for an interval",
    "yes_no": "write yes or no",
}
FORMULA = re.compile(r"'*[=+\-@\t\r]")
LONGEST_CELL = 131_072  # characters; what is longer has lost a quotation mark
UNFINISHED = ".part"  # how the name of a file ends while it is written


@dataclass(frozen=True)
class Column:
    """A column: its type, what may stand in it, and what it means."""

    name: str
    type: str
    description: str
    required: bool = False
    values: tuple[str, ...] = ()
    refers_to: str = ""


@dataclass(frozen=True)
class Table:
    """A table: where it stands, what a row is, and its columns."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def path(self, study: Study) -> Path:
        """Return the file's path in `study`."""
        return study.root / "data" / f"{self.name}.csv"

    @property
    def header(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]


def declared(name: str) -> Table:
    """Return the declaration of the table `name`.

    Raises
    ------
    KeyError
        There is no such table; a mistake of the program, not of a user.
    """
    from helpers.schemas import TABLES

    return TABLES[name]


def rows(study: Study, name: str) -> list[Row]:
    """Return the rows of the table `name` of `study`, checked and typed, in the file's order.

    Returns
    -------
    list of dict
        A number is a float, or None where its cell is empty; all else is text, "" where it is empty.

    Raises
    ------
    InputError
        No such file, not UTF-8, a column missing or unknown, a value of the wrong type or outside its
        enumeration, a repeated key: all that is wrong at once, one line each.
    """
    table = declared(name)
    path = table.path(study)
    header, found = text_rows(path, study.name(path))
    _check_header(header, table, study.name(path))
    check(found, table, study.name(path))
    return typed(found, table)


def read(study: Study, name: str) -> pd.DataFrame:
    """Return the table `name` of `study` for pandas; see `rows`, which raises what is wrong.

    Returns
    -------
    DataFrame
        One row a record, in the file's order. Numbers are float with NaN where the cell is empty, all else is
        text with "" where it is empty.
    """
    return framed(rows(study, name), declared(name))


def read_all(study: Study, names: Iterable[str]) -> list[pd.DataFrame]:
    """Return several tables of `study`, see `read`.

    Raises
    ------
    InputError
        All that is wrong in any of them, one line each.
    """
    frames, errors = [], []
    for name in names:
        try:
            frames.append(read(study, name))
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputError.several(errors)
    return frames


def text_rows(path: Path, where: str) -> tuple[list[str], list[Row]]:
    """Return the header of a CSV file, and its rows as text.

    Raises
    ------
    InputError
        It cannot be read, is no UTF-8 or no CSV with commas, or a row has too few or too many cells.
    """
    header, *records = _records(path, where)
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        sign = "semicolons" if ";" in header[0] else "tabs"
        cure = "save it as CSV UTF-8 with commas between the cells"
        raise InputError(where, f"has its cells parted by {sign}", cure)
    for name in header:
        if header.count(name) > 1:
            raise InputError(where, f"has the column {name} twice", "remove one of them")
    for number, record in enumerate(records, start=2):
        if len(record) != len(header):
            what = f"has {len(record)} cells, not {len(header)}" if record else "is empty"
            cure = "put quotation marks around cells that hold a comma; remove empty lines"
            raise InputError(f"{where}, row {number}", what, cure)
    return header, [dict(zip(header, map(_unguarded, record), strict=True)) for record in records]


def _records(path: Path, where: str) -> list[list[str]]:
    """Return the records of a CSV file, its header first, without the empty lines at its end."""
    try:
        # a byte order mark is what spreadsheets add when they save as UTF-8
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        is_made = where.startswith("data/processed/")
        cure = "run the notebooks before this one, or: make report" if is_made else "restore it"
        raise InputError(where, "does not exist", cure) from None
    except UnicodeDecodeError as error:
        raise InputError(where, f"is not UTF-8 (byte {error.start})", "save it as CSV UTF-8") from None
    except OSError as error:
        raise InputError(where, f"cannot be read ({error.strerror})", "check the file's rights") from None
    try:
        csv.field_size_limit(LONGEST_CELL)  # some libraries lift it for the whole process
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError(where, f"is not a CSV table ({error})", "check commas and quotation marks") from None
    while records and not records[-1]:
        records.pop()
    if not records or "\0" in text:
        told = "is not a CSV table (it holds a NUL)" if records else "is not a CSV table (it is empty)"
        raise InputError(where, told, "restore it")
    return records


def _check_header(header: list[str], table: Table, where: str) -> None:
    """Raise `InputError` unless the columns are those declared; their order is free."""
    missing = [name for name in table.header if name not in header]
    unknown = [name for name in header if name not in table.header]
    if missing:
        raise InputError(
            where, f"has no column {', '.join(missing)}", f"the columns are {', '.join(table.header)}"
        )
    if unknown:
        raise InputError(
            where, f"has an unknown column {', '.join(unknown)}", "remove it or correct its name"
        )


def check(found: list[Row], table: Table, where: str) -> None:
    """Raise `InputError` with one line for each cell of the rows, as text, that `table` does not allow."""
    errors = []
    for number, name, cure in sorted((*_unfit(found, table), *_repeated(found, table))):
        cell = found[number][name]
        shown = cell if len(cell) <= 60 else cell[:57] + "..."
        place = f"{where}, row {number + 2}, column {name}"
        errors.append(InputError(place, f"{shown!r} cannot stand here", cure))
    if errors:
        raise InputError.several(errors)


def _unfit(found: list[Row], table: Table) -> Iterator[tuple[int, str, str]]:
    """Give row, column and cure of each cell that its column does not allow."""
    for column in table.columns:
        cells = [row[column.name] for row in found]
        for holds, cure in _rules(column):
            yield from ((number, column.name, cure) for number, cell in enumerate(cells) if not holds(cell))


def _repeated(found: list[Row], table: Table) -> Iterator[tuple[int, str, str]]:
    """Give row, column and cure of each cell of a key that several rows have."""
    keys = [tuple(row[name] for name in table.key) for row in found] if table.key else []
    counted = Counter(keys)
    for number, key in enumerate(keys):
        if counted[key] > 1:
            yield from ((number, name, "give each row its own") for name in table.key)


def _rules(column: Column) -> Iterator[tuple[Callable[[str], bool], str]]:
    """Give what must hold for each cell of a column, with the cure where it does not."""
    if column.required:
        yield lambda cell: cell != "", "fill it in"
    if column.type != "string":
        yield lambda cell: not cell or fits(cell, column.type), CURES[column.type]
    if column.values:
        allowed = {"", *column.values}
        yield lambda cell: cell in allowed, f"one of {', '.join(column.values)}"


def fits(cell: str, kind: str) -> bool:
    """Return whether a cell is written as its type asks and names a day and month that exist, or a finite number.

    >>> fits("2021-02-28", "date"), fits("2021-02-30", "date"), fits("2021-13", "edtf"), fits("1e999", "number")
    (True, False, False, False)
    """
    if not re.fullmatch(PATTERNS[kind], cell, re.ASCII):
        return False
    if kind == "number":
        return abs(float(cell)) < float("inf")
    # EDTF writes the seasons, from spring to winter, as months 21 to 24
    return kind not in ("date", "edtf") or all(
        _is_day(int(year), int(month or 1), int(day or 1)) or (month in ("21", "22", "23", "24") and not day)
        for year, month, day in re.findall(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", cell)
    )


def _is_day(year: int, month: int, day: int) -> bool:
    """Return whether the calendar has that day."""
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def typed(found: list[Row], table: Table) -> list[Row]:
    """Return rows of text with their numbers as float, None where the cell is empty, in the declared order."""
    numbers = {column.name for column in table.columns if column.type in ("integer", "number")}
    return [
        {
            name: (float(row[name]) if row[name] else None) if name in numbers else row[name]
            for name in table.header
        }
        for row in found
    ]


def framed(found: list[Row], table: Table) -> pd.DataFrame:
    """Return typed rows for pandas, with NaN for a number that is not reported."""
    import pandas as pd

    frame = pd.DataFrame(found, columns=table.header, dtype=object)
    numbers = [column.name for column in table.columns if column.type in ("integer", "number")]
    return frame.astype(dict.fromkeys(numbers, float))


def write(study: Study, name: str, frame: pd.DataFrame) -> Path:
    """Check `frame` against the declaration of `name` and replace its file whole; return the path.

    Raises
    ------
    InputError
        A cell that the declaration does not allow.
    """
    table = declared(name)
    path = table.path(study)
    found = [
        {column: as_cell(value) for column, value in row.items()}
        for row in frame.reindex(columns=table.header).to_dict("records")
    ]
    check(found, table, study.name(path))
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows(map(_guarded, row.values()) for row in found)
    replace(path, written.getvalue())
    return path


def as_cell(value: object) -> str:
    """Return a value as the text of a CSV cell: no exponent, no trailing ``.0``, empty where nothing is known.

    >>> as_cell(1400000.0), as_cell(0.25), as_cell(float("nan")), as_cell(None)
    ('1400000', '0.25', '', '')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.10g}"
    if hasattr(value, "item"):
        return as_cell(value.item())
    return str(value)


def _guarded(cell: str) -> str:
    """Return a text cell that no spreadsheet takes for a formula; numbers stay as they are."""
    is_number = re.fullmatch(PATTERNS["number"], cell)
    return "'" + cell if FORMULA.match(cell) and not is_number else cell


def _unguarded(cell: str) -> str:
    """Return the cell without the mark that `_guarded` sets."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def replace(path: Path, content: str | bytes) -> None:
    """Write `content` to `path` whole or not at all: a temporary file beside it, then a rename.

    Raises
    ------
    InputError
        The folder cannot be written to, or the disk is full.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = ""
    try:
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True) if temporary else None
        raise InputError(
            str(path), f"cannot be written ({error.strerror})", "check the folder's rights and space"
        ) from None


def with_row(study: Study, name: str, row: dict[str, str]) -> bytes:
    """Return the bytes of the table `name` with one row more; those of the other rows stay as they are.

    Raises
    ------
    InputError
        The row, beside the others, is not what the table's declaration allows.
    """
    rows(study, name)
    table = declared(name)
    data = table.path(study).read_bytes()
    header, *records = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    cells = {column: row.get(column, "") for column in table.header}
    kept = [dict(zip(header, record, strict=True)) for record in records if record]
    check([*kept, cells], table, study.name(table.path(study)))
    line = io.StringIO()
    end = "\r\n" if b"\r\n" in data else "\n"
    csv.writer(line, lineterminator=end).writerow(_guarded(cells[column]) for column in header)
    return data + (b"" if data.endswith(b"\n") else end.encode()) + line.getvalue().encode()


def sweep(folders: Iterable[Path]) -> None:
    """Remove what a process that was killed in the middle of `replace` left in `folders`."""
    for folder in folders:
        for path in folder.glob(f".*{UNFINISHED}"):
            path.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path, waiting: str = "") -> Iterator[int]:
    """Wait until no other process holds `folder`: each would overwrite what the other wrote; yield the lock.

    Parameters
    ----------
    waiting : str
        What to tell the user while another process holds it.
    """
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(waiting, file=sys.stderr, flush=True) if waiting else None
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def descriptor(table: Table, fields: Iterable[Column] | None = None) -> dict[str, Any]:
    """Return the Frictionless table schema of `table`."""
    types = {"edtf": "string", "yes_no": "string"}
    described = []
    for column in fields or table.columns:
        field: dict[str, Any] = {"name": column.name, "type": types.get(column.type, column.type)}
        field["description"] = column.description
        limits: dict[str, Any] = {"required": True} if column.required else {}
        limits |= {"enum": list(column.values)} if column.values else {}
        limits |= {"unique": True} if table.key == (column.name,) else {}
        described.append(field | ({"constraints": limits} if limits else {}))
    return {"fields": described, "primaryKey": list(table.key), "missingValues": [""]}
