"""Which sentences rest on which claims, so that no claim leaves the ledger without each of them being read again.

``reports/rests_on.csv`` keeps, for each claim, the references of the prose that led to it when the report was last
written. A claim may be corrected at will: the numbers follow. A claim that is gone stops the build at each sentence
that rested on it, until an editor has read them and taken its row out.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from helpers.errors import InputError
from helpers.paths import Study
from helpers.report import prose
from helpers.report.facts import Facts, Row, split_inputs
from helpers.report.references import COMPARISON, PARTS
from helpers.schemas import FIELDS

HEADER = ("claim_id", "references")
# an incident counts by its days, and is as large as its persons and records
DAYS = ("event_date", "detection_date", "disclosure_date", "complaint_date")
SIZE = ("persons_exposed", "records_exposed")
CURE = "read the sentence again, then take the claim's row out of reports/rests_on.csv"


def path(study: Study) -> Path:
    """Return where a study keeps what its sentences rest on."""
    return study.reports / "rests_on.csv"


def check(study: Study, claims: Collection[str | None]) -> None:
    """Raise `InputError`, a line for each sentence of each language that rested on a claim that is gone.

    Parameters
    ----------
    study : Study
        Its prose is read, no table is needed: the check runs before any notebook, too.
    claims : collection of str
        The claims that there are.
    """
    rested = {name: found for name, found in kept(study).items() if name not in claims}
    errors = [
        _gone(where, name, found & references)
        for where, references in (cited(study) if rested else ())
        for name, found in rested.items()
        if found & references
    ]
    if errors:
        raise InputError.several(errors)


def _gone(where: str, name: str, references: set[str]) -> InputError:
    """Return what to tell of a sentence that has lost a claim."""
    if name in references:
        return InputError(where, f"there is no claim {name!r}", "correct the name, or restore the claim")
    told = f"rested on the claim {name!r}, which is gone (through {', '.join(sorted(references))})"
    return InputError(where, told, CURE)


def check_ledger(study: Study) -> None:
    """Raise `InputError` for each sentence that rested on a claim which the curator's table no longer has.

    A table that cannot be read is not told here: the step that reads it says what is wrong with it.
    """
    try:
        lines = (study.curated / "claims.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
        reader = csv.DictReader(lines)
        names = {row.get("claim_id") for row in reader}
    except (OSError, UnicodeDecodeError, csv.Error):
        return
    if "claim_id" in (reader.fieldnames or ()):
        check(study, names)


def kept(study: Study) -> dict[str, set[str]]:
    """Return the references that rested on each claim when the report was last written; nothing before the first time.

    Raises
    ------
    InputError
        The file is no table of the two columns.
    """
    file = path(study)
    if not file.is_file():
        return {}
    try:
        rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if rows[:1] != [list(HEADER)] or any(len(row) != len(HEADER) for row in rows):
        cure = "restore it, for example with: git checkout reports/rests_on.csv"
        raise InputError(study.name(file), f"is no table of {' and '.join(HEADER)}", cure)
    return {name: set(references.split()) for name, references in rows[1:]}


def cited(study: Study) -> Iterator[tuple[str, set[str]]]:
    """Give the place and the references of each line of prose that has any, language by language."""
    for language in prose.languages(study):
        for file in prose.files(study, language):
            for line in prose.read_lines(file, study.name(file)):
                found = (
                    set()
                    if line.is_code
                    else {name for tag in prose.TAG.findall(line.text) for name in called(tag)}
                )
                if found:
                    yield line.where, found


def called(tag: str) -> Iterator[str]:
    """Give what the words of a tag rest on: a claim, an ``incident:field`` or a measure. Figures and tables are no words.

    >>> list(called('holds("fewer", "rate_a.high < 1 and dax-2021:event_date.latest < \\'2022\\'")'))
    ['rate_a', 'dax-2021:event_date']
    >>> list(called('v("dax-2021", "attack_type")')), list(called('table("incidents")'))
    (['dax-2021:attack_type'], [])
    """
    try:
        call = ast.parse(tag.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return
    function = getattr(getattr(call, "func", None), "id", "")
    words = [str(getattr(argument, "value", "")) for argument in getattr(call, "args", [])]
    if function == "v" and len(words) > 1:
        yield ":".join(words[:2])
    elif function in ("c", "q", "m", "plural"):
        yield from words[:1]
    elif function == "holds":
        for part in words[1].split(" and ") if len(words) > 1 else ():
            match = COMPARISON.fullmatch(part.strip())
            yield from filter(None, map(_operand, (match[1], match[3]) if match else ()))


def _operand(written: str) -> str:
    """Return the reference of an operand; "" for a number or a term."""
    if re.match(r"-?\d+(\.\d+)?$|'", written):
        return ""
    name, _, part = written.rpartition(".")
    return name if name and part in PARTS else written


# --- what a reference rests on


def resting(study: Study, facts: Facts) -> str:
    """Return ``rests_on.csv``: each claim with the references of the prose that lead to it, in the ledger's order."""
    references = sorted({name for _, found in cited(study) for name in found})
    claims = {name: behind(facts, name) for name in references}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(HEADER)
    for claim in facts.claims:
        if leading := [name for name in references if claim in claims[name]]:
            writer.writerow((claim, " ".join(leading)))
    return written.getvalue()


