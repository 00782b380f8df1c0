"""The tables and figures of the report, as nodes whose every cell leads to its evidence."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable

from helpers import schemas
from helpers.errors import InputError
from helpers.paths import Study
from helpers.report.evidence import (
    addresses,
    foreign,
    has_interval,
    measure_shown,
    published,
    register_words,
    with_unit,
)
from helpers.report.facts import Row
from helpers.report.references import Node, References, anchor, evidence_link, text
from helpers.report.wording import shown

Cell = Node
NUMERIC = ("quantities", "dates", "used", "dismissed", "unreviewed", "characters", "removed", "repairs")
WIDE = ("reason", "said", "method", "formula", "reasons", "curator", "reader")
TIGHT = ("value", "interval", "verdict", "source")
WHEN = ("event", "detection", "disclosure", "complaint")


def figure(study: Study, references: References, node: Node) -> Node:
    """Return a figure with its drawing, words and the table behind it.

    Raises
    ------
    InputError
        Its drawing or its table does not exist.
    """
    say, language = references.say, references.say.language
    row = references.facts.figures[node["id"]]
    drawing = study.figures / f"{node['id']}.{language}.svg"
    table = study.root / row["data"]
    for path in (drawing, table):
        if not path.is_file():
            raise InputError(study.name(path), "does not exist", "run the notebook that draws the figure")
    data = table.read_bytes()
    records = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    svg = drawing.read_text(encoding="utf-8")
    return {
        "kind": "figure", "id": anchor("figure", node["id"]), "svg": svg, "ratio": ratio(svg),
        "title": say.own(row[f"title_{language}"]), "alt": say.own(row[f"alt_{language}"]),
        "caption": node.get("caption") or [text(say.own(row[f"caption_{language}"]))], "file": table.name,
        "data": base64.b64encode(data).decode(), "header": records[0] if records else [],
        "rows": [[shown(cell) for cell in record] for record in records[1:]],
    }  # fmt: skip


def ratio(svg: str) -> float:
    """Return the height of a drawing over its width.

    >>> ratio('<svg viewBox="0 0 200 100">')
    0.5
    """
    box = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    return round(float(box[2]) / float(box[1]), 3) if box else 1.0


def table(references: References, node: Node) -> Node:
    """Return one of the report's tables."""
    makers: dict[str, Callable[[References], tuple[list[str], list[list[Cell]]]]] = {
        "incidents": _incidents, "disagreements": _disagreements, "screening": _screening,
        "register_matches": _matches, "articles": _articles, "reader_check": _reader_check,
        "measures": lambda references: _measures(references, node["measures"]),
    }  # fmt: skip
    name, say = node["name"], references.say
    columns, rows = makers[name](references)
    return {
        "kind": "table", "id": f"table-{name}" + (f"-{anchor('of', *node['measures'][:1])}" if node["measures"] else ""),
        "caption": node.get("caption") or [text(say(f"table.{name}"))], "rows": rows, "interactive": name == "incidents",
        "columns": [{"label": say(f"column.{column}"), "numeric": column in NUMERIC, "wide": column in WIDE, "tight": column in TIGHT}
                    for column in columns],
    }  # fmt: skip


def _cell(*inlines: Node, sort: float | str = "") -> Cell:
    """Return a cell and what it is sorted by."""
    words = "".join(node.get("text", "") for node in inlines)
    return {"inlines": list(inlines), "sort": sort if sort != "" else words.lower()}


def _joined(nodes: Iterable[Node], by: str = ", ") -> list[Node]:
    """Return nodes with words between."""
    joined: list[Node] = []
    for node in nodes:
        joined += [text(by), node] if joined else [node]
    return joined


def _incident(references: References, incident_id: str) -> Cell:
    """Return an incident's name, linked to its group of entries."""
    say = references.say
    words = say.own(references.facts.incidents[incident_id][f"label_{say.language}"])
    return _cell(
        {"kind": "jump", "to": anchor("incident", incident_id), "inlines": [text(words)]}, sort=words.lower()
    )


def _value(references: References, incident_id: str, field: str, suffix: str = "") -> Cell:
    """Return a value of an incident, linked to its entry; « not reported » where no claim gives one."""
    row = references.facts.values.get((incident_id, field))
    if row is None or row["status"] == "not_reported":
        return _cell(
            text(references.say("status.not_reported")), sort=-1 if field in schemas.NUMBER_FIELDS else "~"
        )
    words = references.field_words(row) or references.say.term("status", row["status"])
    link = evidence_link(anchor("value", incident_id, field), words)
    order = (
        row["high"] or row["low"] or -1
        if field in schemas.NUMBER_FIELDS
        else row["earliest"] or words.lower()
    )
    return _cell(link, *([text(suffix)] if suffix else []), sort=order)


