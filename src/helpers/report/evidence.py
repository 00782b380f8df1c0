"""The appendix: an entry for each article, value, claim, measure and cited fact that the report may lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from helpers import schemas
from helpers.report.facts import Facts, Row, context, split_inputs
from helpers.report.references import Node, References, anchor, capital, evidence_link, text
from helpers.report.wording import NO_BREAK, Wording, shown

APART = f"{NO_BREAK}· "
# the section in which all rows of a table have their entries
SECTIONS = {
    "claims": "incidents", "incidents": "incidents", "measures": "measures", "articles": "articles",
    "bibliography": "articles", "review": "articles", "press_incidents": "cited",
}  # fmt: skip


def appendix(references: References) -> Node:
    """Return the appendix as a node: sections of groups of entries."""
    facts, say = references.facts, references.say
    sections = [
        ("articles", [_group("", "", [article_entry(references, row) for row in facts.articles.values()])]),
        ("incidents", list(_incidents(references))),
        (
            "sector",
            [
                _group(
                    "",
                    "",
                    [_claim(references, row) for row in facts.claims.values() if not row["incident_id"]],
                )
            ],
        ),
        ("measures", [_group("", "", [measure_entry(references, row) for row in facts.measures.values()])]),
        ("sets", [_group("", "", list(_sets(references)))]),
        ("cited", [_group("", "", list(_cited(references)))]),
    ]
    kept = [
        (name, [group for group in groups if group["entries"] or group["id"]]) for name, groups in sections
    ]
    return {"kind": "evidence", "sections": [
        {"id": f"evidence-{name}", "title": say(f"entry.{name}"), "groups": groups} for name, groups in kept if groups
    ]}  # fmt: skip


def _group(identifier: str, title: str, entries: list[Node], note: str = "") -> Node:
    """Return a group of entries."""
    return {"id": identifier, "title": title, "note": note, "entries": entries}


def _entry(identifier: str, title: str, words: str = "", **parts: object) -> Node:
    """Return an entry: its title, its value, a quote in its context, facts and entries inside."""
    empty: Node = {"quote": None, "source": [], "facts": [], "entries": [], "lang": ""}
    return {"id": identifier, "title": title, "shown": words} | empty | parts


def _fact(label: str, *inlines: Node) -> Node:
    """Return one labelled fact of an entry."""
    return {"label": label, "inlines": list(inlines)}


def address(url: str, words: str = "") -> Node:
    """Return a link to a page, by its site's name; plain words where the address is not one of the web."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return text(words or shown(url))
    return {"kind": "link", "to": url, "inlines": [text(words or parts.hostname.removeprefix("www."))]}


def addresses(row: Row) -> list[Node]:
    """Return the links to the one or two pages that a row of the register rests on."""
    first, second = address(row["source_url"]), row["source2_url"]
    return [first, text(", "), address(second)] if second else [first]


def foreign(words: str, say: Wording, group: str = "text") -> Node:
    """Return words of the English tables in the report's language where it has them, else marked as English."""
    if say.language == "en":
        return text(say.grouped(say.term(group, shown(words))))
    translated = say.translated(group, shown(words))
    return text(say.grouped(translated)) if translated or not words else text(shown(words), "en")


def article_entry(references: References, row: Row) -> Node:
    """Return the entry of an article, with what became of every quantity and date in it."""
    say = references.say
    size = say(
        "entry.characters_cleaned",
        raw=say.number(row["raw_characters"]),
        removed=say.number(row["removed_characters"]),
    )
    told = [
        _fact(say("entry.publisher"), text(say.term("publisher", shown(row["publisher"]))))
        if row["publisher"]
        else None,
        _fact(say("entry.author"), text(shown(row["author"]))) if row["author"] else None,
        _fact(say("entry.published"), text(published(row, say))),
        _fact(say("entry.address"), address(row["address"])) if row["address"] else None,
        _fact(say("entry.characters"), text(size)),
        _fact(say("entry.hash"), {"kind": "code", "text": row["sha256"]}),
    ]
    told += _mentions(references, row["article_id"])
    return _entry(
        anchor("article", row["article_id"]),
        shown(row["title"]),
        say.term("article", row["article_id"]) if say.knows("article", row["article_id"]) else "",
        lang="fr",
        facts=[fact for fact in told if fact],
    )


