"""No claim leaves the ledger unnoticed: each sentence that rested on it stops the build, in both languages."""

import csv
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers import articles as received
from helpers import compare, curate, ledger, measure, report, tables
from helpers.errors import InputError
from helpers.paths import Study
from helpers.report import sentences
from helpers.report.facts import load

HOME = Path(__file__).resolve().parents[1]
CLAIMS = [
    row["claim_id"] for row in csv.DictReader((HOME / "data/curated/claims.csv").open(encoding="utf-8"))
]
TAG = re.compile(r"\{\{ *(\w+)\((.*?)\) *\}\}")
# one claim of each kind of field: what it carries is measured again without it
OF_EACH_KIND = (
    "inserm-organisation-title", "inserm-detection", "dax-event", "lab-disclosure", "lab-persons-file",
    "lab-breached-software", "rate-hospitals", "aphp-persons",
)  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return the study's data and prose, with what its sentences rest on written anew."""
    folder = tmp_path_factory.mktemp("claims")
    for name in ("data", "reports/prose", "reports/figures"):
        shutil.copytree(HOME / name, folder / name)
    made = Study.find(folder)
    sentences.path(made).write_text(sentences.resting(made, load(made)), encoding="utf-8")
    return made


def told(study: Study, without: str) -> list[str]:
    """Return the lines that the check tells when a claim is gone."""
    try:
        sentences.check(study, set(CLAIMS) - {without})
    except InputError as error:
        return str(error).split("\n")
    return []


def places(lines: list[str]) -> set[str]:
    """Return the file and line of each."""
    return {re.fullmatch(r"(reports/prose/(?:en|fr)/\w+\.md, line \d+): .+; .+", line)[1] for line in lines}  # type: ignore[index]


def lines_that(study: Study, rests: object) -> set[str]:
    """Return the place of each line of prose of which a tag `rests`, read by this test's own means."""
    return {
        f"{study.name(file)}, line {number}"
        for file in sorted(study.prose.glob("*/*.md"))
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1)
        for function, arguments in TAG.findall(line)
        if rests(function, re.findall(r'"([^"]*)"', arguments))  # type: ignore[operator]
    }


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_a_deleted_claim_is_told_at_each_sentence_that_rested_on_it(copy, claim_id):
    claims = tables.read(copy, "curated/claims").set_index("claim_id")
    owner = (claims.loc[claim_id, "incident_id"], claims.loc[claim_id, "field"])

    def rests(function: str, words: list[str]) -> bool:
        return (
            (function in ("c", "q") and words[0] == claim_id)
            or (function == "v" and tuple(words[:2]) == owner)
            or (function == "m" and words[0] == "ledger_claims")
        )

    lines = told(copy, claim_id)
    assert lines_that(copy, rests) <= places(lines)
    assert {place[14:16] for place in places(lines)} == {"en", "fr"}
    assert all(claim_id in line for line in lines)


def resolved(study: Study, without: str) -> dict[str, pd.DataFrame]:
    """Return the tables of step 3, worked out anew without one claim; a decision that it idles is dropped."""
    incidents, claims, decisions, dismissed = (
        tables.read(study, f"curated/{name}") for name in ("incidents", "claims", "decisions", "dismissed")
    )
    bibliography = received.receive(study)
    texts = dict(zip(bibliography["article_id"], bibliography["text"], strict=True))
    placed = curate.place_claims(claims[claims["claim_id"] != without].reset_index(drop=True), texts)
    weighed = [" ".join(name for name in names.split() if name != without) for names in decisions["claims"]]
    for kept in (
        decisions.assign(claims=weighed),
        decisions[decisions["claims"] == weighed].reset_index(drop=True),
    ):
        try:
            values = curate.resolve(placed, kept, curate.context(bibliography))
            break
        except InputError:
            continue
    table = curate.incident_table(
        incidents,
        values,
        placed,
        received.independent_sources(bibliography, tables.read(study, "processed/edits")),
    )
    located = curate.locate(dismissed, texts, "dismissed")
    return {
        "claims": placed, "values": values, "incidents": table,
        "disagreements": curate.disagreements(values, placed, kept),
        "review": curate.review(tables.read(study, "processed/mentions"), placed, located),
        "register_matches": compare.compare_register(table, tables.read(study, "raw/press_incidents")),
        "reader_check": compare.compare_reader(placed, tables.read(study, "processed/mentions")),
    }  # fmt: skip


