"""Open data out: the incidents as Parquet and in the terms of VERIS 1.4.1, for those who collect such incidents.

VERIS has one value a field, no interval and no source of a value. What it cannot hold stands under ``plus.study``,
the place that VERIS leaves free: bounds, EDTF dates, claims, disagreements. What no article says is « Unknown »
where VERIS asks for a word, and left out elsewhere; nothing is inferred but what a term means by definition.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import tables
from helpers.errors import InputError
from helpers.paths import Study

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
VERSION = "1.4.1"
FRANCE, WESTERN_EUROPE = "FR", "150155"  # ISO 3166; UN M.49, continent and part of it
UNKNOWN = {"variety": ["Unknown"], "vector": ["Unknown"]}
# the North American industry codes that VERIS asks for
INDUSTRIES = {
    "hospital": "622", "clinic": "622", "laboratory": "6215", "practice": "621", "care_home": "623", "vendor": "5112",
    "insurer": "524", "pharma": "3254", "research": "5417", "other": "62",
}  # fmt: skip
ACTIONS: dict[str, Row] = {
    "ransomware": {"malware": {"variety": ["Ransomware"], "vector": ["Unknown"]}},
    "intrusion": {"hacking": UNKNOWN}, "data_theft": {"hacking": UNKNOWN}, "data_leak": {"hacking": UNKNOWN},
    "ddos": {"hacking": {"variety": ["DoS"], "vector": ["Unknown"]}},
}  # fmt: skip
BY_SCOPE: dict[str, Row] = {"exposure": {"error": UNKNOWN}, "misuse": {"misuse": UNKNOWN}}
DATED = ("event", "detection", "complaint", "disclosure")


def write(study: Study) -> list[Path]:
    """Write ``incidents.parquet`` and ``veris.json`` to the study's processed data; return their paths.

    Raises
    ------
    InputError
        A table is missing, or a record is not what VERIS allows.
    """
    incidents, claims = tables.read(study, "processed/incidents"), tables.read(study, "processed/claims")
    records = veris_records(incidents, claims, _references(study, claims), _not_taken(study))
    wrong = [f"{record['incident_id']}: {told}" for record in records for told in veris_faults(record)]
    if wrong:
        cure = "correct the claims, or the terms in helpers.export"
        raise InputError.several(InputError("veris.json", told, cure) for told in wrong)
    made: dict[Path, str | bytes] = {
        study.processed / "incidents.parquet": parquet(incidents, "processed/incidents"),
        study.processed / "veris.json": json.dumps(records, indent=1, ensure_ascii=False) + "\n",
    }
    for path, content in made.items():
        tables.replace(path, content)
    return list(made)


# --- Parquet


def parquet(frame: pd.DataFrame, name: str) -> bytes:
    """Return a table as Parquet, its columns typed by the declaration; an empty cell is null.

    Returns
    -------
    bytes
        The same for the same table: no clock, no index, no description of the machine.
    """
    import pyarrow
    import pyarrow.parquet

    columns = tables.declared(name).columns
    fields = [
        pyarrow.field(column.name, _arrow_type(column), metadata={"description": column.description})
        for column in columns
    ]
    arrays = [
        pyarrow.array([_arrow_value(column, cell) for cell in frame[column.name]], type=field.type)
        for column, field in zip(columns, fields, strict=True)
    ]
    out = io.BytesIO()
    pyarrow.parquet.write_table(
        pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields)), out, compression="snappy"
    )
    return out.getvalue()


def _arrow_type(column: tables.Column) -> Any:
    """Return the Arrow type of a declared column."""
    import pyarrow

    if column.values:
        return pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    types = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "date": pyarrow.date32()}
    return types.get(column.type, pyarrow.string())


def _arrow_value(column: tables.Column, cell: Any) -> Any:
    """Return a cell as the value that Arrow stores."""
    if cell == "" or cell != cell:
        return None
    if column.type == "date":
        return date.fromisoformat(cell)
    return int(cell) if column.type == "integer" else cell


# --- VERIS


def veris_records(
    incidents: pd.DataFrame,
    claims: pd.DataFrame,
    references: dict[str, str],
    not_taken: Collection[str] = (),
    country: str = FRANCE,
    region: str = WESTERN_EUROPE,
) -> list[Row]:
    """Return one VERIS record for each incident of which at least the year is known, which VERIS demands.

    Parameters
    ----------
    incidents, claims : DataFrame
        The tables ``processed/incidents`` and ``processed/claims``.
    references : dict
        The addresses or titles of its sources, by incident.
    not_taken : collection of str
        The claims that a decision set aside or left open.
    country, region : str
        Where the victims are: ISO 3166 and UN M.49 codes.
    """
    place = {"country": [country], "region": [region]}
    records = []
    for incident in incidents.to_dict("records"):
        when = _when(incident)
        if when:
            own = claims[claims["incident_id"] == incident["incident_id"]].to_dict("records")
            reference = references.get(incident["incident_id"], "")
            record = _record(incident, own, when, place, not_taken)
            records.append(record | ({"reference": reference} if reference else {}))
    return [dict(sorted(record.items())) for record in records]


def _record(incident: Row, claims: list[Row], when: Row, place: Row, not_taken: Collection[str]) -> Row:
    """Return one incident as VERIS asks for it."""
    asserted = _asserted(claims, not_taken)
    record = {
        "schema_version": VERSION,
        "incident_id": incident["incident_id"],
        "security_incident": "Confirmed" if asserted else "Suspected",
        "summary": _summary(incident),
        "timeline": {"incident": {part: when[part] for part in ("year", "month", "day") if part in when}},
        "victim": place | {
            "victim_id": incident["organisation"], "industry": INDUSTRIES[incident["organisation_type"]],
            "employee_count": "Unknown", "government": ["NA"],  # a level of government: for public administration alone
        },
        "actor": _actor(incident, asserted),
        "action": BY_SCOPE.get(incident["scope"]) or ACTIONS.get(incident["attack_type"]) or {"unknown": {}},
        "asset": {"assets": [{"variety": "Unknown"}], "cloud": ["Unknown"]},
        "discovery_method": {"unknown": True},
        # the record's own name: VERIS takes the incident's where nothing else names it
        "plus": {"master_id": incident["incident_id"], "study": _plus(incident, claims, when)},
    }  # fmt: skip
    attribute = _attribute(incident)
    if asserted and not attribute:
        attribute = {
            "unknown": {"notes": "No article says what was harmed."}
        }  # a confirmed incident harmed something
    return record | ({"attribute": attribute} if attribute else {})


def _asserted(claims: list[Row], not_taken: Collection[str]) -> list[Row]:
    """Return the claims that affirm without a hedge, but for those that a decision did not take."""
    return [
        claim
        for claim in claims
        if claim["modality"] == "asserted"
        and claim["stance"] == "affirms"
        and claim["claim_id"] not in not_taken
    ]


def _when(incident: Row) -> Row:
    """Return year, month and day of the incident as far as they are certain, and which date they are of.

    >>> _when({"event_earliest": "2021-06-01", "event_latest": "2021-06-30"})
    {'year': 2021, 'month': 6, 'basis': 'event'}
    """
    for basis in DATED:
        first, last = incident.get(f"{basis}_earliest", ""), incident.get(f"{basis}_latest", "")
        if first and last and first[:4] == last[:4]:
            parts = {"year": int(first[:4])}
            if first[:7] == last[:7]:
                parts["month"] = int(first[5:7])
            if first == last:
                parts["day"] = int(first[8:])
            return parts | {"basis": basis}
    return {}


def _summary(incident: Row) -> str:
    """Return what is known in a few words, for one who has only the record."""
    told = [incident["label_en"]]
    if incident["event_edtf"]:
        told.append(f"date {incident['event_edtf']} (EDTF)")
    for what in ("persons", "records"):
        bounds = [tables.as_cell(incident[f"{what}_{bound}"]) for bound in ("low", "high")]
        if any(bounds):
            told.append(
                f"{what} exposed: {' to '.join(dict.fromkeys(bound or 'not stated' for bound in bounds))}"
            )
    return "; ".join(told) + "."


def _actor(incident: Row, asserted: list[Row]) -> Row:
    """Return the actor: from outside where somebody attacked or sold, from inside for misuse, else unknown."""
    motives = [claim["value"] for claim in asserted if claim["field"] == "motive"]
    who = {"motive": motives[:1] or ["Unknown"], "variety": ["Unknown"]}
    if incident["scope"] == "misuse":
        return {"internal": who}
    if incident["scope"] == "exposure":
        return {
            "unknown": {"notes": "No article names an actor."}
        }  # VERIS wants a note where nobody is named
    return {"external": who | {"country": ["Unknown"], "region": ["000000"]}}


def _attribute(incident: Row) -> Row:
    """Return what was harmed; ransomware by definition installs software and hides data."""
    found: Row = {}
    varieties = [word for word in incident["data_variety"].split("; ") if word]
    if incident["data_disclosure"] or varieties or _total(incident):
        if {"Medical", "Sensitive Personal"} & set(varieties) and "Personal" not in varieties:
            varieties.append("Personal")  # VERIS counts either of them as personal data too
        found["confidentiality"] = {
            "data_disclosure": incident["data_disclosure"] or "Unknown",
            "data": [{"variety": variety} for variety in varieties or ["Unknown"]],
        } | _total(incident)
    if incident["attack_type"] == "ransomware":
        found |= {
            "integrity": {"variety": ["Software installation"]},
            "availability": {"variety": ["Obscuration"]},
        }
    return found


def _total(incident: Row) -> Row:
    """Return the number of persons, or else of records, where it is one number and no interval."""
    counted = _counted(incident)
    return {"data_total": int(incident[f"{counted}_low"])} if counted else {}


def _counted(incident: Row) -> str:
    """Return what the total counts: persons, or records where no single number of persons is known."""
    return next(
        (what for what in ("persons", "records") if incident[f"{what}_low"] == incident[f"{what}_high"]), ""
    )


def _plus(incident: Row, claims: list[Row], when: Row) -> Row:
    """Return what VERIS has no place for."""
    columns = [f"{what}_{part}" for what in ("persons", "records") for part in ("low", "high")]
    found: Row = {name: _plain(incident[name]) for name in columns if incident[name] == incident[name]}
    found |= {"data_total_counts": _counted(incident)} if _counted(incident) else {}
    names = (
        "persons_qualifier",
        "persons_status",
        "records_unit",
        "event_edtf",
        "register_id",
        "scope",
        "attack_type",
    )
    found |= {name: incident[name] for name in names if incident[name]}
    found |= {"timeline_basis": when["basis"], "disagreements": int(incident["disagreements"])}
    return found | {"claims": [claim["claim_id"] for claim in claims]}


def _plain(number: float) -> float | int:
    """Return a whole number without a point."""
    return int(number) if number == int(number) else number


def _not_taken(study: Study) -> set[str]:
    """Return the claims that a decision set aside, or left open."""
    values = tables.rows(study, "processed/values")
    aside = {name for row in values for name in row["set_aside"].split()}
    return aside | {name for row in values if row["status"] == "disputed" for name in row["claims"].split()}


def _references(study: Study, claims: pd.DataFrame) -> dict[str, str]:
    """Return the sources of each incident as VERIS writes them: addresses, or titles without one, by semicolons."""
    sources = {
        entry["article_id"]: (entry["address"] or entry["title"]).replace(";", ",")
        for entry in tables.rows(study, "raw/articles/bibliography")
    }
    found: dict[str, dict[str, None]] = {}
    for claim in claims.to_dict("records"):
        found.setdefault(claim["incident_id"], {})[sources[claim["article_id"]]] = None
    return {name: "; ".join(told) for name, told in found.items()}


# --- what VERIS allows, in our own words and only as far as the records go


def _words(*allowed: str) -> Row:
    """Return the schema of a list of allowed words."""
    return {
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "string", **({"enum": list(allowed)} if allowed else {})},
    }


def _closed(required: str, **properties: Row) -> Row:
    """Return the schema of an object that has these properties and no other."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required.split(),
    }