def _mentions(references: References, article_id: str) -> Iterator[Node]:
    """Give a fact for the mentions of an article that became evidence, and one for those that were dismissed."""
    found = [row for row in references.facts.review if row["article_id"] == article_id]
    for state in ("used", "dismissed"):
        told = [_mention(references, row) for row in found if row["state"] == state]
        if told:
            yield _fact(
                references.say(f"entry.mentions_{state}"), *_listed(told, references.say("list.semicolon"))
            )


def _mention(references: References, row: Row) -> list[Node]:
    """Return the words of a mention with the claims that use it, or with the reason for its dismissal."""
    say, facts = references.say, references.facts
    words = [text(say("quote.open")), text(shown(row["quote"]), "fr"), text(say("quote.close"))]
    claims = [name for name in row["claims"].split() if name in facts.claims]
    if not claims:
        why = [text(f" ({say.term('dismissal', row['reason'])}")] if row["reason"] else []
        note = [text(say("entry.because")), foreign(row["note"], say, "note")] if why and row["note"] else []
        return [*words, *why, *note, *([text(")")] if why else [])]
    fields = [facts.claims[name]["field"] for name in claims]
    links = []
    for name, field in zip(claims, fields, strict=True):
        incident = facts.incidents.get(facts.claims[name]["incident_id"])
        told = say.term("field", field)
        if incident and fields.count(field) > 1:  # one day for two incidents
            told = say("entry.row_of", table=told, row=say.own(incident[f"label_{say.language}"]))
        links.append([{"kind": "jump", "to": anchor("claim", name), "inlines": [text(told)]}])
    return [*words, text(" ("), *_listed(links), text(")")]


def published(row: Row, say: Wording) -> str:
    """Return when an article was published, in words."""
    return say.edtf(row["published_edtf"]) if row["published_edtf"] else say("entry.undated")


def _incidents(references: References) -> Iterator[Node]:
    """Give a group for each incident: one entry a field, with its claims inside."""
    facts, say = references.facts, references.say
    for incident_id, incident in facts.incidents.items():
        values = [row for (owner, _), row in facts.values.items() if owner == incident_id]
        values.sort(key=lambda row: schemas.FIELDS.index(row["field"]))
        where = [say.term(part, shown(incident[part])) for part in ("organisation", "place", "region")]
        note = APART.join(part for part in dict.fromkeys(where) if part)
        title = say.own(incident[f"label_{say.language}"])
        entries = [_value(references, row) for row in values]
        entries += [_claim(references, row) for row in facts.claims.values()
                    if row["incident_id"] == incident_id and (incident_id, row["field"]) not in facts.values]  # fmt: skip
        yield _group(anchor("incident", incident_id), title, entries, note)


def _value(references: References, row: Row) -> Node:
    """Return the entry of a resolved value, with the claims that it rests on and those set aside."""
    facts, say = references.facts, references.say
    key = (row["incident_id"], row["field"])
    told = [_fact(say("entry.status"), text(say.term("status", row["status"])))]
    if row["rule"]:
        reason = next((item[f"reason_{say.language}"] for item in facts.disagreements
                       if (item["incident_id"], item["field"]) == key), "")  # fmt: skip
        told.append(_fact(say("entry.rule"), text(say.term("rule", row["rule"]))))
        told.append(_fact(say("entry.reason"), text(say.own(reason))))
    told += [
        _register_fact(item, say) for item in facts.matches if (item["incident_id"], item["field"]) == key
    ]
    kept, aside = row["claims"].split(), row["set_aside"].split()
    names = dict.fromkeys([*kept, *aside, *_claims_of(facts, key)])
    claims = [_claim(references, facts.claims[name], name in aside) for name in names]
    words = say("status.not_reported") if row["status"] == "not_reported" else with_unit(references, row)
    return _entry(anchor("value", *key), say.term("field", row["field"]), words or say.term("status", row["status"]),
                  facts=told, entries=claims)  # fmt: skip


def _claims_of(facts: Facts, key: tuple[str, str]) -> list[str]:
    """Return the claims about one field of one incident."""
    return [name for name, row in facts.claims.items() if (row["incident_id"], row["field"]) == key]


def _register_fact(match: Row, say: Wording) -> Node:
    """Return what the press register says of a value."""
    words = f"{register_words(match['field'], match['register'], say)} ({say.term('verdict', match['verdict'])}){APART}"
    if match["verdict"] == "articles_only":
        words = f"{say.term('verdict', match['verdict'])}{APART}"
    return _fact(say("entry.register"), text(words), *addresses(match))