def numbers(study: Study, without: str = "") -> dict[str, tuple[str, ...]]:
    """Return every value and every measure that claims can move, by reference."""
    made = resolved(study, without)
    for name, frame in made.items():
        tables.write(study, f"processed/{name}", frame)
    sources, generator = measure.load(study), np.random.default_rng(7)
    counts = measure.yearly_counts(sources, 2021)
    coverage = measure.coverage(sources, counts, 2021, 0.95)
    found = [
        *ledger.ledger_measures(study, 2021, 0.95), *measure.rate_measures(counts, 0.95),
        *measure.verdict_measures(measure.rates(counts, 0.95), 2021, 0.95),
        *measure.coverage_measures(coverage, 2021, 0.95, generator),
        *measure.claim_measures(measure.claim_life(sources), measure.misquotes(sources)),
        *measure.exposure_measures(measure.exposures(sources), 0.95), *measure.tier_measures(sources),
        *measure.disagreement_measures(sources.disagreements), *measure.delay_measures(measure.delays(sources)),
    ]  # fmt: skip
    rows = measure.as_table(found).to_dict("records")
    said = ["status", "value", "low", "high", "edtf", "claims"]
    return {row["measure_id"]: tuple(str(row[part]) for part in ("value", "low", "high")) for row in rows} | {
        f"{row['incident_id']}:{row['field']}": tuple(str(row[part]) for part in said)
        for row in made["values"].to_dict("records")
    }


@pytest.fixture(scope="module")
def before(copy: Study) -> dict[str, tuple[str, ...]]:
    """Return the numbers with every claim in place."""
    return numbers(copy)


@pytest.mark.parametrize("claim_id", OF_EACH_KIND)
def test_every_sentence_whose_number_a_deletion_moves_is_told(copy, before, claim_id):
    after = numbers(copy, claim_id)
    moved = {name for name, number in before.items() if after.get(name) != number}
    places_moved = {where for where, references in sentences.cited(copy) if references & moved}
    assert places_moved
    assert places_moved <= places(told(copy, claim_id))


def test_the_kept_file_is_that_of_the_report(study):
    assert sentences.path(study).read_text(encoding="utf-8") == sentences.resting(study, load(study))


def test_a_deletion_by_hand_stops_the_build_before_any_notebook(damaged):
    file = damaged.curated / "claims.csv"
    lines = file.read_text(encoding="utf-8").split("\n")
    file.write_text(
        "\n".join(line for line in lines if not line.startswith("lab-persons-near,")), encoding="utf-8"
    )
    with pytest.raises(InputError) as error:
        report.check_ledger(damaged)
    found = str(error.value).split("\n")
    assert len(found) == len(places(found)) > 2
    assert any("there is no claim 'lab-persons-near'" in line for line in found)
    assert any("through" in line and "lab-leak-2021:persons_exposed" in line for line in found)


@pytest.mark.parametrize("content", [b"", b"\xff", b"claim;article\n1;2\n", None])
def test_a_ledger_that_cannot_be_read_is_left_to_its_own_step(damaged, content):
    file = damaged.curated / "claims.csv"
    file.unlink() if content is None else file.write_bytes(content)
    report.check_ledger(damaged)


def test_an_emptied_ledger_is_told_whole(damaged):
    file = damaged.curated / "claims.csv"
    file.write_text(file.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        report.check_ledger(damaged)
    assert all(f"{name!r}" in str(error.value) for name in CLAIMS)


def test_the_report_itself_is_stopped_too(damaged):
    rows = tables.read(damaged, "processed/claims")
    tables.write(damaged, "processed/claims", rows[rows["claim_id"] != "aphp-persons"])
    with pytest.raises(InputError, match="rested on the claim 'aphp-persons', which is gone"):
        report.check(damaged)


def test_an_editor_who_has_read_the_sentences_takes_the_row_out(copy, tmp_path):
    file = sentences.path(copy)
    whole = file.read_text(encoding="utf-8")
    assert told(copy, "aphp-persons")
    file.write_text(
        "\n".join(line for line in whole.split("\n") if not line.startswith("aphp-persons,")),
        encoding="utf-8",
    )
    assert told(copy, "aphp-persons") == []
    file.write_text(whole, encoding="utf-8")


def test_a_study_that_was_never_written_has_nothing_to_lose(copy):
    whole = sentences.path(copy).read_text(encoding="utf-8")
    sentences.path(copy).unlink()
    assert told(copy, "aphp-persons") == []
    sentences.path(copy).write_text(whole, encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    [b"", b"claim_id\nx\n", b"claim_id,references\nx,y,z\n", b"\xff\xfe", b'claim_id,references\n"x\n'],
)
def test_a_damaged_file_is_told(tmp_path, content):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    made = Study.find(tmp_path)
    sentences.path(made).write_bytes(content)
    with pytest.raises(
        InputError, match=r"reports/rests_on\.csv: is no table of claim_id and references; restore it"
    ):
        sentences.check(made, set())