TEXT = {"type": "string", "minLength": 1}
WHO = {"motive": _words("Financial", "Unknown"), "variety": _words("Unknown")}
CODES = {"type": "array", "minItems": 1, "uniqueItems": True}
COUNTRY = CODES | {"items": {"type": "string", "pattern": r"^(?:[A-Z]{2}|Unknown)$"}}
AREA = CODES | {"items": {"type": "string", "pattern": r"^\d{6}$", "minLength": 6, "maxLength": 6}}
NOTED = _closed("", notes=TEXT)


def _varied(*varieties: str) -> Row:
    """Return the schema of an action of these varieties, whose way in nobody tells."""
    return _closed("variety vector", variety=_words(*varieties), vector=_words("Unknown"))


VERIS = _closed(
    "schema_version incident_id security_incident summary timeline victim actor action asset discovery_method",
    schema_version={"enum": [VERSION]}, incident_id=TEXT, summary=TEXT, reference=TEXT,
    plus=_closed("master_id", master_id=TEXT, study={"type": "object"}),
    security_incident={"enum": ["Confirmed", "Suspected", "Near miss", "False positive"]},
    timeline=_closed("incident", incident=_closed(
        "year", year={"type": "integer", "minimum": 1950, "maximum": 2050}, month={"type": "integer", "minimum": 1, "maximum": 12},
        day={"type": "integer", "minimum": 1, "maximum": 31},
    )),
    victim=_closed(
        "victim_id country industry employee_count government", victim_id=TEXT, country=COUNTRY, region=AREA,
        industry={"enum": sorted(set(INDUSTRIES.values()))}, employee_count={"enum": ["Unknown"]}, government=_words("NA"),
    ),
    actor=_closed("", external=_closed("motive variety country", country=COUNTRY, region=AREA, **WHO),
                  internal=_closed("motive variety", **WHO), unknown=NOTED | {"required": ["notes"]}) | {"minProperties": 1},
    action=_closed("", malware=_varied("Ransomware"), hacking=_varied("Unknown", "DoS"), error=_varied("Unknown"),
                   misuse=_varied("Unknown"), unknown=_closed(""))
    | {"minProperties": 1},
    asset=_closed("assets cloud", cloud=_words("Unknown"), assets={
        "type": "array", "minItems": 1, "uniqueItems": True, "items": _closed("variety", variety={"enum": ["Unknown"]}),
    }),
    discovery_method=_closed("unknown", unknown={"enum": [True]}),
    attribute=_closed(
        "",
        confidentiality=_closed(
            "data_disclosure", data_disclosure={"enum": ["Yes", "Potentially", "No", "Unknown"]},
            data_total={"type": "integer", "minimum": 0},
            data={"type": "array", "minItems": 1, "uniqueItems": True, "items": _closed("variety", variety={
                "enum": ["Personal", "Sensitive Personal", "Medical", "Credentials", "Unknown"]})},
        ),
        integrity=_closed("variety", variety=_words("Software installation")),
        availability=_closed("variety", variety=_words("Obscuration")), unknown=NOTED,
    ) | {"minProperties": 1},
)  # fmt: skip