def register_words(field: str, words: str, say: Wording) -> str:
    """Return a value of the register's comparison in words: bounds are separated by « to ».

    >>> register_words("attack_type", "ransomware", Wording("fr", {"attack_type.ransomware": "rançongiciel"}))
    'rançongiciel'
    """
    ends = [part for part in words.split(" to ") if part]
    if field in schemas.DATE_FIELDS:
        return say.edtf("/".join(ends))
    if ends and all(re.fullmatch(r"\d+(\.\d+)?", part) for part in ends):
        return say.bounds(float(ends[0]), float(ends[-1]))
    return say.term(field, shown(words))


def with_unit(references: References, row: Row) -> str:
    """Return a claim's or value's words with the unit of a number."""
    words = references.field_words(row)
    if row["field"] not in schemas.NUMBER_FIELDS or not row["unit"] or not words:
        return words
    return references.say.in_unit(words, row["unit"], row["high"] if row["high"] is not None else row["low"])


def _claim(references: References, row: Row, is_aside: bool = False) -> Node:
    """Return the entry of a claim: the quote in its context, the article, who says it and how firmly."""
    facts, say = references.facts, references.say
    article = facts.articles[row["article_id"]]
    before, quote, after = context(facts.texts[row["article_id"]], int(row["start"]), int(row["end"]))
    publisher = say.term("publisher", shown(article["publisher"])) or say("entry.unknown_publisher")
    place = say("entry.position", start=say.number(row["start"]), end=say.number(row["end"]))
    source = [evidence_link(anchor("article", row["article_id"]), shown(article["title"])) | {"lang": "fr", "quiet": True},
              text(f"{APART}{publisher}{APART}{published(article, say)}{APART}{place}")]  # fmt: skip
    firmness = say(
        "entry.said_by",
        speaker=say.term("speaker", row["speaker"]),
        modality=say.term("modality", row["modality"]),
    )
    marks = [
        firmness,
        say("entry.denied") if row["stance"] == "denies" else "",
        say("entry.set_aside") if is_aside else "",
    ]
    told = [_fact("", text(", ".join(mark for mark in marks if mark)))]
    if row["population"] and row["field"] == "persons_exposed":
        told.append(_fact(say("entry.population"), text(say.term("population", row["population"]))))
    if row["note"]:
        told.append(_fact(say("entry.note"), foreign(row["note"], say, "note")))
    return _entry(anchor("claim", row["claim_id"]), say.term("field", row["field"]), with_unit(references, row), source=source, facts=told,
                  quote={"before": before, "text": quote, "after": after})  # fmt: skip


def measure_entry(references: References, row: Row) -> Node:
    """Return the entry of a measure: its number, interval, method, formula and the rows that it rests on."""
    say = references.say
    told = [
        _fact(say("entry.interval"), text(references.measure_words(row, "range")))
        if has_interval(row)
        else None,
        _fact(say("entry.method"), foreign(row["method"], say, "method")),
        _fact(say("entry.formula"), foreign(row["formula"], say, "formula")),
        _fact(say("entry.inputs"), *_rests_on(references, row["inputs"])),
    ]  # fmt: skip
    title = capital(say.own(row[f"label_{say.language}"]))
    return _entry(anchor("measure", row["measure_id"]), title, measure_shown(references, row),
                  facts=[fact for fact in told if fact])  # fmt: skip


def has_interval(row: Row) -> bool:
    """Return whether a measure has bounds that say more than its number."""
    low, high = row["low"], row["high"]
    return low is not None and high is not None and not low == high == row["value"]


def measure_shown(references: References, row: Row) -> str:
    """Return a measure's number with its unit; its bounds where it has no single number."""
    say = references.say
    if row["value"] is not None:
        words = references.measure_words(row)
    elif row["low"] is not None and row["high"] is not None:
        words = references.measure_words(row, "range")
    else:
        return say.bounds(row["low"], row["high"]) or say("status.not_reported")
    is_whole = row["unit"] in ("percent", "year", "probability", "ratio")
    return words if is_whole else say.in_unit(words, row["unit"], row["value"])


def _listed(parts: Iterable[list[Node]], by: str = ", ") -> list[Node]:
    """Return the nodes of all parts, with a comma, or what is given, between the parts."""
    listed: list[Node] = []
    for part in parts:
        listed += [text(by), *part] if listed else part
    return listed


def _rests_on(references: References, inputs: str) -> list[Node]:
    """Return the rows that a measure rests on, or a link to their list."""
    number = references.facts.shared_inputs.get(inputs)
    if not number:
        return _listed(_inputs(references, inputs), references.say("list.semicolon"))
    name = text(_set_name(references, inputs, number))
    return [{"kind": "jump", "to": anchor("rows", str(number)), "inlines": [name]}]


