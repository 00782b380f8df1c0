"""Every column of every curated table: what breaks when one cell is wrong, and that the message names the cell."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from helpers import articles as received
from helpers import checks, consistency, curate, desk, second_coding, tables
from helpers.days import iso_days
from helpers.errors import InputError
from helpers.paths import Study
from helpers.read import MENTION_COLUMNS, mention_row, read_text
from helpers.schemas import CLAIM_COLUMNS, TABLES

CURATED = [name for name in TABLES if name.startswith("curated/")]
# table, column, the row whose cell is changed (column=value), the new value, what the first line must name
DAMAGE = [
    ("incidents", "incident_id", "incident_id=dax-2021", "dax_2021", "incidents.csv, row {row}, column incident_id"),
    ("incidents", "incident_id", "incident_id=dax-2021", "aphp-2021", "incidents.csv, row {row}, column incident_id"),
    ("incidents", "incident_id", "incident_id=dax-2021", "dax-2022", "claims.csv, row 54, column incident_id: unknown incident 'dax-2021'"),
    ("incidents", "label_en", "incident_id=dax-2021", "", "incidents.csv, row {row}, column label_en"),
    ("incidents", "label_en", "incident_id=dax-2021", "Intrusion at Inserm-Transfert", "incidents.csv, row {row}, column label_en"),
    ("incidents", "label_en", "incident_id=dax-2021", "=1+1", "incidents.csv, row {row}, column label_en: '=1+1' holds no word"),
    ("incidents", "label_fr", "incident_id=dax-2021", "", "incidents.csv, row {row}, column label_fr"),
    ("incidents", "label_fr", "incident_id=dax-2021", "Ransomware at Dax hospital", "incidents.csv, row {row}, column label_fr: is the same as label_en"),
    ("incidents", "organisation", "incident_id=dax-2021", "", "incidents.csv, row {row}, column organisation"),
    ("incidents", "organisation", "incident_id=dax-2021", "Hôpital\nde Dax", "incidents.csv, row {row}, column organisation"),
    ("incidents", "organisation", "incident_id=inserm-transfert-2021", "Centre hospitalier d’Auxonne", "incidents.csv, row {row}, column label_en: 'Intrusion at Inserm-Transfert' names neither"),
    ("incidents", "organisation", "incident_id=dax-2021", "hospital", "incidents.csv, row {row}, column organisation: 'hospital' is a word of another column"),
    ("incidents", "region", "incident_id=inserm-transfert-2021", "attack", "incidents.csv, row {row}, column region: 'attack' is a word of another column"),
    ("incidents", "organisation_type", "incident_id=dax-2021", "hôpital", "incidents.csv, row {row}, column organisation_type"),
    ("incidents", "organisation_type", "incident_id=dax-2021", "laboratory", "incidents.csv, row {row}, column organisation_type: 'laboratory' does not fit"),
    ("incidents", "scope", "incident_id=dax-2021", "exposure", "incidents.csv, row {row}, column scope: 'ransomware' is no 'exposure'"),
    ("incidents", "register_id", "incident_id=inserm-transfert-2021", "arles-hospital-2021-08", "incidents.csv, row {row}, column register_id: 'arles-hospital-2021-08' is"),
    ("incidents", "register_id", "incident_id=dax-2021", "villefranche-hospital-2021-02", "incidents.csv, row 6, column register_id: 'villefranche-hospital-2021-02' stands in row {row} too"),
    ("incidents", "register_id", "incident_id=dax-2021", "dordogne-hospitals-2021-02", "incidents.csv, row {row}, column register_id: 'dordogne-hospitals-2021-02' is at Périgueux, the incident at Dax"),
    ("incidents", "register_id", "incident_id=inserm-transfert-2021", "ddos-aphp-aphm-2023-06", "incidents.csv, row {row}, column register_id: 'ddos-aphp-aphm-2023-06' dates from 2023-06-30"),
    ("incidents", "place", "incident_id=dax-2021", "Mâcon", "incidents.csv, row {row}, column department: 'Landes' does not hold Mâcon"),
    ("incidents", "department", "incident_id=dax-2021", "Gironde", "incidents.csv, row {row}, column department: 'Gironde' does not hold Dax"),
    ("incidents", "department", "incident_id=dax-2021", "", "incidents.csv, row {row}, column department: is empty beside Dax"),
    ("incidents", "region", "incident_id=dax-2021", "Occitanie", "incidents.csv, row {row}, column region: 'Occitanie' does not hold Landes"),
    ("incidents", "scope", "incident_id=dax-2021", "hack", "incidents.csv, row {row}, column scope"),
    ("incidents", "register_id", "incident_id=dax-2021", "dax-1999", "incidents.csv, row {row}, column register_id"),
    ("incidents", "register_id", "incident_id=dax-2021", "", "incidents.csv, row {row}, column register_id"),
    ("incidents", "match_basis", "incident_id=dax-2021", "", "incidents.csv, row {row}, column match_basis"),
    ("incidents", "match_basis", "incident_id=dax-2021", "same organisation, same number of persons", "incidents.csv, row {row}, column match_basis: says 'same number', which does not hold of 'dax-hospital-2021-02'"),
    ("incidents", "match_basis", "incident_id=inserm-transfert-2021", "same town, same month, both ransomware", "incidents.csv, row {row}, column match_basis: says 'both ransomware'"),
    ("claims", "claim_id", "claim_id=lab-persons-file", "lab-persons-near", "claims.csv, row {row}, column claim_id"),
    ("claims", "claim_id", "claim_id=lab-persons-file", "lab-persons-files", "column claims: unknown claim 'lab-persons-file'"),
    ("claims", "claim_id", "claim_id=lab-persons-file", "LAB_1", "claims.csv, row {row}, column claim_id: 'LAB_1' is no plain name"),
    ("claims", "article_id", "claim_id=aphp-event", "inserm-transfert", "claims.csv, row {row}, column quote"),
    ("claims", "article_id", "claim_id=aphp-event", "aphp", "claims.csv, row {row}, column article_id"),
    ("claims", "incident_id", "claim_id=aphp-event", "aphp-2031", "claims.csv, row {row}, column incident_id"),
    ("claims", "incident_id", "claim_id=aphp-event", "", "claims.csv, row {row}, column incident_id"),
    ("claims", "incident_id", "claim_id=inserm-event", "aphp-2021", "claims.csv, row {row}, column incident_id: no other claim of inserm-transfert speaks of 'aphp-2021'"),
    ("claims", "incident_id", "claim_id=dax-motive", "villefranche-2021", "and row {row}, column incident_id: say the same of the same words"),
    ("claims", "field", "claim_id=inserm-event", "complaint_date", "claims.csv, row {row}, column field: is complaint_date without a word such as"),
    ("claims", "field", "claim_id=aphp-event", "attack_type", "claims.csv, row {row}, column edtf"),
    ("claims", "field", "claim_id=aphp-persons", "organisation", "claims.csv, row {row}, column low"),
    ("claims", "value", "claim_id=dax-attack", "rançongiciel", "claims.csv, row {row}, column value"),
    ("claims", "value", "claim_id=dax-attack", "", "claims.csv, row {row}, column value"),
    ("claims", "incident_id", "claim_id=rate-hospitals", "dax-2021", "claims.csv, row {row}, column incident_id: is filled in a claim about attack_rate"),
    ("claims", "field", "claim_id=lab-personal", "notified", "claims.csv, row {row}, column field: is notified, of which 'Personal' is no value"),
    ("claims", "value", "claim_id=inserm-attack", "ransomware", "claims.csv, row {row}, column value: is 'ransomware' where no word of the sentence says so"),
    ("claims", "value", "claim_id=lab-place", "44", "claims.csv, row {row}, column value: '44' holds no word"),
    ("claims", "low", "claim_id=aphp-persons", "1500000", "claims.csv, row {row}, column low"),
    ("claims", "low", "claim_id=aphp-persons", "1,4 million", "claims.csv, row {row}, column low"),
    ("claims", "low", "claim_id=aphp-persons", "1300000", "claims.csv, row {row}, column qualifier"),
    ("claims", "high", "claim_id=aphp-persons", "140000", "claims.csv, row {row}, column low: 1.4e+06 is greater than high"),
    ("claims", "high", "claim_id=rate-hospitals", "2", "claims.csv, row {row}, column qualifier"),
    ("claims", "edtf", "claim_id=inserm-detection", "2021-06-31", "claims.csv, row {row}, column edtf"),
    ("claims", "edtf", "claim_id=inserm-detection", "2031-06-18", "claims.csv, row {row}, column edtf: says '2031-06-18' where the reader reads 'le 18 juin'"),
    ("claims", "edtf", "claim_id=inserm-detection", "2020-06-18", "claims.csv, row {row}, column edtf"),
    ("claims", "unit", "claim_id=aphp-persons", "files", "claims.csv, row {row}, column unit"),
    ("claims", "unit", "claim_id=credentials-accounts", "persons", "claims.csv, row {row}, column unit"),
    ("claims", "unit", "claim_id=rate-hospitals", "attacks", "claims.csv, row {row}, column unit"),
    ("claims", "qualifier", "claim_id=aphp-persons", "", "claims.csv, row {row}, column qualifier"),
    ("claims", "qualifier", "claim_id=aphp-persons", "at_least", "claims.csv, row {row}, column qualifier: 'at_least' does not fit"),
    ("claims", "qualifier", "claim_id=aphp-persons", "range", "claims.csv, row {row}, column qualifier"),
    ("claims", "qualifier", "claim_id=aphp-persons", "near", "claims.csv, row {row}, column qualifier: 'near' where the words are read as exact"),
    ("claims", "edtf", "claim_id=dax-event", "2021-02-09/2021-02-25", "claims.csv, row {row}, column edtf"),
    ("claims", "high", "claim_id=inserm-motive", "12", "claims.csv, row {row}, column high: holds a number"),
    ("claims", "population", "claim_id=aphp-persons", "catchment", "claims.csv, row {row}, column population"),
    ("claims", "population", "claim_id=aphp-persons", "", "claims.csv, row {row}, column population"),
    ("claims", "population", "claim_id=rate-hospitals", "exposed", "claims.csv, row {row}, column population"),
    ("claims", "speaker", "claim_id=aphp-persons", "", "claims.csv, row {row}, column speaker"),
    ("claims", "modality", "claim_id=aphp-persons", "sure", "claims.csv, row {row}, column modality"),
    ("claims", "modality", "claim_id=aphp-persons", "conditional", "claims.csv, row {row}, column modality: is conditional where no word"),
    ("claims", "modality", "claim_id=aphp-persons", "planned", "claims.csv, row {row}, column modality: is planned where no word"),
    ("claims", "modality", "claim_id=aphp-persons", "question", "claims.csv, row {row}, column modality: is a question where"),
    ("claims", "stance", "claim_id=aphp-persons", "denies", "claims.csv, row {row}, column stance: denies where no word of the sentence does"),
    ("claims", "quote", "claim_id=aphp-persons", "1,5 million", "claims.csv, row {row}, column quote"),
    ("claims", "quote", "claim_id=aphp-persons", "million", "claims.csv, row {row}, column quote: 'million' stands"),
    ("claims", "quote", "claim_id=inserm-event", "qui a fait l?objet d?une attaque informatique au mois de jui", "claims.csv, row {row}, column quote: 'qui a fait l?objet d?une attaque informatique au mois de jui' cuts"),
    ("claims", "quote", "claim_id=inserm-attack", "18", "claims.csv, row {row}, column quote: '18' holds no word"),
    ("claims", "occurrence", "claim_id=aphp-persons", "9", "claims.csv, row {row}, column occurrence"),
    ("claims", "note", "claim_id=aphp-persons", "see\nbelow", "claims.csv, row {row}, column note"),
    ("decisions", "incident_id", "rule=exact_over_rounded", "lab-leak-2031", "decisions.csv, row {row}, column incident_id"),
    ("decisions", "field", "rule=exact_over_rounded", "event_date", "decisions.csv, row {row}, column field"),
    ("decisions", "field", "rule=exact_over_rounded", "data_disclosure", "decisions.csv, row {row}, column"),
    ("decisions", "rule", "rule=exact_over_rounded", "most_recent", "decisions.csv, row {row}, column rule"),
    ("decisions", "rule", "rule=exact_over_rounded", "official_over_press", "decisions.csv, row {row}, column rule"),
    ("decisions", "rule", "rule=body_over_headline", "interval_hull", "decisions.csv, row {row}, column rule: interval_hull cannot decide about organisation; it is for numbers and dates"),
    ("decisions", "claims", "rule=exact_over_rounded", "lab-persons-title", "decisions.csv, row {row}, column claims"),
    ("decisions", "claims", "rule=exact_over_rounded", "lab-persons", "decisions.csv, row {row}, column claims: unknown claim"),
    ("decisions", "reason_en", "rule=exact_over_rounded", "", "decisions.csv, row {row}, column reason_en"),
    ("decisions", "reason_en", "rule=exact_over_rounded", "because", "decisions.csv, row {row}, column reason_en"),
    ("decisions", "reason_en", "rule=exact_over_rounded", "The headline names the parent institute; the body says in so many words that its subsidiary was attacked.", "and row {row}, column reason_en: give one reason for"),
    ("decisions", "reason_en", "rule=exact_over_rounded", "The four figures describe one file: the exact count of na", "decisions.csv, row {row}, column reason_en"),
    ("decisions", "reason_fr", "rule=exact_over_rounded", "The four figures describe one file: the exact count of names rounds to the three others.", "decisions.csv, row {row}, column reason_fr: is the same"),
    ("decisions", "reason_fr", "rule=exact_over_rounded", "", "decisions.csv, row {row}, column reason_fr"),
    ("dismissed", "article_id", "quote=en 2000", "inserm", "dismissed.csv, row {row}, column article_id"),
    ("dismissed", "article_id", "quote=en 2000", "aphp-covid-tests", "dismissed.csv, row {row}, column quote"),
    ("dismissed", "quote", "quote=en 2000", "en 2001", "dismissed.csv, row {row}, column quote"),
    ("dismissed", "quote", "quote=en 2000", "a créé en 2000", "dismissed.csv, row {row}, column quote"),
    ("dismissed", "occurrence", "quote=en 2000", "2", "dismissed.csv, row {row}, column occurrence"),
    ("dismissed", "reason", "quote=en 2000", "irrelevant", "dismissed.csv, row {row}, column reason"),
    ("dismissed", "reason", "quote=en 2000", "", "dismissed.csv, row {row}, column reason"),
    ("dismissed", "reason", "quote=en 2000", "repeats_claim", "dismissed.csv, row {row}, column reason: no claim says the same"),
    ("dismissed", "reason", "quote=100 %", "publication_stamp", "dismissed.csv, row {row}, column reason: '100 %' is no date"),
    ("dismissed", "note", "quote=en 2000", "12", "dismissed.csv, row {row}, column note: '12' holds no word"),
    ("dismissed", "note", "quote=en 2000", " see note\n", "dismissed.csv, row {row}, column note"),
]  # fmt: skip
# what no words contradict: only the second coding does
JUDGEMENTS = [
    ("incidents", "label_fr", "incident_id=dax-2021", "Vol de données à l’hôpital de Dax", "incidents.csv, row {row}, column label_fr: 'Vol de données à l’hôpital de Dax', but the second coding says 'Rançongiciel au centre"),
    ("incidents", "organisation_type", "incident_id=lab-leak-2021", "research", "incidents.csv, row {row}, column organisation_type: 'research', but the second coding says 'laboratory'"),
    ("incidents", "scope", "incident_id=lab-leak-2021", "exposure", "incidents.csv, row {row}, column scope: 'exposure', but the second coding says 'attack'"),
    ("claims", "speaker", "claim_id=aphp-event", "press", "claims.csv, row {row}, column speaker: 'press', but the second coding says 'victim'"),
    ("claims", "speaker", "claim_id=credentials-finder", "government", "claims.csv, row {row}, column speaker: 'government', but it was settled as 'press'"),
    ("claims", "modality", "claim_id=aphp-event", "implied", "claims.csv, row {row}, column modality: 'implied', but the second coding says 'asserted'"),
    ("claims", "stance", "claim_id=aphp-no-other", "affirms", "claims.csv, row {row}, column stance: 'affirms', but the second coding says 'denies'"),
    ("claims", "population", "claim_id=lab-persons-file", "exposed", "claims.csv, row {row}, column population: 'exposed', but the second coding says 'rows_in_leak'"),
    ("claims", "quote", "claim_id=aphp-attack", "cyberattaque a volé les données personnelles", "claims.csv, row {row}, column quote: 'cyberattaque a volé les données personnelles', but the second coding says 'une cyberattaque"),
    ("claims", "occurrence", "claim_id=inserm-attack", "2", "claims.csv, row {row}, column occurrence: '2', but the second coding says '1'"),
    ("claims", "unit", "claim_id=lab-records-title", "files", "claims.csv, row {row}, column unit: 'files', but the second coding says 'records'"),
    ("claims", "edtf", "claim_id=inserm-complaint", "2021-07-08~", "claims.csv, row {row}, column edtf: '2021-07-08~', but the second coding says '2021-07-09~'"),
    ("claims", "field", "claim_id=inserm-event", "disclosure_date", "claims.csv, row {row}, column field: 'disclosure_date', but the second coding says 'event_date'"),
    ("claims", "value", "claim_id=lab-breached-labs", "a hospital", "claims.csv, row {row}, column value: 'a hospital', but the second coding says 'the laboratories and"),
    ("decisions", "rule", "rule=exact_over_rounded", "interval_hull", "decisions.csv, row {row}, column rule: 'interval_hull', but the second coding says 'exact_over_rounded'"),
    ("dismissed", "reason", "quote=100 %", "other_sector", "dismissed.csv, row {row}, column reason: 'other_sector', but the second coding says 'background'"),
    ("second_coding", "table", "row=aphp-event", "incidents", "second_coding.csv, row {row}, column row: 'aphp-event' is no row of data/curated/incidents.csv"),
    ("second_coding", "table", "row=aphp-event", "claim", "second_coding.csv, row {row}, column table"),
    ("second_coding", "row", "row=aphp-event", "aphp-events", "second_coding.csv, row {row}, column row: 'aphp-events' is no row of data/curated/claims.csv"),
    ("second_coding", "row", "row=aphp-event", "aphp-detection", "second_coding.csv, row {row}, column table"),
    ("second_coding", "column", "row=aphp-event", "quotes", "second_coding.csv, row {row}, column column: 'quotes' is no column to code"),
    ("second_coding", "column", "row=aphp-event", "stance", "second_coding.csv, row {row}, column table"),
    ("second_coding", "column", "row=aphp-event", "occurrence", "second_coding.csv, row {row}, column code: 'La cyberattaque a eu lieu en plein été' cannot stand in occurrence"),
    ("second_coding", "code", "column=speaker", "victim", "claims.csv, row 2, column speaker: 'press', but the second coding says 'victim' (data/curated/second_coding.csv, row {row})"),
    ("second_coding", "code", "column=speaker", "journalist", "second_coding.csv, row {row}, column code: 'journalist' cannot stand in speaker"),
    ("second_coding", "code", "settled=exposed", "held", "second_coding.csv, row {row}, column reason: 'The headline counts « données » and speaks of no file; rows_' does not say why 'held' is set aside"),
    ("second_coding", "first", "first=justice", "", "second_coding.csv, row {row}, column reason: 'The article tells of the inquiry"),
    ("second_coding", "first", "first=justice", "press", "second_coding.csv, row {row}, column first: 'press' is the second code too"),
    ("second_coding", "first", "settled=exposed", "held", "second_coding.csv, row {row}, column settled: 'exposed' is neither 'held' nor 'rows_in_leak'"),
    ("second_coding", "settled", "first=justice", "", "second_coding.csv, row {row}, column settled: '' is neither 'justice' nor 'press'"),
    ("second_coding", "settled", "first=justice", "justice", "second_coding.csv, row {row}, column reason"),
    ("second_coding", "reason", "first=justice", "", "second_coding.csv, row {row}, column reason: is empty beside first 'justice'"),
    ("second_coding", "reason", "first=justice", "No one is quoted, so justice is wrong", "second_coding.csv, row {row}, column reason: 'No one is quoted, so justice is wrong' does not say why"),
]  # fmt: skip


@pytest.fixture(scope="module")
def mentions(study: Study) -> pd.DataFrame:
    """Return what the reader finds in the study's articles; no damage of a curated table changes it."""
    from helpers.sources import publication_days

    days = publication_days(study.articles / "bibliography.csv")
    rows = []
    for article in received.receive(study).itertuples():
        for mention in read_text(article.text, days.get(article.article_id))[1]:
            rows.append(mention_row(article.article_id, article.text, mention))
    frame = pd.DataFrame(rows, columns=list(MENTION_COLUMNS))
    return frame.assign(low=pd.to_numeric(frame["low"]), high=pd.to_numeric(frame["high"]))