def veris_faults(record: Row, schema: Row = VERIS) -> list[str]:
    """Return what VERIS 1.4.1 would refuse in a record, as « place: what ».

    Parameters
    ----------
    schema : dict
        JSON Schema, draft 4: ours, which goes as far as our records do, or the merged one that VERIS publishes.
    """
    from jsonschema import Draft4Validator

    errors = sorted(
        Draft4Validator(schema).iter_errors(record), key=lambda error: list(map(str, error.absolute_path))
    )
    return [f"{'.'.join(map(str, error.absolute_path)) or 'record'}: {error.message}" for error in errors]


def check_veris(study: Study, published: Path) -> int:
    """Hold the study's VERIS records against the merged schema that VERIS publishes; return how many there are.

    Parameters
    ----------
    published : Path
        ``verisc-merged.json`` or ``vcdb-merged.json`` of the version that the records name. It is not kept here: its
        texts have a licence of their own.

    Raises
    ------
    InputError
        A file is missing or no JSON, or a line for each thing that the schema refuses.
    """
    path = study.processed / "veris.json"
    records, schema = _json(path, study.name(path)), _json(published, str(published))
    if not isinstance(schema, dict) or "properties" not in schema:
        raise InputError(str(published), "is no merged schema of VERIS", "name verisc-merged.json")
    wrong = [
        f"{record['incident_id']}: {told}" for record in records for told in veris_faults(record, schema)
    ]
    if wrong:
        cure = f"correct helpers.export, or take the schema of version {VERSION}"
        raise InputError.several(InputError(study.name(path), told, cure) for told in wrong)
    return len(records)