def _set_name(references: References, inputs: str, number: int) -> str:
    """Return the name of a shared list of rows."""
    rows = split_inputs(inputs)
    table = references.say.term("input", rows[0].partition(":")[0])
    return references.say("entry.set", number=number, count=len(rows), table=table)


def _sets(references: References) -> Iterator[Node]:
    """Give an entry for each list of rows that several measures share."""
    for inputs, number in references.facts.shared_inputs.items():
        told = [_fact("", *_listed(_inputs(references, inputs), references.say("list.semicolon")))]
        yield _entry(anchor("rows", str(number)), _set_name(references, inputs, number), facts=told)


def _inputs(references: References, inputs: str) -> Iterator[list[Node]]:
    """Give the rows of tables that a measure rests on, each linked to its entry where it has one."""
    for written in split_inputs(inputs):
        table, key = followed(references.facts, written)
        target = _target(references, table, key)
        words = text(
            row_name(references.facts, references.say, table, key),
            name_language(references.facts, table, key),
        )
        yield [{"kind": "jump", "to": target, "inlines": [words]}] if target else [words]


def followed(facts: Facts, written: str) -> tuple[str, str]:
    """Return table and key of a row that a measure names.

    For a row of a figure's table it is what stands behind that row, if it is known: a row of the press register, or
    a measure.
    """
    table, _, key = written.partition(":")
    key = key.strip()
    row = figure_row(facts, table, key)
    if row and key in facts.register:
        return "press_incidents", key
    rate = f"rate_{row.get('definition')}_{row.get('year')}"
    return ("measures", rate) if rate in facts.measures else (table, key)


def figure_row(facts: Facts, table: str, key: str) -> dict[str, str]:
    """Return the row of a figure's table that a key names, by its first cell or by its number; {} where there is none."""
    found = facts.figure_rows.get(table, [])
    at = int(key) - 1 if re.fullmatch(r"[1-9]\d{0,5}", key) else len(found)
    return next((row for row in found if key and key == next(iter(row.values()))), {}) or (
        found[at] if at < len(found) else {}
    )


def is_practice(row: Row) -> bool:
    """Return whether a row of the press register is of a small practice, which the report does not name."""
    return bool(row["organisation_type"] == "practice")


def name_language(facts: Facts, table: str, key: str) -> str:
    """Return the language of a row's name: an organisation's is French; "" for that of the report."""
    rows = facts.raw_rows(table, key) if table == "press_incidents" else []
    return "fr" if rows and not is_practice(rows[0]) else ""


def row_name(facts: Facts, say: Wording, table: str, key: str) -> str:
    """Return the name of a table's row; a small practice is not named."""
    rows = facts.raw_rows(table, key)
    if rows and table == "press_incidents":
        if is_practice(rows[0]):
            return say("entry.practice", date=say.edtf(rows[0]["event_date_edtf"]))
        return say.own(rows[0]["organisation"])
    if rows and table == "official_series":
        publisher = say.term("publisher", shown(rows[0]["publisher"]))
        metric = shown(rows[0]["metric"])
        return ", ".join(
            filter(None, (publisher, say.translated("text", metric) or metric, key.partition(":")[2]))
        )
    if rows:
        return say("entry.said_on", date=say.edtf(key))
    if table == "disagreements" and tuple(key.split(".")) in facts.values:
        incident_id, field = key.split(".")
        return f"{row_name(facts, say, 'incidents', incident_id)}, {say.term('field', field)}"
    named = facts.incidents.get(key) or (facts.measures.get(key) if table == "measures" else None)
    if named:
        return say.own(named[f"label_{say.language}"])
    if not key:
        return say.term("whole" if say.knows("whole", table) else "input", table)
    told = figure_row_name(facts, say, table, key) or shown(say.translated("input", key) or key)
    return told if table == "none" else say("entry.row_of", table=say.term("input", table), row=told)


def figure_row_name(facts: Facts, say: Wording, table: str, key: str) -> str:
    """Return what a figure calls a row of its table: its label, its month, or who said it and when; "" for none."""
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", key):
        return say.edtf(key)
    row = figure_row(facts, table, key)
    speaker = row.get("speaker", "")
    article = facts.articles.get(speaker.removeprefix("article:"))
    who = shown(article["title"]) if article else say.translated("text", speaker) or say.own(speaker)
    when = say.edtf(row["date_said"]) if row.get("date_said") else ""
    return say.own(row.get(f"label_{say.language}", "")) or ", ".join(filter(None, (who, when)))


