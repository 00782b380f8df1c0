"""All that the report may speak of: the study's tables by their keys, and the words around each quote."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from helpers import encoding, tables
from helpers.errors import InputError
from helpers.paths import Study
from helpers.report.wording import shown
from helpers.tables import Row

AROUND = 80
FEW = 6  # rows that a measure lists itself, even when another rests on the same


@dataclass
class Facts:
    """The tables of a study, each row by its key; an empty cell is "" or None."""

    claims: dict[str, Row]
    values: dict[tuple[str, str], Row]
    incidents: dict[str, Row]
    measures: dict[str, Row]
    articles: dict[str, Row]
    figures: dict[str, Row]
    disagreements: list[Row]
    review: list[Row]
    matches: list[Row]
    reader_check: list[Row]
    series: list[Row]
    register: dict[str, Row]
    rate_claims: list[Row]
    tables_hash: str
    texts: dict[str, str] = field(default_factory=dict)
    figure_rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    @cached_property
    def shared_inputs(self) -> dict[str, int]:
        """The number of each long list of rows that several measures rest on, told once in the appendix."""
        counted = Counter(row["inputs"] for row in self.measures.values())
        shared = [
            inputs for inputs, number in counted.items() if number > 1 and len(split_inputs(inputs)) > FEW
        ]
        return {inputs: number for number, inputs in enumerate(shared, 1)}

    def raw_rows(self, table: str, key: str) -> list[Row]:
        """Return the rows of a raw table that a key names: an incident, a series and its year, a day."""
        if table == "press_incidents":
            return [self.register[key]] if key in self.register else []
        if table == "rate_claims":
            return [row for row in self.rate_claims if row["date_said"] == key]
        if table == "official_series":
            series_id, _, period = key.partition(":")
            found = [row for row in self.series if row["series_id"] == series_id]
            return [
                row for row in found if period in (row["period_start"][:4], row["period_end"][:4])
            ] or found
        return []


def split_inputs(inputs: str) -> list[str]:
    """Return the rows that a measure names.

    >>> split_inputs("press_incidents:arles; press_incidents:dax")
    ['press_incidents:arles', 'press_incidents:dax']
    """
    return [part.strip() for part in inputs.split(";") if part.strip()]


def load(study: Study) -> Facts:
    """Return the facts of `study` from its processed tables, raw register and articles.

    Raises
    ------
    InputError
        A table is missing or damaged.
    """
    bibliography = {row["article_id"]: row for row in tables.rows(study, "raw/articles/bibliography")}
    articles, figures = tables.rows(study, "processed/articles"), tables.rows(study, "processed/figures")
    return Facts(
        claims=_by(tables.rows(study, "processed/claims"), "claim_id"),
        values={(row["incident_id"], row["field"]): row for row in tables.rows(study, "processed/values")},
        incidents=_by(tables.rows(study, "processed/incidents"), "incident_id"),
        measures=_by(tables.rows(study, "processed/measures"), "measure_id"),
        articles={row["article_id"]: bibliography[row["article_id"]] | row for row in articles},
        figures=_by(figures, "figure_id"),
        disagreements=tables.rows(study, "processed/disagreements"),
        review=tables.rows(study, "processed/review"),
        matches=tables.rows(study, "processed/register_matches"),
        reader_check=tables.rows(study, "processed/reader_check"),
        series=tables.rows(study, "raw/official_series"),
        register=_by(tables.rows(study, "raw/press_incidents"), "incident_id"),
        rate_claims=tables.rows(study, "raw/rate_claims"),
        tables_hash=tables_hash(study),
        texts={row["article_id"]: _text(study, row["article_id"]) for row in articles},
        figure_rows={row["figure_id"]: _behind_figure(study, row["data"]) for row in figures},
    )


def _behind_figure(study: Study, name: str) -> list[dict[str, str]]:
    """Return the rows of the table behind a figure; none where the file is missing, which the figure itself will tell."""
    path = study.root / name
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())) if path.is_file() else []


def _by(records: list[Row], key: str) -> dict[str, Row]:
    """Return rows by their key."""
    return {row[key]: row for row in records}


def _text(study: Study, article_id: str) -> str:
    """Return the raw text of an article, in which all offsets count."""
    path = study.articles / f"{article_id}.txt"
    return encoding.decode(path.read_bytes(), study.name(path))


def tables_hash(study: Study) -> str:
    """Return the SHA-256 of the processed tables: the name and the bytes of each CSV file, by name."""
    digest = hashlib.sha256()
    for path in sorted(study.processed.glob("*.csv")):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def read_citation(study: Study) -> dict[str, Any]:
    """Return the study's CITATION.cff; nothing where it has none.

    Raises
    ------
    InputError
        It is no YAML, or its authors are no list of names.
    """
    import yaml

    path = study.root / "CITATION.cff"
    if not path.is_file():
        return {}
    try:
        citation = dict(yaml.safe_load(path.read_text(encoding="utf-8")))
        if any(not isinstance(author, dict) for author in citation.get("authors", [])):
            raise ValueError("authors is no list of names")
        if any(
            not isinstance(name, str) for author in citation.get("authors", []) for name in author.values()
        ):
            raise ValueError("a name in authors is no text")
        return citation
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise InputError(
            "CITATION.cff", f"cannot be read ({' '.join(str(error).split())})", "mend the file"
        ) from None


def context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the words before a quote, the quote and the words after it, each on one line.

    Some eighty characters on either side, cut at a space, with an ellipsis where the article goes on.

    >>> context("Une plainte a été déposée le 15 septembre.", 4, 11)
    ('Une ', 'plainte', ' a été déposée le 15 septembre.')
    """
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[first:start], text[end:last]
    if first > 0:
        before = "…\u00a0" + (before.split(None, 1)[1] if len(before.split(None, 1)) > 1 else before.lstrip())
    if last < len(text):
        after = re.sub(r"\s+\S*$", "", after) + "\u00a0…"
    return _lined(before), shown(text[start:end]), _lined(after)


def _lined(text: str) -> str:
    """Return text on one line with single spaces."""
    return re.sub(r" {2,}", " ", shown(text))