def _json(path: Path, where: str) -> Any:
    """Return what a JSON file holds."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            where, "does not exist", "name another file, or run python -m helpers export"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(where, f"is no JSON that can be read ({error})", "save it anew") from None


# --- what the columns mean


def dictionary() -> str:
    """Return the data dictionary of all tables in Markdown, made from their declarations."""
    from helpers.schemas import TABLES

    parts = []
    for table in TABLES.values():
        parts += [
            f"### `{table.name}.csv`",
            "",
            _about(table),
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        parts += [
            f"| `{column.name}` | {_type_words(column)} | {_meaning(column)} |" for column in table.columns
        ]
        parts.append("")
    return "\n".join(parts)


def _about(table: tables.Table) -> str:
    """Return what a table holds and what names a row."""
    key = f" A row is named by {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    return f"{table.title}.{key}"


def _type_words(column: tables.Column) -> str:
    """Return a column's type and whether it may be empty."""
    return f"{column.type.replace('_', ' or ')}{', required' if column.required else ''}"


def _meaning(column: tables.Column) -> str:
    """Return what a column means, the words it allows, the table it refers to."""
    words = f"; one of {', '.join(f'`{value}`' for value in column.values)}" if column.values else ""
    refers = f"; a row of `{column.refers_to}.csv`" if column.refers_to else ""
    return f"{column.description}{words}{refers}".replace("|", "\\|")


BEGIN, END = "<!-- dictionary -->\n\n", "<!-- end of the dictionary -->\n"


def with_dictionary(readme: str) -> str:
    """Return the datasheet with its data dictionary brought up to date."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{dictionary()}\n{END}{after}"