def _target(references: References, table: str, key: str) -> str:
    """Return the entry of a row, or the place of a whole table; "" where it has none."""
    facts = references.facts
    if facts.raw_rows(table, key):
        return anchor("row", table, key)
    if key in facts.incidents:
        return anchor("incident", key)
    if table == "disagreements" and tuple(key.split(".")) in facts.values:
        return anchor("value", *key.split("."))
    if table in references.figures:
        return anchor("figure", table)
    keyed = {"claims": facts.claims, "measures": facts.measures, "articles": facts.articles}
    if key:
        return anchor(table.removesuffix("s"), key) if key in keyed.get(table, {}) else ""
    return f"table-{table}" if table in references.tables else _section(references, table)


def _section(references: References, table: str) -> str:
    """Return the section of the appendix that a whole table makes; "" where it makes none."""
    facts, name = references.facts, SECTIONS.get(table, "")
    filled = {"incidents": facts.incidents, "measures": facts.measures, "articles": facts.articles}
    is_there = cited_rows(references) if name == "cited" else filled.get(name)
    return f"evidence-{name}" if is_there else ""


def cited_rows(references: References) -> dict[tuple[str, str], list[Row]]:
    """Return the rows of the raw tables that the prose or a measure rests on, by table and key."""
    facts, found = references.facts, {}
    named = {
        part for row in facts.measures.values() for part in split_inputs(row["inputs"])
    } | references.rows
    for table, key in sorted({followed(facts, written) for written in named}):
        if rows := facts.raw_rows(table, key):
            found[table, key] = rows
    return found


def _cited(references: References) -> Iterator[Node]:
    """Give an entry for each cited fact that the report rests on, with the addresses of its pages."""
    facts, say = references.facts, references.say
    for (table, key), rows in cited_rows(references).items():
        told = [_cited_fact(facts, table, row, say) for row in rows]
        yield _entry(
            anchor("row", table, key), capital(row_name(facts, say, table, key)), say.term("input", table),
            facts=told, lang=name_language(facts, table, key),
        )  # fmt: skip


def _persons(facts: Facts, row: Row, say: Wording) -> str:
    """Return how many persons a row of the register gives, or accounts, or persons warned as a precaution."""
    low, high = row["persons_exposed_low"], row["persons_exposed_high"]
    number, counted = say.bounds(low, high), figure_row(facts, "exposures", row["incident_id"])
    if number and counted.get("status") == "potential":
        return f"{say.of(number)} {say.term('population', 'notified')}"
    return (
        say.in_unit(number, counted.get("unit") or "persons", high if high is not None else low)
        if number
        else ""
    )


def _cited_fact(facts: Facts, table: str, row: Row, say: Wording) -> Node:
    """Return what one cited row says and where."""
    if table == "press_incidents":
        date = say.edtf(row["event_date_edtf"])
        parts = [
            say.term("organisation_type", row["organisation_type"]), say.term("scope", row["scope"]),
            say.term("attack_type", row["attack_type"]), _persons(facts, row, say),
        ]  # fmt: skip
        words = f"{APART.join(dict.fromkeys(filter(None, parts)))}{APART}"
        return _fact(date, text(words), *addresses(row))
    who = row.get("publisher") or row.get("speaker", "")
    what = foreign(row.get("metric") or row.get("scope", ""), say)
    days = [day for day in (row.get("period_start"), row.get("period_end")) if day]
    period = f"{say.edtf('/'.join(days))}{APART}" if days else ""
    told = [*_cited_number(row, say), text(APART), what, text(f"{APART}{period}"), address(row["source_url"])]
    return _fact(say.term("publisher", shown(who)), *told)


def _cited_number(row: Row, say: Wording) -> list[Node]:
    """Return the number of a cited row with its unit, and the bounds that its page gives."""
    if row["value"] is None:
        return [foreign(row["unit"], say, "unit")]
    if row["unit"] == "year":
        return [text(f"{row['value']:.0f}")]
    number, low, high = say.number(row["value"]), row.get("low"), row.get("high")
    if bounds := say.bounds(low, high):
        number = bounds if row["value"] in (low, high) and None in (low, high) else f"{number} ({bounds})"
    if row["unit"] == "percent":
        return [text(say("number.percent", number=number))]
    return [text(f"{number} "), foreign(row["unit"], say, "unit")]