@pytest.fixture
def copy(study: Study, tmp_path: Path) -> Study:
    """Return a copy of what the curation reads."""
    for folder in ("raw", "curated"):
        shutil.copytree(study.root / "data" / folder, tmp_path / "data" / folder)
    return Study.find(tmp_path)


def curated(study: Study, mentions: pd.DataFrame) -> pd.DataFrame:
    """Run the checks in the order of notebook 03; return what became of the mentions."""
    read = tables.read_all(study, CURATED)
    incidents, claims, decisions, dismissed, coded = read
    bibliography = received.receive(study)
    articles = dict(zip(bibliography["article_id"], bibliography["text"], strict=True))
    register = tables.read(study, "raw/press_incidents")
    consistency.check(read, register, articles, mentions)
    placed = curate.place_claims(claims, articles)
    context = curate.context(bibliography)
    values = curate.resolve(placed, decisions, context)
    located = curate.locate(dismissed, articles, "data/curated/dismissed.csv")
    reviewed = curate.review(mentions, placed, located)
    curate.require_reviewed(reviewed, placed)
    second_coding.require_rows(coded, second_coding.by_name(read))
    table = curate.incident_table(incidents, values, placed, {name: name for name in articles})
    table["match_basis"] = incidents["match_basis"]
    consistency.check_matches(table, register, placed, context["published"])
    return reviewed