def _when(references: References, incident_id: str) -> Cell:
    """Return the day of the event, else of its detection, else of its disclosure."""
    for step in WHEN:
        row = references.facts.values.get((incident_id, f"{step}_date"))
        if row and row["status"] != "not_reported":
            suffix = "" if step == "event" else f" ({references.say(f'when.{step}')})"
            return _value(references, incident_id, f"{step}_date", suffix)
    return _cell(text(references.say("status.not_reported")), sort="~")


def _records(references: References, incident_id: str) -> Cell:
    """Return records or accounts with their unit, never mixed with persons."""
    row = references.facts.values.get((incident_id, "records_exposed"))
    unit = f" {references.say.term('unit', shown(row['unit']))}" if row and row["unit"] else ""
    return _value(references, incident_id, "records_exposed", unit)


def _incidents(references: References) -> tuple[list[str], list[list[Cell]]]:
    """Return the incidents, one row each."""
    facts, rows = references.facts, []
    for incident_id in facts.incidents:
        claims = [row for row in facts.claims.values() if row["incident_id"] == incident_id]
        told = dict.fromkeys(row["article_id"] for row in claims)
        sources = [
            {
                "kind": "jump",
                "to": anchor("article", name),
                "inlines": [text(references.say.term("article", name))],
            }
            for name in told
        ]
        apart = [row["field"] for row in facts.disagreements if row["incident_id"] == incident_id]
        fields = [{"kind": "jump", "to": anchor("value", incident_id, field),
                   "inlines": [text(references.say.term("field", field))]} for field in apart]  # fmt: skip
        rows.append([
            _incident(references, incident_id), _when(references, incident_id),
            _value(references, incident_id, "persons_exposed"), _records(references, incident_id),
            _value(references, incident_id, "attack_type"),
            _cell(*_joined(sources), sort=len(told)), _cell(*(_joined(fields) or [text("—")]), sort=len(apart)),
        ])  # fmt: skip
    return ["incident", "when", "persons", "records", "kind", "sources", "disagreements"], rows


def _claim_link(references: References, claim_id: str) -> Node:
    """Return what a claim says, linked to its entry; a denial is marked."""
    row = references.facts.claims[claim_id]
    words = with_unit(references, row)
    if row["stance"] == "denies":
        words = references.say("value.denied", value=words)
    return evidence_link(anchor("claim", claim_id), words)


def _disagreements(references: References) -> tuple[list[str], list[list[Cell]]]:
    """Return the fields in which claims contradict each other, and what was decided."""
    say, rows = references.say, []
    for row in references.facts.disagreements:
        key = (row["incident_id"], row["field"])
        value = references.facts.values[key]
        words = {"disputed": say.term("rule", "unresolved"), "not_reported": say("status.not_reported")}.get(
            value["status"]
        ) or with_unit(references, value)
        label = {
            "kind": "jump",
            "to": anchor("value", *key),
            "inlines": [text(say.term("field", row["field"]))],
        }
        rows.append([
            _incident(references, row["incident_id"]), _cell(label),
            _cell(*_joined((_claim_link(references, name) for name in row["claims"].split()), say("list.semicolon"))),
            _cell(evidence_link(anchor("value", *key), words)), _cell(text(say.term("rule", row["rule"]))),
            _cell(text(say.own(row[f"reason_{say.language}"]))),
        ])  # fmt: skip
    return ["incident", "field", "said", "resolved", "rule", "reason"], rows


def _article(references: References, article_id: str) -> Cell:
    """Return an article's title, linked to its entry."""
    words = shown(references.facts.articles[article_id]["title"])
    link = {"kind": "jump", "to": anchor("article", article_id), "inlines": [text(words, "fr")]}
    return _cell(link, sort=words.lower())


def _count(references: References, number: float, to: str = "") -> Cell:
    """Return a count, linked to the entry that lists what was counted."""
    words = references.say.number(number)
    return _cell(evidence_link(to, words) if to else text(words), sort=number)


def _screening(references: References) -> tuple[list[str], list[list[Cell]]]:
    """Return what became of every quantity and date, by article and in all."""
    say, facts, rows = references.say, references.facts, []
    for article_id in facts.articles:
        found = [row for row in facts.review if row["article_id"] == article_id]
        reasons = Counter(row["reason"] for row in found if row["reason"])
        told = ", ".join(
            f"{say.term('dismissal', reason)} ({number})" for reason, number in sorted(reasons.items())
        )
        counts = (_count(references, number, anchor("article", article_id)) for number in _screened(found))
        why = evidence_link(anchor("article", article_id), told) if told else text("—")
        rows.append([_article(references, article_id), *counts, _cell(why)])
    if len(rows) > 1:
        names = ("ledger_mentions", "ledger_mentions", "ledger_used", "ledger_dismissed", "ledger_mentions")
        sums = [
            _count(references, number, anchor("measure", name) if name in facts.measures else "")
            for name, number in zip(names, _screened(facts.review), strict=True)
        ]
        rows.append([_cell(text(say("column.in_all"))), *sums, _cell(text(""))])
    return ["article", "quantities", "dates", "used", "dismissed", "unreviewed", "reasons"], rows