def behind(facts: Facts, reference: str) -> set[str]:
    """Return the claims behind a reference: its own, those of its value, or those of the rows that a measure names."""
    if reference in facts.claims:
        return {reference}
    if reference in facts.measures:
        inputs = facts.measures[reference]["inputs"]
        return {name for written in split_inputs(inputs) for name in _behind_row(facts, written)}
    incident_id, _, field = reference.partition(":")
    return _of_fields(facts, incident_id, (field,))


def _of_fields(facts: Facts, incident_id: str, fields: tuple[str, ...] = FIELDS) -> set[str]:
    """Return the claims about these fields of an incident; of the sector as a whole where it is ""."""
    return {
        name
        for name, claim in facts.claims.items()
        if claim["incident_id"] == incident_id and claim["field"] in fields
    }


def _behind_row(facts: Facts, written: str) -> set[str]:
    """Return the claims behind ``table:key``, a row that a measure names, or behind the whole table."""
    table, _, key = written.partition(":")
    if table in BEHIND:
        return BEHIND[table](facts, key.strip())
    rows = facts.figure_rows.get(table, [])
    chosen = [
        row
        for number, row in enumerate(rows, 1)
        if key.strip() in (str(number), next(iter(row.values()), ""))
    ]
    return {name for row in chosen or rows for name in _told_by(facts, table, row)}


def _told_by(facts: Facts, table: str, row: Row) -> set[str]:
    """Return the claims behind a row of a figure's table: by the incident, article or study's table that a cell names."""
    own = {
        incident[key]: name
        for name, incident in facts.incidents.items()
        for key in ("incident_id", "register_id")
    }
    found: set[str] = set()
    for cell in filter(None, row.values()):
        if cell in own:
            found |= _of_fields(facts, own[cell], SIZE if table == "exposures" else DAYS)
        elif match := re.fullmatch(r"data/raw/articles/(.+)\.txt", cell):
            sector = _of_fields(facts, "")
            found |= {name for name in sector if facts.claims[name]["article_id"] == match[1]}
        elif cell in (
            "data/processed/incidents.csv",
            "articles",
        ):  # a definition, and a list, that are all incidents
            found |= _counted(facts, "")
    return found


def _counted(facts: Facts, key: str) -> set[str]:
    """Return the claims that make an incident count, or all of them: those of its days, else all there are."""
    names = [key] if key else list(facts.incidents)
    return {claim for name in names for claim in _of_fields(facts, name, DAYS) or _of_fields(facts, name)}


def _weighed(facts: Facts, key: str) -> set[str]:
    """Return the claims that contradict each other, in one field or in all."""
    rows = [row for row in facts.disagreements if key in ("", f"{row['incident_id']}.{row['field']}")]
    return {name for row in rows for name in row["claims"].split()}


# what stands behind the rows of the study's own tables
BEHIND: dict[str, Callable[[Facts, str], set[str]]] = {
    "claims": lambda facts, key: {key} if key else set(facts.claims),
    "incidents": _counted,
    "disagreements": _weighed,
    "review": lambda facts, key: {name for row in facts.review for name in row["claims"].split()},
    "reader_check": lambda facts, key: {row["claim_id"] for row in facts.reader_check},
    "register_matches": lambda facts, key: {
        name for row in facts.matches for name in _of_fields(facts, row["incident_id"], (row["field"],))
    },
}