def change(study: Study, table: str, column: str, row: str, value: str) -> int:
    """Write `value` into a cell of the row that `row` (column=value) names; return the row's number in the file."""
    path = tables.declared(f"curated/{table}").path(study)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key, _, wanted = row.partition("=")
    number = next(number for number, cells in enumerate(rows) if cells[key] == wanted)
    assert rows[number][column] != value
    rows[number][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return number + 2


def test_the_tables_are_read_in_the_order_of_the_notebook() -> None:
    names = ("incidents", "claims", "decisions", "dismissed", "second_coding")
    assert [f"curated/{name}" for name in names] == CURATED == desk.CURATED


def test_undamaged_tables_pass(copy: Study, mentions: pd.DataFrame) -> None:
    assert set(curated(copy, mentions)["state"]) <= {"used", "dismissed", "unreviewed"}


def test_every_column_of_every_curated_table_is_broken_once() -> None:
    broken = {(table, column) for table, column, *_ in DAMAGE + JUDGEMENTS}
    declared = {(name.partition("/")[2], column) for name in CURATED for column in TABLES[name].header}
    assert broken == declared


@pytest.mark.parametrize(("table", "column", "row", "value", "named"), DAMAGE)
def test_one_wrong_cell_is_caught_and_named(
    copy: Study, mentions: pd.DataFrame, table: str, column: str, row: str, value: str, named: str
) -> None:
    """By the rules alone: nothing is coded twice."""
    codings = tables.declared("curated/second_coding").path(copy)
    codings.write_text(codings.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    is_told(copy, mentions, table, column, row, value, named)


@pytest.mark.parametrize(("table", "column", "row", "value", "named"), JUDGEMENTS)
def test_one_wrong_judgement_is_caught_and_named(
    copy: Study, mentions: pd.DataFrame, table: str, column: str, row: str, value: str, named: str
) -> None:
    is_told(copy, mentions, table, column, row, value, named)


def is_told(
    copy: Study, mentions: pd.DataFrame, table: str, column: str, row: str, value: str, named: str
) -> None:
    """Assert that a changed cell stops the study with a line that names it."""
    number = change(copy, table, column, row, value)
    with pytest.raises(InputError) as caught:
        curated(copy, mentions)
    lines = str(caught.value).splitlines()
    assert any(named.format(row=number) in line for line in lines), lines
    assert all(re.match(r"data/(curated|raw)/\w+\.csv, .+: .+; .+", line) for line in lines), lines


# --- the rules that no single cell of this study happens to break


def number(**values: object) -> dict[str, object]:
    """Return one faultless claim about persons, with `values` changed."""
    row = dict.fromkeys((column.name for column in CLAIM_COLUMNS), "") | {
        "claim_id": "c", "article_id": "a", "incident_id": "i", "field": "persons_exposed", "low": 300.0, "high": 300.0,
        "unit": "persons", "qualifier": "exact", "population": "exposed", "speaker": "victim", "modality": "asserted",
        "stance": "affirms", "quote": "300 patients", "occurrence": float("nan"),
    }  # fmt: skip
    return row | values


def faults(**values: object) -> list[str]:
    return [column for column, *_ in checks.claim_faults(number(**values), {"", "i"})]


NAN = float("nan")


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "fits"),
    [
        ("exact", 300, 300, True), ("exact", 300, NAN, False), ("near", 300, 310, False), ("about", 300, 300, True),
        ("at_least", 300, NAN, True), ("at_least", 300, 300, False), ("more_than", NAN, 300, False),
        ("up_to", NAN, 300, True), ("up_to", 0, 300, False), ("less_than", NAN, 300, True),
        ("range", 300, 400, True), ("range", 300, 300, False), ("range", 300, NAN, False),
    ],
)  # fmt: skip
def test_a_qualifier_fits_its_bounds(qualifier: str, low: float, high: float, fits: bool) -> None:
    assert faults(qualifier=qualifier, low=float(low), high=float(high)) == ([] if fits else ["qualifier"])


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"low": -5.0, "high": -5.0}, "low"),
        ({"value": "many"}, "value"),
        ({"edtf": "2021"}, "edtf"),
        ({"field": "funding", "unit": "euros", "population": "", "incident_id": ""}, "unit"),
        (
            {
                "field": "motive",
                "low": NAN,
                "high": NAN,
                "value": "Financial",
                "qualifier": "",
                "population": "",
            },
            "unit",
        ),
        ({"speaker": " victim"}, "speaker"),
    ],
)
def test_a_cell_that_contradicts_its_row_is_named(values: dict[str, object], column: str) -> None:
    assert faults(**values) == [column]