def _screened(found: list[Row]) -> list[int]:
    """Return how many mentions are quantities, dates, used, dismissed and not yet reviewed."""
    labels, states = Counter(row["label"] for row in found), Counter(row["state"] for row in found)
    return [
        labels["QUANTITY"],
        labels["DATE"],
        *(states[state] for state in ("used", "dismissed", "unreviewed")),
    ]


def _matches(references: References) -> tuple[list[str], list[list[Cell]]]:
    """Return what the press register says of the same incidents."""
    say, rows = references.say, []
    for row in references.facts.matches:
        words = register_words(row["field"], row["register"], say)
        entry = anchor("row", "press_incidents", row["register_id"])
        register = evidence_link(entry, words) if words else text("—")
        rows.append([
            _incident(references, row["incident_id"]), _cell(text(say.term("field", row["field"]))),
            _cell(_matched(references, row)), _cell(register),
            _cell(text(say.term("verdict", row["verdict"]))), _cell(*addresses(row)),
        ])  # fmt: skip
    return ["incident", "field", "study", "register", "verdict", "source"], rows


def _matched(references: References, row: Row) -> Node:
    """Return the study's side of a comparison: a resolved value in its own words, else what the comparison used."""
    key = (row["incident_id"], row["field"])
    value = references.facts.values.get(key)
    if not row["study"]:
        return text("—")
    if value is None or value["status"] == "not_reported":
        return text(register_words(row["field"], row["study"], references.say))
    return evidence_link(anchor("value", *key), references.field_words(value))


def _articles(references: References) -> tuple[list[str], list[list[Cell]]]:
    """Return the articles, and what cleaning did to them."""
    say, rows = references.say, []
    for article_id, row in references.facts.articles.items():
        numbers = [
            _count(references, row[name]) for name in ("raw_characters", "removed_characters", "repairs")
        ]
        publisher = _cell(
            text(say.term("publisher", shown(row["publisher"])) or say("entry.unknown_publisher"))
        )
        rows.append([_article(references, article_id), publisher, _cell(text(published(row, say)), sort=row["published_edtf"]),
                     *numbers])  # fmt: skip
    return ["article", "publisher", "published", "characters", "removed", "repairs"], rows


def _reader_check(references: References) -> tuple[list[str], list[list[Cell]]]:
    """Return the reader's own reading beside the curator's."""
    say = references.say
    rows = [
        [_cell(_claim_link(references, row["claim_id"])), _cell(text(say.term("field", row["field"]))),
         _cell(text(shown(row["curated"]))), _cell(text(shown(row["read"]) or "—")), _cell(text(say.term("verdict", row["verdict"])))]
        for row in references.facts.reader_check
    ]  # fmt: skip
    return ["claim", "field", "curator", "reader", "verdict"], rows


def _measures(references: References, names: list[str]) -> tuple[list[str], list[list[Cell]]]:
    """Return measures with their intervals, methods and formulas."""
    say, rows = references.say, []
    labels = distinct([say.own(references.facts.measures[name][f"label_{say.language}"]) for name in names])
    for label, row in zip(labels, (references.facts.measures[name] for name in names), strict=True):
        entry, interval = anchor("measure", row["measure_id"]), text("—")
        if row["value"] is not None and has_interval(row):
            interval = evidence_link(entry, references.measure_words(row, "range"))
        rows.append([
            _cell(text(label)),
            _cell(evidence_link(entry, measure_shown(references, row)), sort=_order(row)),
            _cell(interval), _cell(foreign(row["method"], say, "method")), _cell(foreign(row["formula"], say, "formula")),
        ])  # fmt: skip
    return ["measure", "value", "interval", "method", "formula"], rows


def distinct(labels: list[str]) -> list[str]:
    """Return labels without the words before a colon and after a comma that all of them share.

    >>> distinct(["Rate: in town, 2021", "Rate: by sea, by night, 2021"])
    ['in town', 'by sea, by night']
    """
    if len(labels) < 2:
        return labels
    parts = [re.findall(r"^([^:]*:\s)?(.*?)(, [^,]*)?$", label)[0] for label in labels]
    heads, tails = {head for head, _, _ in parts}, {tail for _, _, tail in parts}
    return [
        (head if len(heads) > 1 else "") + words + (tail if len(tails) > 1 else "")
        for head, words, tail in parts
    ]


def _order(row: Row) -> float:
    """Return the number by which a measure is sorted."""
    return next((float(row[part]) for part in ("value", "high", "low") if row[part] is not None), -1.0)