def test_a_ransom_is_paid_only_where_one_was_demanded(study: Study) -> None:
    register = tables.read(study, "raw/press_incidents")
    register.loc[3, ["ransom_demanded", "ransom_paid"]] = ["no", "yes"]
    incidents = tables.read(study, "curated/incidents")
    with pytest.raises(
        InputError,
        match=r"press_incidents\.csv, row 5, column ransom_paid: is yes where no ransom was demanded",
    ):
        checks.check_incidents(incidents, register)


@pytest.mark.parametrize(
    ("edtf", "modality", "is_told"),
    [
        ("2021-02", "asserted", False), ("2021-03", "asserted", True), ("2021-03", "planned", False),
        ("2021-02-09/2021-02-24", "asserted", False), ("2021-02-09/2021-02-25", "asserted", True),
        ("2021-01/2021-03", "asserted", False),
    ],
)  # fmt: skip
def test_nothing_happens_after_its_article(edtf: str, modality: str, is_told: bool) -> None:
    earliest, latest = iso_days(edtf)
    row = number(field="event_date", edtf=edtf, earliest=earliest, latest=latest, modality=modality)
    frame, published = pd.DataFrame([row]), {"a": "2021-02-24"}
    if is_told:
        with pytest.raises(InputError, match=r"claims\.csv, row 2, column edtf: .+ lies after the article"):
            checks.check_days(frame, published)
    else:
        checks.check_days(frame, published)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"event_date": "2021-03", "disclosure_date": "2021-02"},
            "event_date 2021-03 lies after disclosure_date 2021-02",
        ),
        (
            {"detection_date": "2021-03", "complaint_date": "2021-02"},
            "detection_date 2021-03 lies after complaint_date 2021-02",
        ),
        ({"event_date": "2021-02", "detection_date": "2021-02-01"}, ""),
        ({"complaint_date": "2021-03", "disclosure_date": "2021-02"}, ""),
    ],
)
def test_an_incident_happens_before_it_is_noticed_and_told(fields: dict[str, str], told: str) -> None:
    rows = []
    for field, edtf in fields.items():
        earliest, latest = iso_days(edtf)
        rows.append(
            {
                "incident_id": "i",
                "field": field,
                "edtf": edtf,
                "earliest": earliest,
                "latest": latest,
                "claims": f"c-{field}",
            }
        )
    if told:
        with pytest.raises(InputError, match=told):
            checks.check_order(pd.DataFrame(rows))
    else:
        checks.check_order(pd.DataFrame(rows))
